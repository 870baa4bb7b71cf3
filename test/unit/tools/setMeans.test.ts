import { describe, expect, it } from 'vitest';
import { ORDINARY, WRITTEN } from '../../../tools/training/examples.ts';
import { setMeans } from '../../../tools/training/setMeans.ts';

/** Four texts. */
const x = {
  size: 4,
  offsets: Uint32Array.of(0, 2, 3, 4, 5),
  buckets: Uint32Array.of(7, 3, 7, 9, 100),
  values: Float32Array.of(1, 0.5, 0.2, -1, 5),
  hidden: Float32Array.of(1, 0, 0, 1, 0.5, -1, 9, 9),
  units: 2,
  words: new Uint16Array(4),
  knownWords: new Uint16Array(4),
};
const example = (set: string, label: string) => ({
  text: '',
  set,
  group: label === WRITTEN ? WRITTEN : label === ORDINARY ? set + ORDINARY : `${set} ${label}`,
  targets: Int8Array.of(0),
  candidates: 1,
});
const costs = Float64Array.of(1, 3, 1, 1);

describe('setMeans', () => {
  it('are the weighted means of each set’s texts, whatever their label, and of all others, to 8 bits', () => {
    const examples = [example('a', 'ok'), example('a', 'bad'), example('b', 'bad'), example('c', ORDINARY)];
    const means = setMeans(x, examples, costs);
    expect([...means.buckets]).toEqual([3, 7, 9, 100]);
    const value = (row: number, set: number) => means.direct[3 * row + set] * means.directScale[set];
    expect(value(1, 0)).toBeCloseTo((1 + 3 * 0.2) / 4, 6);
    expect(value(0, 0)).toBeCloseTo(0.5 / 4, 2);
    expect(value(2, 0)).toBe(0);
    expect(value(2, 1)).toBeCloseTo(-1, 6);
    expect(value(3, 2)).toBeCloseTo(5, 6);
    const unit = (set: number, u: number) => means.hidden[2 * set + u] * means.hiddenScale[set];
    expect(unit(0, 0)).toBeCloseTo(0.25, 2);
    expect(unit(0, 1)).toBeCloseTo(0.75, 6);
    expect(unit(1, 1)).toBeCloseTo(-1, 6);
  });

  it('are those of each label where there is one set', () => {
    const examples = [example('a', 'ok'), example('a', 'ok'), example('a', 'bad'), example('', WRITTEN)];
    const means = setMeans(x, examples, costs);
    expect(means.directScale).toHaveLength(3);
    expect(means.direct[1 * 3 + 0] * means.directScale[0]).toBeCloseTo((1 + 3 * 0.2) / 4, 6);
    expect(means.direct[2 * 3 + 1] * means.directScale[1]).toBeCloseTo(-1, 6);
  });
});
