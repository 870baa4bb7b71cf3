import { ElmError } from '../errors.ts';
import type { Matrix } from './matrix.ts';
import { axpy, dot } from './products.ts';

/** A symmetric A = Bᵀ T B, with T tridiagonal and B orthonormal. */
export interface Tridiagonal {
  /** T(i, i). */
  diagonal: Float64Array;
  /** T(i, i + 1); the last is 0. */
  offDiagonal: Float64Array;
  /** B = … H₁ H₀ with Hₖ = I − vₖ vₖᵀ; vₖ, of A's length, is zero up to entry k. */
  reflectors: Float64Array[];
}

/** Rows that stay near while a reflector passes. */
const ROWS = 8;

/**
 * By Householder reflections (Golub & Van Loan, Matrix Computations, 4th ed., 8.3), in 4/3 n³ multiply–adds.
 * @throws ElmError if A is not square or has a number that is not finite.
 */
export function tridiagonalise(a: Matrix): Tridiagonal {
  if (a.rows !== a.columns) throw new ElmError('a', 'a square matrix', `${a.rows} × ${a.columns}`);
  for (const value of a.data) if (!Number.isFinite(value)) throw new ElmError('a', 'finite numbers', value);
  const n = a.rows;
  const work = a.data.slice();
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const reflectors: Float64Array[] = [];
  const w = new Float64Array(n);
  for (let k = 0; k + 1 < n; k++) {
    diagonal[k] = work[k * n + k];
    // v carries row k right of the diagonal onto its first entry: (I − v vᵀ) row = alpha e.
    const v = new Float64Array(n);
    let squares = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = work[k * n + i];
      squares += v[i] * v[i];
    }
    const norm = Math.sqrt(squares);
    const alpha = v[k + 1] > 0 ? -norm : norm;
    const half = norm * (norm + Math.abs(v[k + 1]));
    offDiagonal[k] = alpha;
    if (half === 0) {
      reflectors.push(v.fill(0));
      continue;
    }
    v[k + 1] -= alpha;
    const scale = 1 / Math.sqrt(half);
    for (let i = k + 1; i < n; i++) v[i] *= scale;
    reflectors.push(v);
    // The rest becomes (I − v vᵀ) A (I − v vᵀ) = A − v wᵀ − w vᵀ.
    let vAv = 0;
    for (let i = k + 1; i < n; i++) {
      w[i] = dot(work, i * n + k + 1, v, k + 1, n - k - 1);
      vAv += w[i] * v[i];
    }
    for (let i = k + 1; i < n; i++) w[i] -= 0.5 * vAv * v[i];
    for (let i = k + 1; i < n; i++) {
      const vi = v[i];
      const wi = w[i];
      for (let j = k + 1; j < n; j++) work[i * n + j] -= vi * w[j] + wi * v[j];
    }
  }
  if (n > 0) diagonal[n - 1] = work[n * n - 1];
  return { diagonal, offDiagonal, reflectors };
}

/** X becomes X Bᵀ: its rows in the basis in which A is tridiagonal. */
export function carryRows(x: Matrix, { reflectors }: Tridiagonal): void {
  const d = x.columns;
  for (let from = 0; from < x.rows; from += ROWS) {
    const to = Math.min(from + ROWS, x.rows);
    reflectors.forEach((v, k) => {
      for (let i = from; i < to; i++) {
        const at = i * d + k + 1;
        axpy(-dot(x.data, at, v, k + 1, d - k - 1), v, k + 1, x.data, at, d - k - 1);
      }
    });
  }
}

/** T + λ = L D Lᵀ. */
export interface TridiagonalFactor {
  /** D. */
  d: Float64Array;
  /** L(k, k − 1); the first is 0. */
  l: Float64Array;
}

/** Null if T + λ is not positive definite. */
export function factorTridiagonal(
  { diagonal, offDiagonal }: Tridiagonal,
  lambda: number,
): TridiagonalFactor | null {
  const n = diagonal.length;
  const d = new Float64Array(n);
  const l = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const off = k > 0 ? offDiagonal[k - 1] : 0;
    if (k > 0) l[k] = off / d[k - 1];
    d[k] = diagonal[k] + lambda - l[k] * off;
    if (!(d[k] > 0)) return null;
  }
  return { d, l };
}

/** (T + λ)⁻¹ C, a new matrix. */
export function solveTridiagonal({ d, l }: TridiagonalFactor, c: Matrix): Matrix {
  const x = c.clone();
  const { data, columns: m } = x;
  const n = d.length;
  for (let k = 1; k < n; k++) for (let o = 0; o < m; o++) data[k * m + o] -= l[k] * data[(k - 1) * m + o];
  for (let k = n - 1; k >= 0; k--) {
    for (let o = 0; o < m; o++) {
      const below = k + 1 < n ? l[k + 1] * data[(k + 1) * m + o] : 0;
      data[k * m + o] = data[k * m + o] / d[k] - below;
    }
  }
  return x;
}
