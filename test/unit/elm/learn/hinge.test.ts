import { describe, expect, it } from 'vitest';
import {
  type Examples,
  type HingeOptions,
  trainHinge,
  type Weights,
} from '../../../../src/elm/learn/hinge.ts';
import { Random } from '../../../../src/elm/random.ts';

const BUCKETS = 12;
const UNITS = 3;

function problem(n: number, seed: number): { x: Examples; targets: Int8Array; costs: Float64Array } {
  const random = new Random(seed);
  const offsets = [0];
  const buckets: number[] = [];
  const values: number[] = [];
  const targets: number[] = [];
  for (let i = 0; i < n; i++) {
    let score = 0.3 * random.normal();
    for (let b = 0; b < BUCKETS; b++) {
      if (random.below(3) !== 0) continue;
      const value = random.normal();
      buckets.push(b);
      values.push(value);
      score += value * (b % 2 === 0 ? 1 : -0.5);
    }
    offsets.push(buckets.length);
    targets.push(random.below(6) === 0 ? 0 : score > 0 ? 1 : -1);
  }
  return {
    x: {
      size: n,
      offsets: Uint32Array.from(offsets),
      buckets: Uint32Array.from(buckets),
      values: Float32Array.from(values),
      hidden: Float32Array.from({ length: n * UNITS }, () => random.normal()),
      units: UNITS,
    },
    targets: Int8Array.from(targets),
    costs: Float64Array.from({ length: n }, () => 0.2 + random.uniform()),
  };
}

const options = (p: ReturnType<typeof problem>, more: Partial<HingeOptions> = {}): HingeOptions => ({
  targets: p.targets,
  costs: p.costs,
  hiddenScale: 0.5,
  buckets: BUCKETS,
  maxPasses: 3000,
  tolerance: 1e-7,
  seed: 1,
  ...more,
});

function score(x: Examples, w: Weights, i: number): number {
  let sum = w.bias;
  for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) sum += w.direct[x.buckets[k]] * x.values[k];
  for (let u = 0; u < UNITS; u++) sum += w.hidden[u] * x.hidden[i * UNITS + u];
  return sum;
}

describe('trainHinge', () => {
  it('finds the minimum: there the gradient of the loss it states is zero', () => {
    const p = problem(80, 3);
    const { x, targets, costs } = p;
    const w = trainHinge(x, options(p));
    const slack = (i: number) =>
      targets[i] === 0 ? 0 : 2 * costs[i] * Math.max(0, 1 - targets[i] * score(x, w, i)) * targets[i];
    const direct = Float64Array.from(w.direct);
    // In terms of the scaled hidden layer, whose weights are w.hidden / hiddenScale.
    const hidden = w.hidden.map((value) => value / 0.5);
    let bias = w.bias;
    for (let i = 0; i < x.size; i++) {
      for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) direct[x.buckets[k]] -= slack(i) * x.values[k];
      for (let u = 0; u < UNITS; u++) hidden[u] -= slack(i) * 0.5 * x.hidden[i * UNITS + u];
      bias -= slack(i);
    }
    for (const g of [...direct, ...hidden, bias]) expect(Math.abs(g)).toBeLessThan(1e-5);
    // And it is no trivial minimum.
    expect(Math.hypot(...w.direct)).toBeGreaterThan(0.5);
  });

  it('does not look at examples whose target is not known', () => {
    const p = problem(60, 4);
    const some = trainHinge(p.x, options(p));
    p.x.values.fill(9, 0, 0);
    for (let i = 0; i < p.x.size; i++) {
      if (p.targets[i] !== 0) continue;
      p.x.values.fill(50, p.x.offsets[i], p.x.offsets[i + 1]);
      p.costs[i] = 1000;
    }
    expect(trainHinge(p.x, options(p))).toEqual(some);
  });

  it('gives the same bits for the same input', () => {
    const p = problem(60, 5);
    expect(trainHinge(p.x, options(p, { maxPasses: 5 }))).toEqual(
      trainHinge(p.x, options(p, { maxPasses: 5 })),
    );
  });

  it('goes on from kept dual variables with fewer buckets, to the minimum of the smaller problem', () => {
    const p = problem(80, 6);
    const dual = new Float64Array(p.x.size);
    trainHinge(p.x, options(p, { dual, maxPasses: 20 }));
    const kept = Uint8Array.from({ length: BUCKETS }, (_, b) => (b % 3 === 0 ? 1 : 0));
    const warm = trainHinge(p.x, options(p, { dual, kept }));
    const cold = trainHinge(p.x, options(p, { kept }));
    warm.direct.forEach((value, b) => {
      expect(value).toBeCloseTo(cold.direct[b], 5);
      if (kept[b] === 0) expect(value).toBe(0);
    });
    expect(warm.bias).toBeCloseTo(cold.bias, 5);
  });
});
