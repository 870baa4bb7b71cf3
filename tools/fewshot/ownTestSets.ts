import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Row, readTsv } from '../data.ts';
import { EMOTION_OF } from '../training/emotionMap.ts';
import { BINARY_TASKS } from '../training/examples.ts';
import { INTENT_NAMES } from '../training/intentMap.ts';

/** The sets of a task, with what the shipped head calls their labels. */
function setsOf(task: string): Record<string, Readonly<Record<string, string>>> {
  if (task === 'intent') return INTENT_NAMES;
  if (task === 'emotion') return { 'emotion/goemotions': EMOTION_OF };
  const sets = Object.hasOwn(BINARY_TASKS, task) ? BINARY_TASKS[task as keyof typeof BINARY_TASKS].sets : [];
  return Object.fromEntries(sets.map((set) => [set, {}]));
}

/** The test splits that a folder has of a shipped task's own sets, in the head's labels; by file. */
export function ownTestSets(task: string, folder: string): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const [set, names] of Object.entries(setsOf(task))) {
    const file = join(folder, set, 'test.tsv');
    if (!existsSync(file)) continue;
    found.set(
      file,
      readTsv(file).map(({ label, text }) => ({ text, label: names[label] ?? label })),
    );
  }
  return found;
}
