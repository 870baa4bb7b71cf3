/**
 * A trained head: from a text's features to the probabilities of one task's labels. One linear layer reads
 * the direct links and the hidden layer (an ELM with direct links); a calibration makes probabilities of its
 * scores. It comes from `models/<task>.bin`, trained by `tools/train.ts`, and never changes: what a person
 * teaches is added to its scores by others. Reading a text's features costs one look-up a link.
 */
import { logistic, type Scaling, softmax } from '../calibrate/scaling.ts';
import { ElmError, requireInteger } from '../errors.ts';
import { type Container, readContainer, requireSection, writeContainer } from '../file/container.ts';
import { decodeAscending, encodeAscending } from '../file/deltas.ts';
import type { OutputLayer } from '../kernels/textKernels.ts';
import { BUCKETS, rowsOfBuckets } from '../text/hashing.ts';
import { FEATURES_VERSION, HIDDEN_UNITS } from '../text/textFeatures.ts';
import type { TextVector } from '../text/textVector.ts';
import type { Language } from './languageHead.ts';

export const SENSITIVITY_STEPS = 5;
/** The step at which a head flags unless the person chose another. */
export const DEFAULT_STEP = 2;
/** How far past the line, in score, a lesson is to bring a text at least. */
const LESSON_MARGIN = 0.5;
/** How sure, in log-odds, a lesson is to make a head of two labels. */
const LESSON_LOGIT = 5.5;
const MAX_LABELS = 256;
/** A text without words has fewer links than this when it is a sign or two (an empty one has 5, of its shape). */
const LEAST_LINKS_WITHOUT_WORDS = 15;
/** Of every number in the header. Beyond it no honest head lies, and scores could become infinite. */
const MAX_MAGNITUDE = 1e6;

export interface HeadParts {
  task: string;
  labels: string[];
  ordinary: string;
  /** Digest of the word table that the head was trained with. */
  wordTable: string;
  /** Buckets that have weights, ascending; r. */
  buckets: Uint32Array;
  /** r × outputs, row-major, in units of `directScale[output]`. */
  direct: Int8Array;
  /** outputs × units, in units of `hiddenScale[output]`. */
  hidden: Int8Array;
  directScale: number[];
  hiddenScale: number[];
  bias: number[];
  scaling: Scaling;
  /** labels × steps; for the ordinary label null. */
  flagAt: (number[] | null)[];
  unsure: Unsure;
  /** ISO codes of the languages it was trained for; any when left out. */
  languages?: readonly string[];
  /** Share of ordinary texts flagged at each step, as measured by the trainer; not known when left out. */
  falseAlarms?: readonly number[];
  /** What a person's lessons must leave as it is; nothing when left out. */
  anchors?: Anchors;
}

/**
 * Mean texts of what the head was trained on, k of them, one for each set of texts: lessons that would move the
 * score of such a mean would move very many texts that the head knows.
 */
export interface Anchors {
  /** Buckets that some mean has, ascending; r. */
  buckets: Uint32Array;
  /** r × k, row-major, in units of `directScale[anchor]`. */
  direct: Int8Array;
  /** k × units, in units of `hiddenScale[anchor]`. */
  hidden: Int8Array;
  directScale: readonly number[];
  hiddenScale: readonly number[];
}

/** When a head says that it can't tell. */
export interface Unsure {
  /** Fewer words than this that the word table knows. */
  knownWords: number;
  /** A smaller share of such words (another language or script). */
  knownShare: number;
  /** A less probable best label. */
  probability: number;
}

export class Head {
  readonly task: string;
  readonly labels: readonly string[];
  readonly ordinary: string;
  /** 8 hex digits that name the exact file. */
  readonly version: string;
  readonly wordTable: string;
  /** Scores a text gets: 1 for two labels (that of the other than the ordinary one), else one a label. */
  readonly outputs: number;
  /** Direct links that have weights. */
  readonly rows: number;
  /** ISO codes of the languages it was trained for; none named: any. */
  readonly languages: readonly string[];
  /** Share of ordinary texts that are flagged at each step; none: nobody measured. */
  readonly falseAlarms: readonly number[];
  readonly #parts: HeadParts;
  readonly #bytes: Uint8Array;
  /** Bucket → 1 + row, 0 when pruned; made when it is first needed. */
  #rowOf: Uint32Array | null = null;

