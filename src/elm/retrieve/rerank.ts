/**
 * The second step of a search: the few that a {@link VectorIndex} found most similar are put in the order that
 * a trained model gives them. The model sees a query and a candidate as one sample, {@link pairFeatures}, and
 * any model of the core will do: an Online ELM learns from each click, a regression from grades.
 */
import { ElmError, requireLength } from '../errors.ts';
import { Matrix } from '../linalg/matrix.ts';
import type { Model } from '../models/model.ts';
import type { Hit, VectorIndex } from './vectorIndex.ts';

export interface RankedHit extends Hit {
  /** The model's score, by which the hits are ordered. */
  score: number;
}

/**
 * [cosine | √d · query ∘ candidate], d + 1 numbers, of two vectors taken to length 1: how alike they are, and
 * in what. √d brings the products to the size that random layers expect.
 * @throws ElmError if they differ in length, are zero, or have a number that is not finite.
 */
export function pairFeatures(query: ArrayLike<number>, candidate: ArrayLike<number>): Float64Array {
  const d = query?.length;
  if (candidate?.length !== d)
    throw new ElmError('candidate', `${d} numbers, as the query`, candidate?.length);
  requireLength('query', query);
  const scale = 1 / (norm('query', query) * norm('candidate', candidate));
  const out = new Float64Array(d + 1);
  for (let j = 0; j < d; j++) {
    const product = query[j] * candidate[j] * scale;
    out[0] += product;
    out[j + 1] = Math.sqrt(d) * product;
  }
  return out;
}

/**
 * The hits in the order of the model's scores, best first; of equals the more similar first.
 * @param hits of `index.search(query, k)`.
 * @param model fitted on {@link pairFeatures}: a classifier, or a regression of one output.
 * @param label whose score counts, for a classifier.
 */
export function rerank(
  hits: readonly Hit[],
  index: VectorIndex,
  query: ArrayLike<number>,
  model: Model,
  label?: string,
): RankedHit[] {
  const output = label === undefined ? 0 : model.labels.indexOf(label);
  if (output < 0 || (label === undefined) !== (model.labels.length === 0))
    throw new ElmError('label', `one of ${model.labels.join(', ') || 'none (regression)'}`, label);
  if (hits.length === 0) return [];
  const samples = hits.map(({ id }) => {
    const vector = index.vector(id);
    if (vector === null) throw new ElmError('hits', 'ids of the index', id);
    return pairFeatures(query, vector);
  });
  const scores = model.predictScores(Matrix.fromRows(samples));
  return hits
    .map((hit, i) => ({ ...hit, score: scores.row(i)[output] }))
    .sort((a, b) => b.score - a.score || b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
}

function norm(argument: string, vector: ArrayLike<number>): number {
  let squares = 0;
  for (let j = 0; j < vector.length; j++) squares += vector[j] * vector[j];
  if (!(squares > 0 && squares < Number.POSITIVE_INFINITY))
    throw new ElmError(argument, 'finite numbers, not all zero', squares);
  return Math.sqrt(squares);
}
