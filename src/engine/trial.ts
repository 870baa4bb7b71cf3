import { softmax } from '../elm/calibrate/scaling.ts';
import { fitTemperature } from '../elm/calibrate/temperature.ts';
import { evidence } from '../elm/head/evidence.ts';
import { NEW_LABELS } from '../elm/learn/kernelChoice.ts';
import { PersonalWeights } from '../elm/learn/personalWeights.ts';
import { Matrix } from '../elm/linalg/matrix.ts';
import type { Evidence } from '../protocol/verdict.ts';
import type { Judge } from './judge.ts';
import { Refusal } from './refusal.ts';

/**
 * A head learned on the spot from a few examples: nothing else, so that one sees what they alone bring. It
 * gives every text one of the examples' labels.
 */
export class Trial {
  readonly labels: readonly string[];
  readonly #judge: Judge;
  readonly #personal: PersonalWeights;
  readonly #slope: number[];

  /** @throws Refusal unless there are two labels at least. */
  constructor(judge: Judge, examples: readonly { text: string; label: string }[]) {
    this.labels = [...new Set(examples.map(({ label }) => label))];
    if (this.labels.length < 2) throw new Refusal('invalid', 'examples: expected two labels at least');
    this.#judge = judge;
    const vectors = examples.map(({ text }) => judge.vectorOf(text));
    const count = this.labels.length;
    this.#personal = new PersonalWeights(count, vectors[0].hidden.length, NEW_LABELS);
    examples.forEach(({ label }, i) => {
      const targets = Float64Array.from(this.labels, (each) => (each === label ? 1 : -1));
      this.#personal.add(String(i), vectors[i], targets, { label, site: '' });
    });
    const unseen = [...this.#personal.leaveOneOut()];
    const slope = fitTemperature(
      Matrix.fromRows(unseen.map(([, scores]) => scores)),
      unseen.map(([id]) => this.labels.indexOf(examples[Number(id)].label)),
    );
    this.#slope = this.labels.map(() => slope);
  }

  /** In the order of `labels`. */
  probabilities(text: string): number[] {
    const scores = new Float64Array(this.labels.length);
    this.#personal.addScores(this.#judge.vectorOf(text), scores);
    const out = new Float64Array(scores.length);
    softmax(scores, 0, this.#slope, new Float64Array(scores.length), out);
    return [...out];
  }

  /** The words that moved the best label most. */
  explain(text: string): Evidence[] {
    const probabilities = this.probabilities(text);
    const best = probabilities.indexOf(Math.max(...probabilities));
    const none = { outputs: this.labels.length, scores: (_: unknown, out: Float64Array) => void out.fill(0) };
    return evidence(text, this.#judge.features, none, this.#personal, best, 8);
  }
}
