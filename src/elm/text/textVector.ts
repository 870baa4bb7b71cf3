import { ElmError, requireInteger, requireNumbers } from '../errors.ts';
import type { TextKernels } from '../kernels/textKernels.ts';
import { BUCKETS, MAX_LINKS } from './hashing.ts';

/**
 * What the feature pass says of one text, for every head at once: sparse direct links and a dense
 * hidden layer. One `TextVector` is made once and filled again for each text, so that a pass over a
 * page allocates nothing; {@link copyTextVector} keeps one (an example of the person's, say).
 */
export interface TextVector {
  /** How many direct links are set; only the first `links` entries of `buckets` and `values` count. */
  links: number;
  /** Buckets of the hashed n-grams, each in [0, 2^18), every bucket at most once. */
  buckets: Uint32Array;
  /** Signed, log-scaled, L2-normalised weight of each bucket. */
  values: Float32Array;
  /** Activations of the hidden units (random layer over the pooled word table). */
  hidden: Float32Array;
  /** Words in the text, after normalising. */
  words: number;
  /** Words that the word table knows. A text with too few is one to be silent about. */
  knownWords: number;
  /** The kernels whose vector this is, if it lies in their memory: heads score it where it is. */
  readonly kernels?: TextKernels;
}

/** A vector large enough for every text. */
export function createTextVector(units: number): TextVector {
  return {
    links: 0,
    buckets: new Uint32Array(MAX_LINKS),
    values: new Float32Array(MAX_LINKS),
    hidden: new Float32Array(units),
    words: 0,
    knownWords: 0,
  };
}

/** An exact-size copy that owns its arrays. */
export function copyTextVector(vector: TextVector): TextVector {
  return {
    links: vector.links,
    buckets: vector.buckets.slice(0, vector.links),
    values: vector.values.slice(0, vector.links),
    hidden: vector.hidden.slice(),
    words: vector.words,
    knownWords: vector.knownWords,
  };
}

/** Throws an {@link ElmError} unless the vector is what its type promises, with so many hidden units. O(links + units). */
export function requireTextVector(vector: TextVector, units: number): void {
  requireRoomOf(vector, units);
  const { links } = vector;
  const buckets = vector.buckets.subarray(0, links);
  for (let i = 0; i < links; i++) {
    if (buckets[i] < BUCKETS) continue;
    throw new ElmError(`vector.buckets[${i}]`, `a bucket below ${BUCKETS}`, buckets[i]);
  }
  if (new Set(buckets).size < links) throw new ElmError('vector.buckets', 'buckets that differ', buckets);
  requireNumbers('vector.values', vector.values.subarray(0, links));
  requireNumbers('vector.hidden', vector.hidden);
}

/** The part of it without which a vector can't even be read. O(1). */
export function requireRoomOf(vector: TextVector, units: number): void {
  const { links, buckets, values, hidden } = vector;
  requireInteger('vector.links', links, 0, Math.min(buckets.length, values.length));
  if (hidden.length !== units) throw new ElmError('vector.hidden', `${units} units`, hidden.length);
}
