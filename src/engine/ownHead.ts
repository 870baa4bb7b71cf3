import { fitPlatt, logistic, type Scaling, softmax } from '../elm/calibrate/scaling.ts';
import { fitTemperature } from '../elm/calibrate/temperature.ts';
import { DEFAULT_STEP } from '../elm/head/head.ts';
import { Matrix } from '../elm/linalg/matrix.ts';
import type { TextVector } from '../elm/text/textVector.ts';
import { OTHER, SENSITIVITY_STEPS } from '../protocol/verdict.ts';
import type { Scorer } from './scorer.ts';

/**
 * The head of a task that the person has made: it knows nothing by itself (all scores are 0), so everything
 * that is said comes from their lessons. What it adds is how sure one may be. With few lessons that is a
 * cautious guess (PRIOR); the more there are of both sides, the more it is what the lessons say of each
 * example without it (leave-one-out), so that five examples can't look like five hundred. One label makes one
 * score (yes or no), several make one each and one for {@link OTHER}.
 */

/** Probability from which a label is marked, by step of sensitivity. */
const FLAG_AT = [0.9, 0.7, 0.57, 0.53, 0.5];
/** ln(p / (1 − p)) of the probability from which a label is marked at the default step. */
const MARKED = Math.log(FLAG_AT[DEFAULT_STEP] / (1 - FLAG_AT[DEFAULT_STEP]));
/** Below this the best label is no answer. */
const UNSURE_BELOW = 0.53;

/**
 * Before lessons say better. Examples have a score of 1 or −1; real texts of a label have about .5, what is
 * merely like them .3: the line is at .4. What that gives is in ARCHITECTURE.md.
 */
const PRIOR = { slope: 3, offset: -1.2 };
/**
 * A label's examples and the ordinary texts say better where to mark from at the default step, each judged without
 * itself: from the mean of the examples on, but never nearer to the ordinary texts than so many of their
 * standard deviations above their mean. (Only ever sooner than PRIOR does.)
 */
const ABOVE_ORDINARY = 4;
/** From so many examples on. */
const EXAMPLES_TO_MARK_FROM = 5;
/** So many lessons weigh as much as the prior. */
const PRIOR_COUNT = 20;
/** In the fit, all ordinary texts together count as much as all lessons. */
const ORDINARY_SHARE = 1;

/** An example, and what was said of it by the others. */
export interface Unseen {
  label: number;
  scores: Float64Array;
  /** A text that the task began with as an example of none of its labels; not a lesson. */
  isOrdinary: boolean;
}

export class OwnHead implements Scorer {
  readonly labels: readonly string[];
  readonly ordinary = OTHER;
  readonly version: string;
  /** Any: it knows what the person has shown it, in whatever language. */
  readonly languages = [];
  readonly falseAlarms = [];
  /** It knows no texts that lessons could make it forget. */
  readonly anchors = [];
  readonly outputs: number;
  /** Fitted to lessons that are no longer kept. */
  #kept: Scaling | null = null;
  #scaling: Scaling;

  /** @param labels ids of the person's labels, at least one. */
  constructor(labels: readonly string[]) {
    this.labels = [OTHER, ...labels];
    this.version = `own ${labels.join(' ')}`;
    this.outputs = labels.length === 1 ? 1 : labels.length + 1;
    this.#scaling = this.#priorFrom([]);
  }

  get scaling(): Scaling {
    return this.#scaling;
  }

  /** Starts from probabilities that were fitted to lessons which are no longer kept. */
  keepScaling(scaling: Scaling): void {
    this.#kept = scaling;
    this.#scaling = scaling;
  }

