import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };

/** What PRIVACY.md promises about permissions must be what the manifest asks for, no more and no less. */
const text = readFileSync(new URL('../../PRIVACY.md', import.meta.url), 'utf8');
const section = text.split('\n## ').find((part) => part.startsWith('Permissions'))!;
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the table of permissions', () => {
  test('has a row with a reason for each permission, and no other', () => {
    const named = rows.map(([, name]) => name.match(/^`(\w+)`/)![1]);
    expect(named.sort()).toEqual(['content_scripts', ...manifest.permissions].sort());
    for (const [, name, reason] of rows) expect(reason.length, name).toBeGreaterThan(20);
  });

  test('names the sites that are read', () => {
    const [{ matches }] = manifest.content_scripts;
    for (const match of matches) expect(section).toContain(match);
    expect(matches).toHaveLength(2);
  });

  test('is right that private windows are the person’s to allow, and that nothing can be probed for', () => {
    expect(manifest.incognito).toBe('spanning');
    expect(manifest).not.toHaveProperty('web_accessible_resources');
    expect(manifest).not.toHaveProperty('host_permissions');
  });
});
