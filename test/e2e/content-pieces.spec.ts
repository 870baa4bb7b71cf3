import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext } from '@playwright/test';
import { chromium, expect, test } from '@playwright/test';
import { ensureBrowser } from '../../tools/browser.ts';
import { serveFrozen } from '../../tools/scan/frozenPages.ts';
import { type Compared, compare, type HandList } from '../../tools/scan/handList.ts';
import { prepare, settled, start, textsAskedAbout } from './content/harness.ts';

/**
 * What Inkling reads of saved pages, beside what a person called their pieces (tools/handList.ts). The pages
 * are not part of the project: where they are not there is nothing to compare. With `PIECES_OUT=FILE` the
 * figures are kept, and with `PIECES_SHOW=1` what was missed and what is spurious is told.
 */
const PAGES = fileURLToPath(new URL('../../../shared/pages/', import.meta.url));
const LISTS = fileURLToPath(new URL('../fixtures/handLists/', import.meta.url));

/**
 * Listed only after the rules of `blocks.ts` were made, and not looked at for their sake: what they are worth
 * on a page they don't know. Measured, and held to less.
 */
const HELD_BACK = ['archive-of-our-own.html', 'ebb-org.html'];

const lists = readdirSync(LISTS).map(
  (name) => JSON.parse(readFileSync(`${LISTS}${name}`, 'utf8')) as HandList,
);
let browser: Browser;
let context: BrowserContext;
const compared: ({ page: string } & Compared)[] = [];

test.beforeAll(async () => {
  browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] });
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await prepare(context);
});
test.afterAll(async () => {
  await browser.close();
  const out = process.env.PIECES_OUT;
  if (!out) return;
  const rows = compared.map(({ page, listed, found, read, spurious }) => ({
    page,
    heldBack: HELD_BACK.includes(page),
    listed,
    found,
    read,
    spurious,
  }));
  writeFileSync(
    out,
    `${JSON.stringify({ measured: new Date().toISOString().slice(0, 10), rows }, null, 1)}\n`,
  );
});

for (const list of lists) {
  const [least, most] = HELD_BACK.includes(list.page) ? [0.9, 0.2] : [0.95, 0.05];
  test(`${list.page}: of the pieces at least ${least} are found, of what is read at most ${most} is spurious`, async () => {
    const file = `${PAGES}${list.page}`;
    test.skip(!existsSync(file), 'the saved pages are not here');
    const bytes = readFileSync(file);
    expect(createHash('sha256').update(bytes).digest('hex'), 'the page that was listed').toBe(list.file);
    const site = await serveFrozen([file]);
    const page = await context.newPage();
    try {
      await page.goto(`${site.url}/0`);
      await start(page);
      await settled(page);
      const result = compare(list, await textsAskedAbout(page));
      compared.push({ page: list.page, ...result });
      if (process.env.PIECES_SHOW) console.log(result);
      expect(result.found / result.listed).toBeGreaterThanOrEqual(least);
      expect(result.spurious / result.read).toBeLessThanOrEqual(most);
    } finally {
      await page.close();
      site.close();
    }
  });
}
