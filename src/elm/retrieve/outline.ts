import type { Kernels, Rows } from '../kernels/kernels.ts';

/** More than all roundings of f32 arithmetic on vectors of length 1 come to. */
const SLACK = 4e-6;

/**
 * An int8 copy of vectors of length 1 that says of each what its dot product with a query is at most. With
 * x = x̂ + r, q = q̂ + s (hats as rounded), q·x = q̂·x̂ + q̂·r + s·x ≤ q̂·x̂ + (1 + |s|)·|r| + |s| by
 * Cauchy–Schwarz; the lengths of what rounding took away are kept. Reads a quarter of what the vectors take.
 */
export class Outline {
  readonly #kernels: Kernels;
  readonly #dimensions: number;
  #store: Rows<Int8Array>;
  /** What a row's numbers are multiplied by, and |r|. */
  #scales = new Float32Array(0);
  #errors = new Float32Array(0);

  constructor(kernels: Kernels, dimensions: number) {
    this.#kernels = kernels;
    this.#dimensions = dimensions;
    this.#store = kernels.rowsI8(0, dimensions);
  }

  /** Makes room for `capacity` vectors; those there are stay. */
  reserve(capacity: number): void {
    const store = this.#kernels.rowsI8(capacity, this.#dimensions);
    store.rows.set(this.#store.rows);
    this.#store = store;
    this.#scales = grown(this.#scales, capacity);
    this.#errors = grown(this.#errors, capacity);
  }

  /** @param vector of length 1 */
  write(slot: number, vector: Float32Array): void {
    const { scale, error } = round(vector, this.#row(slot));
    this.#scales[slot] = scale;
    this.#errors[slot] = error;
  }

  /** Copies what is at `from` to `to`. */
  move(from: number, to: number): void {
    this.#row(to).set(this.#row(from));
    this.#scales[to] = this.#scales[from];
    this.#errors[to] = this.#errors[from];
  }

  /**
   * Writes what the dot product of each of the first `count` vectors with the query is at most.
   * @param query of length 1
   */
  bounds(query: Float32Array, count: number, out: Float64Array): void {
    const rounded = new Int8Array(this.#dimensions);
    const { scale, error } = round(query, rounded);
    const dots = this.#store.dots(rounded, count);
    const scales = this.#scales;
    const errors = this.#errors;
    for (let slot = 0; slot < count; slot++)
      out[slot] = dots[slot] * scales[slot] * scale + errors[slot] * (1 + error) + error + SLACK;
  }

  #row(slot: number): Int8Array {
    return this.#store.rows.subarray(slot * this.#dimensions, (slot + 1) * this.#dimensions);
  }
}

function round(vector: Float32Array, into: Int8Array): { scale: number; error: number } {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = Math.fround(largest / 127);
  let squares = 0;
  for (let j = 0; j < into.length; j++) {
    into[j] = Math.round(vector[j] / scale);
    squares += (vector[j] - scale * into[j]) ** 2;
  }
  return { scale, error: Math.sqrt(squares) };
}

function grown(numbers: Float32Array, capacity: number): Float32Array<ArrayBuffer> {
  const more = new Float32Array(capacity);
  more.set(numbers);
  return more;
}
