import { describe, expect, it } from 'vitest';
import { fitPlatt, fitVectorScaling, logistic, softmax } from '../../../../src/elm/calibrate/scaling.ts';
import { Random } from '../../../../src/elm/random.ts';

describe('fitPlatt', () => {
  it('finds the slope and offset that made the labels', () => {
    const random = new Random(1);
    const scores = Float64Array.from({ length: 20000 }, () => 2 * random.normal());
    const positive = Array.from(scores, (score) => random.uniform() < logistic(1.7 * score - 0.8));
    const { slope, offset } = fitPlatt(scores, positive, new Float64Array(scores.length).fill(1));
    expect(slope[0]).toBeCloseTo(1.7, 1);
    expect(offset[0]).toBeCloseTo(-0.8, 1);
  });

  it('stays finite and rising when the labels are told apart without error', () => {
    const scores = Float64Array.of(-3, -2, -1, 1, 2, 3);
    const { slope, offset } = fitPlatt(
      scores,
      Array.from(scores, (s) => s > 0),
      new Float64Array(6).fill(1),
    );
    expect(slope[0]).toBeGreaterThan(0.5);
    expect(slope[0]).toBeLessThan(10);
    expect(Math.abs(offset[0])).toBeLessThan(0.1);
  });

  // The minimum of Platt's loss with his targets, found by a search that knows no derivatives.
  it.each([
    ['large and told apart', [10, -10, 11, -11, 9], '10101', 0.120836106, 0.175762623],
    ['the wrong way round', [5, 6, 7, -5, -6, -7], '000111', -0.228524276, 0],
    ['huge, tiny and mixed', [1e6, -1e6, 1e5, -1e5, 3], '10011', 1.102907956e-6, 0.359138429],
    ['close together', [0.001, 0.002, 0.003, 0.0015], '0110', 1301.659964, -2.410927534],
    ['with one far out', [-30, 40, 35, -20, 3, 500], '011010', -0.002281348525, 0.190363794],
    ['of one label only', [5, 1, 2], '111', 0, 1.386294361],
  ])('finds the best for scores that are %s', (_, scores, truth, slope, offset) => {
    const fit = fitPlatt(
      scores,
      [...truth].map((t) => t === '1'),
    );
    expect(Math.abs(fit.slope[0] - slope)).toBeLessThan(1e-6 * Math.abs(slope) + 1e-12);
    expect(Math.abs(fit.offset[0] - offset)).toBeLessThan(1e-6);
  });

  it('counts an example by its weight', () => {
    const scores = Float64Array.of(-1, -1, 1, 1);
    const positive = [false, true, true, false];
    const heavy = fitPlatt(scores, positive, Float64Array.of(1, 5, 5, 1));
    const even = fitPlatt(scores, positive, Float64Array.of(1, 1, 1, 1));
    expect(heavy.offset[0]).toBeGreaterThan(even.offset[0] + 0.5);
  });
});

describe('fitVectorScaling', () => {
  const labels = 3;
  const truth = { slope: [2, 1, 3], offset: [0.5, 0, -0.5] };

  function sample(n: number, widen: number) {
    const random = new Random(2);
    const scores = Float64Array.from({ length: n * labels }, () => random.normal());
    const p = new Float64Array(labels);
    const candidates = Uint32Array.from({ length: n }, (_, i) => {
      softmax(scores, i * labels, truth.slope, truth.offset, p);
      const u = random.uniform();
      const label = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
      // Some rows only say which label it is not.
      return random.uniform() < widen ? 7 & ~(1 << ((label + 1 + random.below(2)) % 3)) : 1 << label;
    });
    return { scores, candidates, weights: new Float64Array(n).fill(1) };
  }

  it.each([0, 0.5])('finds the scaling that made the labels, with %f of them known in part', (widen) => {
    const { scores, candidates, weights } = sample(20000, widen);
    const { slope, offset } = fitVectorScaling(scores, candidates, weights, labels);
    slope.forEach((value, k) => {
      expect(Math.abs(value - truth.slope[k])).toBeLessThan(0.15);
    });
    // In units of a thousandth the scores are as many thousands, and the slopes a thousandth.
    const large = fitVectorScaling(
      scores.map((score) => 1000 * score),
      candidates,
      weights,
      labels,
    );
    large.slope.forEach((value, k) => {
      expect(Math.abs(1000 * value - truth.slope[k])).toBeLessThan(0.3);
    });
    // Offsets are only fixed up to a common shift.
    expect(Math.abs(offset[0] - offset[2] - 1)).toBeLessThan(0.15);
    expect(Math.abs(offset[0] - offset[1] - 0.5)).toBeLessThan(0.15);
  });
});

describe('softmax and logistic', () => {
  it('stay probabilities for scores of any size', () => {
    const out = new Float64Array(3);
    softmax([1e4, -1e4, 0], 0, [1, 1, 1], [0, 0, 0], out);
    expect([...out]).toEqual([1, 0, 0]);
    expect(logistic(-800)).toBe(0);
    expect(logistic(800)).toBe(1);
    expect(logistic(0)).toBe(0.5);
  });
});
