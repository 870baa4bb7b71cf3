import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ElementHandle, Page } from 'puppeteer-core';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { until } from '../../tools/until.ts';

/** The dashboard in Firefox: a task of one's own is made and at work, everything is saved, erased and taken in again. */
let inkling: FirefoxBrowser;
let downloads: string;

test.beforeAll(async () => {
  downloads = mkdtempSync(join(tmpdir(), 'inkling-saved-'));
  inkling = await FirefoxBrowser.launch({
    prefs: {
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.always_ask_before_handling_new_types': false,
      'browser.helperApps.neverAsk.saveToDisk': 'application/octet-stream',
    },
  });
});
test.afterAll(async () => {
  await inkling?.close();
  rmSync(downloads, { recursive: true, force: true });
});

async function press(page: Page, name: string): Promise<void> {
  const button = await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`);
  await button!.click();
}
async function fill(page: Page, name: string, text: string): Promise<void> {
  const field = await page.waitForSelector(`::-p-aria([name="${name}"][role="textbox"])`);
  await field!.type(text);
}
const says = (page: Page, selector: string, text: string) =>
  page.waitForFunction(
    (selector: string, text: string) => document.querySelector(selector)?.textContent?.includes(text),
    { timeout: 10_000 },
    selector,
    text,
  );

test('own labels, search by meaning, and everything out, gone, and in again', async () => {
  test.setTimeout(120_000);
  const page = await inkling.open(inkling.url('src/dashboard/dashboard.html#labels'));
  await page.setViewport({ width: 1000, height: 900 });
  await press(page, 'Make your own');
  await fill(page, 'Name', 'Spoilers');
  await fill(
    page,
    'Examples, one a line',
    'In the end the butler did it and goes to prison\nThe hero dies in the last chapter\nThey get married at the end of the film',
  );
  await press(page, 'Make it');
  await says(page, 'footer [role=status]', '“Spoilers” works now. Examples learned: 3');
  await says(page, 'section[aria-label=Spoilers]', 'still learning');

  for (const [id, heading] of [
    ['progress', 'How well'],
    ['sites', 'Sites'],
    ['try', 'Try it'],
    ['learned', 'Learned'],
  ]) {
    await page.click(`#tab-${id}`);
    await says(page, '#panel h2', heading);
  }
  await says(page, '.found', 'Lessons: 3');
  const byMeaning = (await page.$$('input[name=by]'))[1];
  await byMeaning.click();
  await page.type('input[type=search]', 'they marry at the end of the film');
  await says(page, '.row[data-index="0"]', 'They get married');

  await page.click('#tab-privacy');
  await says(page, '.figures dd', '0engine: 0, this page: 0');
  await press(page, 'Save everything to a file');
  await says(page, 'footer [role=status]', 'Saved: inkling-');
  await until(async () => readdirSync(downloads).some((name) => name.endsWith('.inkling')), 10_000);
  const [file] = readdirSync(downloads).filter((name) => name.endsWith('.inkling'));

  await press(page, 'Erase everything');
  await fill(page, 'Type “erase” to go on', 'erase');
  await press(page, 'Erase');
  await says(page, 'footer [role=status]', 'Everything is erased.');
  await says(page, '.kept', 'Lessons: 0');

  const input = (await page.$('input[type=file]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(join(downloads, file));
  await says(page, 'dialog', 'Lessons: 3');
  await press(page, 'Add it');
  await says(page, 'footer [role=status]', 'It is here. Lessons now: 3');
  await page.click('#tab-labels');
  await says(page, 'section[aria-label=Spoilers]', 'still learning');
  expect(await inkling.errors()).toEqual([]);
});
