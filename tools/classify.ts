/**
 * Says what every shipped head makes of each line of standard input:
 *
 *   npm run --silent classify -- [--json] < texts.txt
 *
 * With --json one object a line: {text, language: {code, probability, decided}, tasks: {spam: {label, probability, probabilities: {ham, spam},
 * flagged, unsure}, …}}. An empty line is a text too, so that answers and lines stay in step.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { DEFAULT_STEP, type Head } from '../src/elm/head/head.ts';
import type { Language } from '../src/elm/head/languageHead.ts';
import { TextFeatures } from '../src/elm/text/textFeatures.ts';
import type { TextVector } from '../src/elm/text/textVector.ts';
import { TASKS } from '../src/protocol/verdict.ts';
import { InputError } from './data.ts';
import { loadHead, loadKernels, loadLanguageHead, loadWordTable } from './models.ts';

const USAGE = 'usage: npm run --silent classify -- [--json] < TEXTS (one a line)';

interface Answer {
  label: string;
  probability: number;
  probabilities: Record<string, number>;
  flagged: boolean;
  unsure: boolean;
}

function answer(head: Head, vector: TextVector, language: Language): Answer {
  const scores = new Float64Array(head.outputs);
  const p = new Float64Array(head.labels.length);
  head.scores(vector, scores);
  head.probabilities(scores, p);
  const best = p.indexOf(Math.max(...p));
  const unsure = head.isUnsure(vector, p, language);
  return {
    label: head.labels[best],
    probability: p[best],
    probabilities: Object.fromEntries(head.labels.map((label, k) => [label, p[k]])),
    flagged: !unsure && p[best] >= head.flagAt(best, DEFAULT_STEP),
    unsure,
  };
}

function readArguments(): boolean {
  try {
    return parseArgs({ options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n${USAGE}`);
  }
}

async function main(): Promise<void> {
  const json = readArguments();
  const table = loadWordTable();
  const features = new TextFeatures(table, await loadKernels());
  const heads = TASKS.map((task) => loadHead(task, table));
  const languageHead = loadLanguageHead();
  const { vector } = features;
  for await (const text of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    features.extract(text);
    const language = languageHead.detect(vector);
    const tasks = Object.fromEntries(heads.map((head) => [head.task, answer(head, vector, language)]));
    if (json) console.log(JSON.stringify({ text, language, tasks }));
    else {
      const words = Object.values(tasks).map(({ label, probability, flagged, unsure }) =>
        `${label} ${(100 * probability).toFixed(0)} %${unsure ? ' (unsure)' : flagged ? ' !' : ''}`.padEnd(
          24,
        ),
      );
      console.log(`${words.join('')}${text.slice(0, 80)}`);
    }
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
