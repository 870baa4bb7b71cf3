/**
 * What 24,000 English words mean, as 100 numbers each: a view over `models/words.bin`, built by
 * `tools/wordTable.ts` from GloVe. Words are stored as their hash only, sorted; a look-up jumps to the right
 * place by the hash's leading bits. `pool` makes one vector of a text's words for the hidden layer.
 */
import { ElmError, requireInteger } from '../errors.ts';
import { readContainer, requireSection, type Section, writeContainer } from '../file/container.ts';
import { wordHash } from './hashing.ts';

const JUMP_BITS = 14;
const MAX_WORDS = 65535;
/** Of scales and pooled values. Beyond it no honest table lies, and sums could become infinite. */
const MAX_MAGNITUDE = 1e6;

/** The arrays of a word table's file. */
export interface WordTableParts {
  /** Hashes ({@link wordHash}, as unsigned) in ascending order; n. */
  hashes: Uint32Array;
  /** Word vectors, n × dimensions, row-major, in units of the word's scale. */
  vectors: Int8Array;
  /** n */
  scales: Float32Array;
  /** Weight in the mean, 255 = 1: rare words weigh more (Arora et al. 2017, "smooth inverse frequency"); n. */
  weights: Uint8Array;
  /** Mean of each pooled value over training texts; 3 × dimensions. */
  centre: Float32Array;
  /** 1 / standard deviation of each pooled value; 3 × dimensions. */
  spread: Float32Array;
}

export class WordTable {
  readonly size: number;
  readonly dimensions: number;
  /** Names this exact file; heads are trained for one. */
  readonly digest: string;
  readonly parts: Readonly<WordTableParts>;
  /** First row whose hash has these leading 14 bits; 2^14 + 1. */
  readonly first: Uint16Array;
  /** Row of the word "not", or −1. */
  readonly notRow: number;

  private constructor(parts: WordTableParts, dimensions: number, digest: string) {
    this.parts = parts;
    this.size = parts.hashes.length;
    this.dimensions = dimensions;
    this.digest = digest;
    this.first = new Uint16Array((1 << JUMP_BITS) + 1);
    let row = 0;
    for (let bits = 0; bits <= 1 << JUMP_BITS; bits++) {
      while (row < this.size && parts.hashes[row] >>> (32 - JUMP_BITS) < bits) row++;
      this.first[bits] = row;
    }
    this.notRow = this.find(wordHash([0x6e, 0x6f, 0x74], 0, 3));
  }

  /** @throws ElmError when the bytes are no sound word table */
  static fromBytes(bytes: Uint8Array): WordTable {
    const file = readContainer(bytes, 'words');
    const dimensions = requireInteger('dimensions', file.fields.dimensions as number, 1, 1024);
    const hashes = requireSection(file, 'hashes', 'u32');
    const size = requireInteger('words', hashes.length, 1, MAX_WORDS);
    for (let i = 1; i < size; i++)
      if (hashes[i] <= hashes[i - 1]) throw new ElmError('section hashes', 'ascending order', hashes[i]);
    const parts: WordTableParts = {
      hashes,
      vectors: requireSection(file, 'vectors', 'i8', size * dimensions),
      scales: requireSection(file, 'scales', 'f32', size),
      weights: requireSection(file, 'weights', 'u8', size),
      centre: requireSection(file, 'centre', 'f32', 3 * dimensions),
      spread: requireSection(file, 'spread', 'f32', 3 * dimensions),
    };
    for (const name of ['scales', 'centre', 'spread'] as const)
      if (!parts[name].every((value) => Math.abs(value) <= MAX_MAGNITUDE))
        throw new ElmError(`section ${name}`, `finite numbers of at most ${MAX_MAGNITUDE}`, parts[name]);
    return new WordTable(parts, dimensions, file.digest);
  }

  /** The file of a table, from the parts that {@link WordTable.fromBytes} looks at. */
  static toBytes(parts: WordTableParts, dimensions: number): Uint8Array {
    return writeContainer('words', { dimensions }, { ...parts } satisfies Record<string, Section>);
  }

  /** @returns the row of the word with this hash, or −1 */
  find(hash: number): number {
    const key = hash >>> 0;
    const bits = key >>> (32 - JUMP_BITS);
    const end = this.first[bits + 1];
    for (let row = this.first[bits]; row < end; row++) if (this.parts.hashes[row] === key) return row;
    return -1;
  }

  /**
   * Pools the words of a text: weighted mean, then greatest, then least value of each dimension, each less
   * its usual value and over its usual spread. The mean is taken in single precision, as the kernel `pool` does.
   * @param rows of {@link find}; `count` of them, at least 1
   * @param out 3 × dimensions
   */
  pool(rows: Int32Array, count: number, out: Float32Array): void {
    const { vectors, scales, weights, centre, spread } = this.parts;
    const d = this.dimensions;
    out.fill(0, 0, d);
    out.fill(Number.NEGATIVE_INFINITY, d, 2 * d);
    out.fill(Number.POSITIVE_INFINITY, 2 * d, 3 * d);
    let total = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i];
      const scale = scales[row];
      const weight = weights[row];
      total += weight;
      for (let j = 0, k = row * d; j < d; j++, k++) {
        const value = Math.fround(vectors[k] * scale);
        out[j] += Math.fround(weight * value);
        if (value > out[d + j]) out[d + j] = value;
        if (value < out[2 * d + j]) out[2 * d + j] = value;
      }
    }
    if (total > 0) for (let j = 0; j < d; j++) out[j] /= total;
    for (let j = 0; j < 3 * d; j++) out[j] = (out[j] - centre[j]) * spread[j];
  }
}
