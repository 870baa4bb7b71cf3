/**
 * What a few examples are worth, on the shared test splits: labels that are new, and lessons for a head that never
 * saw the set. Five draws each, and of new labels forty more, since five say little of what differs from draw to draw by
 * ten points. Nothing was chosen by these figures.
 */
import { join, resolve } from 'node:path';
import { macroF1 } from '../../src/elm/evaluate/metrics.ts';
import type { Head } from '../../src/elm/head/head.ts';
import { type Row, readTsv } from '../data.ts';
import { headWithout } from '../fewshot/headWithout.ts';
import { type FewshotLine, fewshot } from '../fewshot/measure.ts';
import { ownTestSets } from '../fewshot/ownTestSets.ts';
import { BINARY_TASKS, ownData } from '../training/examples.ts';
import { OWN_LABELS } from '../training/recipes.ts';
import { trainHead } from '../training/trainHead.ts';
import { extractAll } from '../training/vectors.ts';
import type { Heads } from './judged.ts';

interface NewRow extends FewshotLine {
  set: string;
  /** Macro F1 to be reached. */
  goal: number;
  /** Mean macro F1 of {@link MANY} draws, the first five among them. */
  manyMean: number;
}

interface BaseRow extends FewshotLine {
  task: string;
  set: string;
  /** Macro F1 of the shipped head, which was trained on this set among others. */
  shipped: number;
  /** Of a head trained on this set alone; null for a set of one label. */
  alone: number | null;
}

export interface FewshotFile {
  fresh: NewRow[];
  onBase: BaseRow[];
}

const SEEDS = 5;
const MANY = 40;
const GOALS: [set: string, goals: Record<number, number>][] = [
  ['topic/ag-news', { 5: 0.75, 20: 0.83 }],
  ['clickbait/chakraborty2016', { 5: 0.89, 20: 0.91 }],
  ['spam/youtube', { 5: 0.89, 20: 0.91 }],
  ['intent-assistant/snips', { 5: 0.9, 20: 0.95 }],
  ['toxicity/paradetox', { 200: 0.87 }],
];
const LESSONS = 50;

export function fewshotFigures(heads: Heads, folder: string, say: (message: string) => void): FewshotFile {
  const { features, kernels, table } = heads;
  const rowsOf = (set: string, split: string) => readTsv(join(folder, set, `${split}.tsv`));
  const fresh = GOALS.flatMap(([set, goals]) => {
    say(`${set} as new labels`);
    const question = { train: rowsOf(set, 'train'), test: rowsOf(set, 'test'), base: null };
    const counts = Object.keys(goals).map(Number);
    const [few, many] = [SEEDS, MANY].map((seeds) => [
      ...fewshot(features, kernels, { ...question, counts, seeds }),
    ]);
    return few.map((line, i) => ({
      ...{ set, goal: goals[line.perLabel], ...line },
      manyMean: many[i].macroF1Mean,
    }));
  });
  const tasks = ['spam', 'toxicity'] as const;
  const onBase = tasks.flatMap((task) =>
    BINARY_TASKS[task].sets.map((set): BaseRow => {
      say(`lessons on ${set} for a head that never saw it`);
      const test = rowsOf(set, 'test');
      const own = resolve(join(folder, set, 'test.tsv'));
      const others = [...ownTestSets(task, folder)]
        .filter(([file]) => resolve(file) !== own)
        .map(([, rows]) => rows);
      const [line] = fewshot(features, kernels, {
        ...{ train: rowsOf(set, 'train'), test, others, counts: [LESSONS], seeds: SEEDS },
        base: headWithout(features, table, folder, task, [set]),
      });
      const train = rowsOf(set, 'train');
      const isWhole = new Set(train.map(({ label }) => label)).size > 1;
      const alone = isWhole ? f1Of(heads, trainedAlone(heads, train, rowsOf(set, 'valid')), test) : null;
      return { task, set, shipped: f1Of(heads, heads.head(task), test), alone, ...line };
    }),
  );
  return { fresh, onBase };
}

/** A head of the set's own, through the same trainer. */
function trainedAlone({ features, table }: Heads, train: readonly Row[], valid: readonly Row[]): Head {
  const data = ownData(train, valid);
  const validVectors = extractAll(
    features,
    data.valid.map(({ text }) => text),
  );
  return trainHead(data, OWN_LABELS, features, table.digest, validVectors, extractAll(features, []), () => {})
    .head;
}

function f1Of(heads: Heads, head: Head, test: readonly Row[]): number {
  const known = test.filter(({ label }) => head.labels.includes(label));
  return macroF1(
    known.map(({ label }) => head.labels.indexOf(label)),
    known.map(({ text }) => heads.judge(head, text).best),
    head.labels.length,
  );
}
