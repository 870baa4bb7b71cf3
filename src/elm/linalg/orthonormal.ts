import { ElmError } from '../errors.ts';
import { Matrix } from './matrix.ts';

/**
 * Q of the QR factorisation of A (n × d, n ≥ d) by Householder reflections, with the signs chosen so that R
 * has a positive diagonal: for a Gaussian A this makes Q uniform over all orthonormal frames (Mezzadri 2007).
 * @returns n × d, QᵀQ = I.
 */
export function orthonormalColumns(a: Matrix): Matrix {
  const { rows: n, columns: d } = a;
  if (n < d) throw new ElmError('a', 'at least as many rows as columns', `${n} × ${d}`);
  const work = a.data.slice();
  const signs = new Float64Array(d);
  const reflectors: Float64Array[] = [];
  for (let k = 0; k < d; k++) {
    const v = new Float64Array(n);
    let squares = 0;
    for (let i = k; i < n; i++) {
      v[i] = work[i * d + k];
      squares += v[i] * v[i];
    }
    const norm = Math.sqrt(squares);
    signs[k] = v[k] < 0 ? 1 : -1;
    v[k] -= signs[k] * norm;
    const half = norm * (norm + Math.abs(work[k * d + k]));
    if (half > 0) reflect(work, d, k, v, k, 1 / half);
    reflectors.push(v);
    if (half > 0) for (let i = k; i < n; i++) v[i] /= Math.sqrt(half);
  }
  const q = new Matrix(n, d);
  for (let k = 0; k < d; k++) q.data[k * d + k] = signs[k];
  for (let k = d - 1; k >= 0; k--) reflect(q.data, d, 0, reflectors[k], k, 1);
  return q;
}

/** (I − β v vᵀ) applied to the columns from `firstColumn` on of an n × d matrix; v is zero before `first`. */
function reflect(
  data: Float64Array,
  d: number,
  firstColumn: number,
  v: Float64Array,
  first: number,
  beta: number,
): void {
  const sums = new Float64Array(d);
  for (let i = first; i < v.length; i++) {
    for (let j = firstColumn; j < d; j++) sums[j] += v[i] * data[i * d + j];
  }
  for (let i = first; i < v.length; i++) {
    for (let j = firstColumn; j < d; j++) data[i * d + j] -= beta * v[i] * sums[j];
  }
}
