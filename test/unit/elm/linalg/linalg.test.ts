import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElmError } from '../../../../src/elm/errors.ts';
import {
  cholesky,
  choleskySolve,
  solveLower,
  solveLowerTransposed,
} from '../../../../src/elm/linalg/cholesky.ts';
import { Matrix, requireInputs, SparseRows, selectRows } from '../../../../src/elm/linalg/matrix.ts';
import { orthonormalColumns } from '../../../../src/elm/linalg/orthonormal.ts';
import {
  gram,
  multiply,
  multiplyTranspose,
  rowGram,
  transposeMultiply,
} from '../../../../src/elm/linalg/products.ts';
import { symmetricEigen } from '../../../../src/elm/linalg/symmetricEigen.ts';
import {
  backSubstitute,
  rankOneDowndate,
  rankOneUpdate,
} from '../../../../src/elm/linalg/triangularUpdate.ts';
import {
  carryRows,
  factorTridiagonal,
  solveTridiagonal,
  tridiagonalise,
} from '../../../../src/elm/linalg/tridiagonal.ts';
import { Random } from '../../../../src/elm/random.ts';
import { difference, identity, positiveDefinite, product, randomMatrix } from './helpers.ts';

const size = fc.integer({ min: 1, max: 40 });
const seed = fc.nat();

/** About a third of the entries, and now and then an empty row. */
function sparse(rows: number, columns: number, from: number): SparseRows {
  const random = new Random(from);
  return SparseRows.fromRows(
    Array.from({ length: rows }, () => {
      const share = random.below(4) === 0 ? 0 : 0.4;
      const row: [number, number][] = [];
      for (let j = 0; j < columns; j++) if (random.uniform() < share) row.push([j, random.normal()]);
      return row;
    }),
    columns,
  );
}

describe('products', () => {
  it('equal their definition, dense and sparse', () => {
    fc.assert(
      fc.property(size, size, size, seed, (n, d, m, s) => {
        const a = randomMatrix(n, d, s);
        const b = randomMatrix(d, m, s + 1);
        const c = randomMatrix(m, d, s + 2);
        const e = randomMatrix(n, m, s + 3);
        expect(difference(multiply(a, b).data, product(a, b).data)).toBeLessThan(1e-13);
        expect(difference(transposeMultiply(a, e).data, product(a.transpose(), e).data)).toBeLessThan(1e-13);
        expect(difference(multiplyTranspose(a, c).data, product(a, c.transpose()).data)).toBeLessThan(1e-13);
        expect(difference(gram(a).data, product(a.transpose(), a).data)).toBeLessThan(1e-13);
        expect(difference(rowGram(a).data, product(a, a.transpose()).data)).toBeLessThan(1e-13);
        const x = sparse(n, d, s);
        const z = sparse(m, d, s + 9);
        const full = x.toDense();
        expect(difference(multiply(x, b).data, product(full, b).data)).toBeLessThan(1e-13);
        expect(difference(transposeMultiply(x, e).data, product(full.transpose(), e).data)).toBeLessThan(
          1e-13,
        );
        expect(
          difference(multiplyTranspose(x, z).data, product(full, z.toDense().transpose()).data),
        ).toBeLessThan(1e-13);
        expect(difference(multiplyTranspose(x, z.toDense()).data, multiplyTranspose(x, z).data)).toBeLessThan(
          1e-13,
        );
        expect(difference(rowGram(x).data, product(full, full.transpose()).data)).toBeLessThan(1e-13);
      }),
    );
  });

  it('refuse shapes that do not fit', () => {
    expect(() => multiply(new Matrix(2, 3), new Matrix(2, 3))).toThrow(/b: expected 3 rows, got 2/);
    expect(() => transposeMultiply(new Matrix(2, 3), new Matrix(3, 2))).toThrow(ElmError);
    expect(() => multiplyTranspose(new Matrix(2, 3), new Matrix(2, 4))).toThrow(ElmError);
  });
});

