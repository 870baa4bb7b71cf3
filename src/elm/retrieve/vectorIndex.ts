/**
 * An index of vectors in memory with exact search: the k entries of highest cosine to a query, found by
 * looking at every one. In f32, or in int8 at a quarter of the memory; then the similarity is the cosine
 * between the two rounded vectors (off by about a hundredth at most). With kernels, an index in f32 keeps an
 * int8 copy as well: it rules out most entries by a bound on what rounding can have changed, and only the rest
 * are compared in f32, so that a quarter of the memory is read for the same answer. The engine or a tool owns an
 * index; it holds copies.
 */
import { ElmError, requireInteger } from '../errors.ts';
import { arrayOf, integerOf, requireKind, type Saved } from '../file/saved.ts';
import type { Kernels, Rows } from '../kernels/kernels.ts';
import { Outline } from './outline.ts';
import { dot, plainRows } from './rows.ts';

export interface Hit {
  id: string;
  /** Cosine, in [−1, 1]. */
  similarity: number;
}

export type VectorFormat = 'f32' | 'i8';

export class VectorIndex {
  readonly dimensions: number;
  readonly format: VectorFormat;
  readonly #kernels: Kernels | null;
  #store: Rows<Float32Array> | Rows<Int8Array>;
  /** What to multiply a dot product by, to make it a cosine to a query of length 1. */
  #scales = new Float32Array(0);
  /** Room for a search: one number a slot. */
  #atMost = new Float64Array(0);
  /** For f32 with kernels. */
  readonly #outline: Outline | null;
  readonly #ids: string[] = [];
  readonly #slotOf = new Map<string, number>();

  /** @param kernels where to search; in plain TypeScript if left out. */
  constructor(dimensions: number, format: VectorFormat = 'f32', kernels: Kernels | null = null) {
    this.dimensions = requireInteger('dimensions', dimensions, 1, 65536);
    if (format !== 'f32' && format !== 'i8') throw new ElmError('format', 'f32 or i8', format);
    this.format = format;
    this.#kernels = kernels;
    this.#outline = kernels && format === 'f32' ? new Outline(kernels, dimensions) : null;
    this.#store = this.#rows(0);
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: string): boolean {
    return this.#slotOf.has(id);
  }

  /**
   * Adds a vector, or replaces the one with this id.
   * @throws ElmError for a vector of the wrong length, of zeros (or as good as), or with a number that is not finite.
   */
  add(id: string, vector: ArrayLike<number>): void {
    if (typeof id !== 'string') throw new ElmError('id', 'a string', id);
    const norm = this.#norm('vector', vector);
    const slot = this.#slotOf.get(id) ?? this.size;
    if (slot === this.size) {
      this.#reserve(slot + 1);
      this.#ids.push(id);
      this.#slotOf.set(id, slot);
    }
    const into = this.#store.rows.subarray(slot * this.dimensions, (slot + 1) * this.dimensions);
    this.#scales[slot] = this.#write(vector, norm, into);
    this.#outline?.write(slot, into as Float32Array);
  }

  /** False if there is none with this id. */
  delete(id: string): boolean {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return false;
    // The last one moves into the gap.
    const last = this.size - 1;
    const d = this.dimensions;
    this.#store.rows.copyWithin(slot * d, last * d, (last + 1) * d);
    this.#scales[slot] = this.#scales[last];
    this.#outline?.move(last, slot);
    const moved = this.#ids[last];
    this.#ids[slot] = moved;
    this.#slotOf.set(moved, slot);
    this.#ids.pop();
    this.#slotOf.delete(id);
    return true;
  }

