import { evidence } from '../elm/head/evidence.ts';
import type { Head } from '../elm/head/head.ts';
import type { Language, LanguageHead } from '../elm/head/languageHead.ts';
import type { Kernels } from '../elm/kernels/kernels.ts';
import { NEW_LABELS, ON_BASE } from '../elm/learn/kernelChoice.ts';
import { PersonalWeights } from '../elm/learn/personalWeights.ts';
import { addDelta, type WeightDelta } from '../elm/learn/weightDelta.ts';
import { TextFeatures } from '../elm/text/textFeatures.ts';
import { copyTextVector, type TextVector } from '../elm/text/textVector.ts';
import type { WordTable } from '../elm/text/wordTable.ts';
import type { Settings } from '../protocol/settings.ts';
import {
  type Evidence,
  EXTRAS,
  type Learning,
  type OwnTask,
  SENSITIVITY_STEPS,
  TASKS,
  type TaskId,
  type TaskInfo,
  type Verdict,
} from '../protocol/verdict.ts';
import type { AddedHead } from './addedHead.ts';
import type { KeptLesson } from './lessons.ts';
import { OwnHead } from './ownHead.ts';
import { labelIndex, mostProbable, type Scorer } from './scorer.ts';
import { shareOf } from './share.ts';
import { ANCHORS, isAnchor, isStarting, MADE, startingExamples } from './startingExamples.ts';
import { type LearnedWeights, sumOf } from './weightsFile.ts';

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

/** What there is of a task besides its lessons. */
export interface TaskParts {
  task: TaskId;
  scorer: Scorer;
  /** Null for a task that ships. */
  own: OwnTask | null;
  /** Heads from imported files, whose scores are added. */
  added: readonly AddedHead[];
  /** What was learned from lessons that are not kept. */
  fixed: WeightDelta | null;
  /** Changes whenever scorer, added heads or fixed weights do. */
  signature: string;
}

/** What a lesson is learned from. */
export type LearnedLesson = Pick<KeptLesson, 'id' | 'label' | 'text' | 'site'> & {
  at?: number;
  features?: KeptLesson['features'];
};

/** An example of a task as it would be judged had it never been given. */
export interface UnseenExample {
  /** Of a lesson, or of an example that the task began with. */
  id: string;
  label: string;
  probabilities: number[];
}

/** The most texts whose judgements are remembered. */
const REMEMBERED = 2000;
/** The most words that an explanation names. */
const MAX_EVIDENCE = 8;
const DAY = 86_400_000;
/** Of so many examples at the most it is asked how they would be judged unseen: it is done at every lesson. */
const UNSEEN = 256;

/**
 * Similarity from which a lesson is worth showing: a text with two words of eleven changed has about .7,
 * an unrelated one .15 to .25.
 */
const ALIKE = 0.4;

/** A person's own task is relied on from so many examples, of which so large a share is right at the least. */
const READY_FROM = 20;
const READY_LOW = 0.75;

interface Task extends TaskParts {
  personal: PersonalWeights;
  /** By id, what is in `personal`: lessons, and examples that the task began with. */
  learned: Map<string, { label: string; base: Float64Array }>;
  /** How many lessons are in `personal`, by label. */
  real: Record<string, number>;
  /** Of an own task: what leave-one-out says; null when it must be worked out anew. */
  learning: Learning | null;
  scores: Float64Array;
  probabilities: Float64Array;
}

/**
 * From text to verdicts: one feature pass a text, every head on the same vector, the person's weights
 * on top. Used by the engine in the browser and by the command line tools in Node, so it knows neither
 * browser nor clock nor storage; lessons are handed in, and it learns or forgets the difference.
 */
export class Judge {
  readonly features: TextFeatures;
  readonly #vector: TextVector;
  readonly #wordTable: string;
  readonly #kernels: Kernels | null;
  readonly #language: LanguageHead | null;
  /** In the order in which they are shown. */
  #tasks = new Map<TaskId, Task>();
  /** Least recently used first. Emptied whenever anything is learned. */
  readonly #remembered = new Map<string, Judgement[]>();
  /** Days after which a lesson weighs half, and today, in days since 1970. */
  #fading: { halfLife: number | null; today: number } = { halfLife: null, today: 0 };