describe('matrices', () => {
  it('refuse data that does not fit their shape', () => {
    expect(() => new Matrix(2, 2, new Float64Array(3))).toThrow(
      /data: expected a Float64Array of 2 × 2 numbers/,
    );
    expect(() => Matrix.fromRows([[1, 2], [3]])).toThrow(/rows\[1\]: expected 2 numbers, got 1/);
    const starts = Uint32Array.of(0, 1);
    expect(() => new SparseRows(3, starts, Uint32Array.of(3), Float32Array.of(1))).toThrow(/below 3/);
    expect(() => new SparseRows(3, starts, Uint32Array.of(1), Float32Array.of(1, 2))).toThrow(/values/);
    expect(() => new SparseRows(3, Uint32Array.of(0, 2, 1), new Uint32Array(1), new Float32Array(1))).toThrow(
      /ascending/,
    );
    expect(() => requireInputs('x', Matrix.fromRows([[1, Number.NaN]]))).toThrow(
      /x: expected finite numbers, got NaN/,
    );
    expect(() => requireInputs('x', new Matrix(1, 2), 3)).toThrow(/x: expected 3 columns, got 2/);
  });

  it('selecting rows is the same dense and sparse', () => {
    fc.assert(
      fc.property(size, size, seed, fc.array(fc.nat(), { maxLength: 20 }), (n, d, s, picks) => {
        const x = sparse(n, d, s);
        const rows = picks.map((pick) => pick % n);
        expect(selectRows(x, rows).toDense().data).toEqual(selectRows(x.toDense(), rows).data);
      }),
    );
  });
});

describe('Cholesky', () => {
  it('L Lᵀ = A, and the solution solves', () => {
    fc.assert(
      fc.property(size, size, seed, (n, m, s) => {
        const a = positiveDefinite(n, s);
        const l = cholesky(a);
        expect(difference(product(l, l.transpose()).data, a.data)).toBeLessThan(1e-13);
        const b = randomMatrix(n, m, s + 1);
        expect(difference(product(a, choleskySolve(l, b)).data, b.data)).toBeLessThan(1e-8);
        const forward = b.clone();
        solveLower(l, forward);
        expect(difference(product(l, forward).data, b.data)).toBeLessThan(1e-8);
        const backward = b.clone();
        solveLowerTransposed(l, backward);
        expect(difference(product(l.transpose(), backward).data, b.data)).toBeLessThan(1e-8);
      }),
    );
  });

  it('names the pivot where a matrix is not positive definite', () => {
    expect(() =>
      cholesky(
        Matrix.fromRows([
          [1, 2],
          [2, 1],
        ]),
      ),
    ).toThrow(/pivot 1.*positive definite/);
    // Singular: two equal rows. Rounding leaves a pivot of about nothing, which is no pivot.
    expect(() =>
      cholesky(
        Matrix.fromRows([
          [0.1, 0.1],
          [0.1, 0.1],
        ]),
      ),
    ).toThrow(/pivot 1/);
    for (let k = 1; k < 200; k++) {
      const x = new Matrix(2, 1, Float64Array.of(k / 7, Math.sqrt(k)));
      expect(() => cholesky(product(x, x.transpose()))).toThrow(/pivot 1/);
    }
    expect(() => cholesky(Matrix.fromRows([[Number.NaN]]))).toThrow(ElmError);
    expect(() => cholesky(new Matrix(2, 3))).toThrow(/square/);
  });
});