  /** Fits the probabilities to lessons and ordinary texts, as they were judged without being known. */
  calibrate(unseen: readonly Unseen[]): void {
    const lessons = unseen.filter(({ isOrdinary }) => !isOrdinary);
    const counts = this.labels.map((_, k) => lessons.filter(({ label }) => label === k).length);
    const known = counts.filter((count) => count > 0).sort((a, b) => a - b);
    const prior = this.#kept ?? this.#priorFrom(unseen);
    this.#scaling = prior;
    // Of one label alone nothing can be told apart.
    if (known.length < 2) return;
    const evidence = known.length * known[0];
    const trust = evidence / (evidence + PRIOR_COUNT);
    const ordinary = (ORDINARY_SHARE * lessons.length) / Math.max(1, unseen.length - lessons.length);
    const weights = unseen.map(({ isOrdinary }) => (isOrdinary ? Math.min(1, ordinary) : 1));
    const fit = this.#fit(unseen, weights);
    const blend = (a: number[], b: number[]) => a.map((x, o) => trust * x + (1 - trust) * b[o]);
    this.#scaling = {
      slope: blend(fit.slope, prior.slope),
      offset: blend(fit.offset, prior.offset),
    };
  }

  #priorFrom(unseen: readonly Unseen[]): Scaling {
    const { outputs } = this;
    const slope = new Array(outputs).fill(PRIOR.slope);
    // Of several scores that of the ordinary label stands for the line.
    if (outputs > 1) {
      return { slope, offset: Array.from({ length: outputs }, (_, o) => (o === 0 ? -PRIOR.offset : 0)) };
    }
    const scoresOf = (wanted: (each: Unseen) => boolean) =>
      unseen.filter(wanted).map(({ scores }) => scores[0]);
    const examples = scoresOf(({ label, isOrdinary }) => label === 1 && !isOrdinary);
    const ordinary = scoresOf(({ isOrdinary }) => isOrdinary);
    if (examples.length < EXAMPLES_TO_MARK_FROM || ordinary.length === 0) {
      return { slope, offset: [PRIOR.offset] };
    }
    const middle = mean(ordinary);
    const spread = Math.sqrt(mean(ordinary.map((score) => (score - middle) ** 2)));
    const from = Math.max(mean(examples), middle + ABOVE_ORDINARY * spread);
    if (from >= (MARKED - PRIOR.offset) / PRIOR.slope) return { slope, offset: [PRIOR.offset] };
    // An example's own score, 1, is no more certain than before.
    const most = PRIOR.slope + PRIOR.offset;
    const flatter = (most - MARKED) / (1 - from);
    return { slope: [flatter], offset: [most - flatter] };
  }

  #fit(unseen: readonly Unseen[], weights: number[]): Scaling {
    const { outputs } = this;
    if (outputs === 1) {
      const fit = fitPlatt(
        unseen.map(({ scores }) => scores[0]),
        unseen.map(({ label }) => label === 1),
        weights,
      );
      // Scores that speak against the labels say nothing; they must not be turned round.
      return fit.slope[0] > 0 ? fit : { slope: [0], offset: [0] };
    }
    const scores = new Matrix(unseen.length, outputs);
    unseen.forEach((each, i) => {
      scores.data.set(each.scores, i * outputs);
    });
    const slope = fitTemperature(
      scores,
      unseen.map(({ label }) => label),
      weights,
    );
    return { slope: new Array(outputs).fill(slope), offset: new Array(outputs).fill(0) };
  }

  scores(_vector: TextVector, out: Float64Array): void {
    out.fill(0, 0, this.outputs);
  }

  probabilities(scores: Float64Array, out: Float64Array): void {
    const { slope, offset } = this.#scaling;
    if (this.outputs === 1) {
      // Past its target a score says no more than at it.
      const score = Math.min(Math.max(scores[0], -1), 1);
      out[1] = logistic(slope[0] * score + offset[0]);
      out[0] = 1 - out[1];
    } else softmax(scores, 0, slope, offset, out);
  }

  /** 1 for the label, −1 for the others; scores that are past that stay (targets max(1, y·f)·y of the squared hinge). */
  targets(label: number, base: Float64Array, out: Float64Array): void {
    for (let o = 0; o < this.outputs; o++) {
      const is = this.outputs === 1 ? label === 1 : o === label;
      out[o] = is ? Math.max(base[o], 1) : Math.min(base[o], -1);
    }
  }

  flagAt(label: number, step: number): number {
    return label === 0 ? Number.POSITIVE_INFINITY : FLAG_AT[Math.min(step, SENSITIVITY_STEPS - 1)];
  }

  isUnsure(vector: TextVector, probabilities: Float64Array): boolean {
    return vector.words === 0 || Math.max(...probabilities) < UNSURE_BELOW;
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
