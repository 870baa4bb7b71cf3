import { test as base, expect } from '@playwright/test';
import { ensureBrowser } from '../../../tools/browser.ts';
import { prepare } from './harness.ts';

/**
 * Playwright's test with a page that the content script can be started in (see harness.ts). A test during which the
 * page threw an error fails; with `logsNothing` one during which an error was logged, too.
 */
export const test = base.extend<{ logsNothing: boolean }>({
  launchOptions: [{ executablePath: ensureBrowser(), args: ['--no-sandbox'] }, { scope: 'worker' }],
  viewport: { width: 1000, height: 800 },
  logsNothing: [false, { option: true }],
  context: async ({ context }, use) => {
    await prepare(context);
    await use(context);
  },
  page: async ({ page, logsNothing }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error.stack)));
    if (logsNothing)
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await use(page);
    expect(errors).toEqual([]);
  },
});
