import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'vite';
import { distOf } from './manifest.ts';

/**
 * How large the built pages are: what a person's browser has to load and parse before one of them works.
 * A page counts with its HTML, its styles and every script that it leads to, each file gzipped by itself.
 * `npx tsx tools/sizes.ts` prints it, `npm test` fails when a page is over its limit.
 */
export interface Size {
  name: string;
  /** Bytes, gzipped. */
  bytes: number;
  limit: number;
  files: { file: string; bytes: number }[];
}

const KB = 1000;
const PAGES = [
  { name: 'popup', entries: ['src/popup/popup.html'], limit: 40 * KB },
  { name: 'dashboard', entries: ['src/dashboard/dashboard.html'], limit: 120 * KB },
  { name: 'first page', entries: ['src/welcome/welcome.html'], limit: 40 * KB },
  {
    name: 'content script',
    entries: ['src/content/content.iife.js', 'src/content/content.css'],
    // The style of badges and card is not in it: the background hands it over when a page first shows one.
    limit: 20 * KB,
  },
];

/** The sizes of a build in `folder`. Throws when a page, or a file it names, is not there. */
export function sizesOf(folder: string): Size[] {
  return PAGES.map(({ name, entries, limit }) => {
    const files = [...reachable(folder, entries)].map((file) => ({
      file,
      bytes: gzipSync(readFileSync(join(folder, file)), { level: 9 }).length,
    }));
    files.sort((a, b) => b.bytes - a.bytes);
    return { name, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), limit, files };
  });
}

/** One line a page; the files of one that is too large. */
export function tableOf(sizes: Size[]): string {
  const kb = (bytes: number) => (bytes / KB).toFixed(1).padStart(6);
  return sizes
    .flatMap(({ name, bytes, limit, files }) => [
      `  ${name.padEnd(15)}${kb(bytes)} kB of ${kb(limit)} kB${bytes > limit ? '  TOO LARGE' : ''}`,
      ...(bytes > limit ? files.map((each) => `    ${kb(each.bytes)} kB ${each.file}`) : []),
    ])
    .join('\n');
}

/** The entries and all that they load: a page's scripts and styles, a script's imports, static or not. */
function reachable(folder: string, entries: string[]): Set<string> {
  const seen = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    if (!existsSync(join(folder, file))) throw new Error(`${file} is not in the build`);
    seen.add(file);
    const text = () => readFileSync(join(folder, file!), 'utf8');
    if (file.endsWith('.html')) open.push(...named(text()));
    else if (file.endsWith('.js')) open.push(...imported(text()).map((path) => join(dirname(file!), path)));
  }
  return seen;
}

function named(html: string): string[] {
  return [...html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path,
  );
}

function imported(code: string): string[] {
  const paths: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, source } = node as { type?: string; source?: { value?: unknown } };
    const isImport = /^(Import(Declaration|Expression)|Export(Named|All)Declaration)$/.test(type ?? '');
    if (isImport && typeof source?.value === 'string') paths.push(source.value);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(code));
  return paths;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = sizesOf(distOf('chrome'));
  console.log(tableOf(sizes));
  if (sizes.some(({ bytes, limit }) => bytes > limit)) process.exitCode = 1;
}
