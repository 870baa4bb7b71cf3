import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ridge } from '../../../../src/elm/learn/ridge.ts';
import { type Inputs, Matrix, SparseRows, selectRows } from '../../../../src/elm/linalg/matrix.ts';
import { multiply } from '../../../../src/elm/linalg/products.ts';
import { Random } from '../../../../src/elm/random.ts';
import { difference, randomMatrix } from '../linalg/helpers.ts';

function toSparse(x: Matrix): SparseRows {
  return SparseRows.fromRows(
    Array.from({ length: x.rows }, (_, i) =>
      Array.from(x.row(i), (value, j): [number, number] => [j, value]).filter(([, value]) => value !== 0),
    ),
    x.columns,
  );
}

/** Small integers, so that the f32 values of sparse rows lose nothing. */
function integers(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed);
  return new Matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.below(5) - 2),
  );
}

function scores(blocks: Inputs[], solution: { weights: Matrix[]; intercept: Float64Array }): Matrix {
  const out = new Matrix(blocks[0].rows, solution.intercept.length);
  blocks.forEach((block, b) => {
    const part = multiply(block, solution.weights[b]);
    for (let k = 0; k < out.data.length; k++) out.data[k] += part.data[k];
  });
  for (let k = 0; k < out.data.length; k++) out.data[k] += solution.intercept[k % out.columns];
  return out;
}

const without = (n: number, i: number) => Array.from({ length: n }, (_, k) => k).filter((k) => k !== i);

const problem = fc.record({
  n: fc.integer({ min: 2, max: 14 }),
  d: fc.integer({ min: 1, max: 14 }),
  m: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
  lambda: fc.double({ min: 0.05, max: 5, noNaN: true }),
});

