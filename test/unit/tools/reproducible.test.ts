import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { differences } from '../../../tools/reproducible.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-differences-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('files that differ by one byte, or that are in one folder only, are named', () => {
  for (const side of ['a', 'b']) {
    mkdirSync(join(folder, side, 'deep'), { recursive: true });
    writeFileSync(join(folder, side, 'same'), 'x');
    writeFileSync(join(folder, side, 'deep/other'), side);
    writeFileSync(join(folder, side, `only-${side}`), '');
  }
  expect(differences(join(folder, 'a'), join(folder, 'a'))).toEqual([]);
  expect(differences(join(folder, 'a'), join(folder, 'b'))).toEqual(['deep/other', 'only-a', 'only-b']);
});
