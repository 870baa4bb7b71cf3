/**
 * Trainings for the tables only: each set left out in turn, and everything without the word table. They use the
 * trainer's solver and recipes, with half the passes, no pruning and no calibration, so their figures are a
 * little off those of the shipped heads and are to be compared with each other.
 */
import { join } from 'node:path';
import { accuracy, macroF1, rocAuc } from '../../src/elm/evaluate/metrics.ts';
import type { Weights } from '../../src/elm/learn/hinge.ts';
import { type Row, readTsv } from '../data.ts';
import { BINARY_TASKS, binaryData, type TaskData } from '../training/examples.ts';
import { RECIPES } from '../training/recipes.ts';
import { type Recipe, solve } from '../training/trainHead.ts';
import { extractAll, type Vectors } from '../training/vectors.ts';
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
}

const TASKS = ['spam', 'toxicity'] as const;
const PASSES = 6;

function weightsOf(heads: Heads, data: TaskData, recipe: Recipe, x?: Vectors): Weights {
  const vectors =
    x ??
    extractAll(
      heads.features,
      data.train.map(({ text }) => text),
    );
  return solve(vectors, data.train, recipe, PASSES).weights[0];
}

function rowOf(heads: Heads, set: string, test: readonly Row[], other: string, w: Weights): ExperimentRow {
  const { vector } = heads.features;
  const truth: number[] = [];
  const scores: number[] = [];
  for (const { label, text } of test) {
    heads.features.extract(text);
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
      const w = weightsOf(heads, binaryData(folder, task, [set]), RECIPES[task]);
      return { task, ...rowOf(heads, set, testOf(folder, set), BINARY_TASKS[task].labels[1], w) };
    }),
  );
}

/** The hidden layer reads the word table alone, so without it there is no table. */
export function wordTableRows(heads: Heads, folder: string, say: (message: string) => void): AblationRow[] {
  return TASKS.flatMap((task) => {
    const data = binaryData(folder, task);
    const x = extractAll(
      heads.features,
      data.train.map(({ text }) => text),
    );
    say(`${task} with the word table`);
    const withTable = weightsOf(heads, data, RECIPES[task], x);
    say(`${task} without the word table`);
    const without = weightsOf(heads, data, { ...RECIPES[task], hiddenScale: 0 }, x);
    return BINARY_TASKS[task].sets.map((set) => {
      const test = testOf(folder, set);
      const row = (w: Weights) => rowOf(heads, set, test, BINARY_TASKS[task].labels[1], w);
      return { set, with: row(withTable), without: row(without) };
    });
  });
}
