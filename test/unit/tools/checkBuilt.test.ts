import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import source from '../../../manifest.json' with { type: 'json' };
import { type Manifest, problemsOf, problemsOfManifest } from '../../../tools/checkBuilt.ts';
import { manifestFor } from '../../../tools/manifest.ts';

/** What Vite makes of manifest.json, as far as it matters. */
const built = {
  ...source,
  background: { service_worker: 'service-worker-loader.js', type: 'module' },
  content_scripts: [{ ...source.content_scripts[0], js: ['src/content/content.iife.js'] }],
};
const FILES = [
  'service-worker-loader.js',
  'src/content/content.iife.js',
  'src/content/content.css',
  'src/popup/popup.html',
  'managed_schema.json',
  'src/dashboard/dashboard.html',
  'src/welcome/welcome.html',
  'src/offscreen/offscreen.html',
  ...[16, 32, 48, 128].map((size) => `icons/inkling-${size}.png`),
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-'));
  write('manifest.json', JSON.stringify(built));
  for (const file of FILES) write(file, '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

test('a good build has no problems', () => {
  expect(problemsOf(folder, 'chrome')).toEqual([]);
});

test.each(FILES)('%s must be there', (file) => {
  rmSync(join(folder, file));
  expect(problemsOf(folder, 'chrome')).toEqual([`${file} is named in the manifest but does not exist`]);
});

test.each<[string, object, RegExp]>([
  ['one permission more', { permissions: [...source.permissions, 'tabs'] }, /permissions are/],
  ['all hosts', { host_permissions: ['<all_urls>'] }, /host_permissions/],
  ['permissions to be asked for', { optional_permissions: ['history'] }, /optional_permissions/],
  ['files that pages can see', { web_accessible_resources: [] }, /web_accessible_resources/],
  [
    'pages that may connect',
    { externally_connectable: { matches: ['*://*.test/*'] } },
    /externally_connectable/,
  ],
  ['no policy', { content_security_policy: undefined }, /policy is undefined/],
  [
    'a policy with a way out',
    {
      content_security_policy: {
        extension_pages: source.content_security_policy.extension_pages.replace(
          "connect-src 'none'",
          'connect-src *',
        ),
      },
    },
    /policy is .*connect-src \*/,
  ],
])('%s is a problem', (_name, change, message) => {
  expect(problemsOfManifest({ ...built, ...change }, 'chrome')).toEqual([expect.stringMatching(message)]);
});

describe('for Firefox', () => {
  const firefox = {
    ...manifestFor('firefox'),
    background: { scripts: ['service-worker-loader.js'], type: 'module' },
    content_scripts: built.content_scripts,
  };
  beforeEach(() => {
    write('manifest.json', JSON.stringify(firefox));
    rmSync(join(folder, 'src/offscreen'), { recursive: true });
  });

  test('a good build has no problems', () => {
    expect(problemsOf(folder, 'firefox')).toEqual([]);
  });

  test('the event page must be there', () => {
    rmSync(join(folder, 'service-worker-loader.js'));
    expect(problemsOf(folder, 'firefox')).toEqual([
      expect.stringMatching(/service-worker-loader.js is named/),
    ]);
  });

  test.each([
    ['src/offscreen/offscreen.html', ''],
    ['assets/background.js', 'chrome.offscreen.createDocument()'],
  ])('code for Chrome only, %s, is a problem', (file, code) => {
    write(file, code);
    expect(problemsOf(folder, 'firefox')).toEqual([expect.stringMatching(/speaks of offscreen pages/)]);
  });

  test.each<[string, object, RegExp]>([
    ['Chrome’s permissions', { permissions: source.permissions }, /permissions are/],
    ['no id', { browser_specific_settings: undefined }, /the id is undefined/],
    [
      'no word on data',
      { browser_specific_settings: { gecko: { id: 'inkling@inkling.invalid' } } },
      /the data collected is undefined/,
    ],
  ])('%s: a problem', (_name, change, message) => {
    const problems = problemsOfManifest({ ...firefox, ...change }, 'firefox');
    expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  test('what is Firefox’s has no place in Chrome', () => {
    const { browser_specific_settings = {} } = firefox as Manifest;
    expect(problemsOfManifest({ ...built, browser_specific_settings }, 'chrome')).toEqual([
      'browser_specific_settings is there',
    ]);
  });
});
