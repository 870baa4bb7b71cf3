import type { Head } from '../../src/elm/head/head.ts';
import type { TextFeatures } from '../../src/elm/text/textFeatures.ts';
import type { WordTable } from '../../src/elm/text/wordTable.ts';
import { type BinaryTaskId, binaryData } from '../training/examples.ts';
import { RECIPES } from '../training/recipes.ts';
import { trainHead } from '../training/trainHead.ts';
import { extractAll } from '../training/vectors.ts';

/** The head of a task as it would ship had it never seen some of its sets. */
export function headWithout(
  features: TextFeatures,
  table: WordTable,
  folder: string,
  task: BinaryTaskId,
  sets: readonly string[],
): Head {
  const left = binaryData(folder, task, sets);
  const texts = left.valid.map((example) => example.text);
  return trainHead(
    left,
    RECIPES[task],
    features,
    table.digest,
    extractAll(features, texts),
    extractAll(features, left.quiet),
    () => {},
  ).head;
}
