import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { ensureBrowser } from '../../tools/browser.ts';
import type { Site } from '../../tools/demoServer.ts';
import { buildExamples, serveExamples } from '../../tools/examples.ts';

interface Gallery {
  site: Site;
  /** A fresh one for each test. */
  page: Page;
  /** Opens one of the gallery's pages and waits until it is ready. */
  visit(name: string): Promise<void>;
}

/**
 * Gives a test file the built pages of examples/ in a browser without the extension. A test in which a page
 * throws or logs an error fails.
 * @param switches more of Chromium's command line.
 */
export function useGallery(switches: string[] = []): Gallery {
  let browser: Browser;
  let troubles: string[];
  const gallery = {
    visit: async (name) => {
      await gallery.page.goto(`${gallery.site.url}/${name}/index.html`);
      await gallery.page.locator('body[data-ready]').waitFor();
    },
  } as Gallery;
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    await buildExamples();
    gallery.site = await serveExamples();
    browser = await chromium.launch({
      executablePath: ensureBrowser(),
      args: ['--no-sandbox', ...switches],
    });
  });
  test.beforeEach(async () => {
    gallery.page = await (await browser.newContext()).newPage();
    troubles = [];
    gallery.page.on('pageerror', (error) => troubles.push(String(error)));
    gallery.page.on(
      'console',
      (message) => void (message.type() === 'error' && troubles.push(message.text())),
    );
  });
  test.afterEach(async () => {
    await gallery.page.context().close();
    expect(troubles).toEqual([]);
  });
  test.afterAll(async () => {
    await browser?.close();
    await gallery.site?.close();
  });
  return gallery;
}
