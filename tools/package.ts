import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemsOf } from './checkBuilt.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { DIST } from './extension.ts';
import { zip } from './zip.ts';

/**
 * `npm run package`: the archive that a store takes, made from `dist/chrome` after the same checks as
 * every build. The same build gives the same bytes, so that anyone can compare.
 */
try {
  ensureBuilt();
  const problems = problemsOf(DIST);
  if (problems.length > 0) throw new Error(`this build must not be shipped:\n  ${problems.join('\n  ')}`);
  const entries = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(DIST, file).replaceAll(sep, '/'), bytes: readFileSync(file) }));
  const { version } = JSON.parse(readFileSync(join(DIST, 'manifest.json'), 'utf8')) as { version: string };
  const archive = fileURLToPath(new URL(`../dist/inkling-chrome-${version}.zip`, import.meta.url));
  const bytes = zip(entries);
  writeFileSync(archive, bytes);
  console.log(`${relative(process.cwd(), archive)}: ${entries.length} files, ${bytes.length} bytes`);
  console.log(`SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
