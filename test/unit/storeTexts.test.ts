import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import english from '../../_locales/en/messages.json' with { type: 'json' };
import manifest from '../../manifest.json' with { type: 'json' };

/** What docs/store.md tells the stores must be what is shipped. */
const sections = new Map(
  readFileSync(new URL('../../docs/store.md', import.meta.url), 'utf8')
    .split('\n## ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n')).trim()]),
);

test('the summary is that of the manifest, and as short as the stores want it', () => {
  expect(sections.get('Summary')).toBe(english.extDescription.message);
  expect(sections.get('Summary')!.length).toBeLessThanOrEqual(132);
});

test('every permission is explained, and no other', () => {
  const rows = sections.get('Permissions')!.split('\n').slice(2);
  const named = rows.map((row) => row.match(/^\| `(\w+)`/)?.[1]).filter((name) => name !== undefined);
  expect(named.sort()).toEqual([...manifest.permissions].sort());
  for (const match of manifest.content_scripts[0].matches) expect(rows[0]).toContain(match);
});
