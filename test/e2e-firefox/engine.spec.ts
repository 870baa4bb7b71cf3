import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import type { EngineParams, EngineReplies, EngineRequest } from '../../src/protocol/messages.ts';
import { startDemo } from '../../tools/demoServer.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { clientScript } from '../e2e/clientScript.ts';
import { times, tried } from '../e2e/proof.ts';
import { marks } from './fixtures.ts';

/** The engine in Firefox, whose event page is ended whenever it is idle, and which may keep nothing at all. */
const SPAM = 'Congratulations! You won a free cruise, call now to claim your prize';
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function ask<K extends EngineRequest>(
  page: Page,
  request: K,
  params: EngineParams<K>,
): Promise<EngineReplies[K]> {
  return page.evaluate(
    (name, args) => window.client.request(name as never, args as never),
    request,
    params,
  ) as Promise<EngineReplies[K]>;
}

test('the event page is ended again and again: no lesson is lost', async () => {
  const inkling = await FirefoxBrowser.launch();
  try {
    const page = await inkling.extensionPage();
    await page.evaluate(await clientScript());
    expect((await ask(page, 'state', {})).storage).toBe('kept');

    // Ended at every moment of a request: before it, under way, just after its answer.
    const rounds = times(12, 100);
    test.setTimeout(120_000 + rounds * 3000);
    for (let n = 0; n < rounds; n++) {
      const taught = ask(page, 'teach', {
        lesson: uuid(n),
        text: `Our garden club meets on Sunday, number ${n}`,
        task: 'spam',
        label: 'spam',
        site: '',
      });
      if (n % 3 > 0) await new Promise((resolve) => setTimeout(resolve, (n % 3) * 4));
      await inkling.killEventPage();
      expect((await taught).lesson.id).toBe(uuid(n));
    }
    await inkling.killEventPage();
    const { lessons } = await ask(page, 'lessons', { limit: 100 });
    expect(lessons.map(({ id }) => id).sort()).toEqual(Array.from({ length: rounds }, (_, n) => uuid(n)));

    tried('lost', 'the event page is ended while a lesson is given', rounds);
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
  }
});

test('the event page wakes within half a second', async () => {
  const inkling = await FirefoxBrowser.launch();
  try {
    const page = await inkling.extensionPage();
    await page.evaluate(await clientScript());
    await ask(page, 'state', {});
    const waits: number[] = [];
    for (let n = 0; n < 5; n++) {
      await inkling.killEventPage();
      expect(await inkling.eventPageState()).toBe('stopped');
      waits.push(
        await page.evaluate(async (text) => {
          const start = performance.now();
          await window.client.request('classify', { texts: [text] });
          return performance.now() - start;
        }, SPAM),
      );
    }
    waits.sort((a, b) => a - b);
    console.log(`first verdict after a wake: ${waits.map((wait) => Math.round(wait)).join(', ')} ms`);
    expect(waits[2]).toBeLessThan(500);
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
  }
});

test('a database that is gone is offered from the backup, and put back', async () => {
  test.setTimeout(90_000);
  const inkling = await FirefoxBrowser.launch();
  try {
    const page = await inkling.extensionPage();
    await page.evaluate(await clientScript());
    const lesson = { lesson: uuid(1), text: SPAM, task: 'spam', label: 'ham', site: '' };
    await ask(page, 'teach', lesson);
    await expect.poll(async () => (await ask(page, 'usage', {})).backups.length, { timeout: 30_000 }).toBe(1);
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const deleting = indexedDB.deleteDatabase('inkling');
          deleting.onsuccess = () => resolve();
          deleting.onerror = () => reject(deleting.error);
        }),
    );
    await inkling.killEventPage();
    expect(await ask(page, 'state', {})).toMatchObject({ lessons: 0, trouble: { lost: { lessons: 1 } } });
    expect((await ask(page, 'putBack', {})).lessons).toBe(1);
    await inkling.killEventPage();
    expect(await ask(page, 'state', {})).toMatchObject({ lessons: 1, trouble: { lost: null } });
    tried('lost', 'the database is deleted: all is put back from the backup', 1);
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
  }
});

test('a browser that never remembers history: it works, says that nothing is kept, and keeps nothing', async () => {
  // Every window is a private one here, so the person must have allowed Inkling in these.
  const demo = await startDemo();
  const inkling = await FirefoxBrowser.launch({
    inPrivateWindows: true,
    prefs: { 'browser.privatebrowsing.autostart': true },
  });
  try {
    const page = await inkling.open(`${demo.url}/forum.html`);
    await inkling.judged(page);
    expect(await marks(page, 'toxicity')).toHaveLength(2);
    const popup = await inkling.openPopup(page);
    await popup.waitForSelector('.notice::-p-text(what you teach lasts until it closes)');

    const ground = await inkling.extensionPage();
    await ground.evaluate(await clientScript());
    expect((await ask(ground, 'state', {})).storage).toBe('memory');
    const taught = await ask(ground, 'teach', {
      lesson: uuid(1),
      text: SPAM,
      task: 'spam',
      label: 'ham',
      site: '',
    });
    expect(taught.verdicts[0]).toMatchObject({ label: 'ham', yours: true });
    expect((await ask(ground, 'state', {})).lessons).toBe(1);
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
    await demo.close();
  }
});
