import type { Kernels } from '../kernels/kernels.ts';
import type { ExampleSet } from './exampleSet.ts';
import { BIAS } from './kernelChoice.ts';
import { LinkRows } from './linkRows.ts';
import { PackedTriangle } from './packedTriangle.ts';

/** Frequent buckets that the preconditioner knows. */
const FREQUENT = 1024;
/** Main directions of the hidden layers that it knows, and the examples and rounds by which these are found. */
const DIRECTIONS = 8;
const SEEN = 512;
const ROUNDS = 4;
/** The preconditioner is made anew when so large a share of the examples has come or gone since. */
const STALE_SHARE = 1 / 8;
const MOST_ITERATIONS = 1000;

/** An answer, and what it leaves of the question: A · x = b − rest. */
export interface Approach {
  /** By slot. */
  x: Float64Array;
  rest: Float64Array;
}

/**
 * Solves (K + Λ) x = b for more examples than a factor has room for, by conjugate gradients (Hestenes &
 * Stiefel 1952): K is never written down, a product with it is a fold of all examples and their scores again. The
 * preconditioner is the part of K that comes of the most frequent buckets, of the constant and of the hidden layers' main
 * directions, exact, and of the rest the diagonal: M = F Fᵀ + D, solved by Woodbury's identity on a factor of as many rows
 * as F has columns. An example that comes later is added to it by a rank-one update. Any such M is right, so those
 * that went stay in its factor, and what is frequent only later is not in it, until it is made anew. 24 bytes an
 * example and link of memory less than a factor's n²; O(n · (links + hidden)) an iteration.
 */
export class GradientSolver {
  readonly #examples: ExampleSet;
  readonly #kernels: Kernels | null;
  readonly #slots = new Set<number>();
  /** By slot; 0 where there is no example. */
  #lambda = new Float64Array(0);
  #hidden = 0;
  /** F, of the examples that the preconditioner was made of. */
  #frequent: LinkRows;
  /** Bucket → its number among the columns of F. */
  #numberOf = new Map<number, number>();
  /** Directions × units, orthonormal. */
  #directions: Float64Array[] = [];
  #changes = 0;
  /** D, by slot; 0 where there is no example. */
  #diagonal = new Float64Array(0);
  /** Factor of I + Fᵀ D⁻¹ F. */
  #factor: PackedTriangle;

  constructor(examples: ExampleSet, kernels: Kernels | null) {
    this.#examples = examples;
    this.#kernels = kernels;
    this.#frequent = new LinkRows(kernels);
    this.#factor = new PackedTriangle(kernels);
  }

  get bytes(): number {
    return this.#frequent.bytes + this.#factor.bytes + 16 * this.#lambda.length;
  }

  /** These examples from now on. @param lambda strength of each, by slot. */
  rebuild(slots: readonly number[], hidden: number, lambda: (slot: number) => number): void {
    this.#hidden = hidden;
    this.#slots.clear();
    this.#lambda = new Float64Array(this.#examples.slots);
    for (const slot of slots) {
      this.#slots.add(slot);
      this.#lambda[slot] = lambda(slot);
    }
    this.#precondition();
  }

  append(slot: number, lambda: number): void {
    this.#lambda = atLeast(this.#lambda, slot + 1);
    this.#diagonal = atLeast(this.#diagonal, slot + 1);
    this.#slots.add(slot);
    this.#lambda[slot] = lambda;
    const hidden = this.#examples.dense.row(slot);
    const row = this.#known(slot, (k) => dot(this.#directions[k], hidden));
    this.#frequent.set(slot, row);
    this.#diagonal[slot] = this.#examples.self(slot, this.#hidden) - row.squares + lambda;
    const share = 1 / Math.sqrt(this.#diagonal[slot]);
    const scaled = new Float64Array(this.#factor.size);
    this.#frequent.forEach(slot, (column, value) => {
      scaled[column] = share * value;
    });
    this.#factor.update(scaled);
    this.#changes++;
  }

  remove(slot: number): void {
    this.#slots.delete(slot);
    this.#lambda[slot] = 0;
    this.#diagonal[slot] = 0;
    this.#frequent.clear(slot, () => {});
    this.#changes++;
  }

