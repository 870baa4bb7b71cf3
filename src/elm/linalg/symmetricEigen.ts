import { ElmError } from '../errors.ts';
import { Matrix } from './matrix.ts';
import { axpy, dot } from './products.ts';
import { type Tridiagonal, tridiagonalise } from './tridiagonal.ts';

export interface SymmetricEigen {
  /** Eigenvalues, largest first. */
  values: Float64Array;
  /** Row i is the eigenvector of `values[i]`; the rows are orthonormal. */
  vectors: Matrix;
}

/** Implicit QL needs two or three steps an eigenvalue; so many mean that the input was no number. */
const MAX_STEPS = 60;

/**
 * All eigenvalues and vectors of a symmetric A (n × n): Householder reflections to tridiagonal form, then
 * QL with implicit Wilkinson shifts (Golub & Van Loan, Matrix Computations, 4th ed., 8.3). About 9 n³
 * multiply–adds.
 * @throws ElmError if A is not square or has a number that is not finite.
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  const n = a.rows;
  const form = tridiagonalise(a);
  const { diagonal, offDiagonal } = form;
  const basis = basisOf(form);
  diagonalise(diagonal, offDiagonal, basis);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => diagonal[j] - diagonal[i]);
  const vectors = new Matrix(n, n);
  for (let i = 0; i < n; i++) vectors.data.set(basis.row(order[i]), i * n);
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors };
}

/** B, whose rows are orthonormal. */
function basisOf({ reflectors, diagonal }: Tridiagonal): Matrix {
  const n = diagonal.length;
  // Made from its last reflector so that each one touches only the block that is filled.
  const basis = new Matrix(n, n);
  for (let i = 0; i < n; i++) basis.data[i * n + i] = 1;
  for (let k = reflectors.length - 1; k >= 0; k--) {
    const v = reflectors[k];
    for (let i = k + 1; i < n; i++) {
      const along = dot(basis.data, i * n + k + 1, v, k + 1, n - k - 1);
      axpy(-along, v, k + 1, basis.data, i * n + k + 1, n - k - 1);
    }
  }
  return basis;
}

/** Drives `e` to zero, carrying the rotations into the rows of `basis`; `d` becomes the eigenvalues. */
function diagonalise(d: Float64Array, e: Float64Array, basis: Matrix): void {
  const n = d.length;
  // What is below the rounding of the greatest is zero: between eigenvalues that are zero all is as small.
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]) + Math.abs(e[i]));
  for (let low = 0; low < n; low++) {
    for (let step = 0; ; step++) {
      let high = low;
      while (high + 1 < n && Math.abs(e[high]) > Number.EPSILON * norm) high++;
      if (high === low) break;
      if (step === MAX_STEPS)
        throw new ElmError('a', 'a matrix whose eigenvalues can be found', 'no convergence');
      const half = (d[low + 1] - d[low]) / (2 * e[low]);
      const root = Math.hypot(half, 1);
      let g = d[high] - d[low] + e[low] / (half + (half >= 0 ? root : -root));
      let c = 1;
      let s = 1;
      let p = 0;
      let i = high - 1;
      for (; i >= low; i--) {
        const f = s * e[i];
        const b = c * e[i];
        const r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        rotateRows(basis, i, c, s);
      }
      if (i >= low) {
        e[high] = 0;
        continue;
      }
      d[low] -= p;
      e[low] = g;
      e[high] = 0;
    }
  }
}

function rotateRows(basis: Matrix, i: number, c: number, s: number): void {
  const n = basis.columns;
  const data = basis.data;
  for (let j = i * n; j < (i + 1) * n; j++) {
    const upper = data[j];
    const lower = data[j + n];
    data[j + n] = s * upper + c * lower;
    data[j] = c * upper - s * lower;
  }
}
