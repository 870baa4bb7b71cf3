import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROWSERS, distOf } from './manifest.ts';

/** What a build is made from. */
const SOURCES = [
  'src',
  'models',
  'icons',
  '_locales',
  'manifest.json',
  'managed_schema.json',
  'PRIVACY.md',
  'tools/manifest.ts',
  'package.json',
  'vite.config.ts',
];

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the extensions unless both are newer than everything they are made from. */
export function ensureBuilt(): void {
  const changed = Math.max(...SOURCES.map((path) => newest(join(root, path))));
  if (BROWSERS.every((browser) => newest(join(distOf(browser), 'manifest.json')) > changed)) return;
  console.error('Building the extension …');
  // What the build says goes to standard error: standard output may be read by a program.
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'tools/build.ts'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('The build failed; what it said stands above.');
}

/** When `path`, or the newest file below it, was last changed; milliseconds since 1970. */
function newest(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
