import { ElmError } from '../errors.ts';

/**
 * Least squares kept as a triangle while samples come and go. For A = XᵀX (+ what it began with) and
 * B = XᵀY it keeps [R | Z] with A = RᵀR, R upper triangular, and B = RᵀZ, so that A W = B is one back
 * substitution, R W = Z. Rows are contiguous: each rotation runs along a row and memory is read in order.
 * With no Z (width = n) these are the rank-one up- and down-date of a Cholesky factor. O(n · width) each.
 */

/**
 * A becomes decay · A + xᵀx and B decay · B + xᵀy, by Givens rotations of each row of [R | Z] with [x | y]
 * (Golub & Van Loan, Matrix Computations, 4th ed., 6.5.4). Only sums of squares occur on the diagonal, so
 * definiteness can't be lost to rounding. A diagonal entry may be 0 until a sample first reaches it.
 * @param rz [R | Z], n × width row-major, changed in place; what lies below the diagonal is not touched.
 * @param xy [x | y], length `width`; work space: afterwards y holds γ · (y − x W), W being the solution
 *   before this sample.
 * @param decay in (0, 1]: the forgetting factor of recursive least squares.
 * @param first entries of x before this index are zero.
 * @returns γ = (1 + x A⁻¹xᵀ)^−½, in [0, 1]: near 1 for a sample like many before, 0 for the first of its kind.
 */
export function rankOneUpdate(
  rz: Float64Array,
  n: number,
  width: number,
  xy: Float64Array,
  decay = 1,
  first = 0,
): number {
  const shrink = Math.sqrt(decay);
  let gamma = 1;
  for (let k = 0; k < n; k++) {
    const row = k * width;
    if (k < first || xy[k] === 0) {
      if (shrink !== 1) for (let j = k; j < width; j++) rz[row + j] *= shrink;
      continue;
    }
    const diagonal = rz[row + k] * shrink;
    const length = Math.sqrt(diagonal * diagonal + xy[k] * xy[k]);
    const c = diagonal / length;
    const s = xy[k] / length;
    const cOld = c * shrink;
    const sOld = s * shrink;
    gamma *= c;
    rz[row + k] = length;
    for (let j = k + 1; j < width; j++) {
      const old = rz[row + j];
      const other = xy[j];
      rz[row + j] = cOld * old + s * other;
      xy[j] = c * other - sOld * old;
    }
  }
  return gamma;
}

/**
 * A becomes A − xᵀx and B becomes B − xᵀy (LINPACK's method: solve Rᵀp = x, then rotate the rows back;
 * Golub & Van Loan 6.5.4).
 * @param xy [x | y], length `width`, not changed.
 * @throws ElmError if A − xᵀx is not positive definite; nothing has changed then.
 */
export function rankOneDowndate(rz: Float64Array, n: number, width: number, xy: Float64Array): void {
  // p = R⁻ᵀx, and behind it y − pᵀZ.
  const p = xy.slice();
  let squares = 0;
  for (let k = 0; k < n; k++) {
    const value = p[k] / rz[k * width + k];
    p[k] = value;
    squares += value * value;
    for (let j = k + 1; j < width; j++) p[j] -= value * rz[k * width + j];
  }
  const rest = 1 - squares;
  if (!(rest > 16 * Number.EPSILON)) {
    throw new ElmError('x', 'a sample whose removal leaves the matrix positive definite', rest);
  }
  // Rotations, from the last row up, that carry (p, √rest) onto (0, 1) also carry [R | Z] and the row
  // [0 | (y − pᵀZ) / √rest] onto [R' | Z'] and [x | y].
  let alpha = Math.sqrt(rest);
  const carried = new Float64Array(width);
  for (let j = n; j < width; j++) carried[j] = p[j] / alpha;
  for (let k = n - 1; k >= 0; k--) {
    const length = Math.sqrt(alpha * alpha + p[k] * p[k]);
    const c = alpha / length;
    const s = p[k] / length;
    alpha = length;
    for (let j = k; j < width; j++) {
      const old = rz[k * width + j];
      const other = carried[j];
      carried[j] = c * other + s * old;
      rz[k * width + j] = c * old - s * other;
    }
  }
}

/** W = R⁻¹Z, n × (width − n), row-major. @throws ElmError if a diagonal entry is not greater than 0. */
export function backSubstitute(rz: Float64Array, n: number, width: number): Float64Array {
  const m = width - n;
  const w = new Float64Array(n * m);
  for (let i = n - 1; i >= 0; i--) {
    const row = i * width;
    const pivot = rz[row + i];
    if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) {
      throw new ElmError(`r (diagonal entry ${i})`, 'a positive definite matrix', pivot);
    }
    for (let o = 0; o < m; o++) {
      let sum = rz[row + n + o];
      for (let j = i + 1; j < n; j++) sum -= rz[row + j] * w[j * m + o];
      w[i * m + o] = sum / pivot;
    }
  }
  return w;
}
