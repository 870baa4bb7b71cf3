import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';

/** A regular expression that stands in the source. */
export interface Expression {
  /** File and the expression itself. */
  name: string;
  pattern: RegExp;
}

/** Every regular expression literal in the TypeScript files below `folder`. */
export function expressionsIn(folder: string): Expression[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const tree = parseAst(readFileSync(join(folder, file), 'utf8'), {
        lang: file.endsWith('x') ? 'tsx' : 'ts',
      });
      const found: Expression[] = [];
      collect(tree, ({ pattern, flags }) => {
        found.push({ name: `${file}: /${pattern}/${flags}`, pattern: new RegExp(pattern, flags) });
      });
      return found;
    });
}

function collect(node: unknown, found: (regex: { pattern: string; flags: string }) => void): void {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, found);
  } else if (typeof node === 'object' && node !== null) {
    if ('regex' in node && node.regex) found(node.regex as { pattern: string; flags: string });
    for (const child of Object.values(node)) collect(child, found);
  }
}

/**
 * Why an expression might take more than linear time, or null when it can't. A rule that is easy to check,
 * rather than one that lets everything through that is fast: no back-reference and no looking around; one
 * `*`, `+` or `{n,}` at most, of single characters; and it ends the expression (so what it took is never
 * given back), or the expression can begin in one place only (`^` without the flag m).
 */
export function problemOf({ pattern }: Expression): string | null {
  const { source, flags } = pattern;
  // One character of any kind becomes one dot: escapes, then classes.
  const plain = source
    .replace(/\\[pPu]\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[^1-9kbB]/g, '.')
    .replace(/\[(?:[^\]])*\]/g, '.');
  if (/\\[1-9k]|\(\?<?[=!]/.test(plain)) return 'refers back or looks around';
  const unbounded = [...plain.matchAll(/[*+]|\{\d+,\}/g)];
  if (unbounded.length === 0) return null;
  if (unbounded.length > 1) return 'has more than one unbounded quantifier';
  const [{ 0: quantifier, index }] = unbounded;
  const before = plain.slice(0, index);
  const group = /\((?:\?:)?((?:[^()|]\|)*[^()|])\)$/.exec(before);
  if (before.endsWith(')') && !group) return 'repeats a group of more than single characters';
  const isLast = index + quantifier.length === plain.length && !before.slice(0, group?.index).includes('|');
  const isAnchored = plain.startsWith('^') && !flags.includes('m') && !plain.includes('|');
  return isLast || isAnchored ? null : 'has something behind its unbounded quantifier';
}
