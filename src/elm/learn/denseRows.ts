import type { Kernels } from '../kernels/kernels.ts';
import { GrowingMemory } from './growingMemory.ts';

/**
 * The hidden layers of a person's examples: rows of equal length in f32, written by number, with the two
 * products that learning needs, summed in f64 (a product of two f32 is exact there).
 */
export class DenseRows {
  readonly #units: number;
  readonly #memory: GrowingMemory;
  #capacity = 0;
  /** capacity × units; behind it in the same memory a query or result (units), and one number a row. */
  #rows = new Float32Array(0);
  #across = new Float64Array(0);
  #down = new Float64Array(0);

  constructor(units: number, kernels: Kernels | null) {
    this.#units = units;
    this.#memory = new GrowingMemory(kernels);
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Row `i`: a view, good until the next `set`. */
  row(i: number): Float32Array {
    return this.#rows.subarray(i * this.#units, (i + 1) * this.#units);
  }

  set(i: number, values: Float32Array): void {
    if (i >= this.#capacity) this.#grow(i + 1);
    this.#rows.set(values, i * this.#units);
  }

  /** Products of rows 0 to count − 1 with a query (length units): a view, good until the next call. */
  dots(query: ArrayLike<number>, count: number): Float64Array {
    const { exports } = this.#memory;
    const units = this.#units;
    const out = this.#down;
    this.#across.set(query);
    if (exports) {
      exports.mixedDots(0, count, units, this.#across.byteOffset, out.byteOffset);
    } else {
      const rows = this.#rows;
      const q = this.#across;
      for (let i = 0, at = 0; i < count; i++, at += units) {
        let s0 = 0;
        let s1 = 0;
        let u = 0;
        for (; u + 1 < units; u += 2) {
          s0 += rows[at + u] * q[u];
          s1 += rows[at + u + 1] * q[u + 1];
        }
        if (u < units) s0 += rows[at + u] * q[u];
        out[i] = s0 + s1;
      }
    }
    return out.subarray(0, count);
  }

  /** Σ x[i] · row i over i < count: a view of length units, good until the next call. */
  combine(x: Float64Array, count: number): Float64Array {
    const { exports } = this.#memory;
    const units = this.#units;
    const out = this.#across;
    out.fill(0);
    if (exports) {
      this.#down.set(x.subarray(0, count));
      exports.mixedCombine(0, count, units, this.#down.byteOffset, out.byteOffset);
    } else {
      const rows = this.#rows;
      for (let i = 0; i < count; i++) {
        const value = x[i];
        if (value === 0) continue;
        const at = i * units;
        for (let u = 0; u < units; u++) out[u] += value * rows[at + u];
      }
    }
    return out;
  }

  /** H Hᵀ x, with H rows 0 to count − 1: a view, good until the next call. */
  gramTimes(x: Float64Array, count: number): Float64Array {
    return this.dots(this.combine(x, count), count);
  }

  /** Products of all pairs of rows 0 to count − 1: the lower triangle packed by rows, a view, good until the next call. */
  gram(count: number): Float64Array {
    const units = this.#units;
    const entries = (count * (count + 1)) / 2;
    const start = this.#down.byteOffset + this.#down.byteLength;
    if (this.#memory.reserve(start + 8 * entries)) this.#takeViews();
    const { buffer, exports } = this.#memory;
    const out = new Float64Array(buffer, start, entries);
    if (exports) {
      exports.mixedGram(0, count, units, start);
    } else {
      const rows = this.#rows;
      for (let i = 0, at = 0; i < count; at += ++i) {
        const query = Float64Array.from(this.row(i));
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let u = 0, k = j * units; u < units; u++, k++) sum += query[u] * rows[k];
          out[at + j] = sum;
        }
      }
    }
    return out;
  }

  #grow(rows: number): void {
    this.#capacity = Math.max(rows, 16, Math.ceil(this.#capacity * 1.25));
    this.#memory.reserve(this.#start() + 8 * (this.#units + this.#capacity));
    this.#takeViews();
  }

  /** Where the rows end. */
  #start(): number {
    return Math.ceil((4 * this.#capacity * this.#units) / 8) * 8;
  }

  #takeViews(): void {
    const { buffer } = this.#memory;
    const start = this.#start();
    this.#rows = new Float32Array(buffer, 0, this.#capacity * this.#units);
    this.#across = new Float64Array(buffer, start, this.#units);
    this.#down = new Float64Array(buffer, start + 8 * this.#units, this.#capacity);
  }
}
