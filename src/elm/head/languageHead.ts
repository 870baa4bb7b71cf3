/**
 * Which language a text is in, from the same feature pass that all heads read. In come the direct links of a
 * text (its n-grams of characters and words), out comes the likeliest language with a calibrated probability,
 * and whether that is enough to decide by. The engine asks it once a text and lets no head speak of a language
 * that it was not trained for. The weights are few to a link (an n-gram is at home in few languages), so a row
 * holds only those that differ from the link's usual weight. It comes from `models/language.bin`, and never
 * changes; it is no {@link Head}, because it marks nothing and nobody teaches it.
 */
import { ElmError, requireInteger } from '../errors.ts';
import { readContainer, requireSection, writeContainer } from '../file/container.ts';
import { decodeAscending, encodeAscending } from '../file/deltas.ts';
import type { OutputLayer } from '../kernels/textKernels.ts';
import { BUCKETS, rowsOfBuckets } from '../text/hashing.ts';
import { FEATURES_VERSION } from '../text/textFeatures.ts';
import type { TextVector } from '../text/textVector.ts';

const MAX_LANGUAGES = 256;
/** An ISO 639-1 or 639-3 code. */
const CODE = /^[a-z]{2,3}$/;

export interface LanguageParts {
  /** ISO codes; k of them. */
  languages: string[];
  /** Buckets that have weights, ascending; r. */
  buckets: Uint32Array;
  /** How many weights each row has; r, their sum is e. */
  counts: Uint8Array;
  /** The language of each weight, row after row; e. */
  owners: Uint8Array;
  /** The weights, in units of `scale`; e. */
  weights: Int8Array;
  scale: number;
  /** k */
  bias: number[];
  /** The probabilities are softmax(slope · score). */
  slope: number;
  decides: Decides;
}

/** When the answer is enough to decide by. */
export interface Decides {
  /** At least this probable. */
  probability: number;
  /** At least so many direct links: 20 letters have some 60. */
  links: number;
}

export interface Language {
  /** ISO code of the likeliest. */
  code: string;
  /** Calibrated. */
  probability: number;
  /** Whether one may act on it: probable enough, and text enough. */
  decided: boolean;
}

export class LanguageHead {
  readonly languages: readonly string[];
  /** 8 hex digits that name the exact file. */
  readonly version: string;
  readonly #parts: LanguageParts;
  readonly #bytes: Uint8Array;
  /** Bucket → 1 + row, 0 when it has no weights; made when it is first needed. */
  #rowOf: Uint32Array | null = null;
  /** Row → its first weight; r + 1. */
  readonly #starts: Uint32Array;
  readonly #scores: Float64Array;

  private constructor(parts: LanguageParts, starts: Uint32Array, version: string, bytes: Uint8Array) {
    this.#parts = parts;
    this.#starts = starts;
    this.#bytes = bytes;
    this.languages = parts.languages;
    this.version = version;
    this.#scores = new Float64Array(parts.languages.length);
  }

  /** Checks the whole file before it makes anything of it. @throws ElmError when something is unsound */
  static fromBytes(bytes: Uint8Array): LanguageHead {
    const file = readContainer(bytes, 'language');
    const f = file.fields;
    if (f.features !== FEATURES_VERSION)
      throw new ElmError('language.features', `features of version ${FEATURES_VERSION}`, f.features);
    const languages = f.languages;
    if (
      !Array.isArray(languages) ||
      languages.length < 2 ||
      languages.length > MAX_LANGUAGES ||
      !languages.every((code) => typeof code === 'string' && CODE.test(code)) ||
      new Set(languages).size !== languages.length
    )
      throw new ElmError('language.languages', `2 to ${MAX_LANGUAGES} ISO codes that differ`, languages);
    const numbers = (name: string, value: unknown, length: number): number[] => {
      if (!Array.isArray(value) || value.length !== length || !value.every(Number.isFinite))
        throw new ElmError(`language.${name}`, `${length} finite numbers`, value);
      return value;
    };
    const [scale, slope, probability, links] = numbers(
      'numbers',
      [f.scale, f.slope, f.decidesProbability, f.decidesLinks],
      4,
    );
    if (slope <= 0) throw new ElmError('language.slope', 'a number greater than 0', slope);
    const rows = requireInteger('language.rows', f.rows as number, 0, BUCKETS);
    const counts = requireSection(file, 'counts', 'u8', rows);
    const starts = new Uint32Array(rows + 1);
    for (let row = 0; row < rows; row++) starts[row + 1] = starts[row] + counts[row];
    const owners = requireSection(file, 'owners', 'u8', starts[rows]);
    if (owners.some((owner) => owner >= languages.length))
      throw new ElmError('language.owners', `numbers below ${languages.length}`, owners);
    const parts: LanguageParts = {
      languages: languages as string[],
      buckets: decodeAscending(requireSection(file, 'buckets', 'u8'), rows, BUCKETS),
      counts,
      owners,
      weights: requireSection(file, 'weights', 'i8', starts[rows]),
      scale,
      bias: numbers('bias', f.bias, languages.length),
      slope,
      decides: { probability, links },
    };
    return new LanguageHead(parts, starts, file.digest, bytes);
  }

