import { statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { PageReport } from '../src/protocol/messages.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { ExtensionBrowser } from './extension.ts';
import { type Cost, costOf, countLongTasks, hugePage } from './scan/cost.ts';
import { serveFrozen } from './scan/frozenPages.ts';
import { difference, snapshot } from './snapshot.ts';

/**
 * `npm run --silent scan -- PAGE.html... [--json] [--flagged] [--cost FILE]` opens saved pages in the real browser
 * with the extension and says what it found there, what it cost, and whether the page stayed itself.
 *
 * The comparison is fair because both runs see the same, frozen page: it is served from loopback with a
 * policy that runs no script of the page and loads nothing, every other host name leads nowhere,
 * animations stand still, the window has one size. The page is then loaded in a browser without the
 * extension and in one with it, and once all verdicts are there, every text node and the box of every
 * element are compared between the two. With `--cost` a page of 100,000 nodes is scanned as well, and what
 * each page cost the main thread in both runs is kept in a file.
 */
interface Scanned
  extends Pick<PageReport, 'blocks' | 'flagged' | 'firstVerdictMs' | 'mainThreadMs' | 'longTasks'> {
  page: string;
  textUnchanged: boolean;
  layoutUnchanged: boolean;
}

/** A row of the table of costs. */
interface CostRow extends Pick<Scanned, 'page' | 'blocks' | 'firstVerdictMs'> {
  /** Milliseconds that the extension spent on the page's main thread until all was judged, and in the two seconds after that. */
  oursMs: number;
  idleMs: number;
  /** How often it had the main thread until then, its tasks over 8 and over 50 ms, and its longest. */
  oursTasks: number;
  oursOver8: number;
  oursLong: number;
  oursLongestMs: number;
  without: Cost;
  with: Cost;
}

/** Milliseconds for which a page that has been judged is looked at, to see whether it costs anything. */
const IDLE = 2000;

const { values: options, positionals: pages } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    flagged: { type: 'boolean', default: false },
    cost: { type: 'string' },
  },
});

