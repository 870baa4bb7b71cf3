import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { PAGES } from '../../tools/examples.ts';
import { expectAccessible } from './accessible.ts';
import { useGallery } from './gallery.ts';

/** The pages of examples/, in a browser without the extension, as a visitor uses them. */
// Memory is measured when garbage is collected; the switch has that happen when asked.
const gallery = useGallery(['--enable-blink-features=ForceEagerMeasureMemory']);
const { visit } = gallery;
let page: Page;

test.beforeEach(() => {
  page = gallery.page;
});

/** The answers of the table, likeliest first: topic, probability, softmax. */
async function answers(): Promise<[string, number, number][]> {
  const rows = await page.locator('#answers tr').all();
  return Promise.all(
    rows.map(async (row) => {
      const shares = (await row.locator('td').allTextContents()).map((text) => Number.parseFloat(text) / 100);
      return [(await row.locator('th').textContent()) as string, shares[0], shares[1]];
    }),
  );
}

test('the gallery lists its pages', async () => {
  await page.goto(`${gallery.site.url}/`);
  await expectAccessible(page);
  expect(await page.locator('.pages a').count()).toBe(PAGES.length);
});

test('twenty sentences: trains, answers, says why, learns an edited topic, saves and loads', async () => {
  await visit('twenty-sentences');
  await expectAccessible(page);
  const first = await answers();
  expect(first[0][0]).toBe('cooking');
  expect(first[0][1]).toBeGreaterThan(0.7);
  expect(first.reduce((sum, [, p]) => sum + p, 0)).toBeCloseTo(1, 2);
  // The softmax of the same scores stays under its ceiling.
  expect(first[0][2]).toBeLessThan(0.72);
  await expect(page.locator('#ceiling')).toContainText('71.1 %');
  expect(await page.locator('#words mark:not([data-against])').allTextContents()).toContain('potatoes');
  expect(Number.parseFloat((await page.locator('#time').textContent()) as string)).toBeGreaterThan(0);
  const held = /^(\d+) of 20$/.exec((await page.locator('#held').textContent()) as string);
  expect(Number(held?.[1])).toBeGreaterThan(12);
  const size = (await page.locator('#size').textContent()) as string;
  expect(size).toMatch(/kB$/);
  expect(Number.parseFloat(size)).toBeLessThan(100);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the model' }).click();
  const file = await (await download).path();
  expect(readFileSync(file).subarray(0, 4).toString()).toBe('INKL');
  const json = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save it as JSON' }).click();
  expect(JSON.parse(readFileSync(await (await json).path(), 'utf8')).kind).toBe('text-elm');

  // Another topic in place of music: the old question still stands, a new one is answered.
  await page.getByLabel('Name of topic 4').fill('gardening');
  await page
    .getByLabel('Sentences of topic 4')
    .fill('Water the roses.\nPlant the bulbs in autumn.\nPrune the apple tree.\nWeeds grow in the lawn.');
  await page.getByLabel('A sentence that it has not seen').fill('Roses and bulbs grow beside the lawn.');
  expect((await answers())[0][0]).toBe('gardening');
  await page.getByLabel('Sentences of topic 4').fill('');
  await expect(page.locator('#held')).toHaveText(/of 15$/);

  await page.getByLabel('Load a model').setInputFiles(file);
  await expect(page.locator('#loaded')).toContainText('cooking, music, sport, weather');
  await page.getByLabel('A sentence that it has not seen').fill('Boil the potatoes and mash them with milk.');
  expect(await answers()).toEqual(first);
  await page.getByLabel('Load a model').setInputFiles({
    name: 'broken.elm',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('INKL and nothing'),
  });
  await expect(page.locator('#loaded')).toContainText('That did not work: file');
});

test('search and rerank: finds by meaning at once, learns from clicks, keeps what it learned', async () => {
  await visit('search-and-rerank');
  await expectAccessible(page);
  await expect(page.locator('#indexed')).toContainText('10,000 in');
  const hits = page.locator('#hits button');
  await page.getByLabel('Search').fill('noodles');
  await expect(page.locator('#hits')).toContainText('noodles');
  await page.getByLabel('Search').fill('spaghetti');
  await expect(page.locator('#hits')).toContainText('pasta');
  expect(Number.parseFloat((await page.locator('#search').textContent()) as string)).toBeLessThan(50);

  // Of what was found further down, one is taken again and again.
  const wanted = (await hits.nth(7).textContent()) as string;
  const place = async () => (await hits.allTextContents()).indexOf(wanted);
  for (let click = 0; click < 4; click++) {
    const before = await page.locator('#learned').textContent();
    await hits.getByText(wanted, { exact: true }).click();
    await expect(page.locator('#places')).not.toHaveText('–');
    if (click === 0) await expect(page.locator('#learned')).not.toHaveText(before as string);
    await expect.poll(place).toBeGreaterThanOrEqual(0);
  }
  await expect.poll(place).toBeLessThan(2);
  await expect(page.locator('#hits')).toContainText('found at 8');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the ranking model' }).click();
  const file = await (await download).path();
  await page.reload();
  await page.locator('body[data-ready]').waitFor();
  await page.getByLabel('Search').fill('spaghetti');
  await expect.poll(place).toBe(7);
  await page.getByLabel('Load one').setInputFiles(file);
  await expect.poll(place).toBeLessThan(2);
});

test('a million samples, or fewer: learns in a worker, answers meanwhile, stops, goes on', async () => {
  test.setTimeout(120_000);
  await visit('a-million-samples');
  await expectAccessible(page);
  await page.getByLabel('hidden units').fill('200');
  await page.getByLabel('samples', { exact: true }).fill('5000000');
  await page.getByRole('button', { name: 'Start' }).click();
  const learned = async () =>
    Number(((await page.locator('#learned').textContent()) as string).replaceAll(',', ''));
  await expect.poll(learned, { timeout: 60_000 }).toBeGreaterThan(10_000);
  await expect(page.locator('#wait')).toHaveText(/^\d+ ms$/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('#loaded')).toContainText('Canceled', { timeout: 30_000 });
  const before = await learned();
  expect(before).toBeLessThan(5_000_000);
  expect(before % 2048).toBe(0);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the model' }).click();
  const file = await (await download).path();
  await page.reload();
  await page.locator('body[data-ready]').waitFor();
  await page.getByLabel('Go on with a model').setInputFiles(file);
  await expect(page.locator('#loaded')).toContainText(`${before.toLocaleString('en')} samples`);
  await page.getByLabel('samples', { exact: true }).fill('20000');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.locator('#loaded')).toContainText('Done', { timeout: 60_000 });
  expect(await learned()).toBe(before + 20_000);
  expect(Number.parseFloat((await page.locator('#held').textContent()) as string)).toBeGreaterThan(90);
  await expect(page.locator('#size')).toHaveText(/kB$/);
  await expect(page.locator('#memory')).toHaveText(/^[\d.]+ MB, at most [\d.]+ MB$/, { timeout: 30_000 });
  const [now, most] = ((await page.locator('#memory').textContent()) as string).match(/[\d.]+/g) as string[];
  expect(Number(most)).toBeLessThan(100);
  expect(Number(now)).toBeGreaterThan(1);
});
