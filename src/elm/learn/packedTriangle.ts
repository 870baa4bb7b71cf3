import { ElmError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { dot } from '../linalg/products.ts';
import { GrowingMemory } from './growingMemory.ts';

/**
 * The lower Cholesky factor L of a symmetric positive definite matrix whose rows come and go, packed by rows in
 * f64: row i has i + 1 entries and starts at i (i + 1) / 2. Appending, removing and solving cost O(n²). The
 * inner loops run in WebAssembly where there are kernels; both ways agree to rounding. DualRidge says what the
 * matrix means.
 */
export class PackedTriangle {
  readonly #memory: GrowingMemory;
  #size = 0;
  #capacity = 0;
  /** L; behind it in the same memory one column, and room for the rotations of a removal. */
  #factor = new Float64Array(0);
  #column = new Float64Array(0);
  #work = new Float64Array(0);

  constructor(kernels: Kernels | null) {
    this.#memory = new GrowingMemory(kernels);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * Appends a row: the matrix gains `row` (its first n entries) and the diagonal entry.
   * @throws ElmError if it is no longer positive definite; nothing has changed then.
   */
  append(row: ArrayLike<number>, diagonal: number): void {
    const n = this.#size;
    this.#reserve(n + 1);
    const start = (n * (n + 1)) / 2;
    const factor = this.#factor;
    for (let i = 0; i < n; i++) factor[start + i] = row[i];
    const y = factor.subarray(start, start + n);
    this.solveLower(y, 0);
    let pivot = diagonal;
    for (let i = 0; i < n; i++) pivot -= y[i] * y[i];
    requirePivot(pivot, limitOf(diagonal));
    factor[start + n] = Math.sqrt(pivot);
    this.#size = n + 1;
  }

  /** Becomes the factor of another matrix, whose row i `fill` writes. @throws ElmError as `append`; it is empty then. */
  rebuild(size: number, fill: (i: number, row: Float64Array) => void): void {
    this.#size = 0;
    this.#reserve(size);
    const factor = this.#factor;
    const limits = this.#column;
    for (let i = 0, at = 0; i < size; at += ++i) {
      fill(i, factor.subarray(at, at + i + 1));
      limits[i] = limitOf(factor[at + i]);
    }
    const { exports } = this.#memory;
    if (exports) {
      const failed = exports.packedCholesky(0, size, limits.byteOffset);
      if (failed >= 0) requirePivot(Number.NaN, 0);
    } else {
      for (let i = 0, row = 0; i < size; row += ++i) {
        for (let j = 0, other = 0; j < i; other += ++j) {
          factor[row + j] = (factor[row + j] - dot(factor, row, factor, other, j)) / factor[other + j];
        }
        const pivot = factor[row + i] - dot(factor, row, factor, row, i);
        requirePivot(pivot, limits[i]);
        factor[row + i] = Math.sqrt(pivot);
      }
    }
    this.#size = size;
  }

  /** Takes row and column `index` out of the matrix. */
  remove(index: number): void {
    const n = this.#size;
    const { exports } = this.#memory;
    if (exports) {
      exports.packedRemove(0, n, index, this.#work.byteOffset);
    } else {
      // Without row and column `index`, the rows below satisfy L' L'ᵀ = L Lᵀ + x xᵀ, where x is the column
      // of L that went. Each row in turn meets the rotations of the columns before it, and makes its own.
      const factor = this.#factor;
      const rotations = this.#work;
      for (let row = index + 1; row < n; row++) {
        const from = (row * (row + 1)) / 2;
        const to = ((row - 1) * row) / 2;
        let x = factor[from + index];
        factor.copyWithin(to, from, from + index);
        for (let column = index + 1; column < row; column++) {
          const c = rotations[2 * (column - index - 1)];
          const s = rotations[2 * (column - index - 1) + 1];
          const l = factor[from + column];
          factor[to + column - 1] = c * l + s * x;
          x = c * x - s * l;
        }
        const diagonal = factor[from + row];
        const length = Math.hypot(diagonal, x);
        rotations[2 * (row - index - 1)] = diagonal / length;
        rotations[2 * (row - index - 1) + 1] = x / length;
        factor[to + row - 1] = length;
      }
    }
    this.#size = n - 1;
  }

  /** The matrix gains x xᵀ: L' L'ᵀ = L Lᵀ + x xᵀ. @param x of length `size`. */
  update(x: ArrayLike<number>): void {
    const factor = this.#factor;
    const rotations = this.#work;
    for (let row = 0, at = 0; row < this.#size; at += ++row) {
      // Each row meets the rotations of the columns before it, and makes its own.
      let rest = x[row];
      for (let column = 0; column < row; column++) {
        const c = rotations[2 * column];
        const s = rotations[2 * column + 1];
        const l = factor[at + column];
        factor[at + column] = c * l + s * rest;
        rest = c * rest - s * l;
      }
      const diagonal = factor[at + row];
      const length = Math.hypot(diagonal, rest);
      rotations[2 * row] = diagonal / length;
      rotations[2 * row + 1] = rest / length;
      factor[at + row] = length;
    }
  }

  /** L x = b, where b is zero before `first`; b becomes x. */
  solveLower(b: Float64Array, first: number): void {
    const n = this.#size;
    const { exports } = this.#memory;
    if (exports) {
      this.#column.set(b);
      exports.packedForward(0, n, first, this.#column.byteOffset);
      b.set(this.#column.subarray(0, n));
      return;
    }
    const factor = this.#factor;
    for (let i = first; i < n; i++) {
      const row = (i * (i + 1)) / 2;
      b[i] = (b[i] - dot(factor, row + first, b, first, i - first)) / factor[row + i];
    }
  }

  /** Lᵀ x = b; b becomes x. */
  solveUpper(b: Float64Array): void {
    const n = this.#size;
    const { exports } = this.#memory;
    if (exports) {
      this.#column.set(b);
      exports.packedBackward(0, n, this.#column.byteOffset);
      b.set(this.#column.subarray(0, n));
      return;
    }
    const factor = this.#factor;
    for (let i = n - 1; i >= 0; i--) {
      // By rows of L: once x_i is known, its share leaves all before it.
      const row = (i * (i + 1)) / 2;
      const value = b[i] / factor[row + i];
      b[i] = value;
      for (let j = 0; j < i; j++) b[j] -= factor[row + j] * value;
    }
  }

  /** Grows by a quarter at a time, so that appending one by one copies each number a constant number of times. */
  #reserve(size: number): void {
    if (size <= this.#capacity) return;
    const capacity = Math.max(size, 16, Math.ceil(this.#capacity * 1.25));
    const entries = (capacity * (capacity + 1)) / 2;
    this.#memory.reserve(8 * (entries + 3 * capacity));
    const { buffer } = this.#memory;
    this.#factor = new Float64Array(buffer, 0, entries);
    this.#column = new Float64Array(buffer, 8 * entries, capacity);
    this.#work = new Float64Array(buffer, 8 * (entries + capacity), 2 * capacity);
    this.#capacity = capacity;
  }
}

/** A pivot that rounding could have made from nothing is no pivot. */
function limitOf(diagonal: number): number {
  return 4 * Number.EPSILON * diagonal;
}

function requirePivot(pivot: number, limit: number): void {
  if (!(pivot > limit) || pivot === Number.POSITIVE_INFINITY) {
    throw new ElmError('kernelRow', `rows that keep K + Λ positive definite (pivot > 0)`, pivot);
  }
}
