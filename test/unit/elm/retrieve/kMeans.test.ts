import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { Random } from '../../../../src/elm/random.ts';
import { kMeans, kMeansPlusPlus } from '../../../../src/elm/retrieve/kMeans.ts';
import { randomMatrix } from '../linalg/helpers.ts';
import { clouds } from '../models/data.ts';

describe('kMeans', () => {
  it('finds clouds that lie apart, whatever the seed', () => {
    const { x, y } = clouds(120, 4, 1, 0.2);
    for (let seed = 0; seed < 10; seed++) {
      const { assignment } = kMeans(x, 4, seed);
      const names = new Map<number, string>();
      y.forEach((label, i) => {
        if (!names.has(assignment[i])) names.set(assignment[i], label);
        expect(names.get(assignment[i])).toBe(label);
      });
      expect(names.size).toBe(4);
    }
  });

  it('ends where centres are means and samples are with the nearest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(), fc.nat(), (n, pick, seed) => {
        const x = randomMatrix(n, 3, seed);
        const k = 1 + (pick % n);
        const { centres, assignment, inertia } = kMeans(x, k, seed);
        let sum = 0;
        const means = new Matrix(k, 3);
        const counts = new Uint32Array(k);
        for (let i = 0; i < n; i++) {
          const distances = Array.from({ length: k }, (_, c) =>
            centres.row(c).reduce((d, value, j) => d + (value - x.row(i)[j]) ** 2, 0),
          );
          expect(distances[assignment[i]]).toBe(Math.min(...distances));
          sum += Math.min(...distances);
          counts[assignment[i]]++;
          for (let j = 0; j < 3; j++) means.data[assignment[i] * 3 + j] += x.row(i)[j];
        }
        expect(inertia).toBeCloseTo(sum, 9);
        for (let c = 0; c < k; c++) {
          for (let j = 0; j < 3 && counts[c] > 0; j++) {
            expect(means.data[c * 3 + j] / counts[c]).toBeCloseTo(centres.data[c * 3 + j], 9);
          }
        }
      }),
    );
  });

  it('k-means++ draws distinct samples, even among repeats', () => {
    const x = Matrix.fromRows([[1], [1], [1], [5]]);
    for (let seed = 0; seed < 20; seed++) {
      const two = kMeansPlusPlus(x, 2, new Random(seed));
      expect(new Set([...two].map((i) => x.data[i])).size).toBe(2);
      expect(new Set(kMeansPlusPlus(x, 4, new Random(seed))).size).toBe(4);
    }
    expect(() => kMeansPlusPlus(x, 5, new Random(1))).toThrow(/k: expected an integer from 1 to 4/);
    expect(() => kMeans(new Matrix(0, 2), 1, 1)).toThrow(/x: expected at least one sample/);
  });
});
