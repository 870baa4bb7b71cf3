/**
 * What a person's few examples are worth, through the code that the engine learns with:
 *
 *   npm run --silent fewshot -- TRAIN.tsv TEST.tsv [--per-label 5,20] [--seeds 5] [--json]
 *       [--base TASK [--map from=to,...] [--without SET,...]] [--data FOLDER]
 *
 * Draws N examples a label from TRAIN, teaches them, and measures on TEST; one line for each N. Without a
 * base the labels are new: one output a label, the best score is the answer. With one the examples are
 * lessons for the shipped head of that task, or, for a fair figure on a set that it was trained on, for one
 * trained anew without that set. TEST is only ever measured on.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { macroF1, rocAuc } from '../src/elm/evaluate/metrics.ts';
import type { Head } from '../src/elm/head/head.ts';
import type { Kernels } from '../src/elm/kernels/kernels.ts';
import { NEW_LABELS, ON_BASE } from '../src/elm/learn/kernelChoice.ts';
import { PersonalWeights } from '../src/elm/learn/personalWeights.ts';
import { Random } from '../src/elm/random.ts';
import { HIDDEN_UNITS, TextFeatures } from '../src/elm/text/textFeatures.ts';
import { InputError, type Row, readTsv } from './data.ts';
import { loadHead, loadKernels, loadWordTable } from './models.ts';
import { BINARY_TASKS, binaryData } from './training/examples.ts';
import { RECIPES } from './training/recipes.ts';
import { trainHead } from './training/trainHead.ts';
import { extractAll, type Vectors, vectorAt } from './training/vectors.ts';

const USAGE = `usage: npm run --silent fewshot -- TRAIN.tsv TEST.tsv [--per-label 5,20] [--seeds 5] [--json]
           [--base TASK [--map from=to,...] [--without SET,...]] [--data FOLDER]`;

interface Line {
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

function readArguments() {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  if (positionals.length !== 2) throw new InputError(USAGE);
  if (!values.base && (values.map || values.without)) throw new InputError(`--map, --without: need --base`);
  const counts = values['per-label'].split(',').map(Number);
  const seeds = Number(values.seeds);
  if (!counts.every((n) => Number.isInteger(n) && n > 0) || !(Number.isInteger(seeds) && seeds > 0)) {
    throw new InputError(`--per-label, --seeds: positive integers\n${USAGE}`);
  }
  return { ...values, counts, seeds, train: positionals[0], test: positionals[1] };
}

function parse() {
  return parseArgs({
    allowPositionals: true,
    options: {
      'per-label': { type: 'string', default: '5,20' },
      seeds: { type: 'string', default: '5' },
      base: { type: 'string' },
      map: { type: 'string' },
      without: { type: 'string' },
      data: { type: 'string', default: '../shared/data' },
      json: { type: 'boolean', default: false },
    },
  });
}

function readMap(text: string | undefined, labels: readonly string[]): Map<string, string> {
  const map = new Map<string, string>();
  for (const pair of text === undefined ? [] : text.split(',')) {
    const [from, to, ...more] = pair.split('=');
    if (!from || !to || more.length > 0) throw new InputError(`--map: "${pair}" is not from=to`);
    if (!labels.includes(to))
      throw new InputError(`--map: no label "${to}" (there are ${labels.join(', ')})`);
    map.set(from, to);
  }
  return map;
}

/** The shipped head of a task, or one trained anew on the task's other sets. */
function baseHead(features: TextFeatures, task: string, without: string | undefined, data: string): Head {
  const table = loadWordTable();
  if (without === undefined) return loadHead(task, table);
  if (!isBinary(task)) throw new InputError('--without: spam and toxicity only');
  const sets = without.split(',');
  const stranger = sets.find((set) => !BINARY_TASKS[task].sets.includes(set));
  if (stranger) throw new InputError(`--without: ${stranger} is none of the sets of ${task}`);
  const left = binaryData(data, task, sets);
  const texts = left.valid.map((example) => example.text);
  return trainHead(
    left,
    RECIPES[task],
    features,
    table.digest,
    extractAll(features, texts),
    extractAll(features, left.quiet),
    () => {},
  );
}

function isBinary(task: string): task is 'spam' | 'toxicity' {
  return Object.hasOwn(BINARY_TASKS, task);
}

function labelled(
  features: TextFeatures,
  rows: readonly Row[],
  labels: readonly string[],
  map: Map<string, string>,
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

async function main(): Promise<void> {
  const options = readArguments();
  const kernels = await loadKernels();
  const features = new TextFeatures(loadWordTable(), kernels);
  const trainRows = readTsv(options.train);
  const testRows = readTsv(options.test);
  const base = options.base ? baseHead(features, options.base, options.without, options.data) : null;
  const labels = base?.labels ?? [...new Set(trainRows.map(({ label }) => label))].sort();
  if (labels.length < 2) throw new InputError(`${options.train}: needs at least two labels`);
  const map = readMap(options.map, labels);
  const train = labelled(features, trainRows, labels, map);
  const test = labelled(features, testRows, labels, map);
  if (train.labels.length === 0 || test.labels.length === 0) throw new InputError('no row has a known label');

  const others = (base && isBinary(base.task) ? BINARY_TASKS[base.task].sets : [])
    .map((set) => join(options.data, set, 'test.tsv'))
    .filter((file) => existsSync(file) && !options.test.endsWith(file.slice(options.data.length)))
    .map((file) => labelled(features, readTsv(file), labels, new Map()));
  const learner = new Learner(labels, base, kernels);
  const onOthers = () => others.map((set) => learner.measure(set).f1);
  const baseF1 = learner.measure(test).f1;
  const baseOnOthers = mean(onOthers());
  const vector = features.createVector();

  for (const perLabel of options.counts) {
    const runs = Array.from({ length: options.seeds }, (_, seed) => {
      const rows = draw(train.labels, labels.length, perLabel, new Random(1000 + seed));
      learner.forget();
      const last = rows.pop()!;
      for (const row of rows) learner.teach(String(row), vectorAt(train.vectors, row), train.labels[row]);
      const answers = new Float64Array(labels.length);
      learner.answer(vectorAt(train.vectors, last), answers);
      const known = trainRows.filter(({ label }) => labels.includes(map.get(label) ?? label));
      const started = performance.now();
      features.extract(known[last].text, vector);
      learner.teach(String(last), vector, train.labels[last]);
      learner.answer(vector, answers);
      const millis = performance.now() - started;
      return { ...learner.measure(test), millis, others: others.length === 0 ? null : mean(onOthers()) };
    });
    const aucs = runs.map(({ auc }) => auc).filter((auc) => auc !== null);
    const line: Line = {
      perLabel,
      macroF1Mean: mean(runs.map(({ f1 }) => f1)),
      macroF1Sd: deviation(runs.map(({ f1 }) => f1)),
      aucMean: aucs.length === 0 ? null : mean(aucs),
      addMillis: mean(runs.map(({ millis }) => millis)),
    };
    if (base) {
      line.baseMacroF1 = baseF1;
      const after = runs.map((run) => run.others).filter((f1) => f1 !== null);
      line.baseTaskDrop = after.length === 0 ? null : baseOnOthers - mean(after);
    }
    if (options.json) console.log(JSON.stringify(line));
    else console.table([line]);
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
