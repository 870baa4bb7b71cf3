/**
 * One pass from a text to the features that every head reads: normalise, cut into tokens, hash n-grams into
 * direct links, pool the word table into the hidden layer. The engine calls it for each piece of a page,
 * the trainer for each example; both must go through here, or a head would meet features it never saw.
 * Time is linear in the text, which is cut at 4,096 UTF-16 units, and nothing is allocated per n-gram. With
 * kernels the steps behind the tokens run in WebAssembly; the features are the same, to the last bit.
 */
import { ElmError } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { TextKernels } from '../kernels/textKernels.ts';
import { StructuredLayer } from '../layers/structuredLayer.ts';
import type { FeatureSteps } from './featureSteps.ts';
import { normalise } from './normalise.ts';
import { PlainSteps } from './plainSteps.ts';
import { createTextVector, type TextVector } from './textVector.ts';
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

const CAPITAL_SHARES = [0.01, 0.06, 0.15, 0.3, 0.6, 0.95];
const DIGIT_SHARES = [0.01, 0.05, 0.15, 0.4];

export class TextFeatures {
  /** Digest of the word table's file: models are bound to it. */
  readonly wordTable: string;
  readonly #steps: FeatureSteps;

  /** @param kernels null for plain TypeScript, where the engine has no WebAssembly with SIMD */
  constructor(table: WordTable, kernels: Kernels | null = null) {
    const layer = new StructuredLayer(
      3 * table.dimensions,
      HIDDEN_UNITS,
      INPUT_SCALE,
      OFFSET_SCALE,
      LAYER_SEED,
    );
    this.wordTable = table.digest;
    this.#steps = kernels ? new TextKernels(kernels, table, layer) : new PlainSteps(table, layer);
  }

  /** What the last text gave. Heads score this one without copying it; it is filled anew for each text. */
  get vector(): TextVector {
    return this.#steps.vector;
  }

  /** A vector of the caller's own, large enough for every text. */
  createVector(): TextVector {
    return createTextVector(HIDDEN_UNITS);
  }

  /** Fills {@link vector}, and `into`, with the features of `text`. The same text always gives the same vector. */
  extract(text: string, into: TextVector = this.vector): void {
    if (typeof text !== 'string') throw new ElmError('text', 'a string', text);
    const steps = this.#steps;
    const { text: normal, capitals } = normalise(text);
    steps.stream.read(normal);
    steps.begin();
    steps.countWords();
    steps.take(WORD_NORM);
    steps.countCharacters();
    steps.take(CHARACTER_NORM);
    this.#countShape(capitals);
    steps.take(SHAPE_NORM);
    steps.embed();
    if (into !== steps.vector) copyInto(into, steps.vector);
  }

  #countShape(capitals: number): void {
    const steps = this.#steps;
    const s = steps.stream;
    if (s.letters > 3) steps.countShape(1, stepOf(capitals / s.letters, CAPITAL_SHARES));
    steps.countShape(2, Math.min(s.exclamationMarks, 3));
    steps.countShape(3, Math.min(s.questionMarks, 2));
    steps.countShape(4, Math.min(s.links, 2));
    steps.countShape(5, Math.min(s.symbols, 2));
    steps.countShape(6, stepOf(s.digits / (s.letters + s.digits + 1), DIGIT_SHARES));
  }
}

function copyInto(into: TextVector, from: TextVector): void {
  into.links = from.links;
  into.buckets.set(from.buckets.subarray(0, from.links));
  into.values.set(from.values.subarray(0, from.links));
  into.hidden.set(from.hidden);
  into.words = from.words;
  into.knownWords = from.knownWords;
}

/** How many of the ascending `limits` the value has reached. */
function stepOf(value: number, limits: readonly number[]): number {
  let n = 0;
  while (n < limits.length && value >= limits[n]) n++;
  return n;
}
