import { requireLength, requireNumbers } from '../errors.ts';

/**
 * Isotonic calibration (Zadrozny & Elkan 2002): the ascending step function of the score that fits the truth
 * best in squares, by pooling adjacent violators (Ayer et al. 1955). Use it with a thousand examples or more;
 * with few, Platt or temperature scaling err less.
 */
export class Isotonic {
  /** Ascending; the probability `values[i]` holds from `thresholds[i]` to the next. */
  readonly thresholds: Float64Array;
  readonly values: Float64Array;

  /**
   * @param scores finite, in any order; equal scores are one.
   * @param positive whether each is of the class.
   * @param weights how much each counts; 1 if left out.
   */
  constructor(scores: ArrayLike<number>, positive: ArrayLike<boolean>, weights?: ArrayLike<number>) {
    requireLength('scores', scores);
    requireNumbers('scores', scores);
    requireLength('positive', positive, scores.length);
    if (weights) {
      requireLength('weights', weights, scores.length);
      requireNumbers('weights', weights, Number.MIN_VALUE);
    }
    const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
    const blocks: { from: number; weight: number; sum: number }[] = [];
    for (const i of order) {
      const weight = weights ? weights[i] : 1;
      const last = blocks.at(-1);
      if (last !== undefined && last.from === scores[i]) {
        last.weight += weight;
        last.sum += positive[i] ? weight : 0;
      } else blocks.push({ from: scores[i], weight, sum: positive[i] ? weight : 0 });
    }
    const pooled: typeof blocks = [];
    for (const block of blocks) {
      pooled.push(block);
      while (pooled.length > 1) {
        const upper = pooled[pooled.length - 1];
        const lower = pooled[pooled.length - 2];
        if (lower.sum * upper.weight < upper.sum * lower.weight) break;
        lower.weight += upper.weight;
        lower.sum += upper.sum;
        pooled.pop();
      }
    }
    this.thresholds = Float64Array.from(pooled, (block) => block.from);
    this.values = Float64Array.from(pooled, (block) => block.sum / block.weight);
  }

  /** The probability of a score; below the first threshold that of the first step. */
  probability(score: number): number {
    requireNumbers('score', [score]);
    let low = 0;
    let high = this.thresholds.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.thresholds[middle] <= score) low = middle;
      else high = middle - 1;
    }
    return this.values[low];
  }
}
