import type { Verdict } from '../protocol/verdict.ts';

/** Where a block is, as of the last look: in the window, within a window's height of it, or elsewhere. */
export type Place = 'visible' | 'near' | 'far';

/** One piece of the page, from its being found to its being removed. */
export interface Block {
  readonly id: number;
  /** The block-level element in which the text stands directly. It may hold other blocks too. */
  readonly element: Element;
  nodes: readonly Text[];
  text: string;
  place: Place;
  /** What the engine said of `text`; null until then. */
  verdicts: Verdict[] | null;
}

/** The verdicts for which a block is to be marked, the most serious first. */
export function flaggedOf(block: Block): Verdict[] {
  return (block.verdicts ?? [])
    .filter((verdict) => verdict.flagged)
    .sort((a, b) => SERIOUS[a.task] - SERIOUS[b.task]);
}
/** Rank of the tasks, the most serious first. */
export const SERIOUS = { toxicity: 0, spam: 1, intent: 2 };
