import { mkdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FromPage, PagePiece, PageReport } from '../src/protocol/messages.ts';
import { startDemo } from './demoServer.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { ExtensionBrowser } from './extension.ts';
import { FirefoxBrowser } from './firefox.ts';

/**
 * `npm start [-- [--firefox] URL]` shows Inkling at work: it builds what must be built, finds (or installs)
 * a Chromium or a Firefox, and opens the demo town, or the URL, with the extension loaded. With a display the window
 * stays until the person closes it. Without one, the pages are opened headless: what Inkling says of
 * them is printed as a table, and pictures of each page and its popup go to `out/screenshots`.
 */
const PICTURES = fileURLToPath(new URL('../out/screenshots', import.meta.url));
/** Of the article its comments, which hold what is marked. */
const DEMO_PAGES = ['forum.html', 'mailbox.html', 'comments.html#comments', 'feed.html'];

try {
  const { values, positionals } = parseArgs({
    options: { firefox: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [url] = positionals;
  if (url !== undefined && !URL.canParse(url)) throw new Error(`Not an address: ${url}`);
  ensureBuilt();
  const demo = await startDemo();
  const hasDisplay =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  try {
    const options = { headless: !hasDisplay };
    const show = <P extends ShownPage>(inkling: Shown<P>) =>
      hasDisplay
        ? showWindow(inkling, url ?? `${demo.url}/`)
        : showPictures(inkling, url === undefined ? DEMO_PAGES.map((name) => `${demo.url}/${name}`) : [url]);
    if (values.firefox) await show(await FirefoxBrowser.launch(options));
    else await show(await ExtensionBrowser.launch(options));
  } finally {
    await demo.close();
  }
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

/** What both browsers' drivers can do, each with pages of its own kind. */
interface Shown<P> {
  open(url: string): Promise<P>;
  judged(page: P): Promise<PageReport>;
  pieces(page: P): Promise<FromPage>;
  openPopup(page: P): Promise<P>;
  ownErrors(): Promise<string[]>;
  /** Resolves when the person has closed the window. */
  closed(): Promise<void>;
  close(): Promise<void>;
}
interface ShownPage {
  url(): string;
  waitForSelector(selector: string): Promise<unknown>;
  screenshot(options: { path: `${string}.png` }): Promise<unknown>;
  close(): Promise<void>;
}

async function showWindow<P>(inkling: Shown<P>, url: string): Promise<void> {
  console.log(`Opening ${url}\nClose the window, or press Ctrl+C here, when you have seen enough.`);
  const closed = inkling.closed();
  await inkling.open(url).catch((error: Error) => console.error(error.message));
  await closed;
}

async function showPictures<P extends ShownPage>(inkling: Shown<P>, urls: readonly string[]): Promise<void> {
  try {
    await mkdir(PICTURES, { recursive: true });
    console.log('There is no display, so the pages are opened without a window.');
    for (const url of urls) {
      const page = await inkling.open(url);
      await showPage(inkling, page);
      await page.close();
    }
    const errors = await inkling.ownErrors();
    if (errors.length > 0) throw new Error(`Something went wrong:\n${errors.join('\n')}`);
    console.log(`\nPictures: ${relative(process.cwd(), PICTURES)}`);
  } finally {
    await inkling.close();
  }
}

async function showPage<P extends ShownPage>(inkling: Shown<P>, page: P): Promise<void> {
  const report = await inkling.judged(page);
  const { pieces } = await inkling.pieces(page);
  console.log(`\n${page.url()}: ${report.blocks} pieces of text`);
  for (const row of rows(pieces)) console.log(row);

  const name = basename(new URL(page.url()).pathname, '.html') || 'page';
  await page.screenshot({ path: `${join(PICTURES, name)}.png` });
  const popup = await inkling.openPopup(page);
  // Its list comes by a message: without one there is nothing to wait for.
  if (pieces.length > 0) await popup.waitForSelector('.pieces > li');
  await popup.screenshot({ path: `${join(PICTURES, name)}-popup.png` });
  await popup.close();
}

/** One line for every mark, and for the doubts about pieces that got none. */
function rows(pieces: readonly PagePiece[]): string[] {
  const lines = pieces.flatMap(({ text, verdicts }) => {
    const marks = verdicts.filter(({ flagged }) => flagged);
    const shown = marks.length > 0 ? marks : verdicts.filter(({ unsure }) => unsure);
    return shown.map(({ label, probability, flagged }) =>
      [
        `  ${flagged ? 'marked' : 'unsure'}`,
        label.padEnd(10),
        probability.toFixed(2),
        text.replace(/\s+/g, ' ').slice(0, 80),
      ].join('  '),
    );
  });
  return lines.length > 0 ? lines : ['  nothing to mark'];
}
