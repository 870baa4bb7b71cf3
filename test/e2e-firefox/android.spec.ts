import { expect, test } from '@playwright/test';
import { startDemo } from '../../tools/demoServer.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { Planted } from '../e2e/planted.ts';
import { marks } from './fixtures.ts';

/**
 * The nearest to Firefox for Android that a desktop has: a finger for a pointer, a narrow window, and none of
 * the APIs that are missing there. What Inkling is for must still be done from the page and the popup.
 */
const MISSING = ['contextMenus', 'menus', 'commands', 'windows', 'omnibox', 'sidebarAction'];
const TAKE_AWAY = `for (const name of ${JSON.stringify(MISSING)})
  for (const api of [globalThis.browser, globalThis.chrome])
    Object.defineProperty(api, name, { value: undefined, configurable: true });
if (browser.storage) Object.defineProperty(browser.storage, 'managed', { value: undefined, configurable: true });`;

test('without menus, shortcuts and windows: marks, a correction in the popup, undo', async () => {
  const planted = await Planted.make('firefox');
  for (const script of ['background', 'popup'] as const) await planted.plant(script, TAKE_AWAY);
  const demo = await startDemo();
  const inkling = await FirefoxBrowser.launch({
    extension: planted.folder,
    prefs: { 'ui.primaryPointerCapabilities': 1, 'ui.allPointerCapabilities': 1 },
  });
  try {
    const page = await inkling.open(`${demo.url}/forum.html`);
    await page.setViewport({ width: 360, height: 740 });
    // Only what is near the window is marked.
    await (await page.waitForSelector('::-p-text(CONGRATULATIONS)'))!.scrollIntoView();
    await inkling.judged(page);
    expect(await marks(page, 'spam')).toHaveLength(1);
    const popup = await inkling.openPopup(page);
    await popup.setViewport({ width: 360, height: 740 });
    const wrong = await popup.waitForSelector('[data-task="spam"] button::-p-text(Wrong)');
    await wrong!.click();
    await popup.waitForSelector('::-p-text(You said: not spam)');
    await page.bringToFront();
    await expect.poll(() => marks(page, 'spam').then(({ length }) => length)).toBe(0);
    await popup.bringToFront();
    await (await popup.waitForSelector('[data-task="spam"] button::-p-text(Undo)'))!.click();
    await popup.waitForSelector('::-p-text(Undone)');
    await page.bringToFront();
    await expect.poll(() => marks(page, 'spam').then(({ length }) => length)).toBe(1);
    // No empty list of shortcuts where there are none.
    expect(await popup.evaluate(() => document.body.textContent)).not.toContain('Alt+');
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
    await demo.close();
    await planted.remove();
  }
});
