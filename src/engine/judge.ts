import { evidence } from '../elm/head/evidence.ts';
import type { Head } from '../elm/head/head.ts';
import type { Kernels } from '../elm/kernels/kernels.ts';
import { ON_BASE } from '../elm/learn/kernelChoice.ts';
import { PersonalWeights } from '../elm/learn/personalWeights.ts';
import { TextFeatures } from '../elm/text/textFeatures.ts';
import type { TextVector } from '../elm/text/textVector.ts';
import type { WordTable } from '../elm/text/wordTable.ts';
import type { Settings } from '../protocol/messages.ts';
import {
  type Evidence,
  EXTRAS,
  SENSITIVITY_STEPS,
  TASKS,
  type TaskId,
  type TaskInfo,
  type Verdict,
} from '../protocol/verdict.ts';
import type { KeptLesson } from './lessons.ts';

/** What one head, with what the person has taught it, says of a text, before settings are looked at. */
export interface Judgement {
  task: TaskId;
  /** Calibrated, in the order of the head's labels. */
  probabilities: number[];
  /** The same without the person's lessons. */
  base: number[];
  /** Whether the head abstains. */
  unsure: boolean;
}

/** The most texts whose judgements are remembered. */
const REMEMBERED = 2000;
/** The most words that an explanation names. */
const MAX_EVIDENCE = 8;

/**
 * Similarity from which a lesson is worth showing: a text with two words of eleven changed has about .7,
 * an unrelated one .15 to .25.
 */
const ALIKE = 0.4;

interface Task {
  head: Head;
  personal: PersonalWeights;
  /** Ids of the lessons in `personal`. */
  learned: Set<string>;
  scores: Float64Array;
  probabilities: Float64Array;
}

/**
 * From text to verdicts: one feature pass a text, every head on the same vector, the person's weights
 * on top. Used by the engine in the browser and by the command line tools in Node, so it knows neither
 * browser nor clock nor storage; lessons are handed in, and it learns or forgets the difference.
 */
export class Judge {
  readonly #features: TextFeatures;
  readonly #vector: TextVector;
  /** In the order of TASKS. */
  readonly #tasks = new Map<TaskId, Task>();
  /** Least recently used first. Emptied whenever anything is learned. */
  readonly #remembered = new Map<string, Judgement[]>();

