import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { problemsOf } from './checkBuilt.ts';
import { BROWSERS, type Browser } from './manifest.ts';
import { licenceNotice } from './supplyChain.ts';

/**
 * `npm run build`: makes `dist/chrome` and `dist/firefox`, unpacked extensions. What Vite wrote is checked
 * before it takes the place of the last build, so each folder is always whole and always one that may be
 * shipped.
 */
const root = fileURLToPath(new URL('..', import.meta.url));

try {
  for (const browser of BROWSERS) await make(browser);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function make(browser: Browser): Promise<void> {
  const final = `${root}dist/${browser}`;
  const fresh = `${root}dist/.${browser}-${process.pid}`;
  const old = `${root}dist/.old-${process.pid}`;
  try {
    // The mode picks the browser; what is built is for use in either case.
    await build({ root, mode: browser, logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } });
    writeFileSync(`${fresh}/LICENCES.txt`, licenceNotice());
    const problems = problemsOf(fresh, browser);
    if (problems.length > 0) {
      throw new Error(`this build for ${browser} must not be shipped:\n  ${problems.join('\n  ')}`);
    }
    move(final, old);
    renameSync(fresh, final);
    console.log(`built dist/${browser}`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