try {
  process.exitCode = await scan();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Scans all pages. 0: every page stayed itself and nothing went wrong; else 1. */
async function scan(): Promise<number> {
  if (pages.length === 0) throw new Error('Usage: npm run scan -- PAGE.html... [--json] [--flagged]');
  for (const page of pages)
    if (!statSync(page, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no file ${page}`);
  ensureBuilt();
  if (options.cost) pages.push(hugePage());
  const site = await serveFrozen(pages);
  const args = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
  const plain = await ExtensionBrowser.launch({ extension: null, args });
  const inkling = await ExtensionBrowser.launch({ args });
  const results: Scanned[] = [];
  const costs: CostRow[] = [];
  try {
    if (options.cost) for (const browser of [plain, inkling]) await countLongTasks(browser.context);
    for (const [index, page] of pages.entries()) {
      const result = await scanPage(plain, inkling, `${site.url}/${index}`, basename(page), costs);
      results.push(result);
      console.log(options.json ? JSON.stringify(result) : inWords(result));
    }
    if (!options.json) console.log(totalsInWords(results));
    if (options.cost) {
      const measured = new Date().toISOString().slice(0, 10);
      writeFileSync(options.cost, `${JSON.stringify({ measured, rows: costs }, null, 1)}\n`);
    }
    // Pages complain, too: their scripts and pictures were not let in.
    const errors = await inkling.ownErrors();
    for (const error of errors) console.error(`error: ${error}`);
    return errors.length === 0 && results.every((page) => page.textUnchanged && page.layoutUnchanged) ? 0 : 1;
  } finally {
    await Promise.all([plain.close(), inkling.close()]);
    site.close();
  }
}

async function scanPage(
  plain: ExtensionBrowser,
  inkling: ExtensionBrowser,
  url: string,
  name: string,
  costs: CostRow[],
): Promise<Scanned> {
  const [untouched, itsTools] = await open(plain, url);
  if (options.cost) await untouched.waitForTimeout(IDLE);
  const without = options.cost ? await costOf(untouched, itsTools) : null;
  const before = await snapshot(untouched);
  await untouched.close();

  const [page, tools] = await open(inkling, url);
  const report = await inkling.judged(page, 60_000);
  if (without) {
    await page.waitForTimeout(IDLE);
    const cost = await costOf(page, tools);
    const later = await inkling.report(page);
    const { blocks, firstVerdictMs, mainThreadMs, runs, slowRuns, longTasks, longestMs } = report;
    const round1 = (ms: number) => Math.round(ms * 10) / 10;
    costs.push({
      page: name,
      blocks,
      firstVerdictMs: firstVerdictMs === null ? null : Math.round(firstVerdictMs),
      oursMs: round1(mainThreadMs),
      idleMs: round1(later.mainThreadMs - mainThreadMs),
      oursTasks: runs,
      oursOver8: slowRuns,
      oursLong: longTasks,
      oursLongestMs: round1(longestMs),
      without,
      with: cost,
    });
  }
  const after = await snapshot(page);
  if (options.flagged) {
    const { pieces } = await inkling.pieces(page);
    for (const { text, verdicts } of pieces) {
      for (const { task, label, probability, flagged } of verdicts) {
        if (!flagged) continue;
        console.error(`${name}\t${task}\t${label}\t${probability.toFixed(2)}\t${text.replace(/\s+/g, ' ')}`);
      }
    }
  }
  await page.close();

  const text = difference(before.texts, after.texts);
  const layout = difference(before.boxes, after.boxes);
  if (text) console.error(`${name}: text changed, ${text}`);
  if (layout) console.error(`${name}: layout changed, ${layout}`);
  const { blocks, flagged, firstVerdictMs, mainThreadMs, longTasks } = report;
  return {
    page: name,
    blocks,
    flagged,
    firstVerdictMs,
    mainThreadMs,
    longTasks,
    textUnchanged: text === null,
    layoutUnchanged: layout === null,
  };
}

async function open({ context }: ExtensionBrowser, url: string) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await devtools.send('Animation.enable');
  await devtools.send('Animation.setPlaybackRate', { playbackRate: 0 });
  await page.goto(url, { waitUntil: 'load' });
  return [page, devtools] as const;
}

function inWords(result: Scanned): string {
  const { page, blocks, flagged, firstVerdictMs, mainThreadMs, longTasks } = result;
  const changes = [!result.textUnchanged && 'TEXT CHANGED', !result.layoutUnchanged && 'LAYOUT CHANGED'];
  return [
    `${page}: ${blocks} pieces, flagged: ${flagsInWords(flagged)}`,
    `first verdict ${round(firstVerdictMs ?? 0)} ms, main thread ${round(mainThreadMs)} ms, long tasks ${longTasks}`,
    ...changes.filter(Boolean),
  ].join('; ');
}

function totalsInWords(results: readonly Scanned[]): string {
  const flagged: PageReport['flagged'] = {};
  for (const result of results) {
    for (const [task, labels] of Object.entries(result.flagged)) {
      flagged[task] ??= {};
      for (const [label, count] of Object.entries(labels)) {
        flagged[task][label] = (flagged[task][label] ?? 0) + count;
      }
    }
  }
  const sum = (of: (result: Scanned) => number) => results.reduce((total, result) => total + of(result), 0);
  const blocks = sum((result) => result.blocks);
  return [
    `total: ${results.length} pages, ${blocks} pieces, flagged: ${flagsInWords(flagged, blocks)}`,
    `main thread ${round(sum((result) => result.mainThreadMs))} ms, long tasks ${sum((result) => result.longTasks)}`,
    `changed: text of ${results.filter((result) => !result.textUnchanged).length}, layout of ${results.filter((result) => !result.layoutUnchanged).length}`,
  ].join('; ');
}

/** "spam 3 (0.2 %), toxic 1"; the share only when `of` is given. */
function flagsInWords(flagged: PageReport['flagged'], of = 0): string {
  const counts = Object.values(flagged).flatMap((labels) => Object.entries(labels));
  const share = (count: number) => (of > 0 ? ` (${((100 * count) / of).toFixed(2)} %)` : '');
  return counts.map(([label, count]) => `${label} ${count}${share(count)}`).join(', ') || 'none';
}

function round(ms: number): string {
  return ms.toFixed(ms < 10 ? 1 : 0);
}