  /**
   * @param kernels for the inner loops; null where the engine can't run them.
   * @throws Error unless each head is of another known task, and was trained with this table.
   */
  constructor(table: WordTable, heads: readonly Head[], kernels: Kernels | null = null) {
    const stranger = heads.find((head) => head.wordTable !== table.digest);
    if (stranger) throw new Error(`the head ${stranger.task} was trained with another word table`);
    this.#features = new TextFeatures(table, kernels);
    this.#vector = this.#features.vector;
    for (const task of TASKS) {
      const head = heads.find((candidate) => candidate.task === task);
      if (!head) continue;
      this.#tasks.set(task, {
        head,
        personal: new PersonalWeights(head.outputs, this.#vector.hidden.length, ON_BASE, { kernels }),
        learned: new Set(),
        scores: new Float64Array(head.outputs),
        probabilities: new Float64Array(head.labels.length),
      });
    }
    if (this.#tasks.size !== heads.length) {
      throw new Error(`heads of the tasks ${heads.map(({ task }) => task)}: expected ${TASKS}, each once`);
    }
  }

  /** The tasks there are, in the order in which they are shown. */
  infos(): TaskInfo[] {
    return [...this.#tasks].map(([task, { head }]) => ({
      task,
      labels: [...head.labels],
      ordinary: head.ordinary,
      version: head.version,
      extra: (EXTRAS as readonly TaskId[]).includes(task),
      own: null,
      flagAt: head.labels.map((label, i) =>
        label === head.ordinary
          ? []
          : Array.from({ length: SENSITIVITY_STEPS }, (_, step) => head.flagAt(i, step)),
      ),
      falseAlarms: [],
      languages: ['en'],
      learning: null,
    }));
  }

  /** Whether the task has this label. */
  knows(task: TaskId, label: string): boolean {
    return this.#tasks.get(task)?.head.labels.includes(label) ?? false;
  }

  /** What every head says of the text. */
  judge(text: string): Judgement[] {
    const known = this.#remembered.get(text);
    // Set anew below, so that it is the last to be dropped.
    if (known) this.#remembered.delete(text);
    const judgements = known ?? this.#judge(text);
    this.#remembered.set(text, judgements);
    if (this.#remembered.size > REMEMBERED) {
      this.#remembered.delete(this.#remembered.keys().next().value as string);
    }
    return judgements;
  }

  /**
   * Verdicts of the tasks that are on.
   * @param yours label that the person has given exactly this text, if any.
   */
  verdicts(
    text: string,
    settings: Record<TaskId, Pick<Settings['tasks'][TaskId], 'on' | 'sensitivity'>>,
    yours: (task: TaskId) => string | undefined = () => undefined,
  ): Verdict[] {
    return this.judge(text)
      .filter(({ task }) => settings[task].on)
      .map((judgement) =>
        verdictOf(
          judgement,
          this.#task(judgement.task).head,
          settings[judgement.task].sensitivity,
          yours(judgement.task),
        ),
      );
  }

  /**
   * The words that moved the score of a label most, strongest first.
   * @throws RangeError for a label that the task doesn't have.
   */
  explain(text: string, task: TaskId, label: string): Evidence[] {
    const { head, personal } = this.#task(task);
    return evidence(
      text,
      this.#features,
      head,
      personal.size > 0 ? personal : null,
      labelIndex(head, label),
      MAX_EVIDENCE,
    );
  }

  /** Id of the learned lesson whose text is most like this one, if it is like it at all. */
  nearest(text: string, task: TaskId): string | null {
    const { personal } = this.#task(task);
    if (personal.size === 0) return null;
    this.#features.extract(text, this.#vector);
    const nearest = personal.nearest(this.#vector);
    return nearest && nearest.similarity >= ALIKE ? nearest.id : null;
  }

  /**
   * Makes the person's weights of a task those that exactly these lessons give, whatever was learned
   * before. Lessons with an id that was there already are not learned again.
   */
  learn(task: TaskId, lessons: readonly KeptLesson[]): void {
    const { head, personal, learned, scores } = this.#task(task);
    this.#remembered.clear();
    const wanted = new Set(lessons.map((lesson) => lesson.id));
    for (const id of learned) {
      if (wanted.has(id)) continue;
      personal.remove(id);
      learned.delete(id);
    }
    const residual = new Float64Array(head.outputs);
    for (const lesson of lessons) {
      if (learned.has(lesson.id)) continue;
      this.#features.extract(lesson.text, this.#vector);
      head.scores(this.#vector, scores);
      head.targets(labelIndex(head, lesson.label), scores, residual);
      for (let o = 0; o < residual.length; o++) residual[o] -= scores[o];
      personal.add(lesson.id, this.#vector, residual, lesson);
      learned.add(lesson.id);
    }
  }

  #judge(text: string): Judgement[] {
    const vector = this.#vector;
    this.#features.extract(text, vector);
    return [...this.#tasks].map(([task, { head, personal, scores, probabilities }]) => {
      head.scores(vector, scores);
      head.probabilities(scores, probabilities);
      const base = [...probabilities];
      if (personal.size > 0) {
        personal.addScores(vector, scores);
        head.probabilities(scores, probabilities);
      }
      return { task, probabilities: [...probabilities], base, unsure: head.isUnsure(vector, probabilities) };
    });
  }

  #task(task: TaskId): Task {
    const found = this.#tasks.get(task);
    if (!found) throw new RangeError(`no head for ${task}`);
    return found;
  }
}

/**
 * The verdict at a step of sensitivity. What the person said of this very text is not guessed. Otherwise
 * the most probable label counts; it is flagged when it isn't the ordinary one, reaches the probability
 * that the head asks for at this step, and the head doesn't abstain.
 */
export function verdictOf(
  judgement: Judgement,
  head: Head,
  sensitivity: number,
  yours: string | undefined,
): Verdict {
  const { task, probabilities, base } = judgement;
  if (yours !== undefined) {
    return {
      task,
      label: yours,
      probability: probabilities[labelIndex(head, yours)],
      probabilities,
      flagged: yours !== head.ordinary,
      unsure: false,
      yours: true,
    };
  }
  const best = mostProbable(probabilities);
  const probability = probabilities[best];
  const limit = head.flagAt(best, sensitivity);
  // A head abstains because what it was trained on doesn't reach this text. Lessons that do reach it, far
  // enough to change the label or to carry it over the limit, are the person's word and outweigh that.
  const taught = mostProbable(base) !== best || (probability >= limit && base[best] < limit);
  const unsure = judgement.unsure && !taught;
  return {
    task,
    label: head.labels[best],
    probability,
    probabilities,
    flagged: probability >= limit && !unsure,
    unsure,
    yours: false,
  };
}

function mostProbable(probabilities: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i] > probabilities[best]) best = i;
  return best;
}

function labelIndex(head: Head, label: string): number {
  const index = head.labels.indexOf(label);
  if (index < 0) throw new RangeError(`${head.task} has no label "${label}"`);
  return index;
}
