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
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Head } from '../src/elm/head/head.ts';
import { TextFeatures } from '../src/elm/text/textFeatures.ts';
import { InputError, readTsv } from './data.ts';
import { headWithout } from './fewshot/headWithout.ts';
import { fewshot } from './fewshot/measure.ts';
import { ownTestSets } from './fewshot/ownTestSets.ts';
import { loadHead, loadKernels, loadWordTable } from './models.ts';
import { BINARY_TASKS, type BinaryTaskId } from './training/examples.ts';

const USAGE = `usage: npm run --silent fewshot -- TRAIN.tsv TEST.tsv [--per-label 5,20] [--seeds 5] [--json]
           [--base TASK [--map from=to,...] [--without SET,...]] [--data FOLDER]`;

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
  if (!isBinary(task)) throw new InputError(`--without: ${Object.keys(BINARY_TASKS).join(', ')} only`);
  const sets = without.split(',');
  const stranger = sets.find((set) => !BINARY_TASKS[task].sets.includes(set));
  if (stranger) throw new InputError(`--without: ${stranger} is none of the sets of ${task}`);
  return headWithout(features, table, data, task, sets);
}

function isBinary(task: string): task is BinaryTaskId {
  return Object.hasOwn(BINARY_TASKS, task);
}

async function main(): Promise<void> {
  const options = readArguments();
  const kernels = await loadKernels();
  const features = new TextFeatures(loadWordTable(), kernels);
  const train = readTsv(options.train);
  const test = readTsv(options.test);
  const base = options.base ? baseHead(features, options.base, options.without, options.data) : null;
  const others = [...(base ? ownTestSets(base.task, options.data) : [])]
    .filter(([file]) => resolve(file) !== resolve(options.test))
    .map(([, rows]) => rows);
  const lines = fewshot(features, kernels, {
    ...{ train, test, base, others, counts: options.counts, seeds: options.seeds },
    map: base ? readMap(options.map, base.labels) : new Map(),
  });
  for (const line of lines) {
    if (options.json) console.log(JSON.stringify(line));
    else console.table([line]);
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
