import type { TaskInfo, Way } from '../protocol/verdict.ts';
import type { WordsKey } from '../protocol/words.ts';
import { words } from '../protocol/words.ts';

/** What the pages of the extension say and paint in the same way: excerpts, steps of a task, ways, pencils. */

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

/** The beginning of a lesson's text, or what stands for it where texts are not kept. */
export function lessonText({ text }: { text: string }, length?: number): string {
  return text ? startOf(text, length) : words('ui_textNotKept');
}

/** How readily a task marks at a step, in words. */
export function stepName(sensitivity: number): string {
  return words(`ui_sensitivity_${sensitivity}` as WordsKey);
}

/** A way to mark, in words. */
export function wayName(way: Way): string {
  return words(`ui_way_${way}`);
}

/** A time of today or another day, as people here write it: "15:04", or with the day when it isn't today. */
export function timeName(at: number, now = Date.now()): string {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(words('textLanguage'), {
    timeStyle: 'short',
    ...(!isToday && { dateStyle: 'short' }),
  }).format(time);
}

/**
 * The pencil of a label of the person's own: its colour, mixed with ink so that words in it can be read in
 * both themes. Undefined for shipped tasks, whose pencils stand in base.css. For an element's `style`.
 */
export function pencilOf(info: TaskInfo | undefined, label?: string): Record<string, string> | undefined {
  const labels = info?.own?.labels;
  const colour = (labels?.find(({ id }) => id === label) ?? labels?.[0])?.colour;
  return colour ? { '--pencil': `color-mix(in oklab, ${colour} 45%, var(--ink))` } : undefined;
}
