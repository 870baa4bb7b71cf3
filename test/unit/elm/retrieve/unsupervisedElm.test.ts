import { describe, expect, it } from 'vitest';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { Random } from '../../../../src/elm/random.ts';
import { kMeans } from '../../../../src/elm/retrieve/kMeans.ts';
import { UnsupervisedElm } from '../../../../src/elm/retrieve/unsupervisedElm.ts';
import { randomMatrix } from '../linalg/helpers.ts';

/** A small disc within a ring: no plane parts them, and k-means cuts both in half. */
function rings(n: number, seed: number): { x: Matrix; ring: boolean[] } {
  const random = new Random(seed);
  const x = new Matrix(n, 2);
  const ring: boolean[] = [];
  for (let i = 0; i < n; i++) {
    ring.push(i % 2 === 0);
    const radius = ring[i] ? 3 : 0.5 * Math.sqrt(random.uniform());
    const angle = 2 * Math.PI * random.uniform();
    x.data[2 * i] = radius * Math.cos(angle) + 0.1 * random.normal();
    x.data[2 * i + 1] = radius * Math.sin(angle) + 0.1 * random.normal();
  }
  return { x, ring };
}

const agreement = (assignment: Uint32Array, truth: boolean[]) => {
  const same = truth.filter((ring, i) => ring === (assignment[i] === 1)).length / truth.length;
  return Math.max(same, 1 - same);
};

describe('UnsupervisedElm', () => {
  it('parts a ring from what it encloses, where k-means alone can not', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const { x, ring } = rings(300, seed);
      const model = UnsupervisedElm.fit(x, {
        hidden: { units: 60, scale: 1, offset: 2, seed },
        dimensions: 1,
        lambda: 1000,
      });
      expect(agreement(model.cluster(x, 2, seed).assignment, ring)).toBeGreaterThan(0.98);
      expect(agreement(kMeans(x, 2, seed).assignment, ring)).toBeLessThan(0.85);
      // Also for samples it has not seen.
      const other = rings(300, seed + 50);
      expect(agreement(model.cluster(other.x, 2, seed).assignment, other.ring)).toBeGreaterThan(0.95);
    }
  });

  it('embeds with mean 0 and variance 1, in dimensions that repeat nothing', () => {
    const x = randomMatrix(120, 3, 1);
    const e = UnsupervisedElm.fit(x, { hidden: { units: 40 }, dimensions: 3 }).embed(x);
    for (let a = 0; a < 3; a++) {
      let mean = 0;
      for (let i = 0; i < 120; i++) mean += e.data[3 * i + a] / 120;
      expect(mean).toBeCloseTo(0, 8);
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let i = 0; i < 120; i++) sum += (e.data[3 * i + a] * e.data[3 * i + b]) / 120;
        expect(sum).toBeCloseTo(a === b ? 1 : 0, 6);
      }
    }
  });

  it('names what is wrong with an argument', () => {
    const x = randomMatrix(10, 2, 1);
    expect(() => UnsupervisedElm.fit(x, { hidden: { units: 3 }, dimensions: 3 })).toThrow(/dimensions/);
    expect(() => UnsupervisedElm.fit(randomMatrix(2, 2, 1), { hidden: { units: 3 }, dimensions: 1 })).toThrow(
      /three/,
    );
    expect(() => UnsupervisedElm.fit(x, { hidden: { units: 3 }, dimensions: 1, lambda: 0 })).toThrow(
      /lambda/,
    );
  });
});
