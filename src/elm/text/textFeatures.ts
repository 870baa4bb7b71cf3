/**
 * One pass from a text to the features that every head reads: normalise, cut into tokens, hash n-grams into
 * direct links, pool the word table into the hidden layer. The engine calls it for each piece of a page,
 * the trainer for each example; both must go through here, or a head would meet features it never saw.
 * Time is linear in the text, which is cut at 4,096 UTF-16 units, and nothing is allocated per n-gram.
 */
import { StructuredLayer } from '../layers/structuredLayer.ts';
import { MAX_LINKS, NgramCounter, wordHash } from './hashing.ts';
import { normalise } from './normalise.ts';
import type { TextVector } from './textVector.ts';
import { TokenKind, TokenStream } from './tokens.ts';
import type { WordTable } from './wordTable.ts';

/** Grows whenever the same text gives other features: heads are bound to it. */
export const FEATURES_VERSION = 1;
export const HIDDEN_UNITS = 1024;
const LAYER_SEED = 20240601;
const INPUT_SCALE = 0.7;
const OFFSET_SCALE = 1;

/** Norm of each block of direct links; together 1 (their squares are shares). */
const WORD_NORM = Math.sqrt(0.56);
const CHARACTER_NORM = Math.sqrt(0.36);
const SHAPE_NORM = Math.sqrt(0.08);

const APOSTROPHE = 0x27;
const N = 0x6e;
const T = 0x74;

/** 1 + ln(count), so that the tenth "free" says less than the first. */
const LOG_COUNT = Float64Array.from({ length: 256 }, (_, count) => (count === 0 ? 0 : 1 + Math.log(count)));

export class TextFeatures {
  readonly #table: WordTable;
  readonly #layer: StructuredLayer;
  readonly #stream = new TokenStream();
  readonly #counter = new NgramCounter();
  readonly #hashes = new Int32Array(this.#stream.starts.length);
  readonly #rows = new Int32Array(2 * this.#stream.starts.length);
  readonly #pooled: Float32Array;
  readonly #notRow: number;

  constructor(table: WordTable) {
    this.#table = table;
    this.#layer = new StructuredLayer(
      3 * table.dimensions,
      HIDDEN_UNITS,
      INPUT_SCALE,
      OFFSET_SCALE,
      LAYER_SEED,
    );
    this.#pooled = new Float32Array(3 * table.dimensions);
    this.#notRow = table.find(wordHash([N, 0x6f, T], 0, 3));
  }

  /** A vector large enough for every text, to be filled by {@link extract} again and again. */
  createVector(): TextVector {
    return {
      links: 0,
      buckets: new Uint32Array(MAX_LINKS),
      values: new Float32Array(MAX_LINKS),
      hidden: new Float32Array(HIDDEN_UNITS),
      words: 0,
      knownWords: 0,
    };
  }

  /** Fills `into` with the features of `text`. The same text always gives the same vector. */
  extract(text: string, into: TextVector): void {
    const { text: normal, capitals } = normalise(text);
    const stream = this.#stream;
    stream.read(normal);
    const hashes = this.#hashes;
    for (let t = 0; t < stream.tokens; t++)
      hashes[t] = wordHash(stream.points, stream.starts[t], stream.ends[t]);

    const counter = this.#counter;
    counter.clear();
    into.links = 0;
    counter.countWords(hashes, stream.tokens, stream.ownTokens);
    this.#take(into, WORD_NORM);
    counter.countCharacters(stream.points, stream.length);
    this.#take(into, CHARACTER_NORM);
    this.#countShape(capitals);
    this.#take(into, SHAPE_NORM);

    this.#embed(into);
  }

  /** Moves the counter's present block into the vector, log-scaled and with the given norm. */
  #take(into: TextVector, norm: number): void {
    const { buckets, counts, size, blockStart } = this.#counter;
    const first = into.links;
    let squares = 0;
    let n = first;
    for (let i = blockStart; i < size; i++) {
      const count = counts[i];
      if (count === 0) continue;
      const size1 = count < 0 ? -count : count;
      const value = LOG_COUNT[size1 < 256 ? size1 : 255];
      squares += value * value;
      into.buckets[n] = buckets[i];
      into.values[n++] = count < 0 ? -value : value;
    }
    if (squares > 0) {
      const scale = norm / Math.sqrt(squares);
      for (let i = first; i < n; i++) into.values[i] *= scale;
    }
    into.links = n;
    this.#counter.nextBlock();
  }

  #countShape(capitals: number): void {
    const s = this.#stream;
    const counter = this.#counter;
    if (s.letters > 3) counter.countShape(1, step(capitals / s.letters, [0.01, 0.06, 0.15, 0.3, 0.6, 0.95]));
    counter.countShape(2, Math.min(s.exclamationMarks, 3));
    counter.countShape(3, Math.min(s.questionMarks, 2));
    counter.countShape(4, Math.min(s.links, 2));
    counter.countShape(5, Math.min(s.symbols, 2));
    counter.countShape(6, step(s.digits / (s.letters + s.digits + 1), [0.01, 0.05, 0.15, 0.4]));
  }

  /** Looks the words up, pools them, and runs the hidden layer (all 0 when no word is known). */
  #embed(into: TextVector): void {
    const s = this.#stream;
    const rows = this.#rows;
    let found = 0;
    let words = 0;
    let known = 0;
    for (let t = 0; t < s.tokens; t++) {
      const kind = s.kinds[t];
      const isWord = kind === TokenKind.Word;
      const length = s.ends[t] - s.starts[t];
      // Single letters and what stands behind the text as a guess are looked up but not counted.
      const counts = t < s.ownTokens && (kind === TokenKind.Solo || (isWord && length > 1));
      if (counts) words++;
      let row = this.#table.find(this.#hashes[t]);
      if (row < 0 && isWord && length > 2) {
        row = this.#beforeApostrophe(s.starts[t], s.ends[t]);
        if (row >= 0 && this.#isNegated(s.ends[t]) && this.#notRow >= 0) rows[found++] = this.#notRow;
      }
      if (row < 0) continue;
      rows[found++] = row;
      if (counts) known++;
    }
    into.words = words;
    into.knownWords = known;
    if (found === 0) {
      into.hidden.fill(0);
      return;
    }
    this.#table.pool(rows, found, this.#pooled);
    this.#layer.apply(this.#pooled, into.hidden);
  }

  /** "it's" → it, "don't" → do, "can't" → can. */
  #beforeApostrophe(start: number, end: number): number {
    const points = this.#stream.points;
    let mark = end - 1;
    while (mark > start && points[mark] !== APOSTROPHE) mark--;
    if (mark <= start) return -1;
    const whole = this.#table.find(wordHash(points, start, mark));
    if (!this.#isNegated(end) || mark - 1 <= start) return whole;
    const stem = this.#table.find(wordHash(points, start, mark - 1));
    return stem >= 0 ? stem : whole;
  }

  /** Whether the word that ends at `end` ends in "n't". */
  #isNegated(end: number): boolean {
    const points = this.#stream.points;
    return points[end - 1] === T && points[end - 2] === APOSTROPHE && points[end - 3] === N;
  }
}

/** How many of the ascending `limits` the value has reached. */
function step(value: number, limits: readonly number[]): number {
  let n = 0;
  while (n < limits.length && value >= limits[n]) n++;
  return n;
}
