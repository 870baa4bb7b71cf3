import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import source from '../../../manifest.json' with { type: 'json' };
import { problemsOf, problemsOfManifest } from '../../../tools/checkBuilt.ts';

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
  expect(problemsOf(folder)).toEqual([]);
});

test.each(FILES)('%s must be there', (file) => {
  rmSync(join(folder, file));
  expect(problemsOf(folder)).toEqual([`${file} is named in the manifest but does not exist`]);
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
  expect(problemsOfManifest({ ...built, ...change })).toEqual([expect.stringMatching(message)]);
});
