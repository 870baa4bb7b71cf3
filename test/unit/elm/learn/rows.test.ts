import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernels } from '../../../../src/elm/kernels/kernels.ts';
import { DenseRows } from '../../../../src/elm/learn/denseRows.ts';
import { LinkRows } from '../../../../src/elm/learn/linkRows.ts';
import { PackedSymmetric } from '../../../../src/elm/learn/packedSymmetric.ts';
import { PackedTriangle } from '../../../../src/elm/learn/packedTriangle.ts';
import { Random } from '../../../../src/elm/random.ts';

const kernels = await Kernels.compile(
  readFileSync(new URL('../../../../src/elm/kernels/kernels.wasm', import.meta.url)),
);
const seed = fc.nat();
// Around the four rows of a pass, the 64 of a block, and in between.
const size = fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 60, max: 140 }));

function expectNear(a: ArrayLike<number>, b: ArrayLike<number>): void {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  expect(worst).toBeLessThan(1e-9);
}

const normals = (n: number, random: Random) => Float64Array.from({ length: n }, () => random.normal());

describe('WebAssembly equals TypeScript', () => {
  it('DenseRows: products with a query, combinations, all pairs', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 9 }), seed, (n, units, s) => {
        const random = new Random(s);
        const both = [new DenseRows(units, kernels), new DenseRows(units, null)];
        for (let i = 0; i < n; i++) {
          const row = Float32Array.from(normals(units, random));
          for (const rows of both) rows.set(i, row);
        }
        const query = normals(units, random);
        const x = normals(n, random);
        const [dots, plainDots] = both.map((rows) => rows.dots(query, n).slice());
        expectNear(dots, plainDots);
        const [sum, plainSum] = both.map((rows) => rows.combine(x, n).slice());
        expectNear(sum, plainSum);
        const [pairs, plainPairs] = both.map((rows) => rows.gram(n).slice());
        expectNear(pairs, plainPairs);
        const last = both[1].dots(both[1].row(n - 1), n);
        expectNear(pairs.subarray((n * (n - 1)) / 2), last);
      }),
    );
  });

  it('LinkRows: the same, while rows come and go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), seed, (n, s) => {
        const random = new Random(s);
        const both = [new LinkRows(kernels), new LinkRows(null)];
        const links = () => {
          const buckets = [...new Set(Array.from({ length: random.below(30) }, () => random.below(60)))];
          return {
            links: buckets.length,
            buckets,
            values: Float32Array.from(normals(buckets.length, random)),
          };
        };
        for (let edit = 0; edit < 3 * n; edit++) {
          const i = edit < n ? edit : random.below(n);
          const row = links();
          for (const rows of both) {
            if (edit >= n) rows.clear(i, () => {});
            rows.set(i, row);
          }
        }
        const query = links();
        const [dots, plainDots] = both.map((rows) => rows.dots(query, n).slice());
        expectNear(dots, plainDots);
        const x = normals(n, random);
        const [sum, plainSum] = both.map((rows) => rows.combine(x, n).slice());
        expectNear(sum, plainSum);
        const [times, plainTimes] = both.map((rows) => rows.gramTimes(x, n).slice());
        expectNear(times, plainTimes);
        const pairs = new PackedSymmetric();
        both[0].gram(n, pairs);
        const product = Float64Array.from({ length: n }, (_, i) =>
          x.reduce((total, value, j) => total + value * pairs.at(i, j), 0),
        );
        expectNear(times, product);
      }),
    );
  });

  it('PackedTriangle: factored at once or row by row, rows taken out, x xᵀ added, solved both ways', () => {
    fc.assert(
      fc.property(size, seed, (n, s) => {
        const random = new Random(s);
        const points = Array.from({ length: n }, () => normals(6, random));
        const entry = (i: number, j: number) =>
          points[i].reduce((sum, value, k) => sum + value * points[j][k], 0) + (i === j ? 1 : 0);
        const three = [kernels, null, kernels].map((where) => new PackedTriangle(where));
        three.forEach((triangle, which) => {
          if (which < 2) {
            triangle.rebuild(n, (i, row) => {
              for (let j = 0; j <= i; j++) row[j] = entry(i, j);
            });
          } else {
            for (let i = 0; i < n; i++) {
              triangle.append(
                Float64Array.from({ length: i }, (_, j) => entry(i, j)),
                entry(i, i),
              );
            }
          }
        });
        const held = Array.from({ length: n }, (_, i) => i);
        for (let k = 0; k < Math.min(3, n - 1); k++) {
          const index = random.below(held.length);
          held.splice(index, 1);
          for (const triangle of three) triangle.remove(index);
        }
        const x = normals(held.length, random);
        for (const triangle of three) triangle.update(x);
        const b = normals(held.length, random);
        const solutions = three.map((triangle) => {
          const x = b.slice();
          triangle.solveLower(x, 0);
          triangle.solveUpper(x);
          return x;
        });
        const back = held.map((i) => held.reduce((sum, j, k) => sum + entry(i, j) * solutions[0][k], 0));
        const along = x.reduce((sum, value, k) => sum + value * solutions[0][k], 0);
        back.forEach((_, k) => {
          back[k] += x[k] * along;
        });
        expectNear(back, b);
        expectNear(solutions[1], solutions[0]);
        expectNear(solutions[2], solutions[0]);
      }),
    );
  });
});
