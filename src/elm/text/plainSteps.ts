import type { StructuredLayer } from '../layers/structuredLayer.ts';
import type { FeatureSteps } from './featureSteps.ts';
import { NgramCounter, wordHash } from './hashing.ts';
import { createTextVector, type TextVector } from './textVector.ts';
import { TokenKind, TokenStream } from './tokens.ts';
import type { WordTable } from './wordTable.ts';

const APOSTROPHE = 0x27;
const N = 0x6e;
const T = 0x74;

/** {@link FeatureSteps} in TypeScript: the reference, and what runs where WebAssembly has no SIMD. */
export class PlainSteps implements FeatureSteps {
  readonly stream = new TokenStream();
  readonly vector: TextVector;
  readonly #table: WordTable;
  readonly #layer: StructuredLayer;
  readonly #counter = new NgramCounter();
  readonly #hashes = new Int32Array(this.stream.starts.length);
  readonly #rows = new Int32Array(2 * this.stream.starts.length);
  readonly #pooled: Float32Array;

  constructor(table: WordTable, layer: StructuredLayer) {
    this.#table = table;
    this.#layer = layer;
    this.#pooled = new Float32Array(3 * table.dimensions);
    this.vector = createTextVector(layer.units);
  }

  begin(): void {
    this.#counter.clear();
    this.vector.links = 0;
  }

  countWords(): void {
    const { points, starts, ends, tokens, ownTokens } = this.stream;
    for (let t = 0; t < tokens; t++) this.#hashes[t] = wordHash(points, starts[t], ends[t]);
    this.#counter.countWords(this.#hashes, tokens, ownTokens);
  }

  countCharacters(): void {
    this.#counter.countCharacters(this.stream.points, this.stream.length);
  }

  countShape(feature: number, value: number): void {
    this.#counter.countShape(feature, value);
  }

  take(norm: number): void {
    this.#counter.take(this.vector, norm);
  }

  embed(): void {
    const { kinds, starts, ends, tokens, ownTokens } = this.stream;
    const { notRow } = this.#table;
    const rows = this.#rows;
    let found = 0;
    let words = 0;
    let known = 0;
    for (let t = 0; t < tokens; t++) {
      const kind = kinds[t];
      const isWord = kind === TokenKind.Word;
      const length = ends[t] - starts[t];
      // Single letters and what stands behind the text as a guess are looked up but not counted.
      const counts = t < ownTokens && (kind === TokenKind.Solo || (isWord && length > 1));
      if (counts) words++;
      let row = this.#table.find(this.#hashes[t]);
      if (row < 0 && isWord && length > 2) {
        row = this.#beforeApostrophe(starts[t], ends[t]);
        if (row >= 0 && notRow >= 0 && this.#isNegated(ends[t])) rows[found++] = notRow;
      }
      if (row < 0) continue;
      rows[found++] = row;
      if (counts) known++;
    }
    this.vector.words = words;
    this.vector.knownWords = known;
    if (found === 0) {
      this.vector.hidden.fill(0);
      return;
    }
    this.#table.pool(rows, found, this.#pooled);
    this.#layer.apply(this.#pooled, this.vector.hidden);
  }

  /** "it's" → it, "don't" → do, "can't" → can. */
  #beforeApostrophe(start: number, end: number): number {
    const { points } = this.stream;
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
    const { points } = this.stream;
    return points[end - 1] === T && points[end - 2] === APOSTROPHE && points[end - 3] === N;
  }
}
