import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sizesOf, tableOf } from '../../../tools/sizes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-'));
  for (const page of ['popup/popup', 'welcome/welcome', 'dashboard/dashboard']) write(`src/${page}.html`, '');
  write('src/content/content.iife.js', '(() => {})()');
  write('src/content/content.css', '');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
const popup = () => sizesOf(folder).find(({ name }) => name === 'popup')!;

test('a page counts with all that it leads to, each file once, and nothing else', () => {
  write(
    'src/popup/popup.html',
    '<link rel="stylesheet" href="/assets/a.css"><script type="module" src="/assets/a.js"></script>',
  );
  write('assets/a.css', 'p { color: red }');
  write('assets/a.js', 'import { b } from "./b.js"; import("./c.js"); b();');
  write('assets/b.js', 'export { c as b } from "./c.js";');
  write('assets/c.js', 'export const c = "from ./d.js";');
  write('assets/d.js', 'a script of another page');
  const { files, bytes } = popup();
  expect(files.map(({ file }) => file).sort()).toEqual([
    'assets/a.css',
    'assets/a.js',
    'assets/b.js',
    'assets/c.js',
    'src/popup/popup.html',
  ]);
  expect(bytes).toBe(files.reduce((sum, each) => sum + each.bytes, 0));
  expect(files.find(({ file }) => file === 'assets/a.css')!.bytes).toBe(
    gzipSync('p { color: red }', { level: 9 }).length,
  );
});

test('one that is too large is named, with its files', () => {
  // Noise, which does not compress to nothing.
  write('src/popup/popup.html', '<script type="module" src="/assets/a.js"></script>');
  const noise = randomBytes(60_000).toString('base64');
  write('assets/a.js', `export default "${noise}"`);
  expect(popup().bytes).toBeGreaterThan(popup().limit);
  const table = tableOf(sizesOf(folder));
  expect(table).toMatch(/popup +\d+\.\d kB of +40\.0 kB {2}TOO LARGE/);
  expect(table).toContain('assets/a.js');
  expect(table.match(/TOO LARGE/g)).toHaveLength(1);
});

test('a file that is named and is not there is no small page', () => {
  write('src/popup/popup.html', '<script type="module" src="/assets/gone.js"></script>');
  expect(() => sizesOf(folder)).toThrow('assets/gone.js');
});
