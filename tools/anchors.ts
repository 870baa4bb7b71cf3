/**
 * Gives the shipped heads their anchors (training/setMeans.ts) without training them anew:
 * `npx tsx tools/anchors.ts [DATA_FOLDER]`. Their scores stay what they are.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TextFeatures } from '../src/elm/text/textFeatures.ts';
import { loadHead, loadKernels, loadWordTable } from './models.ts';
import { dataOf } from './training/examples.ts';
import { HEAD_TASKS, RECIPES } from './training/recipes.ts';
import { setMeans } from './training/setMeans.ts';
import { exampleCosts } from './training/trainHead.ts';
import { extractAll } from './training/vectors.ts';

const folder = process.argv[2] ?? '../shared/data';
const table = loadWordTable();
const features = new TextFeatures(table, await loadKernels());
for (const task of HEAD_TASKS) {
  const { train } = dataOf(folder, task);
  const x = extractAll(
    features,
    train.map(({ text }) => text),
  );
  const anchors = setMeans(x, train, exampleCosts(train, RECIPES[task]));
  const head = loadHead(task, table).withAnchors(anchors);
  const file = fileURLToPath(new URL(`../models/${task}.bin`, import.meta.url));
  writeFileSync(file, head.toBytes());
  console.log(`${task}: ${head.toBytes().length} bytes, version ${head.version}`);
}
