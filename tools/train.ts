/** Trains the shipped heads: `npm run train -- [DATA_FOLDER]`. Writes models/*.bin and their cards. */
import { readFileSync, writeFileSync } from 'node:fs';
import { TextFeatures } from '../src/elm/text/textFeatures.ts';
import { WordTable } from '../src/elm/text/wordTable.ts';
import { InputError } from './data.ts';
import { binaryData, intentData } from './training/examples.ts';
import { RECIPES } from './training/recipes.ts';
import { trainHead } from './training/trainHead.ts';

function main(): void {
  const folder = process.argv[2] ?? '../shared/data';
  const started = performance.now();
  const say = (message: string) =>
    console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${message}`);
  const table = WordTable.fromBytes(readFileSync('models/words.bin'));
  const features = new TextFeatures(table);
  for (const task of ['spam', 'toxicity', 'intent'] as const) {
    const data = task === 'intent' ? intentData(folder) : binaryData(folder, task);
    const head = trainHead(data, RECIPES[task], features, table.digest, say);
    const bytes = head.toBytes();
    writeFileSync(`models/${task}.bin`, bytes);
    say(`${task}: models/${task}.bin, ${bytes.length} bytes, ${head.version}`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
