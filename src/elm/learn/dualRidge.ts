import { ElmError, requireInteger } from '../errors.ts';
import { dot } from '../linalg/products.ts';

/**
 * Ridge regression in its dual (kernel) form, kept solvable while examples come and go:
 * (K + Λ) α = R, for n examples and m outputs, K n × n the kernel between examples, Λ a diagonal with
 * one strength an example, R n × m the targets. What is kept is the lower Cholesky factor L of K + Λ,
 * packed by rows in f64. A new example appends a row to L; taking one out deletes its row and puts its
 * column back into the rows below by Givens rotations, which only ever *add* to the matrix and so can't
 * lose definiteness (Golub & Van Loan, Matrix Computations, 4th ed., 6.5.4). Both cost O(n²), a solve
 * O(n² m). The caller owns the examples and computes kernel rows; the order of examples is the order
 * in which they were appended, less those removed.
 */
export class DualRidge {
  /** Columns of R and α. */
  readonly outputs: number;
  #size = 0;
  /** L packed by rows: row i starts at i (i + 1) / 2 and has i + 1 entries. */
  #factor = new Float64Array(0);
  /** R, n × outputs, row-major. */
  #targets = new Float64Array(0);

  constructor(outputs: number) {
    this.outputs = requireInteger('outputs', outputs, 1);
  }

  /** Number of examples, n. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends an example as row n. O(n²).
   * @param kernelRow k(x, x_j) for the n examples held, in order; only its first n entries count.
   * @param self k(x, x).
   * @param lambda this example's strength of regularisation, greater than 0; the smaller, the closer the
   *   fit to its target.
   * @param target its row of R, length `outputs`.
   * @throws ElmError if the enlarged matrix is not positive definite (or a number is not finite); nothing
   *   has changed then.
   */
  append(kernelRow: ArrayLike<number>, self: number, lambda: number, target: ArrayLike<number>): void {
    const n = this.#size;
    if (kernelRow.length < n) throw new ElmError('kernelRow', `${n} numbers`, kernelRow.length);
    if (!(lambda > 0)) throw new ElmError('lambda', 'a number greater than 0', lambda);
    this.#requireTarget(target);
    this.#reserve(n + 1);

    const factor = this.#factor;
    const start = (n * (n + 1)) / 2;
    // L y = kernelRow; y is the new row of L left of its diagonal.
    let squares = 0;
    for (let i = 0, at = 0; i < n; i++) {
      const sum = kernelRow[i] - dot(factor, at, factor, start, i);
      at += i + 1;
      const y = sum / factor[at - 1];
      factor[start + i] = y;
      squares += y * y;
    }
    const pivot = self + lambda - squares;
    // A pivot that rounding could have made from nothing is no pivot.
    if (!(pivot > 4 * Number.EPSILON * (self + lambda)) || pivot === Number.POSITIVE_INFINITY) {
      throw new ElmError('kernelRow', `a row that keeps K + Λ positive definite (pivot > 0)`, pivot);
    }
    factor[start + n] = Math.sqrt(pivot);
    for (let o = 0; o < this.outputs; o++) this.#targets[n * this.outputs + o] = target[o];
    this.#size = n + 1;
  }

  /** Takes example `index` out; those after it move up by one. O((n − index)²). */
  remove(index: number): void {
    const n = this.#size;
    requireInteger('index', index, 0, n - 1);
    const factor = this.#factor;
    // Without row and column `index`, the rows below satisfy L' L'ᵀ = L Lᵀ + x xᵀ, where x is the column
    // of L that went. Each row in turn meets the rotations of the columns before it, and makes its own.
    const cosines = new Float64Array(n - index - 1);
    const sines = new Float64Array(n - index - 1);
    for (let row = index + 1; row < n; row++) {
      const from = (row * (row + 1)) / 2;
      const to = ((row - 1) * row) / 2;
      let x = factor[from + index];
      factor.copyWithin(to, from, from + index);
      for (let column = index + 1; column < row; column++) {
        const c = cosines[column - index - 1];
        const s = sines[column - index - 1];
        const l = factor[from + column];
        factor[to + column - 1] = c * l + s * x;
        x = c * x - s * l;
      }
      const diagonal = factor[from + row];
      const length = Math.hypot(diagonal, x);
      cosines[row - index - 1] = diagonal / length;
      sines[row - index - 1] = x / length;
      factor[to + row - 1] = length;
    }
    this.#targets.copyWithin(index * this.outputs, (index + 1) * this.outputs, n * this.outputs);
    this.#size = n - 1;
  }

  /** Replaces the target of example `index`; the factor stays. O(outputs). */
  setTarget(index: number, target: ArrayLike<number>): void {
    requireInteger('index', index, 0, this.#size - 1);
    this.#requireTarget(target);
    for (let o = 0; o < this.outputs; o++) this.#targets[index * this.outputs + o] = target[o];
  }

  /** α = (K + Λ)⁻¹ R, n × outputs, row-major; a new array. O(n² · outputs). */
  solve(): Float64Array {
    const n = this.#size;
    const m = this.outputs;
    const factor = this.#factor;
    // Output by output in the middle, so that each row of L is read once for all and the inner loops are
    // contiguous.
    const x = Array.from({ length: m }, (_, o) =>
      Float64Array.from({ length: n }, (_, i) => this.#targets[i * m + o]),
    );
    for (let i = 0, at = 0; i < n; i++) {
      for (const column of x) column[i] = (column[i] - dot(factor, at, column, 0, i)) / factor[at + i];
      at += i + 1;
    }
    // Lᵀ by rows of L: once α_i is known, its share leaves all before it.
    for (let i = n - 1, at = (n * (n - 1)) / 2; i >= 0; at -= i, i--) {
      for (const column of x) {
        const value = column[i] / factor[at + i];
        column[i] = value;
        for (let j = 0; j < i; j++) column[j] -= factor[at + j] * value;
      }
    }
    const alpha = new Float64Array(n * m);
    for (let o = 0; o < m; o++) for (let i = 0; i < n; i++) alpha[i * m + o] = x[o][i];
    return alpha;
  }

  /** The diagonal of (K + Λ)⁻¹, length n: squared column norms of L⁻¹. O(n³). */
  inverseDiagonal(): Float64Array {
    const n = this.#size;
    const factor = this.#factor;
    const out = new Float64Array(n);
    const column = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      column[j] = 1 / factor[(j * (j + 1)) / 2 + j];
      let squares = column[j] * column[j];
      for (let i = j + 1; i < n; i++) {
        const at = (i * (i + 1)) / 2;
        column[i] = -dot(factor, at + j, column, j, i - j) / factor[at + i];
        squares += column[i] * column[i];
      }
      out[j] = squares;
    }
    return out;
  }

  /** Grows by half at a time, so that appending one by one copies each number a constant number of times. */
  #reserve(size: number): void {
    const capacity = this.#targets.length / this.outputs;
    if (size <= capacity) return;
    const grown = Math.max(size, 16, Math.ceil(capacity * 1.5));
    const factor = new Float64Array((grown * (grown + 1)) / 2);
    factor.set(this.#factor);
    const targets = new Float64Array(grown * this.outputs);
    targets.set(this.#targets);
    this.#factor = factor;
    this.#targets = targets;
  }

  #requireTarget(target: ArrayLike<number>): void {
    if (target.length !== this.outputs)
      throw new ElmError('target', `${this.outputs} numbers`, target.length);
    for (let o = 0; o < this.outputs; o++) {
      if (!Number.isFinite(target[o])) throw new ElmError(`target[${o}]`, 'a finite number', target[o]);
    }
  }
}
