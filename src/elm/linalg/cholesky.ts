import { ElmError } from '../errors.ts';
import { Matrix } from './matrix.ts';
import { axpy, dot } from './products.ts';

/**
 * Lower Cholesky factor: A = L Lᵀ for a symmetric positive definite A (n × n, only its lower triangle is
 * read). n³ / 6 multiply–adds.
 * @returns L, n × n with zeros above the diagonal.
 * @throws ElmError naming the first pivot that is not greater than rounding could have made it.
 */
export function cholesky(a: Matrix): Matrix {
  const n = requireSquare('a', a);
  const l = new Matrix(n, n);
  const data = l.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      data[i * n + j] = (a.data[i * n + j] - dot(data, i * n, data, j * n, j)) / data[j * n + j];
    }
    const pivot = a.data[i * n + i] - dot(data, i * n, data, i * n, i);
    if (!(pivot > 4 * Number.EPSILON * a.data[i * n + i]) || pivot === Number.POSITIVE_INFINITY) {
      throw new ElmError(`a (pivot ${i} of its Cholesky factor)`, 'a positive definite matrix', pivot);
    }
    data[i * n + i] = Math.sqrt(pivot);
  }
  return l;
}

/** L X = B for a lower triangular L (n × n) and B (n × m); B becomes X. */
export function solveLower(l: Matrix, b: Matrix): void {
  const n = requireSquare('l', l);
  const m = b.columns;
  if (b.rows !== n) throw new ElmError('b', `${n} rows`, b.rows);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) axpy(-l.data[i * n + j], b.data, j * m, b.data, i * m, m);
    const inverse = 1 / l.data[i * n + i];
    for (let o = 0; o < m; o++) b.data[i * m + o] *= inverse;
  }
}

/** Lᵀ X = B for a lower triangular L (n × n) and B (n × m); B becomes X. */
export function solveLowerTransposed(l: Matrix, b: Matrix): void {
  const n = requireSquare('l', l);
  const m = b.columns;
  if (b.rows !== n) throw new ElmError('b', `${n} rows`, b.rows);
  for (let i = n - 1; i >= 0; i--) {
    const inverse = 1 / l.data[i * n + i];
    for (let o = 0; o < m; o++) b.data[i * m + o] *= inverse;
    for (let j = 0; j < i; j++) axpy(-l.data[i * n + j], b.data, i * m, b.data, j * m, m);
  }
}

/** (L Lᵀ) X = B, a new n × m matrix. */
export function choleskySolve(l: Matrix, b: Matrix): Matrix {
  const x = b.clone();
  solveLower(l, x);
  solveLowerTransposed(l, x);
  return x;
}

function requireSquare(argument: string, a: Matrix): number {
  if (a.rows !== a.columns) throw new ElmError(argument, 'a square matrix', `${a.rows} × ${a.columns}`);
  return a.rows;
}
