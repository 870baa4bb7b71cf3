/**
 * Learns a stream tick by tick. From the last ticks it predicts the measures of the next one, and learns what they
 * were only then: so every error is one on data not seen before. It does that twice, with a forgetting factor and
 * without. A measure is odd when it lies further from its prediction than all but a small share of the last ones did:
 * split conformal prediction (Vovk, Gammerman & Shafer 2005), on errors of a window that moves.
 */
import { ElmError, Matrix, OnlineElm, type Saved } from '../../src/elm/index.ts';
import { MEASURES } from './measures.ts';

/** Ticks that a prediction looks back. */
const LAGS = 4;
const UNITS = 40;
/** Errors that the line is drawn by, the last ones. */
const WINDOW = 300;
/** Fewer tell nothing of the rarest of a hundred. */
const ENOUGH = 100;
/** The share of ticks that the line leaves beyond it while nothing changes. */
export const BEYOND = 0.02;

/** What is predicted is at most sinh 5 = 74 times the usual. */
const MOST = 5;

const KIND = 'edge-watcher';
const M = MEASURES.length;

/** What was thought of a tick before it was learned; one number a measure. */
export interface Told {
  measured: readonly number[];
  forgetting: Float64Array;
  keeping: Float64Array;
  /** As in the tick before. */
  same: readonly number[];
  /** An error that is odd is greater than this; infinite as long as there are too few errors to tell. */
  line: Float64Array;
  odd: boolean[];
}

export class Watcher {
  #forgetting: OnlineElm;
  #keeping: OnlineElm;
  /** The last ticks, newest first. */
  #past: (readonly number[])[] = [];
  /** The last errors of the model that forgets, oldest first; one list a measure. */
  #errors: number[][] = MEASURES.map(() => []);

  /** @param forgetting the factor of the one model; the other forgets nothing. */
  constructor(forgetting: number) {
    const options = { hidden: { units: UNITS, seed: 5 }, lambda: 0.1 };
    this.#forgetting = new OnlineElm({ ...options, forgetting });
    this.#keeping = new OnlineElm(options);
  }

  /** The factor. */
  get forgetting(): number {
    return this.#forgetting.options.forgetting;
  }

  /** Ticks learned. */
  get ticks(): number {
    return this.#forgetting.samples;
  }

  /** Predicts, compares, learns. Null for the first ticks, of which nothing could be predicted. */
  learn(measured: readonly number[]): Told | null {
    let told: Told | null = null;
    if (this.#past.length === LAGS) {
      const x = new Matrix(1, LAGS * M, Float64Array.from(this.#past.flatMap(inUnits)));
      if (this.ticks > 0) told = this.#compare(x, measured);
      const y = new Matrix(1, M, Float64Array.from(inUnits(measured)));
      this.#forgetting.partialFit(x, y);
      this.#keeping.partialFit(x, y);
    }
    this.#past = [measured, ...this.#past].slice(0, LAGS);
    return told;
  }

  #compare(x: Matrix, measured: readonly number[]): Told {
    const predicted = (model: OnlineElm) =>
      model
        .predictScores(x)
        .data.map((z, m) => MEASURES[m].usual * Math.sinh(Math.max(-MOST, Math.min(MOST, z))));
    const forgetting = predicted(this.#forgetting);
    const errors = measured.map((value, m) => Math.abs(value - forgetting[m]));
    const line = Float64Array.from(this.#errors, lineOf);
    const odd = errors.map((error, m) => error > line[m]);
    this.#errors = this.#errors.map((list, m) => [...list, errors[m]].slice(-WINDOW));
    return { measured, forgetting, keeping: predicted(this.#keeping), same: this.#past[0], line, odd };
  }

  /** What comes next does not follow on the last tick. */
  interrupt(): void {
    this.#past = [];
  }

  save(): Saved {
    const errors = this.#errors.map((list, m) => [`errors${m}`, Float64Array.from(list)]);
    return {
      kind: KIND,
      fields: { measures: MEASURES.map(({ name }) => name) },
      arrays: Object.fromEntries(errors),
      parts: [this.#forgetting.save(), this.#keeping.save()],
    };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load({ kind, fields, arrays, parts }: Saved): Watcher {
    if (kind !== KIND) throw new ElmError('file.kind', `"${KIND}"`, kind);
    const names = MEASURES.map(({ name }) => name).join(', ');
    if (String(fields.measures) !== names.replaceAll(', ', ','))
      throw new ElmError('file.measures', names, fields.measures);
    if (parts.length !== 2) throw new ElmError('file.parts', 'two models', parts.length);
    const [forgetting, keeping] = parts.map((part) => {
      const model = OnlineElm.load(part);
      // Asked once: it must take what it will be asked about, and answer with a number for each measure.
      const answer = model.predictScores(new Matrix(1, LAGS * M));
      if (answer.columns !== M || model.labels.length > 0)
        throw new ElmError('file.parts', `models of ${M} numbers`, answer.columns);
      return model;
    });
    const watcher = new Watcher(1);
    watcher.#forgetting = forgetting;
    watcher.#keeping = keeping;
    watcher.#errors = MEASURES.map((_, m) => {
      const list = Object.hasOwn(arrays, `errors${m}`) ? arrays[`errors${m}`] : undefined;
      if (!(list instanceof Float64Array) || list.length > WINDOW || !list.every((error) => error >= 0))
        throw new ElmError(`file.errors${m}`, `at most ${WINDOW} numbers from 0`, list);
      return [...list];
    });
    return watcher;
  }
}

/** Numbers near 1, as a random layer expects. What is far from the usual is drawn in, or one such tick would bend all. */
function inUnits(tick: readonly number[]): number[] {
  return tick.map((value, m) => Math.asinh(value / MEASURES[m].usual));
}

/** An error that one more of the same kind passes with a probability of at most {@link BEYOND}. */
function lineOf(errors: readonly number[]): number {
  if (errors.length < ENOUGH) return Number.POSITIVE_INFINITY;
  return Float64Array.from(errors).sort()[Math.ceil((errors.length + 1) * (1 - BEYOND)) - 1];
}
