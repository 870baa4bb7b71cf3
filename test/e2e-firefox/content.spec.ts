import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import type { EngineParams, EngineRequest } from '../../src/protocol/messages.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { clientScript } from '../e2e/clientScript.ts';
import { marks } from './fixtures.ts';

/** The content script in Firefox: ways to mark, rules for paths, frames, and the card by keyboard. */
const SPAM = 'CONGRATULATIONS! You won a FREE cruise, click here to claim your FREE prize now!!!';
const ORDINARY = 'The first boat leaves at six, and the last one comes back shortly before midnight.';

let inkling: FirefoxBrowser;
let server: Server;
let url: string;
let page: Page;
let own: Page;
let site: string;

test.beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<!doctype html><title>Test</title><main><p id="spam">${SPAM}</p><p>${ORDINARY}</p></main>
       <iframe width="600" height="120" srcdoc="<p>${SPAM} In a frame.</p>"></iframe>`,
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  site = '127.0.0.1';
  url = `http://${site}:${(server.address() as AddressInfo).port}`;
  inkling = await FirefoxBrowser.launch();
  page = await inkling.open(`${url}/posts`);
  await inkling.judged(page);
  own = await inkling.extensionPage();
  await own.evaluate(await clientScript());
});
test.afterAll(async () => {
  await inkling?.close();
  server?.close();
  server?.closeAllConnections();
});
test.afterEach(async () => {
  expect(await inkling.errors()).toEqual([]);
});

const ask = <K extends EngineRequest>(request: K, params: EngineParams<K>) =>
  own.evaluate(
    (name, args) => window.client.request(name as never, args as never),
    request,
    params as object,
  );
const heightOf = () => page.evaluate(() => document.querySelector('#spam')!.getBoundingClientRect().height);
const spam = async () => {
  await page.bringToFront();
  return marks(page, 'spam');
};

test('each way to mark, by label too', async () => {
  await expect.poll(spam).toEqual([SPAM]);
  const full = await heightOf();
  const way = (way: 'fold' | 'blur' | 'underline', ways: object = {}) =>
    ask('setTask', { task: 'spam', on: true, sensitivity: 2, way, ways: ways as Record<string, never> });
  await way('fold');
  await expect.poll(heightOf).toBe(26);
  await way('fold', { spam: 'hide' });
  await expect.poll(heightOf).toBe(0);
  await way('blur');
  await expect.poll(heightOf).toBe(full);
  expect(await page.evaluate(() => CSS.highlights.get('inkling-blur')?.size)).toBe(1);
  await way('underline');
  await expect.poll(spam).toEqual([SPAM]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('a frame that the page filled itself is read as its own', async () => {
  const [frame] = page.frames().filter((one) => one !== page.mainFrame());
  const inFrame = () =>
    frame.evaluate(() =>
      [...(CSS.highlights.get('inkling-spam') ?? [])].map(({ startContainer }) => startContainer.nodeValue),
    );
  await expect.poll(inFrame).toEqual([`${SPAM} In a frame.`]);
});

test('a rule for a path holds when the page changes its address by itself', async () => {
  await ask('setOptions', { rules: [{ site, path: '/settings', reads: false, plain: false }] });
  await expect.poll(spam).toEqual([SPAM]);
  await page.evaluate(() => {
    document.querySelector('main')!.addEventListener('click', () => history.pushState({}, '', '/settings'));
  });
  await page.click('main');
  await expect.poll(spam).toEqual([]);
  await page.evaluate(() => history.back());
  await expect.poll(spam).toEqual([SPAM]);
  await ask('setOptions', { rules: [] });
});

test('the card by keyboard: correct, see it learned, take it back', async () => {
  await expect.poll(spam).toEqual([SPAM]);
  const { lessons } = (await ask('state', {})) as { lessons: number };
  const press = async (...keys: ('Tab' | 'Enter' | 'Escape')[]) => {
    // Each finds the focus where the one before has put it.
    for (const key of keys) {
      await page.keyboard.press(key);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  // To the badge, into the card, past "close" and "right", to the choice, whose first is "not spam".
  await press('Tab', 'Enter', 'Tab', 'Tab', 'Tab', 'Enter', 'Enter');
  await expect.poll(spam).toEqual([]);
  expect(((await ask('state', {})) as { lessons: number }).lessons).toBe(lessons + 1);
  await press('Enter');
  await expect.poll(spam).toEqual([SPAM]);
  expect(((await ask('state', {})) as { lessons: number }).lessons).toBe(lessons);
  await press('Escape');
});
