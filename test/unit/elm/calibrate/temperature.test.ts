import { describe, expect, it } from 'vitest';
import { Isotonic } from '../../../../src/elm/calibrate/isotonic.ts';
import { softmax } from '../../../../src/elm/calibrate/scaling.ts';
import { fitTemperature } from '../../../../src/elm/calibrate/temperature.ts';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { Random } from '../../../../src/elm/random.ts';
import { randomMatrix } from '../linalg/helpers.ts';

describe('fitTemperature', () => {
  it('finds the slope that the truth was drawn with', () => {
    for (const wanted of [0.7, 1, 4]) {
      const scores = randomMatrix(20000, 3, 1);
      const random = new Random(2);
      const p = new Float64Array(3);
      const truth = Array.from({ length: scores.rows }, (_, i) => {
        softmax(scores.row(i), 0, [wanted, wanted, wanted], [0, 0, 0], p);
        const u = random.uniform();
        return u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
      });
      expect(fitTemperature(scores, truth) / wanted).toBeGreaterThan(0.95);
      expect(fitTemperature(scores, truth) / wanted).toBeLessThan(1.05);
    }
  });

  it('stays finite on scores that are always right, and small on scores that never are', () => {
    const scores = Matrix.fromRows([
      [1, -1],
      [1, -1],
      [-1, 1],
      [-1, 1],
    ]);
    const always = fitTemperature(scores, [0, 0, 1, 1]);
    // Smoothed targets are 5/6 and 1/6, so e^{2s} = 5.
    expect(always).toBeCloseTo(Math.log(5) / 2, 8);
    expect(fitTemperature(scores, [1, 1, 0, 0])).toBeLessThan(0.01);
    expect(() => fitTemperature(scores, [1])).toThrow(/truth/);
  });
});

describe('Isotonic', () => {
  it('pools what goes down, by hand', () => {
    // Sorted truths 0 1 0 1 1: the second and third pool to one half.
    const fit = new Isotonic([0.9, 0.1, 0.4, 0.3, 0.8], [true, false, false, true, true]);
    expect([...fit.thresholds]).toEqual([0.1, 0.3, 0.8]);
    expect([...fit.values]).toEqual([0, 0.5, 1]);
    expect([-5, 0.2, 0.3, 0.7, 2].map((score) => fit.probability(score))).toEqual([0, 0, 0.5, 0.5, 1]);
  });

  it('takes equal scores as one, and weights as so many', () => {
    const fit = new Isotonic([1, 1, 1, 2], [true, false, false, true], [2, 1, 1, 1]);
    expect([...fit.values]).toEqual([0.5, 1]);
    const order = new Isotonic([2, 1, 1, 1], [true, false, true, false], [1, 1, 2, 1]);
    expect(order.values).toEqual(fit.values);
    expect(() => new Isotonic([], [])).toThrow(/scores/);
    expect(() => new Isotonic([Number.NaN], [true])).toThrow(/scores\[0\]/);
  });

  it('recovers a curve from many samples', () => {
    const random = new Random(1);
    const scores = Array.from({ length: 20000 }, () => random.uniform());
    const fit = new Isotonic(
      scores,
      scores.map((s) => random.uniform() < s * s),
    );
    for (let s = 0.05; s < 1; s += 0.1) expect(Math.abs(fit.probability(s) - s * s)).toBeLessThan(0.05);
    for (let i = 1; i < fit.values.length; i++) expect(fit.values[i]).toBeGreaterThan(fit.values[i - 1]);
  });
});
