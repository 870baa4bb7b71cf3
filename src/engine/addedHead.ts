import type { Head } from '../elm/head/head.ts';
import type { WeightDelta } from '../elm/learn/weightDelta.ts';
import type { TextVector } from '../elm/text/textVector.ts';
import { weightsOfHead } from './sharedHead.ts';

/**
 * A head from an imported file whose scores are added to those of a task. Its labels need not be all of the
 * task's; each of its labels is one of the task's, or its ordinary one.
 */
export class AddedHead {
  readonly id: string;
  readonly #head: Head;
  readonly #scores: Float64Array;
  /** For each score of the head, the outputs of the task to which it is added, and with which sign. */
  readonly #to: readonly (readonly [output: number, sign: number])[][];

  /**
   * @param labels for each label of the head which of the task's it is; those left out are not used.
   * @param task labels and ordinary label of the task.
   */
  constructor(
    id: string,
    head: Head,
    labels: Readonly<Record<string, string>>,
    task: { labels: readonly string[]; ordinary: string },
  ) {
    this.id = id;
    this.#head = head;
    this.#scores = new Float64Array(head.outputs);
    const outputOf = (label: string | undefined): readonly (readonly [number, number])[] => {
      const index = label === undefined ? -1 : task.labels.indexOf(label);
      if (index < 0) return [];
      // Two labels share one score, which speaks for the second.
      if (task.labels.length === 2) return [[0, index === 1 ? 1 : -1]];
      return [[index, 1]];
    };
    const mapped = (label: string) => (Object.hasOwn(labels, label) ? labels[label] : undefined);
    if (head.outputs === 1) {
      const plain = task.labels.indexOf(task.ordinary);
      const to = outputOf(mapped(head.labels[1]));
      // One score says "it is" or "it isn't": where the ordinary label has a score of its own, the other way round.
      this.#to = [to.length > 0 && task.labels.length > 2 ? [...to, [plain, -1] as const] : [...to]];
    } else {
      const two = task.labels.length === 2;
      this.#to = head.labels.map((label) =>
        // Of two, only the score for the label: that of the ordinary one says the same again.
        two && label === head.ordinary ? [] : [...outputOf(mapped(label))],
      );
    }
  }

  /** What it adds to the scores of the task, as weights. */
  weights(outputs: number): WeightDelta {
    const own = weightsOfHead(this.#head);
    const units = own.hidden.length / own.outputs;
    const delta: WeightDelta = {
      outputs,
      buckets: own.buckets,
      direct: new Float64Array(own.buckets.length * outputs),
      hidden: new Float64Array(units * outputs),
      bias: new Float64Array(outputs),
    };
    this.#to.forEach((targets, o) => {
      for (const [output, sign] of targets) {
        for (let row = 0; row < own.buckets.length; row++) {
          delta.direct[row * outputs + output] += sign * own.direct[row * own.outputs + o];
        }
        for (let u = 0; u < units; u++) delta.hidden[output * units + u] += sign * own.hidden[o * units + u];
        delta.bias[output] += sign * own.bias[o];
      }
    });
    return delta;
  }

  /** scores += what the head says of the text. */
  addScores(vector: TextVector, scores: Float64Array): void {
    this.#head.scores(vector, this.#scores);
    this.#to.forEach((targets, o) => {
      for (const [output, sign] of targets) scores[output] += sign * this.#scores[o];
    });
  }
}
