/**
 * Trains the shipped heads: `npm run train -- [DATA_FOLDER] [--again] [--only TASK,...]` (../shared/data by default). Writes
 * models/<task>.bin and models/<task>.md and models/README.md; the same data give the same bytes. The word
 * table models/words.bin is made by its own tool and only read here. A head whose data, recipe and code are
 * what they were when it was last trained is left as it is, so an interrupted run goes on where it stopped;
 * with --again every head is trained anew.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LanguageHead } from '../src/elm/head/languageHead.ts';
import { TextFeatures } from '../src/elm/text/textFeatures.ts';
import type { WordTable } from '../src/elm/text/wordTable.ts';
import { InputError } from './data.ts';
import { loadWordTable } from './models.ts';
import { card, languageCard, modelsReadme } from './training/cards.ts';
import { dataOf, type TaskData } from './training/examples.ts';
import { HEAD_TASKS, type HeadTask, RECIPES } from './training/recipes.ts';
import { trainHead } from './training/trainHead.ts';
import { detectAll, type LanguageData, languageData, trainLanguage } from './training/trainLanguage.ts';
import { extractAll } from './training/vectors.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const MODELS = join(ROOT, 'models');
const STAMPS = join(ROOT, 'node_modules/.cache/inkling-train');

type Say = (message: string) => void;

function main(): void {
  const { folder, again, only } = readArguments();
  const started = performance.now();
  const say: Say = (message) =>
    console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${message}`);
  const table = loadWordTable();
  const features = new TextFeatures(table);
  const sources = sourcesDigest();
  const step = (name: string, i: number, data: unknown, train: () => Uint8Array): void => {
    const key = digest(`${sources} ${table.digest} ${JSON.stringify(data)}`);
    if (only && !only.includes(name)) return;
    if (!again && stampOf(name) === `${key} ${fileDigest(name)}`) {
      say(`[${i + 1}/${HEAD_TASKS.length + 1}] ${name}: as it was`);
      return;
    }
    const bytes = train();
    writeFileSync(join(MODELS, `${name}.bin`), bytes);
    mkdirSync(STAMPS, { recursive: true });
    writeFileSync(join(STAMPS, name), `${key} ${fileDigest(name)}`);
    say(`[${i + 1}/${HEAD_TASKS.length + 1}] ${name}: models/${name}.bin, ${bytes.length} bytes`);
  };

  const languages = languageData(folder);
  step('language', 0, languages, () => makeLanguage(folder, languages, features, say));
  const languageHead = LanguageHead.fromBytes(readFileSync(join(MODELS, 'language.bin')));
  const sets = new Set<string>();
  HEAD_TASKS.forEach((task, i) => {
    const data = dataOf(folder, task);
    for (const { set } of data.train) sets.add(set);
    step(task, i + 1, { data, languages: languageHead.version }, () =>
      makeHead(folder, task, data, features, table, languageHead, say),
    );
  });
  writeFileSync(join(MODELS, 'README.md'), modelsReadme(folder, [...sets]));
}

function readArguments(): { folder: string; again: boolean; only?: string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { again: { type: 'boolean', default: false }, only: { type: 'string' } },
    });
    if (positionals.length > 1) throw new Error('one folder at most');
    const only = values.only?.split(',');
    const tasks: readonly string[] = [...HEAD_TASKS, 'language'];
    const stranger = only?.find((name) => !tasks.includes(name));
    if (stranger) throw new Error(`--only: there is no ${stranger}, there are ${tasks.join(', ')}`);
    return { folder: positionals[0] ?? '../shared/data', again: values.again, ...(only ? { only } : {}) };
  } catch (error) {
    throw new InputError(
      `${(error as Error).message}\nusage: npm run train -- [DATA_FOLDER] [--again] [--only TASK,...]`,
    );
  }
}

function makeLanguage(folder: string, data: LanguageData, features: TextFeatures, say: Say): Uint8Array {
  const head = trainLanguage(data, features, say);
  const parts = { sentences: data.valid, short: data.short, English: data.english };
  const figures = Object.entries(parts).map(([name, rows]) => {
    const answers = detectAll(head, features, rows);
    const decided = answers.filter((answer) => answer.decided).length;
    const right = answers.filter(({ code }, i) => code === rows[i].label).length;
    const wrong = answers.filter((answer, i) => answer.decided && answer.code !== rows[i].label).length;
    return { name, n: rows.length, right, decided, wrong };
  });
  writeFileSync(join(MODELS, 'language.md'), languageCard(folder, head, figures));
  return head.toBytes();
}

function makeHead(
  folder: string,
  task: HeadTask,
  data: TaskData,
  features: TextFeatures,
  table: WordTable,
  languageHead: LanguageHead,
  say: Say,
): Uint8Array {
  const texts = data.valid.map((example) => example.text);
  const valid = extractAll(features, texts, languageHead);
  const quiet = extractAll(features, data.quiet, languageHead);
  const { head, before } = trainHead(data, RECIPES[task], features, table.digest, valid, quiet, say);
  const figures = { before, valid, quiet };
  writeFileSync(join(MODELS, `${task}.md`), card(folder, head, data, RECIPES[task], figures));
  return head.toBytes();
}

/** Everything of ours that the bytes of a head depend on, but the tests and tools for other things. */
function sourcesDigest(): string {
  const files = ['tools/training', 'src/elm']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((name) => name.endsWith('.ts'))
    .sort();
  return digest(files.map((file) => `${file}\n${readFileSync(join(ROOT, file), 'utf8')}`).join('\n'));
}

function digest(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

function fileDigest(name: string): string {
  const file = join(MODELS, `${name}.bin`);
  return existsSync(file) ? digest(readFileSync(file)) : '';
}

function stampOf(name: string): string {
  const file = join(STAMPS, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

try {
  main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
