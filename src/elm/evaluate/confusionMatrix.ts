import { requireIndices, requireLength } from '../errors.ts';
import { Matrix } from '../linalg/matrix.ts';

/** labels × labels: entry (t, g) counts the samples of true label t that were taken for g. */
export function confusionMatrix(truth: ArrayLike<number>, guess: ArrayLike<number>, labels: number): Matrix {
  const out = new Matrix(labels, labels);
  requireLength('guess', guess, truth.length);
  requireIndices('truth', truth, labels);
  requireIndices('guess', guess, labels);
  for (let i = 0; i < truth.length; i++) out.data[truth[i] * labels + guess[i]]++;
  return out;
}
