/**
 * From a token stream to counts in buckets: word 1–2-grams, character 3–5-grams and shape features, each
 * hashed with MurmurHash3 under a seed of its own; 18 bits say the bucket and one the sign (Weinberger et
 * al. 2009, "Feature hashing for large scale multitask learning"). N-grams that start at the same character
 * share their hash's steps, so nothing is cut out and nothing allocated per n-gram. This is the inner loop
 * of the feature pass.
 */
import { finish, mix } from './murmur.ts';
import type { TextVector } from './textVector.ts';

export const BUCKET_BITS = 18;
export const BUCKETS = 1 << BUCKET_BITS;
/** Most buckets that one text can fill; n-grams beyond (only hostile texts have them) are left out. */
export const MAX_LINKS = 49152;

const SEED_WORD = 1;
const SEED_PAIR = 2;
const SEED_CHARACTERS = 3;
const SEED_SHAPE = 4;
/** Stands before the first word and after the last, in word pairs. */
const EDGE = 0x110000;

/** 1 + ln(count), so that the tenth "free" says less than the first. */
export const LOG_COUNTS = /* @__PURE__ */ logCounts();

function logCounts(): Float64Array {
  return Float64Array.from({ length: 256 }, (_, count) => (count === 0 ? 0 : 1 + Math.log(count)));
}

/** Bucket → 1 + its place among `buckets`, 0 for one that is not there. */
export function rowsOfBuckets(buckets: Uint32Array): Uint32Array {
  const rowOf = new Uint32Array(BUCKETS);
  for (let row = 0; row < buckets.length; row++) rowOf[buckets[row]] = row + 1;
  return rowOf;
}

/** The hash of a word, as it is looked up in the word table too. */
export function wordHash(points: ArrayLike<number>, from: number, to: number): number {
  let h = SEED_WORD;
  for (let i = from; i < to; i++) h = mix(h, points[i]);
  return finish(h, to - from);
}

export class NgramCounter {
  /** Buckets filled so far, in the order in which they first came; `counts` beside them. */
  readonly buckets = new Uint32Array(MAX_LINKS);
  readonly counts = new Int32Array(MAX_LINKS);
  size = 0;
  /** Bucket → 1 + its place in `buckets`, 0 when empty. */
  readonly #place = new Uint16Array(BUCKETS);
  /** First place of the block being counted: blocks don't add to each other's buckets. */
  #blockStart = 0;

  /** Forgets everything counted. */
  clear(): void {
    for (let i = 0; i < this.size; i++) this.#place[this.buckets[i]] = 0;
    this.size = this.#blockStart = 0;
  }

  /** Ends the present block: appends its buckets to the vector's links, log-scaled and with the given norm. */
  take(into: TextVector, norm: number): void {
    const { buckets, counts, size } = this;
    const first = into.links;
    let squares = 0;
    let n = first;
    for (let i = this.#blockStart; i < size; i++) {
      const count = counts[i];
      if (count === 0) continue;
      const value = LOG_COUNTS[Math.min(Math.abs(count), 255)];
      squares += value * value;
      into.buckets[n] = buckets[i];
      into.values[n++] = count < 0 ? -value : value;
    }
    if (squares > 0) {
      const scale = norm / Math.sqrt(squares);
      for (let i = first; i < n; i++) into.values[i] *= scale;
    }
    into.links = n;
    this.#blockStart = size;
  }

  /**
   * Counts the single words of tokens [0, tokens) and the pairs of neighbours among the first `paired`.
   * @param hashes the tokens' {@link wordHash}es
   */
  countWords(hashes: Int32Array, tokens: number, paired: number): void {
    for (let t = 0; t < tokens; t++) this.#add(hashes[t]);
    if (paired === 0) return;
    let before = EDGE;
    for (let t = 0; t <= paired; t++) {
      const word = t < paired ? hashes[t] : EDGE;
      this.#add(finish(mix(mix(SEED_PAIR, before), word), 2));
      before = word;
    }
  }

  /** Counts the 3-, 4- and 5-grams of `points[0, length)`. */
  countCharacters(points: Uint32Array, length: number): void {
    for (let i = 0; i + 3 <= length; i++) {
      let h = mix(mix(mix(SEED_CHARACTERS, points[i]), points[i + 1]), points[i + 2]);
      this.#add(finish(h, 3));
      if (i + 4 > length) continue;
      h = mix(h, points[i + 3]);
      this.#add(finish(h, 4));
      if (i + 5 > length) continue;
      this.#add(finish(mix(h, points[i + 4]), 5));
    }
  }

  /** Counts one shape feature: its number and its value, both small integers. */
  countShape(feature: number, value: number): void {
    this.#add(finish(mix(mix(SEED_SHAPE, feature), value), 2));
  }

  #add(hash: number): void {
    const bucket = hash & (BUCKETS - 1);
    const place = this.#place[bucket];
    if (place === 0) {
      if (this.size === MAX_LINKS) return;
      this.buckets[this.size] = bucket;
      this.counts[this.size] = hash < 0 ? -1 : 1;
      this.#place[bucket] = ++this.size;
    } else {
      // A bucket of a block that was taken before keeps what it had then.
      this.counts[place - 1] += hash < 0 ? -1 : 1;
    }
  }
}
