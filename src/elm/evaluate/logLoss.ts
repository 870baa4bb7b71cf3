import { requireIndices, requireLength, requireProbabilities } from '../errors.ts';
import type { Matrix } from '../linalg/matrix.ts';

/**
 * Mean −ln p of the true label, in nats. A probability below 1e-15 counts as 1e-15, so that one wrong
 * certainty does not make the mean infinite.
 * @param probabilities n × labels
 * @param truth index of each sample's label
 */
export function logLoss(probabilities: Matrix, truth: ArrayLike<number>): number {
  requireLength('truth', truth);
  requireLength('truth', truth, probabilities.rows);
  requireIndices('truth', truth, probabilities.columns);
  requireProbabilities('probabilities', probabilities.data);
  let sum = 0;
  for (let i = 0; i < probabilities.rows; i++) {
    sum -= Math.log(Math.max(1e-15, probabilities.data[i * probabilities.columns + truth[i]]));
  }
  return sum / probabilities.rows;
}
