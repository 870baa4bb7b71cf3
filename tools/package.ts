import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { problemsOf } from './checkBuilt.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { BROWSERS, distOf } from './manifest.ts';
import { billOfMaterials } from './supplyChain.ts';
import { zip } from './zip.ts';

/**
 * `npm run package`: the archives that the stores take. One for each browser, made from `dist` after the
 * same checks as every build, and one of the source, from which Firefox's reviewers build theirs: unpacked
 * anywhere, `npm ci && npm run package` gives the same bytes, so that anyone can compare. Beside them the bill
 * of materials (supplyChain.ts).
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as { version: string };

try {
  ensureBuilt();
  for (const browser of BROWSERS) {
    const folder = distOf(browser);
    const problems = problemsOf(folder, browser);
    if (problems.length > 0) {
      throw new Error(`this build for ${browser} must not be shipped:\n  ${problems.join('\n  ')}`);
    }
    write(browser, folder, filesBelow(folder));
  }
  const bill = `dist/inkling-${version}.cdx.json`;
  writeFileSync(join(root, bill), billOfMaterials(version));
  console.log(`${bill}: what of others is in it`);
  if (existsSync(join(root, '.git'))) write('source', root, filesOfSource());
  else console.log('This is no git checkout, so no source archive is made.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Writes `dist/inkling-NAME-VERSION.zip`, and says what it is. */
function write(name: string, folder: string, files: readonly string[]): void {
  const archive = join(root, `dist/inkling-${name}-${version}.zip`);
  const bytes = zip(
    files.map((file) => ({ path: file.replaceAll(sep, '/'), bytes: readFileSync(join(folder, file)) })),
  );
  writeFileSync(archive, bytes);
  console.log(`${relative(process.cwd(), archive)}: ${files.length} files, ${bytes.length} bytes`);
  console.log(`SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** What git keeps, as it is in the folder now. */
function filesOfSource(): string[] {
  const { status, stdout, stderr, error } = spawnSync('git', ['ls-files', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`git could not list the files of the source: ${stderr || error}`);
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}
