import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { useGallery } from './gallery.ts';

const gallery = useGallery();
let page: Page;

test.beforeEach(async () => {
  page = gallery.page;
  await gallery.visit('autocomplete');
});

/** Rounding. */
const LEFT = /^nothing \(±\d+e-1[0-9]\)$/;
const field = () => page.getByLabel('Write a note');
const options = () => page.getByRole('option');
const figure = async (id: string) =>
  Number.parseFloat((await page.locator(`#${id}`).textContent()) as string);

test('suggests by keyboard what the words before make likely', async () => {
  await field().focus();
  await page.keyboard.type('See you on ');
  await expect(options()).toHaveCount(3);
  await expectAccessible(page);
  await expect(field()).toHaveAttribute('aria-expanded', 'true');
  await expect(page.locator('#spoken')).toContainText('Suggested: ');
  // The first by one key.
  const first = (await options().first().textContent()) as string;
  await page.keyboard.press('ArrowRight');
  await expect(field()).toHaveValue(`See you on ${first} `);
  // Another by the arrow down and Enter, which also begins nothing new and keeps nothing.
  await page.keyboard.type('at t');
  await expect(options().filter({ hasText: /^ten$/ })).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(field()).toHaveAttribute('aria-activedescendant', 'option0');
  await page.keyboard.press('ArrowDown');
  const second = (await options().nth(1).textContent()) as string;
  await expect(options().nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(field()).toHaveValue(`See you on ${first} at ${second} `);
  await expect(options()).not.toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(options()).toHaveCount(0);
  await expect(field()).toHaveAttribute('aria-expanded', 'false');
});

test('learns a word at once; deleted, it is not suggested again', async () => {
  // The plug is pulled.
  await page.context().setOffline(true);
  await field().focus();
  await page.keyboard.type('My zebrafinch sings and my zeb');
  await expect(options()).toHaveText(['zebrafinch']);
  for (let key = 0; key < 'My zebrafinch sings and my zeb'.length; key++)
    await page.keyboard.press('Backspace');
  await page.keyboard.type('My zeb');
  await expect(page.locator('#suggested')).toHaveText(/ms/);
  await expect(options()).toHaveCount(0);
  // Compared with a model that never saw it.
  await expect(page.locator('#left')).toHaveText(LEFT);
  await page.keyboard.type('rafinch sings');
  await page.keyboard.press('Enter');
  await expect(field()).toHaveValue('');
  await expect(page.locator('#texts li').first()).toContainText('My zebrafinch sings');
  await page.keyboard.type('A ze');
  await expect(options()).toHaveText(['zebrafinch']);
  await field().fill('');

  await page.getByRole('button', { name: 'Forget: My zebrafinch sings' }).press('Enter');
  await expect(page.locator('#left')).toHaveText(LEFT);
  await expect(page.locator('#texts li').first().getByRole('button')).toBeFocused();
  await expect(page.locator('#texts')).not.toContainText('zebrafinch');
  await field().pressSequentially('A ze');
  await expect(options()).toHaveCount(0);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the model' }).click();
  const file = readFileSync(await (await download).path(), 'latin1');
  expect(file).toContain('garden club');
  expect(file).not.toContain('zebra');
});

test('says how well it does on notes held back, and what it costs', async () => {
  await expect(page.locator('#hits')).toHaveText(/%/);
  expect(await figure('hits')).toBeGreaterThan(35);
  expect(await figure('hits')).toBeGreaterThan(1.5 * (await figure('commonHits')));
  expect(await figure('saved')).toBeGreaterThan(3 + (await figure('commonSaved')));
  await expect(page.locator('#held')).toContainText(
    'A model that learned 81 of the notes wrote the other 21',
  );
  await expect(page.locator('#size')).toHaveText(/kB$/);
  expect(await figure('learned')).toBeGreaterThan(0);
  const before = await page.locator('#hits').textContent();
  // What is measured are the notes as they are.
  for (let note = 0; note < 5; note++) {
    await field().fill('Quinces and medlars grow behind the old mill');
    await field().press('Enter');
  }
  await expect(page.locator('#count')).toContainText('107 notes');
  await page.getByRole('button', { name: 'Measure again' }).click();
  await expect(page.locator('#held')).toContainText('85 of the notes wrote the other 22');
  expect(await page.locator('#hits').textContent()).not.toBe(before);
});

test('forgets all, loads what was saved, and refuses what is no model of its own', async () => {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the model' }).click();
  const file = await (await download).path();
  await page.getByRole('button', { name: 'Forget all of it' }).click();
  await expect(page.locator('#count')).toHaveText(/^0 notes/);
  await field().pressSequentially('See you o');
  await expect(page.locator('#suggested')).toHaveText(/ms/);
  await expect(options()).toHaveCount(0);
  for (const wrong of ['INKL and nothing', 'no model at all']) {
    await page
      .getByLabel('Load a model')
      .setInputFiles({ name: 'bad.elm', mimeType: 'application/octet-stream', buffer: Buffer.from(wrong) });
    await expect(page.locator('#loaded')).toContainText('That did not work: ');
    await expect(page.locator('#count')).toHaveText(/^0 notes/);
  }
  await page.getByLabel('Load a model').setInputFiles(file);
  await expect(page.locator('#loaded')).toHaveText('It has learned from 102 notes.');
  await field().fill('See you o');
  await expect(options().first()).toHaveText('on');
});

test('fits a narrow window, doubled letters, and writing from right to left', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await field().fill('See you on ');
  await expect(options()).toHaveCount(3);
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await tooWide()).toBeLessThanOrEqual(0);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  expect(await tooWide()).toBeLessThanOrEqual(0);
  // In a text from right to left the other arrow points on.
  await field().fill('شكرا لك. ');
  await field().press('Enter');
  await field().fill('شكرا ');
  await expect(options().first()).toHaveText('لك');
  await field().press('End');
  await field().press('ArrowLeft');
  await expect(field()).toHaveValue('شكرا لك ');
});