  /**
   * Approaches (K + Λ)⁻¹ b until what is left of b is at most `tolerance` of `reference`, both measured by the
   * preconditioner: √(rᵀ M⁻¹ r), near the error in the norm of K + Λ.
   * Yields after each iteration; of use only as long as no example comes or goes meanwhile.
   * @param b by slot, zero where there is no example and where it ends. @param reference by slot, of full length; b if left out.
   */
  *approach(
    b: Float64Array,
    tolerance: number,
    reference?: Float64Array,
  ): Generator<undefined, Approach, undefined> {
    if (this.#changes > STALE_SHARE * this.#slots.size) this.#precondition();
    const n = this.#examples.slots;
    const x = new Float64Array(n);
    const rest = new Float64Array(n);
    rest.set(b.subarray(0, n));
    let z = this.#preconditioned(rest);
    const whole = reference ? dot(reference, this.#preconditioned(reference)) : dot(rest, z);
    const goal = tolerance * Math.sqrt(whole);
    let direction = new Float64Array(n);
    let last = 0;
    for (let k = 0; k < MOST_ITERATIONS; k++) {
      if (k > 0) z = this.#preconditioned(rest);
      const size = dot(rest, z);
      if (!(Math.sqrt(size) > goal)) break;
      const share = k === 0 ? 0 : size / last;
      for (let i = 0; i < n; i++) z[i] += share * direction[i];
      direction = z;
      const product = this.times(direction);
      const step = size / dot(direction, product);
      for (let i = 0; i < n; i++) {
        x[i] += step * direction[i];
        rest[i] -= step * product[i];
      }
      last = size;
      yield;
    }
    return { x, rest };
  }

  /**
   * Approaches the column of (K + Λ)⁻¹ of one example as `approach` does. Nothing is left of the question where it was
   * asked, so that what is said of this very example is right sooner than all else.
   */
  *influence(slot: number, tolerance: number): Generator<undefined, Approach, undefined> {
    const one = new Float64Array(this.#examples.slots);
    one[slot] = 1;
    const { x, rest } = yield* this.approach(one, tolerance);
    const { direct, hidden } = this.#examples.productsOf(slot);
    const share = rest[slot] / (this.#examples.self(slot, this.#hidden) + this.#lambda[slot]);
    x[slot] += share;
    for (let other = 0; other < rest.length; other++)
      if (this.#lambda[other] > 0)
        rest[other] -= share * (direct[other] + this.#hidden * hidden[other] + BIAS);
    rest[slot] = 0;
    return { x, rest };
  }

  /** (K + Λ) v, by slot; zero where there is no example. */
  times(v: Float64Array): Float64Array {
    const { slots } = this.#examples;
    const out = new Float64Array(slots);
    const products = this.#examples.kernelTimes(v, this.#hidden);
    const lambda = this.#lambda;
    for (let slot = 0; slot < slots; slot++)
      if (lambda[slot] > 0) out[slot] = products[slot] + lambda[slot] * v[slot];
    return out;
  }

  /** M⁻¹ r = D⁻¹ r − D⁻¹ F (I + Fᵀ D⁻¹ F)⁻¹ Fᵀ D⁻¹ r. */
  #preconditioned(r: Float64Array): Float64Array<ArrayBuffer> {
    const n = this.#examples.slots;
    const out = new Float64Array(n);
    const diagonal = this.#diagonal;
    for (let slot = 0; slot < n; slot++) if (diagonal[slot] > 0) out[slot] = r[slot] / diagonal[slot];
    const inner = this.#frequent.combine(out, n).slice(0, this.#factor.size);
    this.#factor.solveLower(inner, 0);
    this.#factor.solveUpper(inner);
    const shares = this.#frequent.dotsOfColumns(inner, n);
    for (let slot = 0; slot < n; slot++) if (diagonal[slot] > 0) out[slot] -= shares[slot] / diagonal[slot];
    return out;
  }

  /** The row of F of an example, and the sum of its squares. */
  #known(slot: number, shareOf: (direction: number) => number) {
    const { links } = this.#examples;
    const buckets: number[] = [];
    const values: number[] = [];
    links.forEach(slot, (column, value) => {
      const number = this.#numberOf.get(links.bucketOf(column));
      if (number === undefined) return;
      buckets.push(number);
      values.push(value);
    });
    buckets.push(FREQUENT);
    values.push(Math.sqrt(BIAS));
    for (let k = 0; k < this.#directions.length; k++) {
      buckets.push(FREQUENT + 1 + k);
      values.push(Math.sqrt(this.#hidden) * shareOf(k));
    }
    // As they are kept.
    const squares = values.reduce((sum, value) => sum + Math.fround(value) ** 2, 0);
    return { links: buckets.length, buckets, values, squares };
  }

  /** Orthogonal iteration on some of the examples (Golub & Van Loan, 7.3.2). */
  #mainDirections(): Float64Array[] {
    const { dense, units, slots } = this.#examples;
    if (this.#hidden === 0 || units === 0) return [];
    const seen = [...this.#slots].filter((slot) => slot < SEEN);
    let directions: Float64Array[] = seen
      .slice(0, DIRECTIONS)
      .map((slot) => Float64Array.from(dense.row(slot)));
    for (let round = 0; round < ROUNDS; round++) {
      directions = orthonormal(directions).map((direction) => {
        const count = Math.min(SEEN, slots);
        const said = dense.dots(direction, count);
        const shares = new Float64Array(count);
        for (const slot of seen) shares[slot] = said[slot];
        return dense.combine(shares, count).slice();
      });
    }
    return orthonormal(directions);
  }

  #precondition(): void {
    const { links, slots } = this.#examples;
    const weight = new Float64Array(links.columns);
    for (const slot of this.#slots) {
      links.forEach(slot, (column, value) => {
        weight[column] += value * value;
      });
    }
    const columns = Array.from(weight.keys()).filter((column) => weight[column] > 0);
    columns.sort((a, b) => weight[b] - weight[a] || links.bucketOf(a) - links.bucketOf(b));
    this.#numberOf = new Map(columns.slice(0, FREQUENT).map((column, k) => [links.bucketOf(column), k]));
    this.#directions = this.#mainDirections();
    const shares = this.#directions.map((direction) => this.#examples.dense.dots(direction, slots).slice());
    const frequent = new LinkRows(this.#kernels);
    this.#frequent = frequent;
    this.#diagonal = new Float64Array(slots);
    for (const slot of this.#slots) {
      const row = this.#known(slot, (k) => shares[k][slot]);
      frequent.set(slot, row);
      this.#diagonal[slot] = this.#examples.self(slot, this.#hidden) - row.squares + this.#lambda[slot];
    }
    const size = frequent.columns;
    // Each pair on the side of the diagonal where its columns happen to stand: to ask for the side costs more.
    const inner = new Float64Array(size * size);
    const own: number[] = [];
    const values: number[] = [];
    for (const slot of this.#slots) {
      own.length = 0;
      values.length = 0;
      frequent.forEach(slot, (column, value) => {
        own.push(column);
        values.push(value);
      });
      for (let a = 0; a < own.length; a++) {
        const share = values[a] / this.#diagonal[slot];
        const row = own[a] * size;
        for (let b = 0; b <= a; b++) inner[row + own[b]] += share * values[b];
      }
    }
    this.#factor = new PackedTriangle(this.#kernels);
    this.#factor.rebuild(size, (i, row) => {
      for (let j = 0; j < i; j++) row[j] = inner[i * size + j] + inner[j * size + i];
      row[i] = inner[i * size + i] + 1;
    });
    this.#changes = 0;
  }
}

/** By Gram and Schmidt; what is nearly zero is left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const out: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    const before = dot(rest, rest);
    for (const other of out) {
      const share = dot(rest, other);
      for (let u = 0; u < rest.length; u++) rest[u] -= share * other[u];
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length * length > 1e-6 * before && length > 0) out.push(rest.map((value) => value / length));
  }
  return out;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

function atLeast(numbers: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (numbers.length >= length) return numbers;
  const out = new Float64Array(Math.ceil(length * 1.25));
  out.set(numbers);
  return out;
}
