import { requireIndices, requireLength, requireNumbers, requireSome } from '../errors.ts';
import type { Matrix } from '../linalg/matrix.ts';
import { softmax } from './scaling.ts';

/**
 * One number s for p = softmax(s · scores), by maximum likelihood (temperature scaling, 1/s being the
 * temperature; Guo et al. 2017). For any number of labels. The likelihood is concave in s; targets are
 * smoothed as if each label had been seen once more (Platt's remedy against s → ∞ on separable scores).
 * @param scores n × labels, of samples that the scoring model did not learn from.
 * @param truth index of each sample's label.
 * @returns s > 0. Scores that say nothing about the truth give the least s, 1e-3.
 */
export function fitTemperature(
  scores: Matrix,
  truth: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  const { rows: n, columns: k } = scores;
  requireLength('truth', truth);
  requireLength('truth', truth, n);
  requireIndices('truth', truth, k);
  requireNumbers('scores', scores.data);
  if (weights) {
    requireLength('weights', weights, n);
    requireNumbers('weights', weights, 0);
    requireSome('weights', weights);
  }
  const rest = 1 / (n + k);
  const p = new Float64Array(k);
  const offset = new Float64Array(k);
  const slope = new Float64Array(k);
  let low = 1e-3;
  let high = 1e3;
  let s = 1;
  for (let round = 0; round < 60; round++) {
    slope.fill(s);
    let gradient = 0;
    let curvature = 1e-12;
    for (let i = 0; i < n; i++) {
      softmax(scores.data, i * k, slope, offset, p);
      const w = weights ? weights[i] : 1;
      let mean = 0;
      let square = 0;
      let target = 0;
      for (let j = 0; j < k; j++) {
        const z = scores.data[i * k + j];
        mean += p[j] * z;
        square += p[j] * z * z;
        target += ((j === truth[i] ? 1 - k * rest : 0) + rest) * z;
      }
      gradient += w * (mean - target);
      curvature += w * (square - mean * mean);
    }
    // Newton, kept inside the bracket that the signs of the gradient have drawn so far.
    if (gradient > 0) high = s;
    else low = s;
    const next = s - gradient / curvature;
    const moved = next > low && next < high ? next : Math.sqrt(low * high);
    if (Math.abs(moved - s) < 1e-10 * s) break;
    s = moved;
  }
  return s;
}
