import { mkdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { PagePiece } from '../src/protocol/messages.ts';
import { startDemo } from './demoServer.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { ExtensionBrowser } from './extension.ts';

/**
 * `npm start [-- URL]` shows Inkling at work: it builds what must be built, finds (or installs) a
 * Chromium, and opens the demo town, or the URL, with the extension loaded. With a display the window
 * stays until the person closes it. Without one, the pages are opened headless: what Inkling says of
 * them is printed as a table, and pictures of each page and its popup go to `out/screenshots`.
 */
const PICTURES = fileURLToPath(new URL('../out/screenshots', import.meta.url));
const DEMO_PAGES = ['forum.html', 'mailbox.html', 'comments.html', 'feed.html'];

try {
  const url = process.argv[2];
  if (url !== undefined && !URL.canParse(url)) throw new Error(`Not an address: ${url}`);
  ensureBuilt();
  const demo = await startDemo();
  const hasDisplay =
    process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  try {
    if (hasDisplay) await showWindow(url ?? `${demo.url}/`);
    else await showPictures(url === undefined ? DEMO_PAGES.map((name) => `${demo.url}/${name}`) : [url]);
  } finally {
    await demo.close();
  }
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function showWindow(url: string): Promise<void> {
  const inkling = await ExtensionBrowser.launch({ headless: false });
  console.log(`Opening ${url}\nClose the window, or press Ctrl+C here, when you have seen enough.`);
  const closed = new Promise((resolve) => inkling.context.on('close', resolve));
  const page = inkling.context.pages()[0] ?? (await inkling.context.newPage());
  await page.goto(url).catch((error: Error) => console.error(error.message));
  await closed;
}

async function showPictures(urls: readonly string[]): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  console.log('There is no display, so the pages are opened without a window.');
  const inkling = await ExtensionBrowser.launch();
  try {
    for (const url of urls) {
      const page = await inkling.context.newPage();
      await page.goto(url);
      await showPage(inkling, page);
      await page.close();
    }
    const errors = inkling.ownErrors;
    if (errors.length > 0) throw new Error(`Something went wrong:\n${errors.join('\n')}`);
    console.log(`\nPictures: ${relative(process.cwd(), PICTURES)}`);
  } finally {
    await inkling.close();
  }
}

async function showPage(inkling: ExtensionBrowser, page: Page): Promise<void> {
  const report = await inkling.judged(page);
  const { pieces } = await inkling.pieces(page);
  console.log(`\n${page.url()}: ${report.blocks} pieces of text`);
  for (const row of rows(pieces)) console.log(row);

  const name = basename(new URL(page.url()).pathname, '.html') || 'page';
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  const popup = await inkling.openPopup(page);
  // Its list comes by a message: without one there is nothing to wait for.
  if (pieces.length > 0) await popup.getByText(pieces[0].text.slice(0, 20)).first().waitFor();
  await popup.screenshot({ path: join(PICTURES, `${name}-popup.png`) });
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
