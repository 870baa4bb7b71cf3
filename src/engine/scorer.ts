import type { Head } from '../elm/head/head.ts';

/**
 * What judges one task before the person's lessons are added: a trained head from a file, or an
 * {@link ./ownHead.ts} that knows nothing but them.
 */
export type Scorer = Pick<
  Head,
  | 'labels'
  | 'ordinary'
  | 'version'
  | 'outputs'
  | 'scores'
  | 'probabilities'
  | 'targets'
  | 'flagAt'
  | 'isUnsure'
  | 'languages'
  | 'falseAlarms'
  | 'anchors'
>;

/** Index of a label. @throws RangeError if there is none of that name. */
export function labelIndex(scorer: Scorer, label: string): number {
  const index = scorer.labels.indexOf(label);
  if (index < 0) throw new RangeError(`no label "${label}"`);
  return index;
}

/** Index of the largest number; of equals the first. */
export function mostProbable(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i] > probabilities[best]) best = i;
  return best;
}
