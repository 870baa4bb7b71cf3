import { describe, expect, it } from 'vitest';
import { labelMeans } from '../../../tools/training/labelMeans.ts';

/** Three texts: two of label 0, the second of which counts thrice, and one of label 1. */
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
const example = (candidates: number) => ({
  text: '',
  set: '',
  group: '',
  targets: Int8Array.of(0),
  candidates,
});

describe('labelMeans', () => {
  it('are the weighted means of the texts whose label is known, to 8 bits', () => {
    const means = labelMeans(x, [1, 1, 2, 3].map(example), Float64Array.of(1, 3, 1, 1), 2);
    expect([...means.buckets]).toEqual([3, 7, 9]);
    const value = (row: number, label: number) => means.direct[2 * row + label] * means.directScale[label];
    expect(value(1, 0)).toBeCloseTo((1 + 3 * 0.2) / 4, 6);
    expect(value(0, 0)).toBeCloseTo(0.5 / 4, 2);
    expect(value(2, 0)).toBe(0);
    expect(value(2, 1)).toBeCloseTo(-1, 6);
    const unit = (label: number, u: number) => means.hidden[2 * label + u] * means.hiddenScale[label];
    expect(unit(0, 0)).toBeCloseTo(0.25, 2);
    expect(unit(0, 1)).toBeCloseTo(0.75, 6);
    expect(unit(1, 1)).toBeCloseTo(-1, 6);
  });
});
