import { ElmError } from '../errors.ts';
import { arrayOf, requireKind, type Saved } from '../file/saved.ts';
import { type Inputs, Matrix, requireInputs, toDense } from '../linalg/matrix.ts';
import {
  type FitOptions,
  type Model,
  notClassifier,
  notFitted,
  requireSamples,
  type Targets,
} from './model.ts';

/**
 * First link of a chain for raw measurements: takes off each column's mean and divides by its standard
 * deviation, as random layers expect. A column that never varies becomes 0. It learns nothing of the targets;
 * its scores are its features.
 */
export class Standardiser implements Model {
  readonly labels: readonly string[] = [];
  #mean: Float64Array | null = null;
  #inverse = new Float64Array(0);

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y, options);
    const { data, rows, columns } = toDense(x);
    const mean = new Float64Array(columns);
    for (let k = 0; k < data.length; k++) mean[k % columns] += data[k] / rows;
    const squares = new Float64Array(columns);
    for (let k = 0; k < data.length; k++) squares[k % columns] += (data[k] - mean[k % columns]) ** 2 / rows;
    this.#mean = mean;
    // What is left of a constant column after rounding is no variance.
    this.#inverse = squares.map((square, j) => (square > (1e-12 * mean[j]) ** 2 ? 1 / Math.sqrt(square) : 0));
  }

  transform(x: Inputs): Matrix {
    const mean = this.#mean;
    if (mean === null) throw notFitted();
    requireInputs('x', x, mean.length);
    const out = x instanceof Matrix ? x.clone() : x.toDense();
    const d = out.columns;
    for (let k = 0; k < out.data.length; k++)
      out.data[k] = (out.data[k] - mean[k % d]) * this.#inverse[k % d];
    return out;
  }

  predictScores(x: Inputs): Matrix {
    return this.transform(x);
  }

  /** @throws ElmError always: it does not classify. */
  predictProbabilities(_x: Inputs): Matrix {
    throw notClassifier();
  }

  keep(): () => void {
    const mean = this.#mean;
    const inverse = this.#inverse;
    return () => {
      this.#mean = mean;
      this.#inverse = inverse;
    };
  }

  save(): Saved {
    if (this.#mean === null) throw notFitted();
    const arrays = { mean: this.#mean, inverse: this.#inverse };
    return { kind: 'standardiser', fields: {}, arrays, parts: [] };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved): Standardiser {
    const out = new Standardiser();
    const mean = arrayOf(requireKind(saved, 'standardiser'), 'mean', 'f64');
    if (mean.length === 0) throw new ElmError('saved.mean', 'at least one number', 0);
    out.#inverse = arrayOf(saved, 'inverse', 'f64', mean.length);
    out.#mean = mean;
    return out;
  }
}
