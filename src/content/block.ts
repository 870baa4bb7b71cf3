import type { TaskId, Verdict } from '../protocol/verdict.ts';
import { comesBefore, type Run } from './dom.ts';

/** Where a block is, as of the last look: in the window, within a window's height of it, or elsewhere. */
export type Place = 'visible' | 'near' | 'far';

/** One piece of the page, from its being found to its being removed. */
export interface Block extends Run {
  readonly id: number;
  /** The block-level element in which the text stands directly. It may hold other blocks too. */
  readonly element: Element;
  text: string;
  place: Place;
  /** What the engine said of `text`; null until then. */
  verdicts: Verdict[] | null;
}

/** The verdicts for which a block is to be marked, the most serious first. */
export function flaggedOf(block: Block): Verdict[] {
  return (block.verdicts ?? [])
    .filter((verdict) => verdict.flagged)
    .sort((a, b) => seriousness(a.task) - seriousness(b.task));
}

/** Rank of a task, the most serious first; those of the person's own come last. */
export function seriousness(task: TaskId): number {
  const rank = ['toxicity', 'spam', 'sexism', 'intent'].indexOf(task);
  return rank < 0 ? 4 : rank;
}

/** To sort blocks as they stand in the page. */
export function inPageOrder(a: Block, b: Block): number {
  if (a.nodes[0] === b.nodes[0]) return a.from - b.from;
  return comesBefore(a.nodes[0], b.nodes[0]) ? -1 : 1;
}
