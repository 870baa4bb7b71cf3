import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { expect, marks, test } from './fixtures.ts';

/** The built extension on pages that are left and come back, sleep, or outlive it. */
const SPAM = 'CONGRATULATIONS! You won a FREE cruise, click here to claim your FREE prize now!!!';
const ORDINARY = 'The first boat leaves at six, and the last one comes back shortly before midnight.';

const SPECULATION = `<script type="speculationrules">{"prerender":[{"urls":["/two"],"eagerness":"immediate"}]}</script>`;

/** What the page "two" was asked for. */
const purposes: string[] = [];
let inkling: ExtensionBrowser;
let server: Server;
let url: string;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    // Without "no-store", as most pages are: only such pages are kept when one leaves them.
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (request.url === '/two') purposes.push(String(request.headers['sec-purpose']));
    // Asked for with a rule, the browser renders the page "two" before anybody goes there.
    const ahead = request.url === '/ahead' ? SPECULATION : '';
    const spam = request.url === '/ordinary' ? '' : `<p>${SPAM}</p>`;
    response.end(`<!doctype html><title>Test</title>${ahead}<main>${spam}<p>${ORDINARY}</p></main>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Playwright turns the back/forward cache off.
  inkling = await ExtensionBrowser.launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
});
test.afterAll(async () => {
  await inkling?.close();
  server?.close();
  server?.closeAllConnections();
});
test.afterEach(() => inkling.closePages());

async function open(path: string): Promise<Page> {
  const page = await inkling.context.newPage();
  await page.goto(`${url}/${path}`);
  await inkling.judged(page);
  await page.bringToFront();
  return page;
}
const spam = (page: Page) => marks(page, 'spam');

test('back from the cache: the page is as it was, follows settings made meanwhile, and is read on', async () => {
  const page = await open('one');
  // Playwright loses a page that comes from the cache, so all is done and seen by the extension's own means.
  const tab = await inkling.tabId(page);
  const popup = await inkling.openPopup(page);
  const report = () =>
    popup.evaluate(async (id) => {
      const envelope = { to: 'page', message: 'report', params: {} };
      const answer = await chrome.tabs.sendMessage(id, envelope, { frameId: 0 }).catch(() => null);
      return answer ? { blocks: answer.reply.blocks, spam: answer.reply.flagged.spam?.spam ?? 0 } : null;
    }, tab);
  const go = (way: 'goBack' | 'goForward') =>
    popup.evaluate(([id, how]) => chrome.tabs[how](id), [tab, way] as const);
  await page.evaluate((text) => {
    const added = document.createElement('p');
    added.textContent = `${text} And then it is still.`;
    document.querySelector('main')!.append(added);
    // Once when it comes back, too.
    addEventListener('pageshow', ({ persisted }) => {
      if (persisted)
        document.querySelector('main')!.append(added.cloneNode(true), 'A harbour opens in spring.');
    });
  }, ORDINARY);
  await expect.poll(report).toEqual({ blocks: 3, spam: 1 });
  await page.goto(`${url}/two`);
  await expect.poll(report).toEqual({ blocks: 2, spam: 1 });
  await popup.getByText('What to mark').click();
  const marking = popup.getByRole('switch', { name: 'Mark Spam' });
  await marking.setChecked(false);
  await expect.poll(report).toEqual({ blocks: 2, spam: 0 });
  await go('goBack');
  // Five: it came from the cache, what was added there is still there, and what came since was read.
  const activate = () => popup.evaluate((id) => chrome.tabs.update(id, { active: true }), tab);
  await activate();
  await expect.poll(report).toEqual({ blocks: 5, spam: 0 });
  await popup.bringToFront();
  await marking.setChecked(true);
  await activate();
  await expect.poll(report).toEqual({ blocks: 5, spam: 1 });
  await go('goForward');
  await expect.poll(report).toEqual({ blocks: 2, spam: 1 });
  await go('goBack');
  await expect.poll(report).toMatchObject({ spam: 1 });
});

/** What the page's content script says of itself; null while there is none. Playwright need not see the page. */
async function reportOf(popup: Page, tab: number): Promise<{ blocks: number; spam: number } | null> {
  return popup.evaluate(async (id) => {
    const envelope = { to: 'page', message: 'report', params: {} };
    const answer = await chrome.tabs.sendMessage(id, envelope, { frameId: 0 }).catch(() => null);
    return answer?.ok ? { blocks: answer.reply.blocks, spam: answer.reply.flagged.spam?.spam ?? 0 } : null;
  }, tab);
}

test('a page that was rendered ahead is read when one goes there', async () => {
  purposes.length = 0;
  const page = await open('ahead');
  const tab = await inkling.tabId(page);
  const popup = await inkling.openPopup(page);
  await page.bringToFront();
  await expect.poll(() => purposes).toEqual(['prefetch;prerender']);
  await page.waitForTimeout(1000);
  await page.evaluate(() => {
    location.href = '/two';
  });
  await expect.poll(() => reportOf(popup, tab)).toEqual({ blocks: 2, spam: 1 });
  // It was not loaded again.
  expect(purposes).toHaveLength(1);
});

test('a tab that slept is as it was when it wakes, and goes on', async () => {
  const page = await open('one');
  await expect.poll(() => spam(page)).toEqual([SPAM]);
  const tools = await inkling.context.newCDPSession(page);
  const other = await inkling.context.newPage();
  await other.bringToFront();
  await tools.send('Page.setWebLifecycleState', { state: 'frozen' });
  // What it was connected to is no more when it wakes.
  await inkling.killOffscreen();
  await inkling.killServiceWorker();
  await other.waitForTimeout(2500);
  await tools.send('Page.setWebLifecycleState', { state: 'active' });
  await page.bringToFront();
  await page.evaluate((text) => {
    const added = document.createElement('p');
    added.textContent = `${text} Again.`;
    document.querySelector('main')!.append(added);
  }, SPAM);
  await expect.poll(() => spam(page), { timeout: 20_000 }).toEqual([SPAM, `${SPAM} Again.`]);
});

test('without a network everything works', async () => {
  const page = await open('one');
  await inkling.context.setOffline(true);
  try {
    await inkling.killOffscreen();
    await page.evaluate((text) => {
      document.querySelector('main')!.append(text);
    }, `${SPAM} Offline.`);
    await expect.poll(() => spam(page), { timeout: 20_000 }).toContain(`${SPAM} Offline.`);
  } finally {
    await inkling.context.setOffline(false);
  }
});

test('ten tabs and four windows at once: each is marked, and a lesson in one changes all', async () => {
  test.setTimeout(120_000);
  const pages = await Promise.all(
    Array.from({ length: 10 }, async (_, i) => {
      const page = await inkling.context.newPage();
      await page.goto(`${url}/tab${i}`);
      return page;
    }),
  );
  const popup = await inkling.openPopup(pages[0]);
  const tabs: number[] = [];
  for (const page of pages) tabs.push(await inkling.tabId(page));
  const inWindows = await popup.evaluate(async (address) => {
    const made = [0, 1, 2].map((i) => chrome.windows.create({ url: `${address}/window${i}` }));
    return (await Promise.all(made)).map((window) => window!.tabs![0].id!);
  }, url);
  tabs.push(...inWindows);
  expect(tabs).toHaveLength(13);
  const seen = async (count: number) => {
    // A hidden tab is not read: each is looked at for a moment.
    for (const id of tabs) {
      await popup.evaluate((tab) => chrome.tabs.update(tab, { active: true }), id);
      await expect.poll(() => reportOf(popup, id)).toEqual({ blocks: 2, spam: count });
    }
  };
  await seen(1);
  await popup.bringToFront();
  await popup
    .getByRole('button', { name: /^Wrong/ })
    .first()
    .click();
  await seen(0);
  await popup.bringToFront();
  await popup.getByRole('button', { name: 'Undo' }).first().click();
  await seen(1);
});

test('the first card of a page, for which the style is fetched, comes at once, and soon when the background sleeps', async () => {
  const waits: Record<string, number[]> = { awake: [], asleep: [] };
  for (const background of ['awake', 'asleep', 'awake', 'asleep', 'awake', 'asleep']) {
    const page = await open('ordinary');
    const tab = await inkling.tabId(page);
    const popup = await inkling.openPopup(page);
    await page.bringToFront();
    await page.locator('p').selectText();
    const shown = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          // Beside head and body there is nothing but what Inkling shows.
          new MutationObserver(() => resolve(Date.now())).observe(document.documentElement, {
            childList: true,
          });
        }),
    );
    if (background === 'asleep') expect(await inkling.killServiceWorker()).toBe(true);
    const asked = await popup.evaluate(async (id) => {
      const envelope = { to: 'page', message: 'labelSelection', params: {} };
      const now = Date.now();
      await chrome.tabs.sendMessage(id, envelope, { frameId: 0 });
      return now;
    }, tab);
    waits[background].push((await shown) - asked);
    await inkling.closePages();
  }
  if (process.env.SHOW_TIMES) console.log(waits);
  // 100 ms on a quiet machine; other work may share this one.
  expect(Math.min(...waits.awake)).toBeLessThan(100);
  expect(Math.min(...waits.asleep)).toBeLessThan(500);
});

test('when the extension goes, the page is its own again at once, without anybody touching it', async () => {
  const page = await open('one');
  await expect.poll(() => spam(page)).not.toEqual([]);
  const bare = await inkling.context.newPage();
  await bare.goto(inkling.url('src/popup/popup.html'));
  await bare.evaluate(() => void setTimeout(() => chrome.runtime.reload(), 50)).catch(() => {});
  await page.bringToFront();
  await expect
    .poll(() =>
      page.evaluate(() => [
        CSS.highlights.size,
        document.documentElement.lastElementChild!.localName,
        document.getAnimations().length,
      ]),
    )
    .toEqual([0, 'body', 0]);
});
