import { ElmError, requireInteger } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { PackedTriangle } from './packedTriangle.ts';

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
  /** L. */
  readonly #factor: PackedTriangle;
  /** R, n × outputs, row-major. */
  #targets = new Float64Array(0);

  /** @param kernels where to run the inner loops; in plain TypeScript if left out. */
  constructor(outputs: number, kernels: Kernels | null = null) {
    this.outputs = requireInteger('outputs', outputs, 1);
    this.#factor = new PackedTriangle(kernels);
  }

  /** Number of examples, n. */
  get size(): number {
    return this.#factor.size;
  }

  /** Memory held. */
  get bytes(): number {
    return this.#factor.bytes + this.#targets.byteLength;
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
    const n = this.size;
    if (kernelRow.length < n) throw new ElmError('kernelRow', `${n} numbers`, kernelRow.length);
    requireStrength(lambda);
    this.#requireTarget(target);
    this.#factor.append(kernelRow, self + lambda);
    this.#reserve(n + 1);
    for (let o = 0; o < this.outputs; o++) this.#targets[n * this.outputs + o] = target[o];
  }

  /**
   * Makes it that of `size` examples at once, whatever was held: one Cholesky factorisation by blocks, several
   * times as fast as so many appends.
   * @param fill writes k(x_i, x_j) for j ≤ i into `row`.
   * @param lambda, target of example i, as for `append`.
   * @throws ElmError as `append`; it is empty then.
   */
  rebuild(
    size: number,
    fill: (i: number, row: Float64Array) => void,
    lambda: (i: number) => number,
    target: (i: number) => ArrayLike<number>,
  ): void {
    this.#targets = new Float64Array(size * this.outputs);
    for (let i = 0; i < size; i++) {
      this.#requireTarget(target(i));
      this.#targets.set(target(i), i * this.outputs);
      requireStrength(lambda(i));
    }
    this.#factor.rebuild(size, (i, row) => {
      fill(i, row);
      row[i] += lambda(i);
    });
  }

  /** Takes example `index` out; those after it move up by one. O((n − index)²). */
  remove(index: number): void {
    const n = this.size;
    requireInteger('index', index, 0, n - 1);
    this.#factor.remove(index);
    this.#targets.copyWithin(index * this.outputs, (index + 1) * this.outputs, n * this.outputs);
  }

  /** Replaces the target of example `index`; the factor stays. O(outputs). */
  setTarget(index: number, target: ArrayLike<number>): void {
    requireInteger('index', index, 0, this.size - 1);
    this.#requireTarget(target);
    for (let o = 0; o < this.outputs; o++) this.#targets[index * this.outputs + o] = target[o];
  }

  /** α = (K + Λ)⁻¹ R, n × outputs, row-major; a new array. O(n² · outputs). */
  solve(): Float64Array {
    const n = this.size;
    const m = this.outputs;
    const alpha = new Float64Array(n * m);
    const x = new Float64Array(n);
    for (let o = 0; o < m; o++) {
      for (let i = 0; i < n; i++) x[i] = this.#targets[i * m + o];
      this.#factor.solveLower(x, 0);
      this.#factor.solveUpper(x);
      for (let i = 0; i < n; i++) alpha[i * m + o] = x[i];
    }
    return alpha;
  }

  /**
   * Column `index` of (K + Λ)⁻¹, length n, a new array: by how much each α answers to the target of that
   * example. One solve, whatever the number of outputs.
   */
  influence(index: number): Float64Array {
    requireInteger('index', index, 0, this.size - 1);
    const x = new Float64Array(this.size);
    x[index] = 1;
    this.#factor.solveLower(x, index);
    this.#factor.solveUpper(x);
    return x;
  }

  /** The diagonal of (K + Λ)⁻¹, length n: squared column norms of L⁻¹. O(n³ / 6). */
  inverseDiagonal(): Float64Array {
    const n = this.size;
    const out = new Float64Array(n);
    const column = new Float64Array(n);
    for (let j = 0; j < n; j++) {
      column.fill(0);
      column[j] = 1;
      this.#factor.solveLower(column, j);
      for (let i = j; i < n; i++) out[j] += column[i] * column[i];
    }
    return out;
  }

  /**
   * By how much each target differs from what the other examples alone would say of it, n × outputs,
   * row-major: αᵢ / (K + Λ)⁻¹ᵢᵢ, exact and without solving n times (Rasmussen & Williams, Gaussian
   * Processes for Machine Learning, 5.4.2). O(n³ / 6 + n² · outputs).
   */
  leaveOneOut(): Float64Array {
    const errors = this.solve();
    this.inverseDiagonal().forEach((square, i) => {
      for (let o = 0; o < this.outputs; o++) errors[i * this.outputs + o] /= square;
    });
    return errors;
  }

  #reserve(size: number): void {
    if (size * this.outputs <= this.#targets.length) return;
    const targets = new Float64Array(this.outputs * Math.max(size, 16, Math.ceil(size * 1.25)));
    targets.set(this.#targets);
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

function requireStrength(lambda: number): void {
  if (!(lambda > 0)) throw new ElmError('lambda', 'a number greater than 0', lambda);
}
