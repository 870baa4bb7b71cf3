import { renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { problemsOf } from './checkBuilt.ts';

/**
 * `npm run build`: makes `dist/chrome`, an unpacked extension. What Vite wrote is checked before it takes
 * the place of the last build, so `dist/chrome` is always whole and always one that may be shipped.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const final = `${root}dist/chrome`;
const fresh = `${root}dist/.chrome-${process.pid}`;
const old = `${root}dist/.old-${process.pid}`;

try {
  await build({ root, logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } });
  const problems = problemsOf(fresh);
  if (problems.length > 0) throw new Error(`this build must not be shipped:\n  ${problems.join('\n  ')}`);
  move(final, old);
  renameSync(fresh, final);
  console.log('built dist/chrome');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
