import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { ensureBrowser } from './browser.ts';
import { serveFrozen } from './scan/frozenPages.ts';
import { type HandList, piecesIn } from './scan/handList.ts';

/**
 * Helps a person to write down what the pieces of a saved page are, without Inkling's own opinion:
 *
 *   npm run hand-list -- PAGE.html                        its lines with numbers, and pictures of it in out/hand-list
 *   npm run hand-list -- PAGE.html --pieces NUMBERS.txt   keeps the lines named as pieces ("12 15-17 40")
 *
 * The lines are the browser's own `innerText`, without what the page hides. Read them beside the pictures and name what you would call
 * one piece: a headline, a paragraph, a list item that says something, a caption, a comment, a teaser; not
 * menus, buttons, names, dates and counts. The list is kept in test/fixtures/handLists, as digests, and
 * `test/e2e/content-pieces.spec.ts` compares it with what Inkling finds.
 */
/** What the page says is not to be read, and what it hides from the eye in style sheets that were not saved. */
const UNSEEN = '[aria-hidden="true"], .off-screen, .u-visually-hidden, .sr-only, .visually-hidden';

/** Pixels of the page in one picture, from top to bottom. */
const PICTURE = 1600;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { pieces: { type: 'string' } },
});
const [file] = positionals;
if (!file) throw new Error('Usage: npm run hand-list -- PAGE.html [--pieces NUMBERS.txt]');
const name = basename(file, '.html');
const root = fileURLToPath(new URL('..', import.meta.url));

const site = await serveFrozen([file]);
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${site.url}/0`);
  await page.evaluate((unseen) => {
    for (const element of document.querySelectorAll(unseen)) element.remove();
  }, UNSEEN);
  // biome-ignore lint/performance/useDomNodeTextContent: as it looks, line by line
  const text = await page.evaluate(() => document.body.innerText);
  const lines = text.split(/[\n\t]/).filter((line) => line.trim() !== '');
  if (options.pieces === undefined) {
    for (const [number, line] of lines.entries()) console.log(`${number}\t${line.trim()}`);
    const folder = `${root}out/hand-list`;
    mkdirSync(folder, { recursive: true });
    // Little enough a picture to be read.
    const [width, height] = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth, scrollHeight] as const;
    });
    for (let top = 0; top < height; top += PICTURE) {
      const clip = { x: 0, y: top, width: Math.min(width, 1280), height: Math.min(PICTURE, height - top) };
      await page.screenshot({ path: `${folder}/${name}-${top / PICTURE}.png`, fullPage: true, clip });
    }
  } else {
    const list: HandList = {
      page: basename(file),
      file: createHash('sha256').update(readFileSync(file)).digest('hex'),
      pieces: piecesIn(lines, readFileSync(options.pieces, 'utf8')),
    };
    mkdirSync(`${root}test/fixtures/handLists`, { recursive: true });
    writeFileSync(`${root}test/fixtures/handLists/${name}.json`, `${JSON.stringify(list, null, 1)}\n`);
  }
} finally {
  await browser.close();
  site.close();
}
