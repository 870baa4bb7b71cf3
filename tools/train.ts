/**
 * Trains the shipped heads: `npm run train -- [DATA_FOLDER]` (../shared/data by default). Writes
 * models/<task>.bin and models/<task>.md and models/README.md; the same data give the same bytes. The word
 * table models/words.bin is made by its own tool and only read here.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TextFeatures } from '../src/elm/text/textFeatures.ts';
import { InputError } from './data.ts';
import { loadKernels, loadWordTable } from './models.ts';
import { card, modelsReadme } from './training/cards.ts';
import { binaryData, intentData } from './training/examples.ts';
import { RECIPES } from './training/recipes.ts';
import { trainHead } from './training/trainHead.ts';
import { extractAll } from './training/vectors.ts';

const TASKS = ['spam', 'toxicity', 'intent'] as const;

async function main(): Promise<void> {
  if (process.argv.length > 3) throw new InputError('usage: npm run train -- [DATA_FOLDER]');
  const folder = process.argv[2] ?? '../shared/data';
  const models = fileURLToPath(new URL('../models/', import.meta.url));
  const started = performance.now();
  const say = (message: string) =>
    console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${message}`);
  const table = loadWordTable();
  const features = new TextFeatures(table, await loadKernels());
  const sets: string[] = [];
  for (const task of TASKS) {
    const data = task === 'intent' ? intentData(folder) : binaryData(folder, task);
    const valid = extractAll(
      features,
      data.valid.map((example) => example.text),
    );
    const quiet = extractAll(features, data.quiet);
    const head = trainHead(data, RECIPES[task], features, table.digest, valid, quiet, say);
    const bytes = head.toBytes();
    writeFileSync(`${models}${task}.bin`, bytes);
    writeFileSync(`${models}${task}.md`, card(folder, head, data, RECIPES[task], valid, quiet));
    sets.push(...data.train.map(({ set }) => set));
    say(`${task}: models/${task}.bin, ${bytes.length} bytes, version ${head.version}`);
  }
  writeFileSync(`${models}README.md`, modelsReadme(folder, sets));
}

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
