/**
 * What a person's few examples are worth: N drawn a label are taught through the code that the engine learns with,
 * and measured on other texts. In come rows and, to stand on, a head; out comes one line for each N. Called by
 * the command (tools/fewshot.ts) and for RESULTS.md (tools/results/fewshot.ts). What is measured on is
 * never learned from.
 */
import { macroF1, rocAuc } from '../../src/elm/evaluate/metrics.ts';
import type { Head } from '../../src/elm/head/head.ts';
import type { Kernels } from '../../src/elm/kernels/kernels.ts';
import { NEW_LABELS, ON_BASE } from '../../src/elm/learn/kernelChoice.ts';
import { PersonalWeights } from '../../src/elm/learn/personalWeights.ts';
import { Random } from '../../src/elm/random.ts';
import { HIDDEN_UNITS, type TextFeatures } from '../../src/elm/text/textFeatures.ts';
import { InputError, type Row } from '../data.ts';
import { extractAll, type Vectors, vectorAt } from '../training/vectors.ts';

export interface FewshotLine {
  perLabel: number;
  /** Over the seeds; macroF1 of the labels that occur in TEST. */
  macroF1Mean: number;
  macroF1Sd: number;
  /** Area under the ROC curve; with more than two labels the mean of each label against the rest. */
  aucMean: number | null;
  /** From the text of the last lesson to the new verdict on it. */
  addMillis: number;
  /** Of the base alone, on TEST. */
  baseMacroF1?: number;
  /** Mean loss of macro F1 over the test sets of the base's task, TEST's own set aside. */
  baseTaskDrop?: number | null;
}

interface Labelled {
  vectors: Vectors;
  labels: Int32Array;
}

/** What answers: base scores (none for new labels), to which the person's weights are added. */
class Learner {
  readonly labels: readonly string[];
  readonly outputs: number;
  readonly #base: Head | null;
  readonly #kernels: Kernels | null;
  #personal: PersonalWeights;

  constructor(labels: readonly string[], base: Head | null, kernels: Kernels | null) {
    this.labels = labels;
    this.#kernels = kernels;
    this.#base = base;
    this.outputs = base?.outputs ?? labels.length;
    this.#personal = this.#nothing();
  }

  forget(): void {
    this.#personal = this.#nothing();
  }

  #nothing(): PersonalWeights {
    const base = this.#base;
    return new PersonalWeights(this.outputs, HIDDEN_UNITS, base ? ON_BASE : NEW_LABELS, {
      kernels: this.#kernels,
      anchors: base?.anchors ?? [],
    });
  }

  teach(id: string, vector: ReturnType<typeof vectorAt>, label: number): void {
    const residual = new Float64Array(this.outputs);
    if (this.#base) {
      const scores = new Float64Array(this.outputs);
      this.#base.scores(vector, scores);
      this.#base.targets(label, scores, residual);
      for (let o = 0; o < this.outputs; o++) residual[o] -= scores[o];
    } else {
      residual.fill(-1);
      residual[label] = 1;
    }
    this.#personal.add(id, vector, residual, { label: this.labels[label], site: '' });
  }

  /** One number a label, the greatest of which is the answer. */
  answer(vector: ReturnType<typeof vectorAt>, out: Float64Array): void {
    const scores = this.#base ? new Float64Array(this.outputs) : out.fill(0);
    this.#base?.scores(vector, scores);
    this.#personal.addScores(vector, scores);
    this.#base?.probabilities(scores, out);
  }

  measure({ vectors, labels }: Labelled): { f1: number; auc: number | null } {
    const count = this.labels.length;
    const answers = new Float64Array(count);
    const guess = new Int32Array(labels.length);
    const all = Array.from({ length: count }, () => new Float64Array(labels.length));
    for (let i = 0; i < labels.length; i++) {
      this.answer(vectorAt(vectors, i), answers);
      let best = 0;
      for (let k = 0; k < count; k++) {
        if (answers[k] > answers[best]) best = k;
        all[k][i] = answers[k];
      }
      if (count === 2) all[1][i] = answers[1] - answers[0];
      guess[i] = best;
    }
    const aucs = all
      .map((scores, k) =>
        rocAuc(
          Array.from(labels, (label) => label === k),
          scores,
        ),
      )
      .slice(count === 2 ? 1 : 0)
      .filter((auc) => auc !== null);
    return { f1: macroF1(labels, guess, count), auc: aucs.length === 0 ? null : mean(aucs) };
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1),
  );
}