  /** The `k` most similar, best first; of equals the smaller id first. Fewer if the index has fewer. */
  search(query: ArrayLike<number>, k: number): Hit[] {
    requireInteger('k', k, 1);
    const norm = this.#norm('query', query);
    const similarityOf = this.#compare(query, norm);
    const atMost = this.#atMost;
    // A heap of the best so far, its worst at the root.
    const heap: Hit[] = [];
    for (let slot = 0; slot < this.size; slot++) {
      if (heap.length === k && atMost[slot] < heap[0].similarity) continue;
      const similarity = similarityOf(slot);
      if (heap.length < k) {
        heap.push({ id: this.#ids[slot], similarity });
        siftUp(heap);
      } else if (
        similarity > heap[0].similarity ||
        (similarity === heap[0].similarity && this.#ids[slot] < heap[0].id)
      ) {
        heap[0] = { id: this.#ids[slot], similarity };
        siftDown(heap);
      }
    }
    return heap.sort((a, b) => (worse(a, b) ? 1 : -1));
  }

  /** A copy of the vector with this id, of length 1 and as it is kept (rounded to int8 if so); null if there is none. */
  vector(id: string): Float32Array | null {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return null;
    const kept = this.#store.rows.subarray(slot * this.dimensions, (slot + 1) * this.dimensions);
    return Float32Array.from(kept, (value) => value * this.#scales[slot]);
  }

  save(): Saved {
    return {
      kind: 'vector-index',
      fields: { dimensions: this.dimensions, format: this.format, size: this.size },
      arrays: {
        vectors: this.#store.rows.slice(0, this.size * this.dimensions),
        scales: this.#scales.slice(0, this.size),
        ids: new TextEncoder().encode(JSON.stringify(this.#ids)),
      },
      parts: [],
    };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved, kernels: Kernels | null = null): VectorIndex {
    requireKind(saved, 'vector-index');
    const size = integerOf(saved, 'size', 0);
    const index = new VectorIndex(
      integerOf(saved, 'dimensions', 1),
      saved.fields.format as VectorFormat,
      kernels,
    );
    const { format } = index;
    const vectors = arrayOf(saved, 'vectors', format, size * index.dimensions);
    const scales = arrayOf(saved, 'scales', 'f32', size);
    let ids: unknown;
    try {
      ids = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(arrayOf(saved, 'ids', 'u8')));
    } catch (error) {
      throw error instanceof ElmError ? error : new ElmError('saved.ids', 'JSON in UTF-8', error);
    }
    if (!Array.isArray(ids) || ids.length !== size || !ids.every((id) => typeof id === 'string'))
      throw new ElmError('saved.ids', `${size} strings`, ids);
    ids.forEach((id, slot) => {
      index.#slotOf.set(id, slot);
      index.#ids.push(id);
    });
    if (index.#slotOf.size !== size) throw new ElmError('saved.ids', 'distinct ids', ids);
    index.#store = index.#rows(size);
    index.#store.rows.set(vectors);
    index.#scales = scales.slice();
    index.#atMost = new Float64Array(size);
    index.#outline?.reserve(size);
    for (let slot = 0; slot < size; slot++) index.#outline?.write(slot, index.#row(slot) as Float32Array);
    return index;
  }

  /** Writes a vector as it is kept; returns what to multiply its dot products by. */
  #write(vector: ArrayLike<number>, norm: number, into: Float32Array | Int8Array): number {
    if (this.format === 'f32') {
      for (let j = 0; j < into.length; j++) into[j] = vector[j] / norm;
      return 1;
    }
    let largest = 0;
    for (let j = 0; j < into.length; j++) largest = Math.max(largest, Math.abs(vector[j]));
    let squares = 0;
    for (let j = 0; j < into.length; j++) {
      into[j] = Math.round((vector[j] / largest) * 127);
      squares += into[j] * into[j];
    }
    return 1 / Math.sqrt(squares);
  }

  /** What the similarity of each slot to a query is at most, into `#atMost`; returns what it is. */
  #compare(query: ArrayLike<number>, norm: number): (slot: number) => number {
    const { dimensions: d, size } = this;
    const atMost = this.#atMost;
    if (this.#outline) {
      const unit = new Float32Array(d);
      this.#write(query, norm, unit);
      this.#outline.bounds(unit, size, atMost);
      const { rows } = this.#store;
      return (slot) => dot(rows, slot * d, unit);
    }
    const unit = this.format === 'f32' ? new Float32Array(d) : new Int8Array(d);
    const scale = this.#write(query, norm, unit);
    const dots = (this.#store as Rows<typeof unit>).dots(unit, size);
    const scales = this.#scales;
    for (let slot = 0; slot < size; slot++) atMost[slot] = dots[slot] * scales[slot] * scale;
    return (slot) => atMost[slot];
  }

  #row(slot: number): Float32Array | Int8Array {
    return this.#store.rows.subarray(slot * this.dimensions, (slot + 1) * this.dimensions);
  }

  #norm(argument: string, vector: ArrayLike<number>): number {
    if (vector?.length !== this.dimensions) {
      throw new ElmError(argument, `${this.dimensions} numbers`, vector?.length);
    }
    let squares = 0;
    for (let j = 0; j < vector.length; j++) squares += vector[j] * vector[j];
    // Below that a square has lost digits.
    if (!(squares > 1e-280 && squares < Number.POSITIVE_INFINITY)) {
      throw new ElmError(argument, 'finite numbers, not all zero', squares);
    }
    return Math.sqrt(squares);
  }

  #reserve(size: number): void {
    if (size <= this.#scales.length) return;
    const capacity = Math.max(size, 64, Math.ceil(this.#scales.length * 1.5));
    const store = this.#rows(capacity);
    store.rows.set(this.#store.rows);
    this.#store = store;
    this.#atMost = new Float64Array(capacity);
    this.#outline?.reserve(capacity);
    const scales = new Float32Array(capacity);
    scales.set(this.#scales);
    this.#scales = scales;
  }

  #rows(capacity: number): Rows<Float32Array> | Rows<Int8Array> {
    const d = this.dimensions;
    if (this.format === 'f32') return plainRows(new Float32Array(capacity * d), d);
    return this.#kernels?.rowsI8(capacity, d) ?? plainRows(new Int8Array(capacity * d), d);
  }
}

function worse(a: Hit, b: Hit): boolean {
  return a.similarity < b.similarity || (a.similarity === b.similarity && a.id > b.id);
}

function siftUp(heap: Hit[]): void {
  for (let i = heap.length - 1; i > 0; ) {
    const parent = (i - 1) >> 1;
    if (!worse(heap[i], heap[parent])) return;
    [heap[i], heap[parent]] = [heap[parent], heap[i]];
    i = parent;
  }
}

function siftDown(heap: Hit[]): void {
  for (let i = 0; ; ) {
    let worst = i;
    for (const child of [2 * i + 1, 2 * i + 2]) {
      if (child < heap.length && worse(heap[child], heap[worst])) worst = child;
    }
    if (worst === i) return;
    [heap[i], heap[worst]] = [heap[worst], heap[i]];
    i = worst;
  }
}
