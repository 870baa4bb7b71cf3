import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { audit } from './audit.ts';
import { ensureBrowser, ensureFirefox } from './browser.ts';
import { problemsOf } from './checkBuilt.ts';
import { BROWSERS, distOf } from './manifest.ts';
import { notReproduced } from './reproducible.ts';
import { sizesOf, tableOf } from './sizes.ts';

/**
 * `npm test`: every check there is, each reported, none skipped because an earlier one failed (only the
 * browser tests need a build). The last line is the sum, `N passed, N failed`: unit tests and browser
 * tests are counted one by one, every other check as one. Leaves with 1 if anything failed.
 */
interface Count {
  passed: number;
  failed: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}test-results/counts`;
const colors = process.stdout.isTTY ? 'force' : 'off';
const total: Count = { passed: 0, failed: 0 };
/** What could not be checked here, and why. */
const skipped: string[] = [];

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

step('type check', () => check('node_modules/typescript/bin/tsc', '--noEmit'));
step('lint and format', () =>
  check('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', `--colors=${colors}`, '.'),
);
step('known weaknesses of packages', () => {
  const found = audit(root);
  if ('skipped' in found) {
    skipped.push(`known weaknesses of packages were not looked for: ${found.skipped}`);
    return { passed: 0, failed: 0 };
  }
  for (const each of found.found) console.log(`  ${each}`);
  return found.found.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
});
step('unused code', () => check('node_modules/knip/bin/knip.js'));
step('unit tests', unitTests);
step('build', () => check('--import', 'tsx', 'tools/build.ts'));
step('built extension', () => {
  const problems = BROWSERS.flatMap((browser) => problemsOf(distOf(browser), browser));
  for (const problem of problems) console.log(`  ${problem}`);
  return { passed: problems.length === 0 ? 1 : 0, failed: problems.length };
});
step('the same bytes from another folder', () => {
  const different = notReproduced(root);
  for (const path of different) console.log(`  ${path}`);
  return different.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
});
step('sizes', () => {
  const sizes = BROWSERS.flatMap((browser) => {
    const found = sizesOf(distOf(browser));
    console.log(`  ${browser}\n${tableOf(found)}`);
    return found;
  });
  const failed = sizes.filter(({ bytes, limit }) => bytes > limit).length;
  return { passed: sizes.length - failed, failed };
});
step('Firefox’s own linter', () =>
  check('node_modules/addons-linter/bin/addons-linter', '--warnings-as-errors', distOf('firefox')),
);
step('browser tests', browserTests);

for (const each of skipped) console.log(`\nSKIPPED: ${each}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

function step(name: string, run: () => Count): void {
  const start = performance.now();
  console.log(`\n== ${name}`);
  let count: Count;
  try {
    count = run();
  } catch (error) {
    console.log(`  ${error instanceof Error ? error.message : error}`);
    count = { passed: 0, failed: 1 };
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const outcome = count.failed > 0 ? 'FAILED' : count.passed > 0 ? 'ok' : 'NOTHING CHECKED';
  console.log(`== ${name}: ${outcome}, ${count.passed} passed, ${count.failed} failed, ${seconds} s`);
  total.passed += count.passed;
  total.failed += count.failed;
}

/** Runs a Node script and counts it as one check. */
function check(...args: string[]): Count {
  return node(args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function node(args: readonly string[], env: Record<string, string> = {}): boolean {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...env },
  });
  return status === 0;
}

function unitTests(): Count {
  const file = `${results}/unit.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const succeeded = node(['node_modules/vitest/vitest.mjs', 'run', ...reporters]);
  const report = JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number };
  return honest({ passed: report.numPassedTests, failed: report.numFailedTests }, succeeded);
}

function browserTests(): Count {
  ensureBrowser();
  ensureFirefox();
  const file = `${results}/browser.json`;
  const succeeded = node(['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const { stats } = JSON.parse(readFileSync(file, 'utf8')) as {
    stats: { expected: number; unexpected: number; flaky: number };
  };
  return honest({ passed: stats.expected + stats.flaky, failed: stats.unexpected }, succeeded);
}

/** A run that failed without a failed test (a file that does not load, say) has failed once. */
function honest({ passed, failed }: Count, succeeded: boolean): Count {
  return { passed, failed: succeeded ? failed : Math.max(1, failed) };
}
