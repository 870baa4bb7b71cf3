import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MUTATIONS } from '../../../../tools/prove/mutations.ts';

/** Source moves on; a defence that can no longer be found can't be taken away, so nobody would know that it is held. */
const read = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../../../../${file}`, import.meta.url)), 'utf8');

describe.each(MUTATIONS)('$defence', ({ edits, noticedBy }) => {
  test.each(edits)('is there once in $file', ({ file, from, to }) => {
    expect(read(file).split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  });

  test('what has to notice is there', () => {
    if (noticedBy === 'build') return;
    const source = read('unit' in noticedBy ? noticedBy.unit : noticedBy.browser);
    expect(source).toMatch(/\b(test|describe)\b/);
    if ('browser' in noticedBy && noticedBy.title) expect(source).toContain(noticedBy.title);
  });
});