function labelled(
  features: TextFeatures,
  rows: readonly Row[],
  labels: readonly string[],
  map: ReadonlyMap<string, string>,
): Labelled {
  const indexOf = (row: Row) => labels.indexOf(map.get(row.label) ?? row.label);
  const known = rows.filter((row) => indexOf(row) >= 0);
  return {
    vectors: extractAll(
      features,
      known.map(({ text }) => text),
    ),
    labels: Int32Array.from(known, indexOf),
  };
}

/** N row numbers of each label, in random order. */
function draw(labels: Int32Array, count: number, perLabel: number, random: Random): number[] {
  const order = random.shuffle(Array.from(labels.keys()));
  const left = new Array(count).fill(perLabel);
  return order.filter((row) => left[labels[row]]-- > 0);
}

export interface FewshotQuestion {
  train: readonly Row[];
  test: readonly Row[];
  /** Examples a label; a line each. */
  counts: readonly number[];
  seeds: number;
  /** What the examples are lessons for; null: its labels are new. */
  base: Head | null;
  /** What TRAIN's and TEST's labels are called by the base; one that isn't named is called the same. */
  map?: ReadonlyMap<string, string>;
  /** Test sets of the base's task, for what the lessons cost it there. */
  others?: readonly (readonly Row[])[];
}

/** @throws InputError when there is nothing to learn or to measure on. */
export function* fewshot(
  features: TextFeatures,
  kernels: Kernels | null,
  {
    train: trainRows,
    test: testRows,
    counts,
    seeds,
    base,
    map = new Map(),
    others: otherRows = [],
  }: FewshotQuestion,
): Generator<FewshotLine, void, undefined> {
  const labels = base?.labels ?? [...new Set(trainRows.map(({ label }) => label))].sort();
  if (labels.length < 2) throw new InputError('needs at least two labels to learn');
  const known = trainRows.filter(({ label }) => labels.includes(map.get(label) ?? label));
  const train = labelled(features, known, labels, map);
  const test = labelled(features, testRows, labels, map);
  if (train.labels.length === 0 || test.labels.length === 0) throw new InputError('no row has a known label');
  const others = otherRows.map((rows) => labelled(features, rows, labels, new Map()));
  const learner = new Learner(labels, base, kernels);
  const onOthers = () => (others.length === 0 ? null : mean(others.map((set) => learner.measure(set).f1)));
  const before = base ? { test: learner.measure(test).f1, others: onOthers() } : null;
  const vector = features.createVector();

  for (const perLabel of counts) {
    const runs = Array.from({ length: seeds }, (_, seed) => {
      const rows = draw(train.labels, labels.length, perLabel, new Random(1000 + seed));
      learner.forget();
      const last = rows.pop()!;
      for (const row of rows) learner.teach(String(row), vectorAt(train.vectors, row), train.labels[row]);
      const answers = new Float64Array(labels.length);
      learner.answer(vectorAt(train.vectors, last), answers);
      const started = performance.now();
      features.extract(known[last].text, vector);
      learner.teach(String(last), vector, train.labels[last]);
      learner.answer(vector, answers);
      const millis = performance.now() - started;
      return { ...learner.measure(test), millis, others: onOthers() };
    });
    const aucs = runs.map(({ auc }) => auc).filter((auc) => auc !== null);
    const line: FewshotLine = {
      perLabel,
      macroF1Mean: mean(runs.map(({ f1 }) => f1)),
      macroF1Sd: deviation(runs.map(({ f1 }) => f1)),
      aucMean: aucs.length === 0 ? null : mean(aucs),
      addMillis: mean(runs.map(({ millis }) => millis)),
    };
    if (before) {
      line.baseMacroF1 = before.test;
      line.baseTaskDrop =
        before.others === null ? null : before.others - mean(runs.map((run) => run.others!));
    }
    yield line;
  }
}
