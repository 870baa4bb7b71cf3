import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, calibrationError, macroF1, rocAuc } from '../../../../src/elm/evaluate/metrics.ts';

describe('accuracy and macro F1', () => {
  const truth = [0, 0, 0, 1, 1, 2];
  const guess = [0, 0, 1, 1, 0, 2];

  it('count as the field does', () => {
    expect(accuracy(truth, guess)).toBeCloseTo(4 / 6);
    // F1: label 0 has 2 hits of 3 true and 3 guessed, 1 has 1 of 2 and 2, 2 has 1 of 1 and 1.
    expect(macroF1(truth, guess, 3)).toBeCloseTo((2 / 3 + 1 / 2 + 1) / 3);
  });

  it('leave out labels that never are true', () => {
    expect(macroF1([0, 0, 0], [0, 0, 0], 2)).toBe(1);
    expect(macroF1([0, 0, 0, 0], [0, 0, 0, 1], 2)).toBeCloseTo(6 / 7);
  });
});

describe('rocAuc', () => {
  it('is the share of pairs in order, ties counting half', () => {
    const pairs = (positive: boolean[], scores: number[]) => {
      let sum = 0;
      let n = 0;
      positive.forEach((a, i) => {
        positive.forEach((b, j) => {
          if (!a || b) return;
          n++;
          sum += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
        });
      });
      return n === 0 ? null : sum / n;
    };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 6 })), { maxLength: 40 }),
        (rows) => {
          const positive = rows.map(([p]) => p);
          const scores = rows.map(([, s]) => s);
          const want = pairs(positive, scores);
          const got = rocAuc(positive, scores);
          if (want === null) expect(got).toBeNull();
          else expect(got).toBeCloseTo(want, 12);
        },
      ),
    );
  });
});

describe('calibrationError', () => {
  it('is 0 when confidence is the share of right answers, and the gap when it is not', () => {
    const confidence = new Array(100).fill(0.75);
    const right = (n: number) => confidence.map((_, i) => i < n);
    expect(calibrationError(confidence, right(75))).toBeCloseTo(0);
    expect(calibrationError(confidence, right(50))).toBeCloseTo(0.25);
    expect(calibrationError([1, 1, 0, 0], [true, true, false, false])).toBe(0);
  });

  it('does not let gaps of different bins cancel', () => {
    expect(calibrationError([0.9, 0.1], [false, true])).toBeCloseTo(0.9);
  });
});