  /** A head of these parts, through the same checks as one from a file. */
  static fromParts(parts: LanguageParts): LanguageHead {
    const { languages, scale, bias, slope, decides, buckets, counts, owners, weights } = parts;
    return LanguageHead.fromBytes(
      writeContainer(
        'language',
        {
          languages,
          features: FEATURES_VERSION,
          rows: buckets.length,
          scale,
          bias,
          slope,
          decidesProbability: decides.probability,
          decidesLinks: decides.links,
        },
        { buckets: encodeAscending(buckets), counts, owners, weights },
      ),
    );
  }

  /** The file that the head came from. */
  toBytes(): Uint8Array {
    return this.#bytes;
  }

  /** The weights as a table with a column for every language, for kernels to copy: 75 bytes a row are read in two strides. */
  outputLayer(): OutputLayer {
    const { languages, buckets, owners, weights, scale, bias } = this.#parts;
    const starts = this.#starts;
    const k = languages.length;
    const direct = new Int8Array(buckets.length * k);
    for (let row = 0; row < buckets.length; row++)
      for (let e = starts[row]; e < starts[row + 1]; e++) direct[row * k + owners[e]] += weights[e];
    const hidden = new Int8Array(0);
    return {
      buckets,
      direct,
      hidden,
      directScale: new Array(k).fill(scale),
      hiddenScale: new Array(k).fill(0),
      bias,
      unsigned: true,
    };
  }

  /**
   * Writes a score for each language into `out` (length `languages.length`). A link's sign tells n-grams apart
   * that share a bucket in other heads; here only that it is there counts.
   */
  scores(vector: TextVector, out: Float64Array): void {
    if (vector.kernels?.vector === vector) {
      vector.kernels.scores(this, out);
      return;
    }
    const { owners, weights, scale, bias } = this.#parts;
    this.#rowOf ??= rowsOfBuckets(this.#parts.buckets);
    const rowOf = this.#rowOf;
    const starts = this.#starts;
    out.fill(0);
    for (let i = 0; i < vector.links; i++) {
      const row = rowOf[vector.buckets[i]];
      if (row === 0) continue;
      const value = Math.abs(vector.values[i]);
      for (let k = starts[row - 1]; k < starts[row]; k++) out[owners[k]] += value * weights[k];
    }
    for (let o = 0; o < out.length; o++) out[o] = out[o] * scale + bias[o];
  }

  /** The likeliest language of a text. */
  detect(vector: TextVector): Language {
    const scores = this.#scores;
    this.scores(vector, scores);
    let best = 0;
    for (let o = 1; o < scores.length; o++) if (scores[o] > scores[best]) best = o;
    let sum = 0;
    for (let o = 0; o < scores.length; o++) sum += Math.exp(this.#parts.slope * (scores[o] - scores[best]));
    const { decides } = this.#parts;
    const probability = 1 / sum;
    return {
      code: this.languages[best],
      probability,
      decided: probability >= decides.probability && vector.links >= decides.links,
    };
  }
}
