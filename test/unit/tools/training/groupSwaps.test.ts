import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/elm/random.ts';
import type { Example } from '../../../../tools/training/examples.ts';
import { groupSwaps } from '../../../../tools/training/groupSwaps.ts';

const example = (text: string, target: number): Example => ({
  text,
  set: 'a',
  group: 'a',
  targets: Int8Array.of(target),
  candidates: target > 0 ? 2 : 1,
});

describe('group swaps', () => {
  const ordinary = Array.from({ length: 400 }, (_, i) => example(`The Irish choir number ${i} is good`, -1));

  it('copy ordinary texts twice with another word, and no other text', () => {
    const swaps = groupSwaps(
      [...ordinary, example('no such word', -1), example('a rude british text', 1)],
      new Random(1),
    );
    expect(swaps).toHaveLength(800);
    expect(swaps.every(({ targets }) => targets[0] === -1)).toBe(true);
    swaps.forEach(({ text }, i) => {
      expect(text).toMatch(new RegExp(`^The [A-Za-z]+ choir number ${Math.floor(i / 2)} is good$`));
    });
    expect(new Set(swaps.map(({ text }) => text.split(' ')[1])).size).toBeGreaterThan(30);
  });

  it('take half of the words from the toxic texts', () => {
    const swaps = groupSwaps([...ordinary, example('a rude DEAF text', 1)], new Random(1));
    const share = swaps.filter(({ text }) => text.startsWith('The deaf choir')).length / swaps.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.65);
  });

  it('keep small letters small, and are the same each time', () => {
    const all = [example('my irish aunt', -1), example('a rude Jewish text', 1)];
    for (let seed = 0; seed < 20; seed++) {
      const swaps = groupSwaps(all, new Random(seed));
      for (const { text } of swaps) expect(text).toBe(text.toLowerCase());
      expect(groupSwaps(all, new Random(seed))).toEqual(swaps);
    }
  });
});
