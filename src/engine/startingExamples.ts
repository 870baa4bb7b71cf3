import { OTHER, type OwnTask } from '../protocol/verdict.ts';
import { ORDINARY_TEXTS } from './ordinaryTexts.ts';

/**
 * What a task of the person's own begins with: examples made of the keywords of its labels, and ordinary
 * texts that are none of them. Real examples take the place of the made ones, one for one. A function of the task and of how
 * many real ones there are only, so that taking a lesson back gives back exactly what was before.
 */
export interface StartingExample {
  /** No lesson's id looks like it. */
  id: string;
  label: string;
  text: string;
}

/** How the ids of examples made of keywords begin. */
export const MADE = 'made ';

/** Whether that is the id of an example that a task began with, not of a lesson. */
export function isStarting(id: string): boolean {
  return id.includes(' ');
}

/**
 * Where only weights are kept, they stand on the starting examples already. New lessons come one by one, and
 * each would pull everything its way: so ordinary texts are to stay as they are judged.
 */
export const ANCHORS: readonly StartingExample[] = ORDINARY_TEXTS.map((text, n) => ({
  id: `anchor ${n}`,
  label: OTHER,
  text,
}));

export function isAnchor(id: string): boolean {
  return id.startsWith('anchor ');
}

/** How often a keyword is set into an ordinary text. */
const SET_INTO = 3;

/**
 * A keyword on its own, and in the midst of ordinary texts that without it are examples of "none": so it is
 * the keyword that is learned, at the strength it has in a text of common length.
 */
function around(keyword: string, n: number): string[] {
  const texts = Array.from({ length: SET_INTO }, (_, i) => {
    const words = ORDINARY_TEXTS[(n * SET_INTO + i) % ORDINARY_TEXTS.length].split(' ');
    const middle = Math.floor(words.length / 2);
    return [...words.slice(0, middle), keyword, ...words.slice(middle)].join(' ');
  });
  return [keyword, ...texts];
}

/** @param real lessons of the person's that hold, by label. */
export function startingExamples(task: OwnTask, real: Readonly<Record<string, number>>): StartingExample[] {
  const made = task.labels.flatMap(({ id, keywords }) => {
    const texts = keywords.map(around);
    // By turns, so that what real ones take the place of is spread over the keywords.
    const all = Array.from({ length: SET_INTO + 1 }, (_, turn) =>
      keywords.map((keyword, k) => ({
        id: `${MADE}${id} ${turn} ${keyword}`,
        label: id,
        text: texts[k][turn],
      })),
    ).flat();
    return all.slice(0, Math.max(0, all.length - (real[id] ?? 0)));
  });
  return [...made, ...ORDINARY_TEXTS.map((text, n) => ({ id: `ordinary ${n}`, label: OTHER, text }))];
}