describe('least squares kept as a triangle', () => {
  /** [R | Z] of a positive definite A (n × n) and some B (n × m). */
  function start(n: number, m: number, s: number) {
    const a = positiveDefinite(n, s);
    const b = randomMatrix(n, m, s + 1);
    const l = cholesky(a);
    const z = b.clone();
    solveLower(l, z);
    const rz = new Float64Array(n * (n + m));
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) rz[i * (n + m) + j] = l.data[j * n + i];
      rz.set(z.row(i), i * (n + m) + n);
    }
    return { a, b, rz };
  }
  /** RᵀR and RᵀZ. */
  function products(rz: Float64Array, n: number, m: number) {
    const r = new Matrix(n, n);
    const z = new Matrix(n, m);
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) r.data[i * n + j] = rz[i * (n + m) + j];
      z.data.set(rz.subarray(i * (n + m) + n, (i + 1) * (n + m)), i * m);
    }
    return { a: product(r.transpose(), r), b: product(r.transpose(), z) };
  }
  const outputs = fc.integer({ min: 0, max: 3 });

  it('an update is decay · A + xᵀx and decay · B + xᵀy, and tells the error before it', () => {
    fc.assert(
      fc.property(
        size,
        outputs,
        seed,
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        fc.nat(),
        (n, m, s, decay, skip) => {
          const { a, b, rz } = start(n, m, s);
          const x = randomMatrix(1, n, s + 2);
          const y = randomMatrix(1, m, s + 3);
          const first = skip % n;
          x.data.fill(0, 0, first);
          const wantedA = product(x.transpose(), x);
          const wantedB = product(x.transpose(), y);
          for (let i = 0; i < a.data.length; i++) wantedA.data[i] += decay * a.data[i];
          for (let i = 0; i < b.data.length; i++) wantedB.data[i] += decay * b.data[i];
          const before = new Matrix(n, m, backSubstitute(rz, n, n + m));
          const xy = Float64Array.of(...x.data, ...y.data);
          const gamma = rankOneUpdate(rz, n, n + m, xy, decay, first);
          const after = products(rz, n, m);
          expect(difference(after.a.data, wantedA.data)).toBeLessThan(1e-13);
          if (m === 0) return;
          expect(difference(after.b.data, wantedB.data)).toBeLessThan(1e-13);
          const fitted = product(x, before);
          const errors = Float64Array.from(y.data, (value, o) => value - fitted.data[o]);
          expect(
            difference(
              xy.slice(n).map((value) => value / gamma),
              errors,
            ),
          ).toBeLessThan(1e-7);
          const solution = new Matrix(n, m, backSubstitute(rz, n, n + m));
          expect(difference(product(wantedA, solution).data, wantedB.data)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('a downdate undoes an update', () => {
    fc.assert(
      fc.property(size, outputs, seed, (n, m, s) => {
        const { rz } = start(n, m, s);
        const before = rz.slice();
        const xy = randomMatrix(1, n + m, s + 2).data;
        rankOneUpdate(rz, n, n + m, xy.slice());
        rankOneDowndate(rz, n, n + m, xy);
        expect(difference(rz, before)).toBeLessThan(1e-9);
      }),
    );
  });

  it('a downdate that would lose definiteness is refused, and changes nothing', () => {
    const { rz } = start(5, 1, 1);
    const before = rz.slice();
    for (const value of [100, Number.NaN]) {
      expect(() => rankOneDowndate(rz, 5, 6, new Float64Array(6).fill(value))).toThrow(/positive definite/);
      expect(rz).toEqual(before);
    }
    rz[0] = 0;
    expect(() => backSubstitute(rz, 5, 6)).toThrow(/diagonal entry 0.*positive definite/);
  });
});

describe('orthonormalColumns', () => {
  it('QᵀQ = I, and Q spans the columns of A with a positive triangle', () => {
    fc.assert(
      fc.property(size, size, seed, (p, q, s) => {
        const n = Math.max(p, q);
        const d = Math.min(p, q);
        const a = randomMatrix(n, d, s);
        const frame = orthonormalColumns(a);
        expect(difference(product(frame.transpose(), frame).data, identity(d).data)).toBeLessThan(1e-12);
        const triangle = product(frame.transpose(), a);
        expect(difference(product(frame, triangle).data, a.data)).toBeLessThan(1e-12);
        for (let i = 0; i < d; i++) {
          expect(triangle.data[i * d + i]).toBeGreaterThan(0);
          for (let j = 0; j < i; j++) expect(Math.abs(triangle.data[i * d + j])).toBeLessThan(1e-10);
        }
      }),
    );
  });

  it('of dependent columns is still orthonormal', () => {
    const frame = orthonormalColumns(
      Matrix.fromRows([
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
    );
    expect(difference(product(frame.transpose(), frame).data, identity(2).data)).toBeLessThan(1e-12);
  });
});

describe('tridiagonalise', () => {
  it('A = Bᵀ T B with an orthonormal B, in which (A + λ)⁻¹ is soon found', () => {
    fc.assert(
      fc.property(size, seed, fc.integer({ min: 1, max: 40 }), (n, s, rank) => {
        const half = randomMatrix(n, rank, s);
        const a = product(half, half.transpose());
        const form = tridiagonalise(a);
        const turned = identity(n); // becomes Bᵀ
        carryRows(turned, form);
        const t = new Matrix(n, n);
        for (let k = 0; k < n; k++) {
          t.data[k * n + k] = form.diagonal[k];
          if (k + 1 < n) t.data[k * n + k + 1] = t.data[(k + 1) * n + k] = form.offDiagonal[k];
        }
        expect(difference(product(turned, turned.transpose()).data, identity(n).data)).toBeLessThan(1e-11);
        expect(difference(product(product(turned, t), turned.transpose()).data, a.data)).toBeLessThan(1e-10);
        const c = randomMatrix(n, 2, s + 1);
        const factor = factorTridiagonal(form, 0.5);
        if (factor === null) return expect.fail('A + ½ is positive definite');
        const x = product(turned, solveTridiagonal(factor, product(turned.transpose(), c)));
        const back = product(a, x);
        for (let k = 0; k < back.data.length; k++) back.data[k] += 0.5 * x.data[k];
        expect(difference(back.data, c.data)).toBeLessThan(1e-9);
      }),
    );
    expect(factorTridiagonal(tridiagonalise(identity(3)), -2)).toBeNull();
    expect(() => tridiagonalise(new Matrix(2, 3))).toThrow(/square/);
  });
});

describe('symmetricEigen', () => {
  it('vectors are orthonormal, values descend, and together they make A', () => {
    fc.assert(
      fc.property(size, seed, fc.integer({ min: 1, max: 40 }), (n, s, rank) => {
        const b = randomMatrix(n, rank, s); // rank may be less than n: repeated eigenvalues 0
        const a = product(b, b.transpose());
        const { values, vectors } = symmetricEigen(a);
        expect(difference(product(vectors, vectors.transpose()).data, identity(n).data)).toBeLessThan(1e-11);
        const scaled = vectors.transpose();
        for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) scaled.data[i * n + k] *= values[k];
        expect(difference(product(scaled, vectors).data, a.data)).toBeLessThan(1e-11);
        for (let k = 1; k < n; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1]);
      }),
    );
  });

  it('of a matrix with many eigenvalues of zero are found too', () => {
    for (let seed = 1; seed < 20; seed++) {
      const x = randomMatrix(60, 2, seed);
      const { values } = symmetricEigen(product(x, x.transpose()));
      expect(values[1]).toBeGreaterThan(1);
      expect(Math.max(...values.slice(2).map(Math.abs))).toBeLessThan(1e-13 * values[0]);
    }
  });

  it('knows a matrix by heart', () => {
    // 2, 1, 2 on the diagonal and −1 beside it: eigenvalues 2 − 2 cos(kπ/4), the discrete Laplacian.
    const { values } = symmetricEigen(
      Matrix.fromRows([
        [2, -1, 0],
        [-1, 2, -1],
        [0, -1, 2],
      ]),
    );
    expect(difference(values, [2 + Math.SQRT2, 2, 2 - Math.SQRT2])).toBeLessThan(1e-14);
    expect(symmetricEigen(identity(4)).values).toEqual(Float64Array.of(1, 1, 1, 1));
    expect(symmetricEigen(new Matrix(3, 3)).values).toEqual(new Float64Array(3));
    expect(() => symmetricEigen(Matrix.fromRows([[Number.NaN]]))).toThrow(/finite/);
  });
});
