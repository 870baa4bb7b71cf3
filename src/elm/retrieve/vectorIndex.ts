/**
 * An index of vectors in memory with exact search: the k entries of highest cosine to a query, found by
 * looking at every one. In f32, or in int8 at a quarter of the memory; then the similarity is the cosine to
 * the rounded vector (off by at most a few thousandths). The engine or a tool owns an index; it holds copies.
 */
import { ElmError, requireInteger } from '../errors.ts';
import { readContainer, requireSection, writeContainer } from '../file/container.ts';
import { numberField } from '../models/modelFile.ts';

export interface Hit {
  id: string;
  /** Cosine, in [−1, 1]. */
  similarity: number;
}

export type VectorFormat = 'f32' | 'i8';

export class VectorIndex {
  readonly dimensions: number;
  readonly format: VectorFormat;
  #vectors: Float32Array | Int8Array;
  /** What to multiply a dot product by, to make it a cosine to a query of length 1. */
  #scales = new Float32Array(0);
  readonly #ids: string[] = [];
  readonly #slotOf = new Map<string, number>();

  constructor(dimensions: number, format: VectorFormat = 'f32') {
    this.dimensions = requireInteger('dimensions', dimensions, 1, 65536);
    if (format !== 'f32' && format !== 'i8') throw new ElmError('format', 'f32 or i8', format);
    this.format = format;
    this.#vectors = format === 'f32' ? new Float32Array(0) : new Int8Array(0);
  }

  get size(): number {
    return this.#ids.length;
  }

  has(id: string): boolean {
    return this.#slotOf.has(id);
  }

  /**
   * Adds a vector, or replaces the one with this id.
   * @throws ElmError for a vector of the wrong length, of zeros, or with a number that is not finite.
   */
  add(id: string, vector: ArrayLike<number>): void {
    const norm = this.#norm('vector', vector);
    const slot = this.#slotOf.get(id) ?? this.size;
    if (slot === this.size) {
      this.#reserve(slot + 1);
      this.#ids.push(id);
      this.#slotOf.set(id, slot);
    }
    const at = slot * this.dimensions;
    if (this.format === 'f32') {
      for (let j = 0; j < this.dimensions; j++) this.#vectors[at + j] = vector[j] / norm;
      this.#scales[slot] = 1;
      return;
    }
    let largest = 0;
    for (let j = 0; j < this.dimensions; j++) largest = Math.max(largest, Math.abs(vector[j]));
    let squares = 0;
    for (let j = 0; j < this.dimensions; j++) {
      const rounded = Math.round((vector[j] / largest) * 127);
      this.#vectors[at + j] = rounded;
      squares += rounded * rounded;
    }
    this.#scales[slot] = 1 / Math.sqrt(squares);
  }

  /** False if there is none with this id. */
  delete(id: string): boolean {
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return false;
    // The last one moves into the gap.
    const last = this.size - 1;
    const d = this.dimensions;
    this.#vectors.copyWithin(slot * d, last * d, (last + 1) * d);
    this.#scales[slot] = this.#scales[last];
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
    const unit = Float32Array.from(query, (value) => value / norm);
    // A heap of the best so far, its worst at the root.
    const heap: Hit[] = [];
    for (let slot = 0; slot < this.size; slot++) {
      const similarity = this.#dot(slot * this.dimensions, unit) * this.#scales[slot];
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

  toBytes(): Uint8Array {
    const d = this.dimensions;
    return writeContainer(
      'vector-index',
      { dimensions: d, size: this.size },
      {
        vectors: this.#vectors.slice(0, this.size * d),
        scales: this.#scales.slice(0, this.size),
        ids: new TextEncoder().encode(JSON.stringify(this.#ids)),
      },
    );
  }

  /** @throws ElmError if the bytes are no such file, or one that was changed. */
  static fromBytes(bytes: Uint8Array): VectorIndex {
    const file = readContainer(bytes, 'vector-index');
    const size = requireInteger('file.size', numberField('size', file.fields.size), 0);
    const format = file.sections.vectors instanceof Int8Array ? 'i8' : 'f32';
    const index = new VectorIndex(numberField('dimensions', file.fields.dimensions), format);
    const vectors = requireSection(file, 'vectors', format, size * index.dimensions);
    const scales = requireSection(file, 'scales', 'f32', size);
    for (const numbers of [vectors, scales]) {
      for (const value of numbers) {
        if (!Number.isFinite(value)) throw new ElmError('file.vectors', 'finite numbers', value);
      }
    }
    let ids: unknown;
    try {
      ids = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(requireSection(file, 'ids', 'u8')));
    } catch (error) {
      if (error instanceof ElmError) throw error;
      throw new ElmError('file.ids', 'JSON in UTF-8', error);
    }
    if (!Array.isArray(ids) || ids.length !== size || !ids.every((id) => typeof id === 'string')) {
      throw new ElmError('file.ids', `${size} strings`, ids);
    }
    ids.forEach((id, slot) => {
      index.#slotOf.set(id, slot);
    });
    if (index.#slotOf.size !== size) throw new ElmError('file.ids', 'distinct ids', ids);
    index.#ids.push(...ids);
    index.#vectors = vectors.slice();
    index.#scales = scales.slice();
    return index;
  }

  #dot(at: number, query: Float32Array): number {
    const vectors = this.#vectors;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let j = 0;
    for (; j + 3 < query.length; j += 4) {
      s0 += vectors[at + j] * query[j];
      s1 += vectors[at + j + 1] * query[j + 1];
      s2 += vectors[at + j + 2] * query[j + 2];
      s3 += vectors[at + j + 3] * query[j + 3];
    }
    for (; j < query.length; j++) s0 += vectors[at + j] * query[j];
    return s0 + s1 + (s2 + s3);
  }

  #norm(argument: string, vector: ArrayLike<number>): number {
    if (vector.length !== this.dimensions) {
      throw new ElmError(argument, `${this.dimensions} numbers`, vector.length);
    }
    let squares = 0;
    for (let j = 0; j < vector.length; j++) squares += vector[j] * vector[j];
    if (!(squares > 0 && squares < Number.POSITIVE_INFINITY)) {
      throw new ElmError(argument, 'finite numbers, not all zero', squares);
    }
    return Math.sqrt(squares);
  }

  #reserve(size: number): void {
    if (size <= this.#scales.length) return;
    const capacity = Math.max(size, 64, Math.ceil(this.#scales.length * 1.5));
    const vectors =
      this.format === 'f32'
        ? new Float32Array(capacity * this.dimensions)
        : new Int8Array(capacity * this.dimensions);
    vectors.set(this.#vectors);
    this.#vectors = vectors;
    const scales = new Float32Array(capacity);
    scales.set(this.#scales);
    this.#scales = scales;
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
