import { ElmError, requireInteger } from '../errors.ts';

/** A dense matrix in f64, row-major: entry (i, j) is `data[i * columns + j]`. */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;

  /**
   * @param data rows × columns numbers, used and not copied; zeros if left out.
   * @throws ElmError also for more numbers than the machine has room for.
   */
  constructor(rows: number, columns: number, data?: Float64Array) {
    this.rows = requireInteger('rows', rows, 0);
    this.columns = requireInteger('columns', columns, 0);
    if (data !== undefined && !(data instanceof Float64Array && data.length === rows * columns))
      throw new ElmError('data', `a Float64Array of ${rows} × ${columns} numbers`, data);
    this.data = data ?? zeros(rows, columns);
  }

  /** @throws ElmError if the rows differ in length. */
  static fromRows(rows: readonly ArrayLike<number>[]): Matrix {
    if (!Array.isArray(rows)) throw new ElmError('rows', 'a list of rows', rows);
    const columns = rows[0]?.length ?? 0;
    rows.forEach((row, i) => {
      if (typeof row !== 'object' || row?.length !== columns)
        throw new ElmError(
          `rows[${i}]`,
          i === 0 ? 'a list of numbers' : `${columns} numbers`,
          row?.length ?? row,
        );
    });
    const matrix = new Matrix(rows.length, columns);
    for (let i = 0; i < rows.length; i++) {
      matrix.data.set(rows[i], i * columns);
    }
    return matrix;
  }

  /** Row i as a view: writing to it writes to the matrix. */
  row(i: number): Float64Array {
    if (!(i >= 0 && i < this.rows)) throw new ElmError('i', `a row from 0 to ${this.rows - 1}`, i);
    return this.data.subarray(i * this.columns, (i + 1) * this.columns);
  }

  transpose(): Matrix {
    const { rows, columns, data } = this;
    const out = new Matrix(columns, rows);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out.data[j * rows + i] = data[i * columns + j];
    }
    return out;
  }

  clone(): Matrix {
    return new Matrix(this.rows, this.columns, this.data.slice());
  }
}

/**
 * Matrix in compressed rows: the non-zeros of row i are at positions `starts[i]` to `starts[i + 1] − 1` of
 * `indices` (their columns, each at most once a row) and `values`.
 */
export class SparseRows {
  readonly rows: number;
  readonly columns: number;
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;

  /** @throws ElmError if the arrays do not fit together, a column is out of range, or comes twice in a row. */
  constructor(columns: number, starts: Uint32Array, indices: Uint32Array, values: Float32Array) {
    this.columns = requireInteger('columns', columns, 1);
    if (!(starts instanceof Uint32Array)) throw new ElmError('starts', 'a Uint32Array', starts);
    if (!(indices instanceof Uint32Array)) throw new ElmError('indices', 'a Uint32Array', indices);
    if (!(values instanceof Float32Array)) throw new ElmError('values', 'a Float32Array', values);
    if (starts.length < 1 || starts[0] !== 0)
      throw new ElmError('starts', 'an array that begins with 0', starts);
    for (let i = 1; i < starts.length; i++) {
      if (starts[i] < starts[i - 1]) throw new ElmError(`starts[${i}]`, 'ascending numbers', starts[i]);
    }
    const count = starts[starts.length - 1];
    if (indices.length !== count) throw new ElmError('indices', `${count} numbers`, indices.length);
    if (values.length !== count) throw new ElmError('values', `${count} numbers`, values.length);
    for (let k = 0; k < count; k++) {
      if (indices[k] >= columns) throw new ElmError(`indices[${k}]`, `a column below ${columns}`, indices[k]);
    }
    for (let i = 0; i + 1 < starts.length; i++) requireDistinct(indices.subarray(starts[i], starts[i + 1]));
    this.rows = starts.length - 1;
    this.starts = starts;
    this.indices = indices;
    this.values = values;
  }

  /** @param rows for each row its [column, value] pairs. */
  static fromRows(rows: readonly (readonly (readonly [number, number])[])[], columns: number): SparseRows {
    const starts = new Uint32Array(rows.length + 1);
    for (let i = 0; i < rows.length; i++) starts[i + 1] = starts[i] + rows[i].length;
    const pairs = rows.flat();
    for (const [column] of pairs) requireInteger('column', column, 0, columns - 1);
    return new SparseRows(
      columns,
      starts,
      Uint32Array.from(pairs, (pair) => pair[0]),
      Float32Array.from(pairs, (pair) => pair[1]),
    );
  }

