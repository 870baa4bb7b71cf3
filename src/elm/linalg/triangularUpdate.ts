import { ElmError } from '../errors.ts';

/**
 * Rank-one changes of a Cholesky factor kept as an upper triangle: A = RᵀR, R n × n row-major, so that each
 * rotation runs along a row and memory is read in order. Both cost O(n²), n² multiply–adds twice.
 */

/**
 * A becomes `decay` · A + xᵀx, by Givens rotations of each row of R with x (Golub & Van Loan, Matrix
 * Computations, 4th ed., 6.5.4). Only sums of squares occur, so definiteness can't be lost to rounding.
 * @param r R, n × n, changed in place; what lies below its diagonal is neither read nor written.
 * @param x length n; used as work space, its content is lost.
 * @param decay in (0, 1]; the forgetting factor of recursive least squares.
 * @param first entries of x before this index are zero.
 */
export function rankOneUpdate(r: Float64Array, n: number, x: Float64Array, decay = 1, first = 0): void {
  const shrink = Math.sqrt(decay);
  if (shrink !== 1) {
    for (let k = 0; k < first; k++) for (let j = k; j < n; j++) r[k * n + j] *= shrink;
  }
  for (let k = first; k < n; k++) {
    const row = k * n;
    const diagonal = r[row + k] * shrink;
    const length = Math.hypot(diagonal, x[k]);
    const c = diagonal / length;
    const s = x[k] / length;
    const cOld = c * shrink;
    const sOld = s * shrink;
    r[row + k] = length;
    for (let j = k + 1; j < n; j++) {
      const old = r[row + j];
      const other = x[j];
      r[row + j] = cOld * old + s * other;
      x[j] = c * other - sOld * old;
    }
  }
}

/**
 * A becomes A − xᵀx (LINPACK's method: solve Rᵀp = x, then rotate the rows back; Golub & Van Loan 6.5.4).
 * @param x length n, not changed.
 * @throws ElmError if A − xᵀx is not positive definite; R has not changed then.
 */
export function rankOneDowndate(r: Float64Array, n: number, x: Float64Array): void {
  const p = x.slice();
  let squares = 0;
  for (let k = 0; k < n; k++) {
    const value = p[k] / r[k * n + k];
    p[k] = value;
    squares += value * value;
    for (let j = k + 1; j < n; j++) p[j] -= value * r[k * n + j];
  }
  const rest = 1 - squares;
  if (!(rest > 16 * Number.EPSILON)) {
    throw new ElmError('x', 'a sample whose removal leaves the matrix positive definite', rest);
  }
  // Rotations, from the last row up, that carry (p, √rest) onto (0, 1) also carry (R, 0) onto (R', x).
  let alpha = Math.sqrt(rest);
  const carried = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    const length = Math.hypot(alpha, p[k]);
    const c = alpha / length;
    const s = p[k] / length;
    alpha = length;
    for (let j = k; j < n; j++) {
      const old = r[k * n + j];
      const other = carried[j];
      carried[j] = c * other + s * old;
      r[k * n + j] = c * old - s * other;
    }
  }
}
