import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { useGallery } from './gallery.ts';

/** Edge analytics, as a visitor uses it: on the page's own measures, and on the stream that is always the same. */
const gallery = useGallery();
let page: Page;

test.beforeEach(async () => {
  page = gallery.page;
  await gallery.visit('edge-analytics');
});

const text = async (id: string) => (await page.locator(`#${id}`).textContent()) as string;
const ticks = async () => Number((await text('ticks')).replaceAll(',', ''));

/** A row of the table of errors: last ticks, before the switch, from the switch on. */
async function errors(model: string): Promise<number[]> {
  const row = page
    .locator('#compared tr')
    .filter({ has: page.getByRole('rowheader', { name: model, exact: true }) });
  return (await row.locator('td').allTextContents()).map(Number);
}

async function fiveHundred(times: number): Promise<void> {
  for (let k = 0; k < times; k++) {
    const before = await ticks();
    await page.getByRole('button', { name: '500 ticks at once' }).click();
    await expect.poll(ticks).toBeGreaterThanOrEqual(before + 496);
    await expect(page.getByRole('button', { name: '500 ticks at once' })).toBeEnabled();
  }
}

/** The made-up stream while paused: what the page shows depends on nothing but what is pressed. */
async function madeUp(): Promise<void> {
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByLabel('Stream').selectOption('made up, from a seed');
}

test('measures itself, predicts, learns, pauses, and moves less for those who ask for it', async () => {
  await expect.poll(ticks, { timeout: 20_000 }).toBeGreaterThan(20);
  await expectAccessible(page);
  expect(Number.parseFloat(await text('time'))).toBeGreaterThan(0);
  await expect(page.locator('#false')).toHaveText('here nobody knows');

  await page.emulateMedia({ reducedMotion: 'no-preference' });
  // The pointer's travel is what the page says it is.
  await page.getByRole('combobox', { name: 'Measure' }).selectOption('pointer travel');
  await page.mouse.move(100, 100);
  await page.mouse.move(500, 100, { steps: 10 });
  await page.locator('summary').click();
  const travelled = async () =>
    (await page.locator('#numbers tr td:nth-child(2)').allTextContents()).reduce(
      (sum, px) => sum + Number(px),
      0,
    );
  await expect.poll(travelled).toBeGreaterThan(350);

  // The disturbance is real: frames take longer.
  await page.getByRole('combobox', { name: 'Measure' }).selectOption('event-loop delay');
  await page.getByLabel('Disturbance').check();
  const worst = async () =>
    Math.max(...(await page.locator('#numbers tr td:nth-child(2)').allTextContents()).map(Number));
  await expect.poll(async () => (await errors('forgets'))[2], { timeout: 10_000 }).toBeGreaterThan(0);
  await expect.poll(worst, { timeout: 10_000 }).toBeGreaterThan(8);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.locator('#state')).toContainText('Paused at tick');
  const stopped = await ticks();
  await page.waitForTimeout(500);
  expect(await ticks()).toBe(stopped);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  let drawn = 0;
  await page.exposeFunction('drawn', () => drawn++);
  await page.evaluate(() => {
    const told = (window as unknown as { drawn: () => void }).drawn;
    new MutationObserver(told).observe(document.getElementById('numbers') as HTMLElement, {
      childList: true,
    });
  });
  await page.waitForTimeout(4500);
  expect(drawn).toBeGreaterThan(0);
  expect(drawn).toBeLessThan(4);
});

test('the made-up stream: the line holds what it promises, forgetting follows a change, a file goes on', async () => {
  await madeUp();
  await fiveHundred(4);
  await expectAccessible(page);
  expect(await ticks()).toBe(1996);
  const [, share] = /\((\d+\.\d) %\)$/.exec(await text('beyond')) ?? [];
  expect(Number(share)).toBeGreaterThan(1);
  expect(Number(share)).toBeLessThan(3);
  const [, alarms] = /\((\d+\.\d) %\)$/.exec(await text('false')) ?? [];
  expect(Number(alarms)).toBeLessThan(2);
  const [, found, planted] = (/^(\d+) of (\d+)$/.exec(await text('found')) ?? []).map(Number);
  expect(planted).toBeGreaterThan(10);
  expect(found / planted).toBeGreaterThan(0.8);
  await expect(page.locator('#size')).toHaveText(/^\d\d\.\d kB$/);

  await page.getByLabel('Disturbance').check();
  await fiveHundred(1);
  const [forgets, never, same] = [
    await errors('forgets'),
    await errors('never forgets'),
    await errors('says "as before"'),
  ];
  // Before, forgetting cost a little; after, the model that never forgets is twice as wrong.
  expect(forgets[1]).toBeLessThan(0.8 * same[1]);
  expect(never[1]).toBeLessThan(1.1 * forgets[1]);
  expect(forgets[2]).toBeLessThan(0.6 * never[2]);
  expect(forgets[0]).toBeLessThan(0.5 * never[0]);
  await expect(page.locator('#errors .moment')).toHaveCount(1);
  await page.locator('summary').click();
  const rows = page.locator('#numbers tr');
  await expect(rows).toHaveCount(12);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the model' }).click();
  const file = await (await download).path();
  await page.reload();
  await page.locator('body[data-ready]').waitFor();
  await madeUp();
  await page.getByLabel('Go on with a model').setInputFiles(file);
  await expect(page.locator('#loaded')).toContainText('has learned 2,496 ticks');
  await fiveHundred(1);
  expect(await ticks()).toBe(2992);
  // The line is there from the first tick on.
  await expect(page.locator('#beyond')).toHaveText(/ of 496 /);
  await page.getByLabel('Go on with a model').setInputFiles({
    name: 'broken.elm',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('INKL and nothing'),
  });
  await expect(page.locator('#loaded')).toContainText('That did not work: file');
  expect(await ticks()).toBe(2992);

  await page.getByLabel('Forgetting factor').fill('0.2');
  await page.getByLabel('Forgetting factor').press('Enter');
  await expect(page.locator('#trouble')).toContainText('forgetting');
});

test('fits a narrow window, mirrored and enlarged', async () => {
  await madeUp();
  await fiveHundred(1);
  await page.locator('summary').click();
  for (const width of [360, 640]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [dir, size] of [
      ['ltr', '100%'],
      ['rtl', '100%'],
      ['ltr', width === 640 ? '200%' : '100%'],
    ] as const) {
      const overflow = await page.evaluate(
        ([dir, size]) => {
          document.documentElement.dir = dir;
          document.body.style.zoom = size;
          return document.documentElement.scrollWidth - document.documentElement.clientWidth;
        },
        [dir, size],
      );
      expect({ width, dir, size, overflow }).toEqual({ width, dir, size, overflow: 0 });
    }
  }
});
