import { ElmError } from '../errors.ts';
import { type Inputs, Matrix, type SparseRows, toDense } from './matrix.ts';

/** Rows of the right factor that fit the first-level cache together with a row of the result. */
const BLOCK = 32;

/** Σ a[i + k] · b[j + k] over k < length; four sums, so that none waits for the last. */
export function dot(a: Float64Array, i: number, b: Float64Array, j: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += a[i + k] * b[j + k];
    s1 += a[i + k + 1] * b[j + k + 1];
    s2 += a[i + k + 2] * b[j + k + 2];
    s3 += a[i + k + 3] * b[j + k + 3];
  }
  for (; k < length; k++) s0 += a[i + k] * b[j + k];
  return s0 + s1 + (s2 + s3);
}

/** A B, with A n × d dense or sparse and B d × m: n × m. */
export function multiply(a: Inputs, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new ElmError('b', `${a.columns} rows`, b.rows);
  const m = b.columns;
  const out = new Matrix(a.rows, m);
  const result = out.data;
  if (!(a instanceof Matrix)) {
    for (let i = 0; i < a.rows; i++) {
      for (let k = a.starts[i]; k < a.starts[i + 1]; k++) {
        axpy(a.values[k], b.data, a.indices[k] * m, result, i * m, m);
      }
    }
    return out;
  }
  // A few rows of B at a time meet every row of A, so that B is not read from memory once a row.
  for (let from = 0; from < a.columns; from += BLOCK) {
    const to = Math.min(from + BLOCK, a.columns);
    for (let i = 0; i < a.rows; i++) {
      for (let k = from; k < to; k++) {
        axpy(a.data[i * a.columns + k], b.data, k * m, result, i * m, m);
      }
    }
  }
  return out;
}

/** Aᵀ B, with A n × d dense or sparse and B n × m: d × m. */
export function transposeMultiply(a: Inputs, b: Matrix): Matrix {
  if (a.rows !== b.rows) throw new ElmError('b', `${a.rows} rows`, b.rows);
  const m = b.columns;
  const out = new Matrix(a.columns, m);
  for (let i = 0; i < a.rows; i++) {
    if (a instanceof Matrix) {
      for (let k = 0; k < a.columns; k++) {
        axpy(a.data[i * a.columns + k], b.data, i * m, out.data, k * m, m);
      }
    } else {
      for (let k = a.starts[i]; k < a.starts[i + 1]; k++) {
        axpy(a.values[k], b.data, i * m, out.data, a.indices[k] * m, m);
      }
    }
  }
  return out;
}

/** A Bᵀ, with A n × d and B m × d, dense or sparse: n × m. */
export function multiplyTranspose(a: Inputs, b: Inputs): Matrix {
  if (a.columns !== b.columns) throw new ElmError('b', `${a.columns} columns`, b.columns);
  const out = new Matrix(a.rows, b.rows);
  if (a instanceof Matrix && b instanceof Matrix) {
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < b.rows; j++) {
        out.data[i * b.rows + j] = dot(a.data, i * a.columns, b.data, j * b.columns, a.columns);
      }
    }
  } else if (!(a instanceof Matrix) && !(b instanceof Matrix)) {
    const spread = new Float64Array(a.columns);
    for (let i = 0; i < a.rows; i++) {
      scatter(a, i, spread);
      for (let j = 0; j < b.rows; j++) out.data[i * b.rows + j] = gather(b, j, spread);
      clear(a, i, spread);
    }
  } else return multiplyTranspose(toDense(a), toDense(b));
  return out;
}

/** AᵀA, d × d, both triangles: the Gram matrix of the columns of A (n × d). */
export function gram(a: Matrix): Matrix {
  const out = new Matrix(a.columns, a.columns);
  addGram(a.data, a.columns, out.data);
  mirror(out);
  return out;
}

/** out += AᵀA, lower triangle only, for A row-major with d columns and `out` d × d. */
export function addGram(a: Float64Array, d: number, out: Float64Array): void {
  const rows = a.length / d;
  // A block of samples at a time; each row of the result then meets all of them while it is near.
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    for (let i = 0; i < d; i++) {
      for (let s = from; s < to; s++) axpy(a[s * d + i], a, s * d, out, i * d, i + 1);
    }
  }
}

/** A Aᵀ, n × n, both triangles: the Gram matrix of the rows of A (n × d), dense or sparse. */
export function rowGram(a: Inputs): Matrix {
  const n = a.rows;
  const out = new Matrix(n, n);
  if (a instanceof Matrix) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        out.data[i * n + j] = dot(a.data, i * a.columns, a.data, j * a.columns, a.columns);
      }
    }
  } else sparseRowGram(a, out.data);
  mirror(out);
  return out;
}

/** The lower triangle of A Aᵀ, by columns: what two rows share is met in the list of its column, and nothing else is. */
function sparseRowGram({ rows: n, columns, starts, indices, values }: SparseRows, out: Float64Array): void {
  // Where each column's list begins, and (while rows come) ends.
  const begins = new Uint32Array(columns + 1);
  for (const column of indices) begins[column + 1]++;
  for (let c = 0; c < columns; c++) begins[c + 1] += begins[c];
  const ends = begins.slice();
  const rowOf = new Uint32Array(indices.length);
  const kept = new Float64Array(indices.length);
  for (let i = 0; i < n; i++) {
    for (let k = starts[i]; k < starts[i + 1]; k++) {
      const column = indices[k];
      const value = values[k];
      const end = ends[column]++;
      rowOf[end] = i;
      kept[end] = value;
      for (let at = begins[column]; at <= end; at++) out[i * n + rowOf[at]] += value * kept[at];
    }
  }
}

/** target[at …] += factor · source[from …], `length` numbers. */
export function axpy(
  factor: number,
  source: Float64Array,
  from: number,
  target: Float64Array,
  at: number,
  length: number,
): void {
  if (factor === 0) return;
  for (let k = 0; k < length; k++) target[at + k] += factor * source[from + k];
}

/** Copies the lower triangle over the upper one. */
function mirror(a: Matrix): void {
  const n = a.rows;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a.data[j * n + i] = a.data[i * n + j];
}

function scatter(a: SparseRows, i: number, spread: Float64Array): void {
  for (let k = a.starts[i]; k < a.starts[i + 1]; k++) spread[a.indices[k]] += a.values[k];
}

function clear(a: SparseRows, i: number, spread: Float64Array): void {
  for (let k = a.starts[i]; k < a.starts[i + 1]; k++) spread[a.indices[k]] = 0;
}

function gather(a: SparseRows, i: number, spread: Float64Array): number {
  let sum = 0;
  for (let k = a.starts[i]; k < a.starts[i + 1]; k++) sum += spread[a.indices[k]] * a.values[k];
  return sum;
}