  private constructor(parts: HeadParts, version: string, bytes: Uint8Array) {
    this.#parts = parts;
    this.#bytes = bytes;
    this.task = parts.task;
    this.labels = parts.labels;
    this.ordinary = parts.ordinary;
    this.wordTable = parts.wordTable;
    this.version = version;
    this.outputs = outputsOf(parts.labels.length);
    this.rows = parts.buckets.length;
    this.languages = parts.languages ?? [];
    this.falseAlarms = parts.falseAlarms ?? [];
  }

  /** Checks the whole file before it makes anything of it. @throws ElmError when something is unsound */
  static fromBytes(bytes: Uint8Array): Head {
    const file = readContainer(bytes, 'head');
    const f = file.fields;
    if (f.features !== FEATURES_VERSION)
      throw new ElmError('head.features', `features of version ${FEATURES_VERSION}`, f.features);
    const labels = f.labels;
    if (!Array.isArray(labels) || labels.length < 2 || labels.length > MAX_LABELS || !labels.every(isName))
      throw new ElmError('head.labels', `2 to ${MAX_LABELS} names`, labels);
    if (new Set(labels).size !== labels.length)
      throw new ElmError('head.labels', 'names that differ', labels);
    if (!isName(f.task)) throw new ElmError('head.task', 'a name', f.task);
    if (
      !isName(f.ordinary) ||
      !labels.includes(f.ordinary) ||
      (labels.length === 2 && labels[0] !== f.ordinary)
    )
      throw new ElmError('head.ordinary', 'one of the labels, the first of two', f.ordinary);
    if (!isName(f.wordTable)) throw new ElmError('head.wordTable', 'a digest', f.wordTable);
    const outputs = outputsOf(labels.length);
    const rows = requireInteger('head.rows', f.rows as number, 0, BUCKETS);
    const flagAt = f.flagAt;
    if (!Array.isArray(flagAt) || flagAt.length !== labels.length)
      throw new ElmError('head.flagAt', 'one list a label', flagAt);
    flagAt.forEach((steps, i) => {
      if (labels[i] === f.ordinary ? steps !== null : !isNumbers(steps, SENSITIVITY_STEPS))
        throw new ElmError('head.flagAt', `${SENSITIVITY_STEPS} numbers, null for the ordinary label`, steps);
    });
    const numbers = (name: string, value: unknown, length: number): number[] => {
      if (!isNumbers(value, length))
        throw new ElmError(`head.${name}`, `${length} finite numbers of at most ${MAX_MAGNITUDE}`, value);
      return value;
    };
    const unsure = numbers('unsure', f.unsure, 3);
    const languages = f.languages ?? [];
    if (!Array.isArray(languages) || languages.length > MAX_LABELS || !languages.every(isName))
      throw new ElmError('head.languages', `at most ${MAX_LABELS} codes`, languages);
    const falseAlarms = f.falseAlarms ?? [];
    if (!isNumbers(falseAlarms, 0) && !isNumbers(falseAlarms, SENSITIVITY_STEPS))
      throw new ElmError('head.falseAlarms', `${SENSITIVITY_STEPS} shares, or none`, falseAlarms);
    const parts: HeadParts = {
      task: f.task,
      labels: labels as string[],
      ordinary: f.ordinary,
      wordTable: f.wordTable,
      buckets: decodeAscending(requireSection(file, 'buckets', 'u8'), rows, BUCKETS),
      direct: requireSection(file, 'direct', 'i8', rows * outputs),
      hidden: requireSection(file, 'hidden', 'i8', outputs * HIDDEN_UNITS),
      directScale: numbers('directScale', f.directScale, outputs),
      hiddenScale: numbers('hiddenScale', f.hiddenScale, outputs),
      bias: numbers('bias', f.bias, outputs),
      scaling: { slope: numbers('slope', f.slope, outputs), offset: numbers('offset', f.offset, outputs) },
      flagAt: flagAt as (number[] | null)[],
      unsure: { knownWords: unsure[0], knownShare: unsure[1], probability: unsure[2] },
      languages,
      falseAlarms,
    };
    if (f.anchors !== undefined) parts.anchors = anchorsOf(file);
    if (parts.scaling.slope.some((slope) => slope <= 0))
      throw new ElmError('head.slope', 'numbers greater than 0', parts.scaling.slope);
    return new Head(parts, file.digest, bytes);
  }

