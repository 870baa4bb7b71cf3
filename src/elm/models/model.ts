import { ElmError, requireLength, requirePositive } from '../errors.ts';
import type { Savable } from '../file/saved.ts';
import { type Inputs, Matrix, requireInputs } from '../linalg/matrix.ts';

/** What to learn: one label a sample, or a row of m numbers a sample (regression). */
export type Targets = readonly string[] | Matrix;

export interface FitOptions {
  /** How much each sample counts, greater than 0; 1 if left out. */
  sampleWeights?: ArrayLike<number>;
}

/** Larger weights would let sums of squares overflow. */
const LARGEST_WEIGHT = 1e30;

/**
 * What every model of the core does, so that they can be chained and can vote. Inputs are n × d, dense or
 * sparse; the number of columns is fixed by the first fit. Predicting or saving before a fit is an ElmError. A call
 * that throws leaves the model as it was.
 */
export interface Model extends Savable {
  /** The labels in the order of the outputs; empty for regression and before the first fit. */
  readonly labels: readonly string[];
  /** Learns from nothing but these samples: what was learned before is forgotten. */
  fit(x: Inputs, y: Targets, options?: FitOptions): void;
  /** Learns from these samples too. Only models that can say the same after any chunking have it. */
  partialFit?(x: Inputs, y: Targets, options?: FitOptions): void;
  /** n × outputs: a score for each label (about ±1 for yes and no), or the predicted numbers. */
  predictScores(x: Inputs): Matrix;
  /** n × labels, rows sum to 1, calibrated. @throws ElmError for regression. */
  predictProbabilities(x: Inputs): Matrix;
  /** n × units: what the hidden layer makes of the samples; input for the next model of a chain. */
  transform(x: Inputs): Matrix;
  /**
   * Remembers what has been learned; calling the result takes back every `fit` since (not a `partialFit`). For
   * chains and votes, of which one model may fail to be fitted when others already are.
   */
  keep(): () => void;
}

/** Models to be put together. @throws ElmError if there is none, one comes twice, or one is no model. */
export function requireModels(models: readonly Model[]): void {
  requireLength('models', models);
  models.forEach((model, k) => {
    if (typeof model?.fit !== 'function') throw new ElmError(`models[${k}]`, 'a model', model);
  });
  if (new Set(models).size < models.length) throw new ElmError('models', 'models that differ', 'one twice');
}

/** `keep` of several. */
export function keepAll(models: readonly Model[]): () => void {
  const all = models.map((model) => model.keep());
  return () => {
    for (const takeBack of all) takeBack();
  };
}

/** Fits models, all or none: if `change` throws, they are as they were before. */
export function fitTogether(models: readonly Model[], change: () => void): void {
  const takeBack = keepAll(models);
  try {
    change();
  } catch (error) {
    takeBack();
    throw error;
  }
}

/** The label with the highest score for each sample; of equals the first. */
export function predictLabels(model: Model, x: Inputs): string[] {
  if (model.labels.length === 0) throw new ElmError('model', 'a fitted classifier', 'no labels');
  const scores = model.predictScores(x);
  return Array.from({ length: scores.rows }, (_, i) => {
    const row = scores.row(i);
    let best = 0;
    for (let k = 1; k < row.length; k++) if (row[k] > row[best]) best = k;
    return model.labels[best];
  });
}

/** The distinct labels, in code-unit order. @throws ElmError if there are fewer than two. */
export function labelsOf(y: readonly string[]): string[] {
  const labels = [...new Set(y)].sort();
  if (labels.length < 2) throw new ElmError('y', 'at least two different labels', labels.length);
  return labels;
}

/** Where each sample's label stands in `labels`. @throws ElmError for one that does not. */
export function labelIndices(y: readonly string[], labels: readonly string[]): Int32Array {
  const index = new Map(labels.map((label, k) => [label, k]));
  return Int32Array.from(y, (label, i) => {
    const k = index.get(label);
    if (k === undefined) throw new ElmError(`y[${i}]`, `one of ${labels.join(', ')}`, label);
    return k;
  });
}

/** One output a label: +1 where it is the sample's, −1 elsewhere; n × labels. */
export function oneVersusRest(y: readonly string[], labels: readonly string[]): Matrix {
  const out = new Matrix(y.length, labels.length);
  out.data.fill(-1);
  labelIndices(y, labels).forEach((k, i) => {
    out.data[i * labels.length + k] = 1;
  });
  return out;
}

/** Throws an {@link ElmError} unless every one is a string. */
export function requireLabels(y: readonly string[]): void {
  if (!Array.isArray(y)) throw new ElmError('y', 'a list of labels, or a Matrix of numbers', y);
  y.forEach((label, i) => {
    if (typeof label !== 'string')
      throw new ElmError(`y[${i}]`, 'a label (a string; numbers come as a Matrix)', label);
  });
}

/** Throws an {@link ElmError} unless these are samples that a model can learn from: at least one, a target each. */
export function requireSamples(x: Inputs, y: Targets, { sampleWeights }: FitOptions = {}): void {
  requireInputs('x', x);
  if (x.rows === 0) throw new ElmError('x', 'at least one sample', 0);
  if (x.columns === 0) throw new ElmError('x', 'at least one column', 0);
  if (!(y instanceof Matrix)) requireLabels(y);
  const count = y instanceof Matrix ? y.rows : y.length;
  if (count !== x.rows) throw new ElmError('y', `${x.rows} targets, one a sample`, count);
  if (y instanceof Matrix) {
    requireInputs('y', y);
    if (y.columns === 0) throw new ElmError('y', 'at least one column', 0);
  }
  if (sampleWeights === undefined) return;
  if (sampleWeights.length !== x.rows)
    throw new ElmError('sampleWeights', `${x.rows} numbers`, sampleWeights.length);
  for (let i = 0; i < x.rows; i++) requirePositive(`sampleWeights[${i}]`, sampleWeights[i], LARGEST_WEIGHT);
}

export function notFitted(): ElmError {
  return new ElmError('model', 'a fitted model', 'one that has not learned yet');
}

export function notClassifier(): ElmError {
  return new ElmError('model', 'a classifier (fitted on labels)', 'a regression, which has no probabilities');
}