  toDense(): Matrix {
    const out = new Matrix(this.rows, this.columns);
    for (let i = 0; i < this.rows; i++) {
      for (let k = this.starts[i]; k < this.starts[i + 1]; k++) {
        out.data[i * this.columns + this.indices[k]] += this.values[k];
      }
    }
    return out;
  }
}

/** What a model learns from and predicts: one row a sample, n × d. */
export type Inputs = Matrix | SparseRows;

/** The same numbers as a matrix: `x` itself if it is one. */
export function toDense(x: Inputs): Matrix {
  return x instanceof Matrix ? x : x.toDense();
}

/** Throws an {@link ElmError} unless it is a matrix of finite numbers, `columns` a row. */
export function requireInputs(argument: string, x: Inputs, columns?: number): void {
  if (!(x instanceof Matrix || x instanceof SparseRows))
    throw new ElmError(argument, 'a Matrix (as Matrix.fromRows makes) or SparseRows', x);
  if (columns !== undefined && x.columns !== columns) {
    throw new ElmError(argument, `${columns} columns`, x.columns);
  }
  const numbers = x instanceof Matrix ? x.data : x.values;
  const count = x instanceof Matrix ? x.rows * x.columns : x.starts[x.rows];
  if (numbers.length !== count)
    throw new ElmError(argument, 'numbers that are still there', 'none (handed over to a worker)');
  for (let k = 0; k < numbers.length; k++) {
    if (!Number.isFinite(numbers[k])) throw new ElmError(argument, 'finite numbers', numbers[k]);
  }
}

/** The same for what has to be dense. */
export function requireMatrix(argument: string, x: Matrix, columns?: number): void {
  if (!(x instanceof Matrix)) throw new ElmError(argument, 'a Matrix (as Matrix.fromRows makes)', x);
  requireInputs(argument, x, columns);
}

/** The rows of `x` with these indices, in this order (an index may come more than once). */
export function selectRows<T extends Inputs>(x: T, rows: ArrayLike<number>): T {
  if (x instanceof Matrix) {
    const out = new Matrix(rows.length, x.columns);
    for (let i = 0; i < rows.length; i++) out.data.set(x.row(rows[i]), i * x.columns);
    return out as T;
  }
  const { starts, indices, values, columns } = x as SparseRows;
  const newStarts = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    newStarts[i + 1] = newStarts[i] + starts[rows[i] + 1] - starts[rows[i]];
  }
  const newIndices = new Uint32Array(newStarts[rows.length]);
  const newValues = new Float32Array(newStarts[rows.length]);
  for (let i = 0; i < rows.length; i++) {
    newIndices.set(indices.subarray(starts[rows[i]], starts[rows[i] + 1]), newStarts[i]);
    newValues.set(values.subarray(starts[rows[i]], starts[rows[i] + 1]), newStarts[i]);
  }
  return new SparseRows(columns, newStarts, newIndices, newValues) as T;
}

/** Matrices below each other: all dense, or all sparse. None make a dense one of no rows. */
export function joinRows(parts: readonly Inputs[], columns: number): Inputs {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  if (parts.every((part) => part instanceof Matrix)) {
    const out = new Matrix(rows, columns);
    let at = 0;
    for (const part of parts) {
      out.data.set(part.data, at);
      at += part.data.length;
    }
    return out;
  }
  const sparse = parts as readonly SparseRows[];
  const starts = [0];
  for (const part of sparse) {
    const before = starts[starts.length - 1];
    for (const start of part.starts.subarray(1)) starts.push(before + start);
  }
  const count = starts[rows];
  const indices = new Uint32Array(count);
  const values = new Float32Array(count);
  let at = 0;
  for (const part of sparse) {
    indices.set(part.indices, at);
    values.set(part.values, at);
    at += part.values.length;
  }
  return new SparseRows(columns, Uint32Array.from(starts), indices, values);
}

function zeros(rows: number, columns: number): Float64Array {
  try {
    return new Float64Array(rows * columns);
  } catch {
    throw new ElmError('rows × columns', 'numbers that fit into memory', `${rows} × ${columns}`);
  }
}

/** Throws an {@link ElmError} if a column comes twice in a row. */
function requireDistinct(row: Uint32Array): void {
  if (isAscending(row)) return;
  if (!isAscending(row.slice().sort())) throw new ElmError('indices', 'each column once a row', row);
}

function isAscending(values: Uint32Array): boolean {
  for (let k = 1; k < values.length; k++) if (values[k] <= values[k - 1]) return false;
  return true;
}
