/**
 * From word vectors to the file of a word table: standardised, in 8 bits, with each word's weight in a text's mean
 * and what a pooled value usually is over the training texts. `tools/wordTable.ts` makes the shipped table of
 * GloVe through it, `tools/wordTable/sharedVectors.ts` one of the shared texts alone, for comparison.
 */
import { wordHash } from '../../src/elm/text/hashing.ts';
import { normalise } from '../../src/elm/text/normalise.ts';
import { TokenStream } from '../../src/elm/text/tokens.ts';
import { WordTable } from '../../src/elm/text/wordTable.ts';
import { readSet } from '../data.ts';

export const DIMENSIONS = 100;
export const WORDS = 24_000;
/** A word's share of running text at which it weighs half. */
const SIF = 1e-3;

/** The sets whose wording counts; their licences allow shipping. */
const SETS = [
  ...['spam/sms', 'spam/youtube', 'spam/spamassassin'],
  ...['toxicity/davidson', 'toxicity/paradetox', 'toxicity/civil-toxic', 'toxicity/wikitalk'],
  ...['toxicity/hatemoji-build', 'toxicity/convabuse', 'toxicity/stormfront-vicomtech'],
  ...['intent/tweet-acts', 'intent/ewt-mood', 'intent/goemotions-acts', 'intent/email-action'],
  ...['intent-assistant/snips', 'clickbait/chakraborty2016', 'emotion/goemotions', 'sexism/edos'],
];

/** The texts of all train splits that count. */
export function wordTexts(folder: string): string[] {
  return SETS.flatMap((set) => readSet(folder, set, 'train').map((row) => row.text));
}

const stream = new TokenStream();

/** Hashes of a text's words, in order. */
export function wordsOf(text: string): Uint32Array {
  stream.read(normalise(text).text);
  return Uint32Array.from({ length: stream.ownTokens }, (_, t) =>
    wordHash(stream.points, stream.starts[t], stream.ends[t]),
  );
}

/** hash → how often it occurs */
export function countWords(texts: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const text of texts) for (const hash of wordsOf(text)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return counts;
}

/**
 * @param vectors hash → vector of {@link DIMENSIONS} numbers
 * @param counts of {@link countWords} over `texts`
 */
export function tableOf(
  vectors: ReadonlyMap<number, ArrayLike<number>>,
  counts: ReadonlyMap<number, number>,
  texts: readonly string[],
): Uint8Array {
  const n = vectors.size;
  let running = 0;
  for (const count of counts.values()) running += count;
  const sorted = [...vectors.keys()].sort((a, b) => a - b);

  // Each dimension to mean 0 and deviation 1 over the table, or two dimensions that only tell frequency rule.
  const mean = new Float64Array(DIMENSIONS);
  const square = new Float64Array(DIMENSIONS);
  for (const hash of sorted) {
    const vector = vectors.get(hash)!;
    for (let j = 0; j < DIMENSIONS; j++) {
      mean[j] += vector[j] / n;
      square[j] += (vector[j] * vector[j]) / n;
    }
  }
  const parts = {
    hashes: new Uint32Array(n),
    vectors: new Int8Array(n * DIMENSIONS),
    scales: new Float32Array(n),
    weights: new Uint8Array(n),
    centre: new Float32Array(3 * DIMENSIONS),
    spread: new Float32Array(3 * DIMENSIONS).fill(1),
  };
  sorted.forEach((hash, i) => {
    const vector = Array.from(
      vectors.get(hash)!,
      (value, j) => (value - mean[j]) / Math.sqrt(square[j] - mean[j] * mean[j]),
    );
    const scale = Math.max(...vector.map(Math.abs)) / 127;
    parts.hashes[i] = hash;
    parts.scales[i] = scale;
    parts.vectors.set(
      vector.map((value) => Math.round(value / scale)),
      i * DIMENSIONS,
    );
    const share = (counts.get(hash) ?? 0) / running;
    parts.weights[i] = Math.max(1, Math.round((255 * SIF) / (SIF + share)));
  });

  // What a pooled value usually is, over the training texts.
  const raw = WordTable.fromBytes(WordTable.toBytes(parts, DIMENSIONS));
  const pooled = new Float32Array(3 * DIMENSIONS);
  const sum = new Float64Array(3 * DIMENSIONS);
  const squares = new Float64Array(3 * DIMENSIONS);
  let seen = 0;
  for (const text of texts) {
    const rows = Int32Array.from(wordsOf(text), (hash) => raw.find(hash)).filter((row) => row >= 0);
    if (rows.length === 0) continue;
    raw.pool(rows, rows.length, pooled);
    for (let j = 0; j < pooled.length; j++) {
      sum[j] += pooled[j];
      squares[j] += pooled[j] * pooled[j];
    }
    seen++;
  }
  for (let j = 0; j < pooled.length; j++) {
    parts.centre[j] = sum[j] / seen;
    parts.spread[j] = 1 / Math.sqrt(squares[j] / seen - (sum[j] / seen) ** 2);
  }
  return WordTable.toBytes(parts, DIMENSIONS);
}
