/**
 * Trainings for the tables only: each set left out in turn, and everything without the word table. They use the
 * trainer's solver and recipes, with half the passes, no pruning and no calibration, so their figures are a
 * little off those of the shipped heads and are to be compared with each other.
 */
import { join } from 'node:path';
import { accuracy, macroF1, rocAuc } from '../../src/elm/evaluate/metrics.ts';
import type { Weights } from '../../src/elm/learn/hinge.ts';
import { TextFeatures } from '../../src/elm/text/textFeatures.ts';
import { WordTable } from '../../src/elm/text/wordTable.ts';
import { type Row, readTsv } from '../data.ts';
import { BINARY_TASKS, binaryData, type TaskData } from '../training/examples.ts';
import { RECIPES } from '../training/recipes.ts';
import { type Recipe, solve } from '../training/trainHead.ts';
import { extractAll, type Vectors } from '../training/vectors.ts';
import { sharedVectors } from '../wordTable/sharedVectors.ts';
import { countWords, tableOf, wordTexts } from '../wordTable/tableOf.ts';
import type { Heads } from './judged.ts';

export interface ExperimentRow {
  set: string;
  n: number;
  accuracy: number;
  macroF1: number;
  auc: number | null;
}
export interface CrossRow extends ExperimentRow {
  task: string;
}
export interface AblationRow {
  set: string;
  with: ExperimentRow;
  without: ExperimentRow;
  /** With a table of the shared train splits alone. */
  shared: ExperimentRow;
}

const TASKS = ['spam', 'toxicity'] as const;
const PASSES = 6;

const vectorsOf = (features: TextFeatures, data: TaskData) =>
  extractAll(
    features,
    data.train.map(({ text }) => text),
  );
const weightsOf = (x: Vectors, data: TaskData, recipe: Recipe) =>
  solve(x, data.train, recipe, PASSES, [new Float64Array(x.size)])[0];

function rowOf(
  features: TextFeatures,
  set: string,
  test: readonly Row[],
  other: string,
  w: Weights,
): ExperimentRow {
  const { vector } = features;
  const truth: number[] = [];
  const scores: number[] = [];
  for (const { label, text } of test) {
    features.extract(text);
    let score = w.bias;
    for (let k = 0; k < vector.links; k++) score += w.direct[vector.buckets[k]] * vector.values[k];
    for (let u = 0; u < w.hidden.length; u++) score += w.hidden[u] * vector.hidden[u];
    scores.push(score);
    truth.push(label === other ? 1 : 0);
  }
  const guess = scores.map((score) => (score > 0 ? 1 : 0));
  return {
    set,
    n: test.length,
    accuracy: accuracy(truth, guess),
    macroF1: macroF1(truth, guess, 2),
    auc: rocAuc(
      truth.map((label) => label === 1),
      scores,
    ),
  };
}

const testOf = (folder: string, set: string) => readTsv(join(folder, set, 'test.tsv'));

/** Trained on a task's other sets, tested on the one left out. */
export function crossDomain(heads: Heads, folder: string, say: (message: string) => void): CrossRow[] {
  return TASKS.flatMap((task) =>
    BINARY_TASKS[task].sets.map((set) => {
      say(`without ${set}`);
      const data = binaryData(folder, task, [set]);
      const w = weightsOf(vectorsOf(heads.features, data), data, RECIPES[task]);
      return { task, ...rowOf(heads.features, set, testOf(folder, set), BINARY_TASKS[task].labels[1], w) };
    }),
  );
}

/** The hidden layer reads the word table alone, so without it there is no table. */
export function wordTableRows(heads: Heads, folder: string, say: (message: string) => void): AblationRow[] {
  say('a table of the shared texts');
  const texts = wordTexts(folder);
  const counts = countWords(texts);
  const bytes = tableOf(sharedVectors(counts, texts), counts, texts);
  const ofShared = new TextFeatures(WordTable.fromBytes(bytes));
  return TASKS.flatMap((task) => {
    const data = binaryData(folder, task);
    say(`${task} with the word table`);
    let x = vectorsOf(heads.features, data);
    const withTable = weightsOf(x, data, RECIPES[task]);
    say(`${task} without the word table`);
    const without = weightsOf(x, data, { ...RECIPES[task], hiddenScale: 0 });
    say(`${task} with the table of the shared texts`);
    x = vectorsOf(ofShared, data);
    const withShared = weightsOf(x, data, RECIPES[task]);
    return BINARY_TASKS[task].sets.map((set) => {
      const test = testOf(folder, set);
      const row = (features: TextFeatures, w: Weights) =>
        rowOf(features, set, test, BINARY_TASKS[task].labels[1], w);
      return {
        set,
        with: row(heads.features, withTable),
        without: row(heads.features, without),
        shared: row(ofShared, withShared),
      };
    });
  });
}
