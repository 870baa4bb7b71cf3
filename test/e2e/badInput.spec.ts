import type { Page } from '@playwright/test';
import type { EngineReplies, EngineRequest, FromEngine, Lesson } from '../../src/protocol/messages.ts';
import { MAX_TEXT } from '../../src/protocol/verdict.ts';
import { expect, test, useInkling } from './fixtures.ts';

/**
 * Pages and requests that nobody meant well. Each gets a clear message or nothing; an exception
 * anywhere (page, content script, service worker, offscreen page, worker) fails the test by itself.
 */
const shared = useInkling();

/** Opens a page of these contents; its address is never looked up. */
async function open(html: string): Promise<Page> {
  const page = await shared.inkling.context.newPage();
  await page.route('http://odd.test/**', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto('http://odd.test/');
  return page;
}

/** Asks the engine as one of the extension's pages does, in raw messages on a port of its own. */
async function ask<K extends EngineRequest>(
  page: Page,
  ...requests: [request: K, params: unknown][]
): Promise<EngineReplies[K][]> {
  const answers = await page.evaluate(async (sent) => {
    await chrome.runtime.sendMessage({ to: 'background', message: 'ensureEngine', params: {} });
    const port = chrome.runtime.connect({ name: 'engine' });
    const received = sent.map(
      (_, id) =>
        new Promise<FromEngine>((resolve) => {
          port.onMessage.addListener((message: FromEngine) => {
            if ('id' in message && message.id === id) resolve(message);
          });
        }),
    );
    for (const [id, [request, params]] of sent.entries()) port.postMessage({ id, request, params });
    const all = await Promise.all(received);
    port.disconnect();
    return all;
  }, requests);
  return answers.map((answer) => {
    if (!('ok' in answer) || !answer.ok) throw new Error(JSON.stringify(answer));
    return answer.reply as EngineReplies[K];
  });
}

/** A page of the extension, from which the engine can be asked. */
async function extensionPage(): Promise<Page> {
  const page = await shared.inkling.context.newPage();
  await page.goto(shared.inkling.url('manifest.json'));
  return page;
}

async function lessons(page: Page): Promise<Lesson[]> {
  const [reply] = await ask(page, ['lessons', { limit: 100 }]);
  return (reply as EngineReplies['lessons']).lessons;
}

test('an empty page: nothing to judge, and the popup says so', async () => {
  const page = await open('');
  expect(await shared.inkling.judged(page)).toMatchObject({ blocks: 0, flagged: {} });
  const popup = await shared.inkling.openPopup(page);
  await expect(popup.getByText('Nothing marked here')).toBeVisible();
});

test('a page of 100,000 nodes: all of it judged, the page never held up', async () => {
  const paragraphs = Array.from(
    { length: 16_700 },
    (_, number) => `<div><p>The <b>old</b> mill number ${number} is open again on Sunday.</p></div>`,
  );
  const page = await open(`<!doctype html><title>Long</title>${paragraphs.join('')}`);
  const report = await shared.inkling.judged(page, 45_000);
  expect(report.blocks).toBe(16_700);
  // The clock also counts what a busy machine gives to others, so a slice or two may seem long.
  expect(report.longTasks).toBeLessThanOrEqual(2);
});

test('a text node of 10 MB: its beginning is judged', async () => {
  const page = await open(
    `<!doctype html><title>Big</title><p>You are a silly fool and nobody wants you here. ${'la '.repeat(3_400_000)}</p>`,
  );
  const report = await shared.inkling.judged(page);
  expect(report.blocks).toBe(1);
  expect(report.longTasks).toBeLessThanOrEqual(1);
  const { pieces } = await shared.inkling.pieces(page);
  for (const { text } of pieces) expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
});

test('a lesson sent twice is kept once, and outlives what follows', async () => {
  const page = await extensionPage();
  const before = await lessons(page);
  const lesson = {
    lesson: crypto.randomUUID(),
    text: 'Fresh plums at the corner, come and see.',
    task: 'spam',
    label: 'spam',
    site: 'odd.test',
  };
  // On one port without waiting, as after a lost answer; and again from another.
  await ask(page, ['teach', lesson], ['teach', lesson]);
  await ask(page, ['teach', lesson]);
  expect(await lessons(page)).toHaveLength(before.length + 1);

  await shared.inkling.killOffscreen();
  await shared.inkling.killServiceWorker();
  const kept = await lessons(page);
  expect(kept.map(({ text }) => text)).toEqual([lesson.text, ...before.map(({ text }) => text)]);

  await ask(page, ['undo', { lesson: lesson.lesson }], ['undo', { lesson: lesson.lesson }]);
  expect(await lessons(page)).toHaveLength(before.length);
});

test('requests that make no sense are refused with a reason, and the engine goes on', async () => {
  const page = await extensionPage();
  const odd: [EngineRequest, unknown][] = [
    ['classify', { texts: 'not a list' }],
    ['classify', { texts: ['x'.repeat(MAX_TEXT + 1)] }],
    ['classify', null],
    ['teach', { lesson: 'no id', text: 'x', task: 'spam', label: 'spam', site: '' }],
    ['teach', { lesson: crypto.randomUUID(), text: 'x', task: 'spam', label: 'no such label', site: '' }],
    ['__proto__' as EngineRequest, {}],
    ['toString' as EngineRequest, {}],
  ];
  for (const request of odd) {
    await expect(ask(page, request), JSON.stringify(request).slice(0, 80)).rejects.toThrow(
      /"code":"(?:invalid|unknown-label|forbidden)","message":".+"/,
    );
  }
  const [{ verdicts }] = (await ask(page, [
    'classify',
    { texts: ['', 'hello there'] },
  ])) as EngineReplies['classify'][];
  expect(verdicts).toHaveLength(2);
});

test('the popup on a page of the browser says that it is not read', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto('chrome://version');
  const popup = await shared.inkling.openPopup(page);
  await expect(popup.getByText('Inkling can’t read this page')).toBeVisible();
});