  /**
   * @param kernels for the inner loops; null where the engine can't run them.
   * @param language tells in which language a text is, so that heads abstain outside of theirs.
   * @throws Error unless each head is of another shipped task, and was trained with this table.
   */
  constructor(
    table: WordTable,
    heads: readonly Head[],
    kernels: Kernels | null = null,
    language: LanguageHead | null = null,
  ) {
    this.#language = language;
    this.#wordTable = table.digest;
    this.#kernels = kernels;
    this.features = new TextFeatures(table, kernels);
    this.#vector = this.features.vector;
    const shipped: readonly TaskId[] = [...TASKS, ...EXTRAS];
    const inOrder = shipped.flatMap((task) => heads.filter((head) => head.task === task));
    if (inOrder.length !== heads.length || new Set(inOrder.map(({ task }) => task)).size !== heads.length) {
      throw new Error(`heads of the tasks ${heads.map(({ task }) => task)}: expected ${shipped}, each once`);
    }
    this.setTasks(
      inOrder.map((head) => ({
        task: head.task,
        scorer: head,
        own: null,
        added: [],
        fixed: null,
        signature: head.version,
      })),
    );
  }

  /** Digest of the word table that heads must have been trained with. */
  get wordTable(): string {
    return this.#wordTable;
  }

  /**
   * Makes these the tasks there are, in this order. One whose signature is what it was keeps what it has
   * learned; others are to learn anew.
   */
  setTasks(tasks: readonly TaskParts[]): void {
    this.#remembered.clear();
    const before = this.#tasks;
    this.#tasks = new Map();
    for (const parts of tasks) {
      const { scorer, task } = parts;
      if ('wordTable' in scorer && scorer.wordTable !== this.#wordTable) {
        throw new Error(`the head ${task} was trained with another word table`);
      }
      const same = before.get(task);
      if (same?.signature === parts.signature) {
        // Names, colours and keywords may be others.
        this.#tasks.set(task, { ...same, own: parts.own, learning: null });
        continue;
      }
      this.#tasks.set(task, {
        ...parts,
        personal: this.#personalFor(parts),
        learned: new Map(),
        real: {},
        learning: null,
        scores: new Float64Array(scorer.outputs),
        probabilities: new Float64Array(scorer.labels.length),
      });
    }
  }

  /** The tasks there are, in the order in which they are shown. */
  infos(): TaskInfo[] {
    return [...this.#tasks.values()].map((entry) => {
      const { task, scorer, own } = entry;
      return {
        task,
        labels: [...scorer.labels],
        ordinary: scorer.ordinary,
        version: scorer.version,
        extra: (EXTRAS as readonly TaskId[]).includes(task),
        own,
        flagAt: scorer.labels.map((label, i) =>
          label === scorer.ordinary
            ? []
            : Array.from({ length: SENSITIVITY_STEPS }, (_, step) => scorer.flagAt(i, step)),
        ),
        falseAlarms: [...scorer.falseAlarms],
        languages: [...scorer.languages],
        learning: own && this.#learningOf(entry),
      };
    });
  }

  has(task: TaskId): boolean {
    return this.#tasks.has(task);
  }

  /** The parts of a task, as they were set. @throws RangeError if there is no such task. */
  parts(task: TaskId): TaskParts {
    return this.#task(task);
  }

  /** Whether the task has this label. */
  knows(task: TaskId, label: string): boolean {
    return this.#tasks.get(task)?.scorer.labels.includes(label) ?? false;
  }

  /** What the heads see of a text, to be kept. */
  vectorOf(text: string): TextVector {
    this.features.extract(text, this.#vector);
    return copyTextVector(this.#vector);
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
          this.#task(judgement.task).scorer,
          settings[judgement.task].sensitivity,
          yours(judgement.task),
        ),
      );
  }

  /** The verdict of one task on what was kept of a text, whether it is on or not. */
  verdictOn(task: TaskId, vector: TextVector, sensitivity: number, yours: string | undefined): Verdict {
    const entry = this.#task(task);
    return verdictOf(this.#judgeVector(entry, vector), entry.scorer, sensitivity, yours);
  }

  /**
   * The words that moved the score of a label most, strongest first.
   * @throws RangeError for a label that the task doesn't have.
   */
  explain(text: string, task: TaskId, label: string): Evidence[] {
    const entry = this.#task(task);
    const { scorer } = entry;
    return evidence(
      text,
      this.features,
      { outputs: scorer.outputs, scores: (vector, out) => this.#baseScores(entry, vector, out) },
      entry.personal.size > 0 ? entry.personal : null,
      labelIndex(scorer, label),
      MAX_EVIDENCE,
    );
  }

  /** Id of the learned lesson whose text is most like this one, if it is like it at all. */
  nearest(text: string, task: TaskId): string | null {
    const { personal } = this.#task(task);
    if (personal.size === 0) return null;
    this.features.extract(text, this.#vector);
    const nearest = personal.nearest(this.#vector);
    return nearest && nearest.similarity >= ALIKE ? nearest.id : null;
  }

  /** What the next verdicts would have to wait for, in steps; see `PersonalWeights.updating`. */
  *updating(): Generator<undefined, void, undefined> {
    for (const { personal } of this.#tasks.values()) yield* personal.updating();
  }

  /**
   * Finishes what was only solved roughly so that a verdict need not wait; of use when there are thousands of
   * lessons and nothing else is to be done. Yields after every few milliseconds of work; see `PersonalWeights.settling`.
   */
  *settling(): Generator<undefined, void, undefined> {
    for (const { personal } of this.#tasks.values()) yield* personal.settling();
  }

  /**
   * Makes the person's weights of a task those that exactly these lessons give, whatever was learned
   * before; a task of the person's own also learns what it begins with. What was there already is not
   * learned again.
   */
  learn(task: TaskId, lessons: readonly LearnedLesson[]): void {
    for (const _ of this.learning(task, lessons)) {
      // Without a pause.
    }
  }

  /** As `learn`, yielding after each lesson that is new; nothing else may be asked of the judge before its end. */
  *learning(task: TaskId, lessons: readonly LearnedLesson[]): Generator<undefined, void, undefined> {
    const entry = this.#task(task);
    const { own, personal, learned, scorer } = entry;
    this.#remembered.clear();
    entry.learning = null;
    entry.real = {};
    for (const { label } of lessons) entry.real[label] = (entry.real[label] ?? 0) + 1;
    const starting =
      own && scorer instanceof OwnHead ? (entry.fixed ? ANCHORS : startingExamples(own, entry.real)) : [];
    const wanted: LearnedLesson[] = [...lessons, ...starting.map((example) => ({ ...example, site: '' }))];
    const labels = new Map(wanted.map(({ id, label }) => [id, label]));
    for (const [id, { label }] of learned) {
      if (labels.get(id) === label) continue;
      personal.remove(id);
      learned.delete(id);
    }
    for (const lesson of wanted) {
      if (learned.has(lesson.id)) continue;
      this.#add(entry, lesson);
      yield;
    }
  }

  /**
   * What a task knows once it has learned these lessons on top of what it holds, as weights apart from any
   * lesson: what is kept where lessons are not. It holds what it held again afterwards.
   */
  absorbed(
    task: TaskId,
    lessons: readonly LearnedLesson[],
    before: readonly LearnedLesson[],
  ): LearnedWeights {
    const entry = this.#task(task);
    return this.trial(task, lessons, before, () => {
      const { scorer, fixed } = entry;
      this.#calibrate(entry);
      const learned = entry.personal.delta();
      return {
        weights: fixed ? sumOf(fixed, learned) : learned,
        scaling: scorer instanceof OwnHead ? scorer.scaling : null,
      };
    });
  }

  /** Everything that adds to the scores of the task's head. */
  learnedWeights(task: TaskId): WeightDelta {
    const { personal, added, fixed, scorer } = this.#task(task);
    const parts = [...added.map((head) => head.weights(scorer.outputs)), ...(fixed ? [fixed] : [])];
    return parts.reduce(sumOf, personal.delta());
  }

  /** Puts weights of lessons that are not kept in the place of those there were. */
  setFixed(task: TaskId, { weights, scaling }: LearnedWeights, signature: string): void {
    const entry = this.#task(task);
    entry.fixed = weights;
    entry.signature = signature;
    if (scaling && entry.scorer instanceof OwnHead) entry.scorer.keepScaling(scaling);
    // All that is held was learned on top of what was there before.
    entry.personal = this.#personalFor(entry);
    entry.learned.clear();
  }

  /** Lets lessons fade, as of a day. @param halfLife days; null: they don't. */
  fade(halfLife: number | null, now: number): void {
    const today = Math.floor(now / DAY);
    if (halfLife === this.#fading.halfLife && (halfLife === null || today === this.#fading.today)) return;
    this.#fading = { halfLife, today };
    this.#remembered.clear();
    for (const entry of this.#tasks.values()) {
      entry.personal.fade(halfLife, today);
      entry.learning = null;
    }
  }

  /** What `look` sees while the task has learned these lessons; then it has again learned those of before. */
  trial<T>(
    task: TaskId,
    lessons: readonly LearnedLesson[],
    before: readonly LearnedLesson[],
    look: () => T,
  ): T {
    try {
      this.learn(task, lessons);
      return look();
    } finally {
      this.learn(task, before);
    }
  }

  /** How each example of the task would be judged had it never been given. */
  unseen(task: TaskId): UnseenExample[] {
    const entry = this.#task(task);
    this.#learningOf(entry);
    return this.#unseenScores(entry).map(({ id, label, scores }) => {
      entry.scorer.probabilities(scores, entry.probabilities);
      return { id, label, probabilities: [...entry.probabilities] };
    });
  }

  #personalFor({ scorer, fixed }: Pick<TaskParts, 'scorer' | 'fixed'>): PersonalWeights {
    // What was learned and is kept as weights only is a base like any other: new lessons correct it.
    const grid = scorer instanceof OwnHead && !fixed ? NEW_LABELS : ON_BASE;
    const units = this.#vector.hidden.length;
    const personal = new PersonalWeights(scorer.outputs, units, grid, {
      kernels: this.#kernels,
      anchors: scorer.anchors,
    });
    personal.fade(this.#fading.halfLife, this.#fading.today);
    return personal;
  }

  #add(entry: Task, lesson: LearnedLesson): void {
    const { scorer, personal, learned, scores } = entry;
    let vector = lesson.features?.vector;
    if (!vector) {
      vector = this.#vector;
      this.features.extract(lesson.text, vector);
    }
    this.#baseScores(entry, vector, scores);
    const base = scores.slice();
    const residual = new Float64Array(scorer.outputs);
    if (!isAnchor(lesson.id)) {
      scorer.targets(labelIndex(scorer, lesson.label), base, residual);
      for (let o = 0; o < residual.length; o++) residual[o] -= base[o];
    }
    const { label, site, at } = lesson;
    personal.add(lesson.id, vector, residual, { label, site, ...(at !== undefined && { at: at / DAY }) });
    learned.set(lesson.id, { label, base });
  }

  /** Scores without the lessons that are held: head, added heads, weights of lessons that are not kept. */
  #baseScores({ scorer, added, fixed }: Task, vector: TextVector, out: Float64Array): void {
    scorer.scores(vector, out);
    for (const head of added) head.addScores(vector, out);
    if (fixed) addDelta(fixed, vector, out);
  }

  #unseenScores({ personal, learned }: Task): { id: string; label: string; scores: Float64Array }[] {
    const out: { id: string; label: string; scores: Float64Array }[] = [];
    for (const [id, scores] of personal.leaveOneOut(UNSEEN)) {
      const { label, base } = learned.get(id)!;
      out.push({ id, label, scores: scores.map((score, o) => score + base[o]) });
    }
    return out;
  }

  #calibrate(entry: Task): void {
    const { scorer } = entry;
    if (!(scorer instanceof OwnHead) || entry.personal.size === 0) return;
    scorer.calibrate(
      this.#unseenScores(entry)
        .filter(({ id }) => !id.startsWith(MADE))
        .map(({ id, label, scores }) => ({
          label: labelIndex(scorer, label),
          scores,
          isOrdinary: isStarting(id),
        })),
    );
  }

  /** Of an own task; worked out when it is first asked for after a change. */
  #learningOf(entry: Task): Learning | null {
    const { own, scorer, learned, real } = entry;
    if (!own) return null;
    if (entry.learning) return entry.learning;
    this.#calibrate(entry);
    const lessons = this.#unseenScores(entry).filter(({ id }) => !isStarting(id));
    const right = lessons.filter(({ label, scores }) => {
      scorer.probabilities(scores, entry.probabilities);
      return scorer.labels[mostProbable(entry.probabilities)] === label;
    });
    const synthetic: Record<string, number> = {};
    for (const [id, { label }] of learned) {
      if (id.startsWith(MADE)) synthetic[label] = (synthetic[label] ?? 0) + 1;
    }
    // Of lessons of one label only, being right says nothing.
    const isTold = lessons.some(({ label }) => label !== lessons[0].label);
    const accuracy = isTold ? shareOf(right.length, lessons.length) : null;
    const ready = accuracy !== null && accuracy.of >= READY_FROM && accuracy.low >= READY_LOW;
    entry.learning = { real: { ...real }, synthetic, accuracy, ready };
    return entry.learning;
  }

  #judge(text: string): Judgement[] {
    const vector = this.#vector;
    this.features.extract(text, vector);
    const language = this.#language?.detect(vector);
    return [...this.#tasks.values()].map((entry) => this.#judgeVector(entry, vector, language));
  }

  #judgeVector(
    entry: Task,
    vector: TextVector,
    language: Language | undefined = this.#language?.detect(vector),
  ): Judgement {
    const { task, scorer, personal, scores, probabilities } = entry;
    // Its probabilities are fitted to the lessons it has now.
    if (entry.own && !entry.learning) this.#learningOf(entry);
    this.#baseScores(entry, vector, scores);
    scorer.probabilities(scores, probabilities);
    const base = [...probabilities];
    if (personal.size > 0) {
      personal.addScores(vector, scores);
      scorer.probabilities(scores, probabilities);
    }
    const unsure = scorer.isUnsure(vector, probabilities, language);
    return { task, probabilities: [...probabilities], base, unsure };
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
  scorer: Scorer,
  sensitivity: number,
  yours: string | undefined,
): Verdict {
  const { task, probabilities, base } = judgement;
  if (yours !== undefined) {
    return {
      task,
      label: yours,
      probability: probabilities[labelIndex(scorer, yours)],
      probabilities,
      flagged: yours !== scorer.ordinary,
      unsure: false,
      yours: true,
    };
  }
  const best = mostProbable(probabilities);
  const probability = probabilities[best];
  const limit = scorer.flagAt(best, sensitivity);
  // A head abstains because what it was trained on doesn't reach this text. Lessons that do reach it, far
  // enough to change the label or to carry it over the limit, are the person's word and outweigh that. A head
  // that knows nothing but lessons abstains by its own rules.
  const taught =
    !(scorer instanceof OwnHead) &&
    (mostProbable(base) !== best || (probability >= limit && base[best] < limit));
  const unsure = judgement.unsure && !taught;
  return {
    task,
    label: scorer.labels[best],
    probability,
    probabilities,
    flagged: probability >= limit && !unsure,
    unsure,
    yours: false,
  };
}
