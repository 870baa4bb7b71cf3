import type { Page } from '@playwright/test';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { startDemo, type Site } from '../../tools/demoServer.ts';
import { expect, marks, test } from './fixtures.ts';

/** The built extension on pages that are left and come back, sleep, or outlive it. */
let inkling: ExtensionBrowser;
let demo: Site;

test.beforeAll(async () => {
  demo = await startDemo();
  // Playwright turns the back/forward cache off.
  inkling = await ExtensionBrowser.launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
});
test.afterAll(async () => {
  await inkling?.close();
  await demo?.close();
});
test.afterEach(() => inkling.closePages());

async function open(path: string): Promise<Page> {
  const page = await inkling.context.newPage();
  await page.goto(`${demo.url}/${path}`);
  await inkling.judged(page);
  await page.bringToFront();
  return page;
}
const spam = (page: Page) => marks(page, 'spam');

test('back from the cache: the page is as it was, follows settings made meanwhile, and can be taught', async () => {
  const page = await open('mailbox.html');
  const before = await spam(page);
  expect(before.length).toBeGreaterThan(0);
  await page.evaluate(() => {
    addEventListener('pageshow', (event) => {
      document.title = event.persisted ? 'from the cache' : 'loaded anew';
    });
  });
  await page.goto(`${demo.url}/forum.html`);
  await inkling.judged(page);
  const popup = await inkling.openPopup(page);
  const plain = popup.getByRole('switch', { name: 'Mark Spam' });
  await popup.getByText('What to mark').click();
  await plain.setChecked(false);
  await page.bringToFront();
  await page.goBack();
  await expect.poll(() => page.title()).toBe('from the cache');
  await expect.poll(() => spam(page)).toEqual([]);
  await popup.bringToFront();
  await plain.setChecked(true);
  await page.bringToFront();
  await expect.poll(() => spam(page)).toEqual(before);
  await page.goForward();
  await page.goBack();
  await expect.poll(() => spam(page)).toEqual(before);
  await page.evaluate(() => {
    const added = document.createElement('p');
    added.textContent = 'CONGRATULATIONS! You won a FREE prize, click here to claim your free prize now!!!';
    document.querySelector('main')!.append(added);
  });
  await expect.poll(() => spam(page)).toHaveLength(before.length + 1);
});

test('a page that is rendered ahead costs nothing until it is shown, and is then marked', async () => {
  const page = await open('index.html');
  await page.route('**/mailbox.html?ahead', (route) => route.continue());
  await page.evaluate(() => history.pushState({}, '', '#here'));
  await page.goto(`${demo.url}/mailbox.html?ahead`);
  await expect.poll(() => spam(page)).not.toEqual([]);
});

test('when the extension goes, the page is the page’s own again', async () => {
  const page = await open('mailbox.html');
  await expect.poll(() => spam(page)).not.toEqual([]);
  const bare = await inkling.context.newPage();
  await bare.goto(inkling.url('src/popup/popup.html'));
  await bare.evaluate(() => void setTimeout(() => chrome.runtime.reload(), 50)).catch(() => {});
  await page.bringToFront();
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 5);
      return page.evaluate(() => [
        CSS.highlights.size,
        document.documentElement.lastElementChild!.localName,
        document.getAnimations().length,
      ]);
    })
    .toEqual([0, 'body', 0]);
});
