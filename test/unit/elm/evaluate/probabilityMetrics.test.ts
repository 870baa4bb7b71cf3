import { describe, expect, it } from 'vitest';
import { averagePrecision } from '../../../../src/elm/evaluate/averagePrecision.ts';
import { confusionMatrix } from '../../../../src/elm/evaluate/confusionMatrix.ts';
import { logLoss } from '../../../../src/elm/evaluate/logLoss.ts';
import { macroF1, rocAuc } from '../../../../src/elm/evaluate/metrics.ts';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';

describe('averagePrecision', () => {
  it('is what the definition gives by hand', () => {
    // Ranked: hit, miss, hit, miss → ½ · 1 + ½ · ⅔.
    expect(averagePrecision([true, false, true, false], [0.9, 0.8, 0.7, 0.1])).toBeCloseTo(5 / 6, 14);
    expect(averagePrecision([false, true], [0.2, 0.9])).toBe(1);
    expect(averagePrecision([false], [1])).toBeNull();
  });

  it('gives equal scores no order: all equal is the share of positives', () => {
    expect(averagePrecision([true, false, false, false], [1, 1, 1, 1])).toBe(0.25);
    expect(averagePrecision([false, false, false, true], [1, 1, 1, 1])).toBe(0.25);
    // One hit alone, then a tie of one hit in two: ½ · 1 + ½ · ⅔.
    expect(averagePrecision([true, false, true], [3, 2, 2])).toBeCloseTo(5 / 6, 14);
  });
});

describe('what scikit-learn’s documentation prints', () => {
  it('for its own examples', () => {
    const positive = [false, false, true, true];
    const scores = [0.1, 0.4, 0.35, 0.8];
    expect(rocAuc(positive, scores)).toBeCloseTo(0.75, 12);
    expect(averagePrecision(positive, scores)).toBeCloseTo(0.83333333, 8);
    const p = Matrix.fromRows([
      [0.1, 0.9],
      [0.9, 0.1],
      [0.8, 0.2],
      [0.35, 0.65],
    ]);
    expect(logLoss(p, [1, 0, 0, 1])).toBeCloseTo(0.21616, 5);
    expect(macroF1([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], 3)).toBeCloseTo(0.26666667, 8);
    expect([...confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2], 3).data]).toEqual([
      2, 0, 0, 0, 0, 1, 1, 0, 2,
    ]);
  });
});

describe('logLoss and confusionMatrix', () => {
  it('are what the definition gives by hand', () => {
    const p = Matrix.fromRows([
      [0.5, 0.5],
      [0.25, 0.75],
      [1, 0],
    ]);
    expect(logLoss(p, [0, 1, 0])).toBeCloseTo((Math.LN2 - Math.log(0.75)) / 3, 14);
    expect(logLoss(p, [0, 1, 1])).toBeCloseTo((Math.LN2 - Math.log(0.75) + 15 * Math.LN10) / 3, 12);
    expect([...confusionMatrix([0, 0, 1, 2, 2], [0, 1, 1, 0, 2], 3).data]).toEqual([
      1, 1, 0, 0, 1, 0, 1, 0, 1,
    ]);
  });
});
