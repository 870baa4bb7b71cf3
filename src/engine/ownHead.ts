import { fitPlatt, logistic, type Scaling, softmax } from '../elm/calibrate/scaling.ts';
import { fitTemperature } from '../elm/calibrate/temperature.ts';
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
/** Below this the best label is no answer. */
const UNSURE_BELOW = 0.53;

/**
 * Before lessons say better. Examples have a score of 1 or −1; real texts of a label have about .5, what is
 * merely like them .3: the line is at .4. What that gives is in ARCHITECTURE.md.
 */
const PRIOR = { slope: 3, offset: -1.2 };
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
  #prior: Scaling;
  #scaling: Scaling;

  /** @param labels ids of the person's labels, at least one. */
  constructor(labels: readonly string[]) {
    this.labels = [OTHER, ...labels];
    this.version = `own ${labels.join(' ')}`;
    this.outputs = labels.length === 1 ? 1 : labels.length + 1;
    this.#prior = {
      slope: new Array(this.outputs).fill(PRIOR.slope),
      // Of several scores that of the ordinary label stands for the line.
      offset: Array.from({ length: this.outputs }, (_, o) =>
        this.outputs === 1 ? PRIOR.offset : o === 0 ? -PRIOR.offset : 0,
      ),
    };
    this.#scaling = this.#prior;
  }

  get scaling(): Scaling {
    return this.#scaling;
  }

  /** Starts from probabilities that were fitted to lessons which are no longer kept. */
  keepScaling(scaling: Scaling): void {
    this.#prior = scaling;
    this.#scaling = scaling;
  }

  /** Fits the probabilities to lessons and ordinary texts, as they were judged without being known. */
  calibrate(unseen: readonly Unseen[]): void {
    const lessons = unseen.filter(({ isOrdinary }) => !isOrdinary);
    const counts = this.labels.map((_, k) => lessons.filter(({ label }) => label === k).length);
    const known = counts.filter((count) => count > 0).sort((a, b) => a - b);
    this.#scaling = this.#prior;
    // Of one label alone nothing can be told apart.
    if (known.length < 2) return;
    const evidence = known.length * known[0];
    const trust = evidence / (evidence + PRIOR_COUNT);
    const ordinary = (ORDINARY_SHARE * lessons.length) / Math.max(1, unseen.length - lessons.length);
    const weights = unseen.map(({ isOrdinary }) => (isOrdinary ? Math.min(1, ordinary) : 1));
    const fit = this.#fit(unseen, weights);
    const blend = (a: number[], b: number[]) => a.map((x, o) => trust * x + (1 - trust) * b[o]);
    this.#scaling = {
      slope: blend(fit.slope, this.#prior.slope),
      offset: blend(fit.offset, this.#prior.offset),
    };
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
