import { describe, expect, it } from 'vitest';
import { sharedVectors } from '../../../tools/wordTable/sharedVectors.ts';
import { countWords, wordsOf } from '../../../tools/wordTable/tableOf.ts';

const hash = (word: string) => wordsOf(word)[0];

describe('sharedVectors', () => {
  // "cat" and "dog" are fed, "car" and "bus" are driven; no text has two of a kind.
  const texts = Array.from({ length: 200 }, (_, i) => {
    const [what, does] = [
      ['cat', 'eats its warm food'],
      ['dog', 'eats its warm food'],
      ['car', 'drives along the road'],
      ['bus', 'drives along the road'],
    ][i % 4];
    return `${what} ${does} number${i % 50} name${i % 60} place${i % 70}`;
  });
  const vectors = sharedVectors(countWords(texts), texts);
  const cosine = (a: string, b: string) => {
    const [x, y] = [vectors.get(hash(a))!, vectors.get(hash(b))!];
    const dot = (u: number[], v: number[]) => u.reduce((sum, value, j) => sum + value * v[j], 0);
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
  };

  it('puts words near each other that stand in the same company', () => {
    expect(cosine('cat', 'dog')).toBeGreaterThan(cosine('cat', 'car') + 0.2);
    expect(cosine('car', 'bus')).toBeGreaterThan(cosine('bus', 'dog') + 0.2);
  });

  it('gives the same numbers each time', () => {
    expect([...sharedVectors(countWords(texts), texts)]).toEqual([...vectors]);
  });
});

it('countWords counts words, not their spelling', () => {
  const counts = countWords(['Tea, please!', 'tea and TEA']);
  expect(counts.get(hash('tea'))).toBe(3);
  expect(counts.get(hash('please'))).toBe(1);
});