describe('ridge', () => {
  it('has the gradient of its objective at zero', () => {
    fc.assert(
      fc.property(problem, ({ n, d, m, seed, lambda }) => {
        const x = randomMatrix(n, d, seed);
        const y = randomMatrix(n, m, seed + 1);
        const w = Float64Array.from({ length: n }, (_, i) => 0.5 + (i % 3));
        const solution = ridge([x], y, { lambda, sampleWeights: w });
        expect(solution.form).toBe(d <= n ? 'primal' : 'dual');
        const fitted = scores([x], solution);
        for (let o = 0; o < m; o++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += w[i] * (y.data[i * m + o] - fitted.data[i * m + o]);
          expect(Math.abs(sum)).toBeLessThan(1e-9);
          for (let j = 0; j < d; j++) {
            let gradient = -lambda * solution.weights[0].data[j * m + o];
            for (let i = 0; i < n; i++) {
              gradient += w[i] * x.data[i * d + j] * (y.data[i * m + o] - fitted.data[i * m + o]);
            }
            expect(Math.abs(gradient)).toBeLessThan(1e-9);
          }
        }
      }),
    );
  });

  it('is the same in primal and dual form, dense and sparse, in one block or two', () => {
    fc.assert(
      fc.property(problem, ({ n, d, m, seed, lambda }) => {
        const a = integers(n, d, seed);
        const b = integers(n, 3, seed + 1);
        const y = randomMatrix(n, m, seed + 2);
        const probe = [integers(5, d, seed + 3), integers(5, 3, seed + 4)];
        const options = { lambda, sampleWeights: Float64Array.from({ length: n }, (_, i) => 1 + (i % 2)) };
        const plain = ridge([a, b], y, options);
        const wanted = scores(probe, plain);
        const half = ridge([a, toSparse(b)], y, options);
        expect(difference(scores(probe, half).data, wanted.data)).toBeLessThan(1e-9);
        // Columns of nothing change nothing, but make the dual form the smaller one.
        const padding = new SparseRows(50, new Uint32Array(n + 1), new Uint32Array(0), new Float32Array(0));
        const dual = ridge([a, b, padding], y, options);
        expect(dual.form).toBe('dual');
        expect(difference(scores(probe, dual).data, wanted.data)).toBeLessThan(1e-9);
        expect(difference(dual.leftOut.data, plain.leftOut.data)).toBeLessThan(1e-8);
      }),
    );
  });

  it('its leave-one-out scores are those of models that never saw the sample', () => {
    fc.assert(
      fc.property(problem, ({ n, d, m, seed, lambda }) => {
        const x = randomMatrix(n, d, seed);
        const y = randomMatrix(n, m, seed + 1);
        const w = Float64Array.from({ length: n }, (_, i) => 0.5 + (i % 3));
        const { leftOut } = ridge([x], y, { lambda, sampleWeights: w });
        for (let i = 0; i < n; i++) {
          const others = without(n, i);
          const model = ridge([selectRows(x, others)], selectRows(y, others), {
            lambda,
            sampleWeights: others.map((k) => w[k]),
          });
          const score = scores([selectRows(x, [i])], model);
          expect(difference(leftOut.row(i), score.data)).toBeLessThan(1e-7);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('chooses the λ whose leave-one-out error is least', () => {
    fc.assert(
      fc.property(problem, ({ n, d, m, seed }) => {
        const x = randomMatrix(n, d, seed);
        const y = randomMatrix(n, m, seed + 1);
        const list = [0.01, 0.1, 1, 10, 100];
        const press = (lambda: number) =>
          ridge([x], y, { lambda }).leftOut.data.reduce((sum, value, k) => sum + (value - y.data[k]) ** 2, 0);
        const best = Math.min(...list.map(press));
        const chosen = ridge([x], y, { lambda: list });
        expect(list).toContain(chosen.lambda);
        expect(press(chosen.lambda)).toBeLessThanOrEqual(best * (1 + 1e-7));
        // The leverages that come with the choice are those of the solution.
        const fixed = ridge([x], y, { lambda: chosen.lambda });
        expect(chosen.weights).toEqual(fixed.weights);
        expect(difference(chosen.leftOut.data, fixed.leftOut.data)).toBeLessThan(1e-7);
      }),
    );
  });

  it('a weight of two is a sample twice; the order of samples changes nothing', () => {
    const x = randomMatrix(8, 5, 3);
    const y = randomMatrix(8, 2, 4);
    const twice = [0, 1, 2, 3, 4, 5, 6, 7, 2, 5];
    const weighted = ridge([x], y, { lambda: 0.7, sampleWeights: [1, 1, 2, 1, 1, 2, 1, 1] });
    const repeated = ridge([selectRows(x, twice)], selectRows(y, twice), { lambda: 0.7 });
    expect(difference(weighted.weights[0].data, repeated.weights[0].data)).toBeLessThan(1e-12);
    const order = [3, 1, 7, 0, 2, 6, 5, 4];
    const permuted = ridge([selectRows(x, order)], selectRows(y, order), { lambda: 'loo' });
    const plain = ridge([x], y, { lambda: 'loo' });
    expect(difference(permuted.weights[0].data, plain.weights[0].data)).toBeLessThan(1e-11);
  });

  it('recovers a line from plenty of data', () => {
    const x = randomMatrix(400, 2, 1);
    const y = new Matrix(400, 1);
    for (let i = 0; i < 400; i++) y.data[i] = 3 + 2 * x.data[2 * i] - x.data[2 * i + 1];
    const { weights, intercept } = ridge([x], y);
    expect(weights[0].data[0]).toBeCloseTo(2, 3);
    expect(weights[0].data[1]).toBeCloseTo(-1, 3);
    expect(intercept[0]).toBeCloseTo(3, 3);
  });

  it('names what is wrong with an argument', () => {
    const x = randomMatrix(3, 2, 1);
    const y = randomMatrix(3, 1, 2);
    expect(() => ridge([], y)).toThrow(/blocks/);
    expect(() => ridge(x as never, y)).toThrow(
      'blocks: expected a list of blocks of features, got an object (Matrix)',
    );
    expect(() => ridge([x], [[1]] as never)).toThrow(/y: expected a Matrix/);
    expect(() => ridge([x], new Matrix(0, 1))).toThrow(/y: expected at least one sample/);
    expect(() => ridge([x], randomMatrix(4, 1, 2))).toThrow(/blocks: expected 4 rows/);
    expect(() => ridge([x], y, { lambda: 0 })).toThrow(/lambda/);
    expect(() => ridge([x], y, { lambda: [] })).toThrow(/lambda/);
    expect(() => ridge([x], y, { sampleWeights: [1, 0, 1] })).toThrow(/sampleWeights\[1\]/);
    expect(() => ridge([x], y, { sampleWeights: [1] })).toThrow(/sampleWeights/);
    expect(() => ridge([Matrix.fromRows([[Number.NaN]])], randomMatrix(1, 1, 1))).toThrow(/finite/);
    // Constant features say nothing; that is no error.
    expect(ridge([new Matrix(3, 2)], y).weights[0].data).toEqual(new Float64Array(2));
  });
});
