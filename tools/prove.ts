import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBrowser, ensureFirefox } from './browser.ts';
import { problemsOf } from './checkBuilt.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { BROWSERS, distOf } from './manifest.ts';
import { fuzzProofs } from './prove/fuzzProofs.ts';
import { mutate } from './prove/mutations.ts';
import { type Proof, proofsOf, type Report, writeMutated, writeProofs } from './prove/proofs.ts';

/**
 * `npm run prove` tries everything that PROOF.md claims, as often as it says there, and writes PROOF.md anew.
 * It takes about an hour; `npm test` runs the same tests with fewer rounds. Exits with 1 when something
 * did not hold.
 *
 * `npm run prove -- --part fuzz` and `-- --part browser` each try their half; the second of the two writes PROOF.md.
 * `-- --spec FILE` tries the tests of one file once more, all of them, and puts that in the place of what they said.
 *
 * `npm run prove -- --mutate` removes the main defences, one at a time, in a copy of the project, and
 * checks that a test or the build notices each. What it found stands at the end of PROOF.md.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
/** Where the halves wait for each other; what is in test-results Playwright clears away. */
const WAITING = `${root}out/proof`;
/** The browser tests that note what they have tried. */
const SPECS = [
  'test/e2e/privacy.spec.ts',
  'test/e2e/stranger.spec.ts',
  'test/e2e/engine.spec.ts',
  'test/e2e/content.spec.ts',
  'test/e2e/content-hostile.spec.ts',
  'test/e2e/kills.spec.ts',
  'test/e2e/store-faults.spec.ts',
  'test/e2e/backups.spec.ts',
  'test/e2e/private.spec.ts',
  'test/e2e/load.spec.ts',
  'test/e2e-firefox/privacy.spec.ts',
  'test/e2e-firefox/engine.spec.ts',
  'test/e2e-firefox/covered.spec.ts',
  'test/e2e-firefox/private.spec.ts',
];

const { values: options } = parseArgs({
  options: {
    mutate: { type: 'boolean', default: false },
    part: { type: 'string' },
    spec: { type: 'string' },
  },
});
const PARTS = { fuzz: fuzzed, browser: browserProofs } as const;
type Part = keyof typeof PARTS;
process.exitCode = (options.mutate ? withoutDefences() : prove()) ? 0 : 1;

function withoutDefences(): boolean {
  const mutated = mutate(root);
  writeMutated(`${root}PROOF.md`, mutated);
  const noticed = mutated.filter(({ isNoticed }) => isNoticed).length;
  console.log(`${noticed} of ${mutated.length} missing defences noticed`);
  return noticed === mutated.length;
}

function prove(): boolean {
  const all = Object.keys(PARTS) as Part[];
  const part = options.spec === undefined ? options.part : 'browser';
  const parts = part === undefined ? all : all.filter((each) => each === part);
  if (parts.length === 0) throw new Error(`parts are ${all.join(' and ')}`);
  mkdirSync(WAITING, { recursive: true });
  for (const part of parts) rmSync(fileOf(part), { force: true });
  for (const part of parts) writeFileSync(fileOf(part), JSON.stringify(PARTS[part]()));
  if (!all.every((part) => existsSync(fileOf(part)))) return true;
  const proofs = all.flatMap((part) => JSON.parse(readFileSync(fileOf(part), 'utf8')) as Proof[]);
  writeProofs(`${root}PROOF.md`, proofs, browserVersions());
  for (const proof of proofs) console.log(`${proof.held ? 'held  ' : 'FAILED'} ${proof.what}`);
  return proofs.every(({ held }) => held);
}

/** Where a part of the proofs waits for the other. */
function fileOf(part: Part): string {
  return `${WAITING}/${part}.json`;
}

function fuzzed(): Proof[] {
  return fuzzProofs(100_000);
}

function browserProofs(): Proof[] {
  if (options.spec === undefined) run('--import', 'tsx', 'tools/build.ts');
  else ensureBuilt();
  if (options.spec !== undefined && !existsSync(`${WAITING}/report.json`)) {
    throw new Error(
      'There is no report of all browser tests to put it into: run it with --part browser first.',
    );
  }
  const report = `${WAITING}/${options.spec === undefined ? '' : 'spec-'}report.json`;
  rmSync(report, { force: true });
  run(
    'node_modules/@playwright/test/cli.js',
    'test',
    '--reporter=list,json',
    ...(options.spec === undefined ? SPECS : [options.spec]),
    { PLAYWRIGHT_JSON_OUTPUT_NAME: report, INKLING_PROOF: 'full' },
  );
  const tried = JSON.parse(readFileSync(report, 'utf8')) as Report;
  if (options.spec !== undefined) {
    const all = JSON.parse(readFileSync(`${WAITING}/report.json`, 'utf8')) as Report;
    const again = new Set(tried.suites.map(({ file }) => file));
    tried.suites = [...all.suites.filter(({ file }) => !again.has(file)), ...tried.suites];
    writeFileSync(`${WAITING}/report.json`, JSON.stringify(tried));
  }
  return [
    ...BROWSERS.map((browser) => ({
      claim: 'leaves' as const,
      what: `the parsed bundle of ${browser} holds no network or navigation call, no HTML sink and no import from elsewhere but those that checkBundle.ts names with a reason`,
      times: 1,
      held: problemsOf(distOf(browser), browser).length === 0,
      figure: '',
    })),
    ...proofsOf(tried),
  ];
}

function browserVersions(): string[] {
  return [ensureBrowser(), ensureFirefox()].map((program) =>
    spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim(),
  );
}

function run(...args: (string | Record<string, string>)[]): void {
  const env = Object.assign({}, process.env, ...args.filter((arg) => typeof arg === 'object'));
  spawnSync(
    process.execPath,
    args.filter((arg) => typeof arg === 'string'),
    { cwd: root, stdio: 'inherit', env },
  );
}
