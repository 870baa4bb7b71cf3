import { requireLength, requireNumbers } from '../errors.ts';

/**
 * Area under the precision–recall curve as average precision: the sum over thresholds of
 * (recall gained) × (precision there). Equal scores share one threshold, so their order does not matter.
 * @returns null when there is no positive.
 */
export function averagePrecision(positive: ArrayLike<boolean>, scores: ArrayLike<number>): number | null {
  requireLength('positive', positive, positive?.length);
  requireLength('scores', scores, positive.length);
  requireNumbers('scores', scores);
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  let hits = 0;
  let area = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let gained = 0;
    while (end < order.length && scores[order[end]] === scores[order[start]]) {
      if (positive[order[end]]) gained++;
      end++;
    }
    hits += gained;
    area += (gained * hits) / end;
    start = end;
  }
  return hits === 0 ? null : area / hits;
}
