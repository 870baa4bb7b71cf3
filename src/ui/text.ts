import type { Way } from '../protocol/verdict.ts';
import type { WordsKey } from '../protocol/words.ts';
import { words } from '../protocol/words.ts';

/** What the pages of the extension say in the same way: excerpts, steps of a task, ways to mark. */

/** The beginning of a text for a sentence or a name, cut at a word where one ends near. */
export function startOf(text: string, length = 60): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= length) return line;
  const cut = line.slice(0, length);
  const space = cut.lastIndexOf(' ');
  return `${(space > length / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** How readily a task marks at a step, in words. */
export function stepName(sensitivity: number): string {
  return words(`ui_sensitivity_${sensitivity}` as WordsKey);
}

/** A way to mark, in words. */
export function wayName(way: Way): string {
  return words(`ui_way_${way}`);
}
