/**
 * Word vectors from the shared train splits alone, to compare with GloVe's; no table of theirs is shipped. Two words
 * are alike when they stand near the same words: the positive pointwise mutual information of words at most
 * {@link WINDOW} apart (Levy & Goldberg 2014), of which the leading eigenvectors are taken by orthogonal iteration.
 */
import { Random } from '../../src/elm/random.ts';
import { DIMENSIONS, WORDS, wordsOf } from './tableOf.ts';

const WINDOW = 4;
const ITERATIONS = 12;
const SEED = 31;
/** Counts of contexts to this power: rare contexts say a little less (Levy, Goldberg & Dagan 2015). */
const CONTEXT_POWER = 0.75;

/** A symmetric matrix, row by row. */
interface Sparse {
  offsets: Uint32Array;
  columns: Uint32Array;
  values: Float64Array;
}

/**
 * @param counts hash → how often the word occurs in `texts`
 * @returns hash → vector, of the most frequent words
 */
export function sharedVectors(
  counts: ReadonlyMap<number, number>,
  texts: readonly string[],
): Map<number, number[]> {
  const words = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b).slice(0, WORDS);
  const rowOf = new Map(words.map((hash, row) => [hash, row]));
  const { vectors, values } = leadingEigenvectors(mutualInformation(countPairs(rowOf, texts)), words.length);
  const scales = values.map((value) => Math.sqrt(Math.abs(value)));
  return new Map(
    words.map((hash, row) => [hash, vectors.map((vector, j) => vector[row] * scales[j])] as const),
  );
}

/** For each word the words near it, and how often. */
function countPairs(rowOf: ReadonlyMap<number, number>, texts: readonly string[]): Map<number, number>[] {
  const near = Array.from({ length: rowOf.size }, () => new Map<number, number>());
  for (const text of texts) {
    const rows = Array.from(wordsOf(text), (hash) => rowOf.get(hash) ?? -1);
    rows.forEach((a, i) => {
      for (let j = i + 1; j <= i + WINDOW && j < rows.length; j++) {
        const b = rows[j];
        if (a < 0 || b < 0 || a === b) continue;
        near[a].set(b, (near[a].get(b) ?? 0) + 1);
        near[b].set(a, (near[b].get(a) ?? 0) + 1);
      }
    });
  }
  return near;
}

function mutualInformation(near: readonly Map<number, number>[]): Sparse {
  const sums = near.map((row) => [...row.values()].reduce((a, b) => a + b, 0));
  const powered = sums.map((sum) => sum ** CONTEXT_POWER);
  const shares = powered.reduce((a, b) => a + b, 0);
  const pairs = near.map((row, a) =>
    [...row].flatMap(([b, count]) => {
      // The mean of both directions, so that the matrix stays symmetric.
      const one = Math.log(((count / sums[a]) * shares) / powered[b]);
      const other = Math.log(((count / sums[b]) * shares) / powered[a]);
      const value = (one + other) / 2;
      return value > 0 ? [[b, value] as const] : [];
    }),
  );
  const offsets = new Uint32Array(near.length + 1);
  pairs.forEach((row, a) => {
    offsets[a + 1] = offsets[a] + row.length;
  });
  const columns = new Uint32Array(offsets[near.length]);
  const values = new Float64Array(columns.length);
  pairs.forEach((row, a) => {
    row.forEach(([b, value], k) => {
      columns[offsets[a] + k] = b;
      values[offsets[a] + k] = value;
    });
  });
  return { offsets, columns, values };
}

/** The {@link DIMENSIONS} eigenvectors of largest size, and their eigenvalues, by orthogonal iteration. */
function leadingEigenvectors(m: Sparse, n: number): { vectors: Float64Array[]; values: number[] } {
  const random = new Random(SEED);
  let vectors: Float64Array[] = Array.from({ length: DIMENSIONS }, () =>
    Float64Array.from({ length: n }, () => random.uint32() / 2 ** 31 - 1),
  );
  let values: number[] = [];
  for (let round = 0; round < ITERATIONS; round++) {
    orthonormalise(vectors);
    const next = vectors.map((vector) => times(m, vector, n));
    values = vectors.map((vector, j) => dot(vector, next[j]));
    if (round < ITERATIONS - 1) vectors = next;
  }
  return { vectors, values };
}

function times({ offsets, columns, values }: Sparse, vector: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let a = 0; a < n; a++) {
    let sum = 0;
    for (let k = offsets[a]; k < offsets[a + 1]; k++) sum += values[k] * vector[columns[k]];
    out[a] = sum;
  }
  return out;
}

/** Gram–Schmidt, in place. */
function orthonormalise(vectors: Float64Array[]): void {
  vectors.forEach((vector, j) => {
    for (const before of vectors.slice(0, j)) {
      const along = dot(vector, before);
      for (let i = 0; i < vector.length; i++) vector[i] -= along * before[i];
    }
    const norm = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] /= norm;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
