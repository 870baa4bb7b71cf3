/**
 * Measures a shipped head on labelled texts:
 *
 *   npm run --silent evaluate -- TASK FILE.tsv... [--map from=to,...] [--json]
 *
 * or trains one for a set's own labels, through the same code, and measures that:
 *
 *   npm run --silent evaluate -- --own-labels TRAIN.tsv VALID.tsv TEST.tsv [--json]
 */
import { parseArgs } from 'node:util';
import type { Head } from '../src/elm/head/head.ts';
import { TextFeatures } from '../src/elm/text/textFeatures.ts';
import { InputError, type Row, readTsv } from './data.ts';
import { type Figures, measure, measureLanguage } from './evaluation.ts';
import { loadHead, loadKernels, loadLanguageHead, loadWordTable } from './models.ts';
import { ownData } from './training/examples.ts';
import { HEAD_TASKS, OWN_LABELS } from './training/recipes.ts';
import { trainHead } from './training/trainHead.ts';
import { extractAll } from './training/vectors.ts';

const LANGUAGE = 'language';
const TASKS: readonly string[] = [...HEAD_TASKS, LANGUAGE];

const USAGE = `usage: npm run --silent evaluate -- TASK FILE.tsv... [--map from=to,...] [--json]
       npm run --silent evaluate -- --own-labels TRAIN.tsv VALID.tsv TEST.tsv [--json]
TASK is one of ${TASKS.join(', ')}.`;

interface Line extends Figures {
  task: string;
  file: string;
  /** Rows left out because the head does not have their label. */
  unmapped: number;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        map: { type: 'string' },
        json: { type: 'boolean', default: false },
        'own-labels': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n${USAGE}`);
  }
}

function readMap(text: string | undefined, head: Head): Map<string, string> {
  const map = new Map<string, string>();
  for (const pair of text === undefined ? [] : text.split(',')) {
    const [from, to, ...more] = pair.split('=');
    if (!from || !to || more.length > 0) throw new InputError(`--map: "${pair}" is not from=to`);
    if (!head.labels.includes(to))
      throw new InputError(`--map: ${head.task} has no label "${to}" (it has ${head.labels.join(', ')})`);
    map.set(from, to);
  }
  return map;
}

function evaluateRows(head: Head, features: TextFeatures, rows: Row[], map: Map<string, string>) {
  const labelled = rows
    .map(({ label, text }) => ({ text, label: head.labels.indexOf(map.get(label) ?? label) }))
    .filter(({ label }) => label >= 0);
  const { vector } = features;
  const language = loadLanguageHead();
  const figures = measure(
    head,
    labelled,
    (text) => {
      features.extract(text);
      return vector;
    },
    () => language.detect(vector),
  );
  return { ...figures, unmapped: rows.length - labelled.length };
}

function print(lines: Line[], json: boolean): void {
  if (json) {
    for (const line of lines) console.log(JSON.stringify(line));
    return;
  }
  const percent = (value: number | null) => (value === null ? '–' : (100 * value).toFixed(1));
  console.table(
    lines.map((line) => ({
      file: line.file,
      n: line.n,
      'accuracy %': percent(line.accuracy),
      'macro F1 %': percent(line.macroF1),
      'AUC %': percent(line.auc),
      'ECE %': percent(line.ece),
      'unsure %': percent(line.unsure),
      'flagged rightly %': percent(line.flagPrecision),
      'found %': percent(line.flagRecall),
      'µs a text': line.microsPerText?.toFixed(0) ?? '–',
      unmapped: line.unmapped,
    })),
  );
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const table = loadWordTable();
  const features = new TextFeatures(table, await loadKernels());
  if (values['own-labels']) {
    if (positionals.length !== 3 || values.map !== undefined) throw new InputError(USAGE);
    const [trainFile, validFile, testFile] = positionals;
    const data = ownData(readTsv(trainFile), readTsv(validFile));
    if (data.labels.length < 2) throw new InputError(`${trainFile}: needs at least two labels`);
    const test = readTsv(testFile);
    const valid = extractAll(
      features,
      data.valid.map((example) => example.text),
    );
    const quiet = extractAll(features, data.quiet);
    const { head } = trainHead(data, OWN_LABELS, features, table.digest, valid, quiet, () => {});
    const figures = evaluateRows(head, features, test, new Map());
    // Its thresholds for flagging are no one's: nothing is held back to choose them.
    print(
      [{ task: 'own-labels', file: testFile, ...figures, flagPrecision: null, flagRecall: null }],
      values.json,
    );
    return;
  }
  const [task, ...files] = positionals;
  if (!task || files.length === 0) throw new InputError(USAGE);
  if (!TASKS.includes(task)) throw new InputError(`"${task}": no such task; there are ${TASKS.join(', ')}`);
  if (task === LANGUAGE) {
    const head = loadLanguageHead();
    const line = (file: string) => {
      const rows = readTsv(file);
      const known = rows.filter(({ label }) => head.languages.includes(label));
      const figures = measureLanguage(head, features, known);
      return { task, file, ...figures, unmapped: rows.length - known.length };
    };
    print(files.map(line), values.json);
    return;
  }
  const head = loadHead(task, table);
  const map = readMap(values.map, head);
  print(
    files.map((file) => ({ task, file, ...evaluateRows(head, features, readTsv(file), map) })),
    values.json,
  );
}

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
