import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (file: string) =>
  readFileSync(new URL(`../../../src/elm/${file}`, import.meta.url), 'utf8').split('\n');
/** What every model does alike is documented at the interface; the others are said by name and type. */
const PLAIN = [
  'fit',
  'partialFit',
  'predictScores',
  'predictProbabilities',
  'transform',
  'keep',
  'save',
].concat(['constructor', 'has', 'transpose', 'clone', 'toDense', 'if', 'for', 'switch']);

/** Classes, functions and constants of a file with these names, and the classes' public methods, that no comment precedes. */
function undocumented(file: string, names: readonly string[]): string[] {
  const lines = read(file);
  const missing: string[] = [];
  let within = '';
  lines.forEach((line, i) => {
    const documented = lines[i - 1]?.trim().endsWith('*/');
    const name = /^export (?:class|function|async function|const) (\w+)/.exec(line)?.[1];
    if (name !== undefined && names.includes(name)) {
      if (line.startsWith('export class')) within = name;
      // The comment that opens a file is about the first thing that it exports.
      const opens =
        lines[0].startsWith('/**') && !lines.slice(0, i).some((l) => /^export (class|function)/.test(l));
      if (!documented && !opens) missing.push(name);
    }
    if (line === '}') within = '';
    const method = /^ {2}(?:static |async )*(\w+)\(/.exec(line)?.[1];
    if (within && method && !documented && !PLAIN.includes(method)) missing.push(`${within}.${method}`);
  });
  return missing;
}

it('everything that the core exports says what it is, and in which shapes', () => {
  const exports = [
    ...read('index.ts')
      .join('\n')
      .matchAll(/^export \{([^}]+)\} from '\.\/(.+)';$/gm),
  ].map(([, names, file]) => ({ file, names: names.split(',').map((name) => name.trim()) }));
  expect(exports.length).toBeGreaterThan(30);
  expect(exports.flatMap(({ file, names }) => undocumented(file, names))).toEqual([]);
});
