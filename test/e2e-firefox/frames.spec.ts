import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { clientScript } from '../e2e/clientScript.ts';

/** Frames in Firefox: read under the rule of the page around them, as test/e2e/frames-and-roots.spec.ts says. */
const SPAM =
  'CONGRATULATIONS! You have been selected to win a FREE luxury cruise! Click here to claim your prize now, limited time offer!!!';

test('a frame from elsewhere follows the rule of the page around it', async () => {
  const server = createServer((request, response) => {
    const frame = `<iframe src="http://inner.test:${port}/" width="600" height="150"></iframe>`;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const isTown = request.headers.host?.startsWith('town.test');
    response.end(`<!doctype html><title>Test</title><p>${SPAM}</p>${isTown ? frame : ''}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const inkling = await FirefoxBrowser.launch({
    prefs: { 'network.dns.localDomains': 'town.test,inner.test' },
  });
  try {
    const page = await inkling.open(`http://town.test:${port}/`);
    const marked = async () => {
      await page.bringToFront();
      return Promise.all(
        page.frames().map((frame) => frame.evaluate(() => CSS.highlights.get('inkling-spam')?.size ?? 0)),
      );
    };
    await expect.poll(marked).toEqual([1, 1]);

    const ground = await inkling.extensionPage();
    await ground.evaluate(await clientScript());
    const setSite = (site: string, on: boolean) =>
      ground.evaluate(
        (...args) => window.client.request('setSite', { site: args[0], on: args[1] }),
        site,
        on,
      );
    await setSite('inner.test', false);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await marked(), 'the frame’s own host does not matter').toEqual([1, 1]);
    await setSite('town.test', false);
    await expect.poll(marked).toEqual([0, 0]);
    await setSite('town.test', true);
    await expect.poll(marked).toEqual([1, 1]);
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
    server.close();
    server.closeAllConnections();
  }
});
