import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { useGallery } from './gallery.ts';

/** Chains, as a visitor uses it: asks in several languages, sees what each stage adds, keeps the chain as a file. */
const gallery = useGallery();
let page: Page;

test.beforeEach(async () => {
  test.setTimeout(120_000);
  page = gallery.page;
  await gallery.visit('chains');
});

async function ask(question: string): Promise<string[]> {
  await page.getByLabel('A sentence in English').fill(question);
  await expect(page.locator('#asked')).toHaveText(question);
  return page.locator('#answers td:nth-child(2)').allTextContents();
}

/** The cells of the row with that head, as their first numbers. */
async function numbers(table: string, head: string): Promise<number[]> {
  const row = page
    .locator(`#${table} tr`)
    .filter({ has: page.getByRole('rowheader', { name: head, exact: true }) });
  return (await row.locator('td').allTextContents()).map(Number.parseFloat);
}

test('answers in a chain, says what each stage adds, and shows the sentences in a plane', async () => {
  expect(await ask('Which train goes to the island?')).toEqual(['English', 'travel', 'ask']);
  expect(await ask('Spiel das Lied noch einmal')).toEqual(['German', 'music', 'order']);
  expect(await ask('متى يغادر القطار؟')).toEqual(['Arabic', 'travel', 'ask']);
  expect(
    await page.getByLabel('A sentence in English').evaluate((input) => getComputedStyle(input).direction),
  ).toBe('rtl');
  for (const stage of ['language', 'topic', 'intent'])
    expect(Number.parseFloat((await page.locator(`#${stage}Time`).textContent()) as string)).toBeGreaterThan(
      0,
    );
  const size = (await page.locator('#size').textContent()) as string;
  expect(size).toMatch(/kB$/);
  expect(Number.parseFloat(size)).toBeLessThan(300);

  await expect(page.locator('#stages tr')).toHaveCount(4, { timeout: 90_000 });
  const [language] = await numbers('stages', 'language');
  expect(language).toBeGreaterThan(300);
  const [alone, chained, told] = await numbers('stages', 'topic');
  expect(Math.min(alone, chained, told)).toBeGreaterThan(160);
  const [onePair, stages] = await numbers('stages', 'topic and intent');
  expect(stages).toBeGreaterThan(onePair + 20);
  await expect(page.locator('#found')).toContainText(`gets ${onePair} right, the stages ${stages}`);
  // Where the word table knows the language, the topic is found far more often.
  const share = async (name: string) => {
    const row = page.locator('#languages tr').filter({ hasText: name });
    const [, right, of] = /(\d+) of (\d+)/.exec((await row.textContent()) as string) ?? [];
    return Number(right) / Number(of);
  };
  expect(await share('English')).toBeGreaterThan(0.8);
  expect(await share('German')).toBeLessThan(await share('English'));

  // One shape a sentence, a different one for each language, without colours too.
  const shapes = page.locator('#picture .mark');
  await expect(shapes).toHaveCount(320);
  const forms = () =>
    page.locator('#legend path').evaluateAll((all) => all.map((path) => path.getAttribute('d')));
  expect(new Set(await forms()).size).toBe(5);
  const [deep, plain, chance] = await numbers('alike', 'language');
  expect(deep).toBeGreaterThan(plain);
  expect(plain).toBeGreaterThan(chance);
  await page.getByLabel('Shapes show').selectOption('the intent');
  expect((await forms()).length).toBe(4);
  await expect(page.locator('#legend')).toContainText('cancel');
  await page.locator('summary').click();
  await expect(page.locator('#places tr')).toHaveCount(320);
  await expect(page.locator('#places th[lang="ar"]').first()).toHaveCSS('direction', 'rtl');
  await expectAccessible(page);
  for (const dir of ['ltr', 'rtl']) {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.evaluate((dir) => {
      document.documentElement.dir = dir;
    }, dir);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBe(0);
  }
});

test('keeps the whole chain in one file, and looks at a file before it takes it', async () => {
  const answers = await ask('Take the bread off the list');
  const said = await page.locator('#answers td:nth-child(3)').allTextContents();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the chain' }).click();
  const file = await (await download).path();
  await gallery.visit('chains');
  await page.getByLabel('Load a chain').setInputFiles(file);
  await expect(page.locator('#loaded')).toContainText(
    'Arabic, English, French, German, Spanish; food, music, travel, weather;',
  );
  expect(await ask('Take the bread off the list')).toEqual(answers);
  expect(await page.locator('#answers td:nth-child(3)').allTextContents()).toEqual(said);

  const bytes = readFileSync(file);
  bytes[bytes.length >> 1] ^= 1;
  for (const [buffer, message] of [
    [bytes, /^That did not work: file.*checksum/],
    [Buffer.from('INKL and nothing'), /^That did not work: file format version/],
  ] as const) {
    await page
      .getByLabel('Load a chain')
      .setInputFiles({ name: 'broken.elm', mimeType: 'application/octet-stream', buffer });
    await expect(page.locator('#loaded')).toHaveText(message);
  }
  expect(await ask('Take the milk off the list')).toEqual(answers);
});
