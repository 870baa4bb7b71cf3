import { expect } from 'vitest';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { Random } from '../../../../src/elm/random.ts';

export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed);
  return new Matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.normal()),
  );
}

/** A B by the definition: slow, and another way than the code under test. */
export function product(a: Matrix, b: Matrix): Matrix {
  const out = new Matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += a.data[i * a.columns + k] * b.data[k * b.columns + j];
      out.data[i * b.columns + j] = sum;
    }
  }
  return out;
}

/** B Bᵀ + `ridge` · I: symmetric, positive definite. */
export function positiveDefinite(n: number, seed: number, ridge = 0.1): Matrix {
  const b = randomMatrix(n, n, seed);
  const a = product(b, b.transpose());
  for (let i = 0; i < n; i++) a.data[i * n + i] += ridge;
  return a;
}

/** Greatest difference as a share of the greatest absolute value wanted. */
export function difference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  expect(got.length).toBe(want.length);
  let scale = Number.MIN_VALUE;
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    scale = Math.max(scale, Math.abs(want[i]));
    const off = Math.abs(got[i] - want[i]);
    if (!(off <= worst)) worst = off; // NaN counts as worst
  }
  return worst / Math.max(scale, 1e-300);
}

export function identity(n: number): Matrix {
  const out = new Matrix(n, n);
  for (let i = 0; i < n; i++) out.data[i * n + i] = 1;
  return out;
}