  /** A head of these parts, through the same checks as one from a file. */
  static fromParts(parts: HeadParts): Head {
    const { task, labels, ordinary, wordTable, directScale, hiddenScale, bias, scaling, flagAt, unsure } =
      parts;
    const { languages = [], falseAlarms = [], anchors } = parts;
    return Head.fromBytes(
      writeContainer(
        'head',
        {
          task,
          labels,
          ordinary,
          features: FEATURES_VERSION,
          wordTable,
          rows: parts.buckets.length,
          directScale,
          hiddenScale,
          bias,
          slope: scaling.slope,
          offset: scaling.offset,
          flagAt,
          unsure: [unsure.knownWords, unsure.knownShare, unsure.probability],
          languages,
          falseAlarms,
          ...(anchors && {
            anchors: {
              rows: anchors.buckets.length,
              directScale: anchors.directScale,
              hiddenScale: anchors.hiddenScale,
            },
          }),
        },
        {
          buckets: encodeAscending(parts.buckets),
          direct: parts.direct,
          hidden: parts.hidden,
          ...(anchors && {
            anchorBuckets: encodeAscending(anchors.buckets),
            anchorDirect: anchors.direct,
            anchorHidden: anchors.hidden,
          }),
        },
      ),
    );
  }

  /** The file that the head came from. */
  toBytes(): Uint8Array {
    return this.#bytes;
  }

  /** The same head with other anchors. */
  withAnchors(anchors: Anchors): Head {
    return Head.fromParts({ ...this.#parts, anchors });
  }

  /** The anchors as texts. */
  get anchors(): TextVector[] {
    const anchors = this.#parts.anchors;
    if (!anchors) return [];
    const { buckets, direct, hidden, directScale, hiddenScale } = anchors;
    const count = directScale.length;
    return directScale.map((scale, k) => ({
      links: buckets.length,
      buckets,
      values: Float32Array.from(buckets, (_, row) => scale * direct[row * count + k]),
      hidden: Float32Array.from(
        hidden.subarray(k * HIDDEN_UNITS, (k + 1) * HIDDEN_UNITS),
        (value) => hiddenScale[k] * value,
      ),
      words: 0,
      knownWords: 0,
    }));
  }

  /** The weights, for kernels to copy. */
  outputLayer(): OutputLayer {
    return this.#parts;
  }

  /**
   * Writes the scores of a text into `out` (length `outputs`). A vector in the kernels' memory is scored there,
   * with a difference in rounding that the tests hold below 1e-6 in probability.
   */
  scores(vector: TextVector, out: Float64Array): void {
    requireRoom('out', out, this.outputs);
    if (vector.kernels?.vector === vector) {
      vector.kernels.scores(this, out);
      return;
    }
    const { direct, hidden, directScale, hiddenScale, bias } = this.#parts;
    const { outputs } = this;
    this.#rowOf ??= rowsOfBuckets(this.#parts.buckets);
    const rowOf = this.#rowOf;
    const { buckets, values, links } = vector;
    out.fill(0, 0, outputs);
    if (outputs === 1) {
      let sum = 0;
      for (let i = 0; i < links; i++) {
        const row = rowOf[buckets[i]];
        if (row !== 0) sum += values[i] * direct[row - 1];
      }
      out[0] = sum;
    } else {
      for (let i = 0; i < links; i++) {
        const row = rowOf[buckets[i]];
        if (row === 0) continue;
        const value = values[i];
        for (let o = 0, k = (row - 1) * outputs; o < outputs; o++, k++) out[o] += value * direct[k];
      }
    }
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let u = 0, k = o * HIDDEN_UNITS; u < HIDDEN_UNITS; u++, k++) sum += vector.hidden[u] * hidden[k];
      out[o] = out[o] * directScale[o] + sum * hiddenScale[o] + bias[o];
    }
  }

  /** Writes the calibrated probabilities of all labels into `out` (length `labels.length`). */
  probabilities(scores: Float64Array, out: Float64Array): void {
    requireRoom('scores', scores, this.outputs);
    requireRoom('out', out, this.labels.length);
    const { slope, offset } = this.#parts.scaling;
    if (this.outputs === 1) {
      out[1] = logistic(slope[0] * scores[0] + offset[0]);
      out[0] = 1 - out[1];
    } else {
      softmax(scores, 0, slope, offset, out);
    }
  }

