import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { useGallery } from './gallery.ts';

const gallery = useGallery(['--autoplay-policy=no-user-gesture-required']);
let page: Page;

test.beforeEach(async () => {
  page = gallery.page;
  await gallery.visit('drum-machine');
});

const figures = async (id: string) =>
  ((await page.locator(`#${id}`).textContent()) as string).match(/-?[\d.]+/g)?.map(Number) ?? [];
const cell = (grid: string, name: string) =>
  page.getByRole('grid', { name: grid }).getByRole('button', { name, exact: true });
/** The steps of a drum that sound in a grid. */
const sounding = (grid: string) =>
  page
    .getByRole('grid', { name: grid })
    .getByRole('button')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-pressed') === 'true'));

test('says how well it tells bars held back, and what it costs', async () => {
  await expectAccessible(page);
  const [right] = await figures('right');
  const [common] = await figures('common');
  expect(right).toBeGreaterThan(common + 5);
  await expect(page.locator('#held')).toContainText('Each of the 8 bars');
  await expect(page.locator('#held')).toContainText('128 steps');
  expect((await figures('learned'))[0]).toBeGreaterThan(0);
  await expect(page.locator('#size')).toHaveText(/kB$/);

  // Bars that follow from nothing can't be told; what is shown is measured.
  await page.getByRole('button', { name: 'Bar 1', exact: true }).click();
  for (const step of [2, 6, 9, 14]) await cell('The chosen bar', `snare, step ${step}`).click();
  await expect.poll(async () => (await figures('right'))[0]).toBeLessThan(right);
  await page.getByLabel('Begin with').selectOption('nothing');
  await expect(page.locator('#right')).toHaveText('–');
});

test('the steps are set by keyboard', async () => {
  await cell('The chosen bar', 'kick, step 1').focus();
  await expect(cell('The chosen bar', 'kick, step 1')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(cell('The chosen bar', 'snare, step 2')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(cell('The chosen bar', 'snare, step 2')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await expect(cell('The chosen bar', 'kick, step 16')).toBeFocused();
  // One stop for the Tab key.
  expect(await page.locator('#taught button[tabindex="0"]').count()).toBe(1);
  await page.getByRole('button', { name: 'Copy this bar' }).click();
  await expect(page.locator('#bars button')).toHaveCount(9);
  await page.getByRole('button', { name: 'Take this bar out' }).click();
  await expect(page.locator('#bars button')).toHaveCount(8);
});

test('plays what it was taught, on time and to be heard; learns what is played along; stops', async () => {
  // The plug is pulled.
  await page.context().setOffline(true);
  await page.getByLabel('temperature').fill('0');
  await page.getByLabel('tempo').fill('180');
  await page.getByLabel('tempo').blur();
  const first = await sounding('The chosen bar');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.locator('#state')).toHaveText('Playing.');
  await expect.poll(() => sounding('The bar that is playing'), { timeout: 15_000 }).toEqual(first);
  let loudest = -100;
  await expect
    .poll(
      async () => {
        loudest = Math.max(loudest, (await figures('level'))[0] ?? -100);
        return loudest;
      },
      { timeout: 15_000, intervals: [20] },
    )
    .toBeGreaterThan(-30);

  // A hit at a step that the groove leaves out, in every bar until it plays it by itself.
  const added = cell('The bar that is playing', 'open hat, step 2');
  const along = async () => (await figures('along'))[0];
  for (let bars = 1; bars <= 3; bars++) {
    await added.evaluate(
      (button) => button.getAttribute('aria-pressed') === 'true' || (button as HTMLElement).click(),
    );
    await expect.poll(along, { timeout: 15_000 }).toBeGreaterThanOrEqual(bars);
  }
  const before = await along();
  await expect(page.locator('#bars button')).toHaveCount(8 + before);
  await expect(added).toHaveAttribute('aria-pressed', 'true');

  // A pad's hit goes to the step nearest to now.
  await page.getByRole('button', { name: 'kick (1)' }).press('1');
  await expect.poll(along, { timeout: 15_000 }).toBeGreaterThan(before);
  const [steps, late] = await figures('late');
  expect(steps).toBeGreaterThan(64);
  expect(late / steps).toBeLessThan(0.1);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.locator('#state')).toHaveText('Stopped.');
  await expect(page.locator('#level')).toHaveText('silent');
  const [played] = await figures('late');
  await page.waitForTimeout(500);
  expect((await figures('late'))[0]).toBe(played);
});

test('saves, loads, and refuses what is no model of its own', async () => {
  await cell('The chosen bar', 'open hat, step 1').click();
  const first = await sounding('The chosen bar');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the model' }).click();
  const file = await (await download).path();
  expect(readFileSync(file).subarray(0, 4).toString()).toBe('INKL');
  await page.getByLabel('Begin with').selectOption('nothing');
  await expect(page.locator('#bars button')).toHaveCount(2);
  await page
    .getByLabel('Load a model')
    .setInputFiles({ name: 'bad.elm', mimeType: 'application/octet-stream', buffer: Buffer.from('drums') });
  await expect(page.locator('#loaded')).toContainText('That did not work: ');
  await expect(page.locator('#bars button')).toHaveCount(2);
  await page.getByLabel('Load a model').setInputFiles(file);
  await expect(page.locator('#loaded')).toHaveText('It has learned from 8 bars.');
  expect(await sounding('The chosen bar')).toEqual(first);
});

test('fits a narrow window, also from right to left', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await tooWide()).toBeLessThanOrEqual(0);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  expect(await tooWide()).toBeLessThanOrEqual(0);
  await cell('The chosen bar', 'kick, step 1').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(cell('The chosen bar', 'kick, step 2')).toBeFocused();
});
