import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expressionsIn, problemOf } from '../../../../tools/prove/regularExpressions.ts';

describe('every regular expression of the source', () => {
  const expressions = expressionsIn('src');
  /** Reads our own documents and model cards, which lie in the package. */
  const ours = 'ui/markdown.ts: ';

  it('is found', () => expect(expressions.length).toBeGreaterThan(20));

  it.each(expressions.filter(({ name }) => !name.startsWith(ours)))(
    'takes linear time: $name',
    (expression) => expect(problemOf(expression)).toBe(null),
  );

  it('stands there as a literal', () => {
    for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
      if (!/\.tsx?$/.test(file)) continue;
      expect(readFileSync(`src/${file}`, 'utf8'), file).not.toMatch(/\bRegExp\(/);
    }
  });
});

describe('the rule', () => {
  it.each([
    /(a+)+$/,
    /\s+$/,
    /^(?:a|ab)*c/,
    /a*b*c/,
    /(a)\1/,
    /x(?=y+)/,
    /(?:ab)+/,
    /a|b+c/,
    /^a+$/m,
    /a{2,}b/,
  ])('refuses %s', (pattern) => expect(problemOf({ name: '', pattern })).not.toBe(null));

  it.each([/\s+/g, /^[a-z]*={0,2}$/, /(?:\p{L}|\p{N})+/u, /[+*]/, /\p{L}[a-z]*/u, /^\d{1,10}$/, /a{2,}/])(
    'lets %s through',
    (pattern) => expect(problemOf({ name: '', pattern })).toBe(null),
  );
});
