/**
 * Measures of a classifier's answers, as the field defines them. Labels are indices. Arrays that differ in length,
 * are empty, or hold what is no label, score or probability are an ElmError.
 */
import {
  requireIndices,
  requireInteger,
  requireLength,
  requireNumbers,
  requireProbabilities,
} from '../errors.ts';

/** Share of right answers. */
export function accuracy(truth: ArrayLike<number>, guess: ArrayLike<number>): number {
  requireLength('truth', truth);
  requireLength('guess', guess, truth.length);
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === guess[i]) right++;
  return right / truth.length;
}

/** Mean over the labels that occur in the truth of F1; a label that was guessed but never true counts in the others' precision. */
export function macroF1(truth: ArrayLike<number>, guess: ArrayLike<number>, labels: number): number {
  requireInteger('labels', labels, 1, 1 << 24);
  requireLength('truth', truth);
  requireLength('guess', guess, truth.length);
  requireIndices('truth', truth, labels);
  requireIndices('guess', guess, labels);
  const occurs = new Float64Array(labels);
  const guessed = new Float64Array(labels);
  const hits = new Float64Array(labels);
  for (let i = 0; i < truth.length; i++) {
    occurs[truth[i]]++;
    guessed[guess[i]]++;
    if (truth[i] === guess[i]) hits[truth[i]]++;
  }
  let sum = 0;
  let present = 0;
  for (let label = 0; label < labels; label++) {
    if (occurs[label] === 0) continue;
    present++;
    sum += (2 * hits[label]) / (occurs[label] + guessed[label]);
  }
  return sum / present;
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half
 * (Mann–Whitney U).
 * @returns null when one of the two classes is missing
 */
export function rocAuc(positive: ArrayLike<boolean>, scores: ArrayLike<number>): number | null {
  requireLength('positive', positive, positive?.length);
  requireLength('scores', scores, positive.length);
  requireNumbers('scores', scores);
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++;
    const rank = (start + end + 1) / 2;
    for (let k = start; k < end; k++) {
      if (!positive[order[k]]) continue;
      positives++;
      rankSum += rank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Expected calibration error: how far confidence is from the share of right answers, over equal bins of
 * confidence, weighted by their sizes (Naeini et al. 2015; Guo et al. 2017).
 * @param confidence probability of each answer, in [0, 1]
 * @param right whether each answer was right
 */
export function calibrationError(
  confidence: ArrayLike<number>,
  right: ArrayLike<boolean>,
  bins = 15,
): number {
  requireInteger('bins', bins, 1);
  requireLength('confidence', confidence);
  requireLength('right', right, confidence.length);
  requireProbabilities('confidence', confidence);
  const sums = new Float64Array(bins);
  for (let i = 0; i < confidence.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(confidence[i] * bins));
    sums[bin] += confidence[i] - (right[i] ? 1 : 0);
  }
  return sums.reduce((sum, gap) => sum + Math.abs(gap), 0) / confidence.length;
}
