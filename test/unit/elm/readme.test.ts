import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const core = fileURLToPath(new URL('../../../src/elm/', import.meta.url));

/**
 * Runs the examples of the core's README, top to bottom as one program. A line `expression; // → value` becomes
 * a comparison; so each value that the README promises is held.
 */
it('every example of the core’s README gives what it says', async () => {
  const readme = readFileSync(join(core, 'README.md'), 'utf8');
  const code = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]).join('\n');
  let promised = 0;
  const program = code
    .replaceAll("'./index.ts'", `'${join(core, 'index.ts')}'`)
    .replaceAll(/^(.+); \/\/ → (.+)$/gm, (_, expression, value) => {
      promised++;
      return `held.push([${JSON.stringify(expression)}, JSON.stringify(${expression}), ${JSON.stringify(value)}]);`;
    });
  expect(promised).toBeGreaterThan(20);
  const folder = mkdtempSync(join(tmpdir(), 'elm-readme-'));
  try {
    const file = join(folder, 'readme.ts');
    writeFileSync(file, `export const held: [string, string, string][] = [];\n${program}`);
    const { held } = await import(/* @vite-ignore */ file);
    expect(held.length).toBe(promised);
    for (const [expression, got, value] of held)
      expect(`${expression} → ${got}`).toBe(`${expression} → ${value}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