  /**
   * The least probability at which a text is flagged with label number `label`.
   * @param step sensitivity, 0 (flags least) to 4
   * @returns Infinity for the ordinary label, which is never flagged
   */
  flagAt(label: number, step: number): number {
    requireInteger('label', label, 0, this.labels.length - 1);
    requireInteger('step', step, 0, SENSITIVITY_STEPS - 1);
    return this.#parts.flagAt[label]?.[step] ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Whether the head can't tell: a grey band, too little text, or not a language that it was trained for. Where
   * the language is not decided (or not asked for), the share of words that the table knows has to do.
   */
  isUnsure(vector: TextVector, probabilities: Float64Array, language?: Language): boolean {
    const { knownWords, knownShare, probability } = this.#parts.unsure;
    if (vector.knownWords < knownWords) return true;
    if (vector.words === 0 && vector.links < LEAST_LINKS_WITHOUT_WORDS) return true;
    if (language?.decided && this.languages.length > 0) {
      if (!this.languages.includes(language.code)) return true;
    } else if (vector.knownWords < knownShare * vector.words) return true;
    let top = 0;
    for (let k = 0; k < this.labels.length; k++) if (probabilities[k] > top) top = probabilities[k];
    return top < probability;
  }

  /**
   * What the scores should be when a person says that a text is `label`: the base scores, changed no more
   * than it takes for the label to be the answer, past the default line with a margin. Scores that are
   * already right stay as they are (targets max(1, y·f)·y of the squared hinge).
   * @param base scores of {@link scores}
   * @param out length `outputs`
   */
  targets(label: number, base: Float64Array, out: Float64Array): void {
    requireInteger('label', label, 0, this.labels.length - 1);
    const { slope, offset } = this.#parts.scaling;
    const lineOf = (other: number) => this.#parts.flagAt[other]?.[DEFAULT_STEP] ?? 0.5;
    // A label that is never probable enough to be flagged is taught to be the clear answer.
    const wantedOf = (other: number) => logit(Math.min(Math.max(lineOf(other), 0.5), 0.999));
    if (this.outputs === 1) {
      const scoreOf = (odds: number) => (odds - offset[0]) / slope[0];
      const marked = Math.max(scoreOf(LESSON_LOGIT), scoreOf(wantedOf(1)) + LESSON_MARGIN);
      // As far on the other side of the score at which both are as probable: or lessons of both labels would
      // together move all texts towards one of them.
      const middle = scoreOf(0);
      if (label === 1) out[0] = Math.max(base[0], marked);
      else out[0] = Math.min(base[0], 2 * middle - marked);
      return;
    }
    let others = 0;
    for (let o = 0; o < this.outputs; o++) {
      if (o === label) continue;
      out[o] = Math.min(base[o], -1);
      others += Math.exp(slope[o] * out[o] + offset[o]);
    }
    const needed = (wantedOf(label) + Math.log(others) - offset[label]) / slope[label] + LESSON_MARGIN;
    out[label] = Math.max(base[label], 1, needed);
  }
}

function anchorsOf(file: Container): Anchors {
  const f = file.fields.anchors;
  if (typeof f !== 'object' || f === null) throw new ElmError('head.anchors', 'an object', f);
  const { rows, directScale, hiddenScale } = f as Record<string, unknown>;
  const count = Array.isArray(directScale) ? directScale.length : 0;
  if (count < 1 || count > MAX_LABELS || !isNumbers(directScale, count) || !isNumbers(hiddenScale, count))
    throw new ElmError('head.anchors', `two scales for each of 1 to ${MAX_LABELS} anchors`, directScale);
  const links = requireInteger('head.anchors.rows', rows as number, 0, BUCKETS);
  return {
    buckets: decodeAscending(requireSection(file, 'anchorBuckets', 'u8'), links, BUCKETS),
    direct: requireSection(file, 'anchorDirect', 'i8', links * count),
    hidden: requireSection(file, 'anchorHidden', 'i8', count * HIDDEN_UNITS),
    directScale,
    hiddenScale,
  };
}

function outputsOf(labels: number): number {
  return labels === 2 ? 1 : labels;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 64;
}

function isNumbers(value: unknown, length: number): value is number[] {
  return Array.isArray(value) && value.length === length && value.every(isBounded);
}

function isBounded(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= MAX_MAGNITUDE;
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}

function requireRoom(argument: string, values: Float64Array, length: number): void {
  if (values.length < length) throw new ElmError(argument, `at least ${length} numbers`, values.length);
}
