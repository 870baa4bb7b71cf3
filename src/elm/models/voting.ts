import { ElmError, requireLength, requirePositive } from '../errors.ts';
import type { Saved } from '../file/saved.ts';
import { type Inputs, Matrix } from '../linalg/matrix.ts';
import { type FitOptions, fitTogether, keepAll, type Model, requireModels, type Targets } from './model.ts';

/**
 * Several models on the same samples; the vote is the weighted mean of their scores, and of their
 * probabilities, which a mean keeps calibrated better than a count of votes.
 */
export class Voting implements Model {
  readonly models: readonly Model[];
  readonly weights: readonly number[];
  readonly #shares: readonly number[];

  /** @param weights one a model, greater than 0; equal if left out. */
  constructor(models: readonly Model[], weights?: readonly number[]) {
    requireModels(models);
    if (weights !== undefined) requireLength('weights', weights, models.length);
    const given = models.map((_, k) => requirePositive(`weights[${k}]`, weights?.[k] ?? 1));
    const total = given.reduce((sum, weight) => sum + weight, 0);
    this.models = [...models];
    this.weights = given;
    this.#shares = given.map((weight) => weight / total);
  }

  get labels(): readonly string[] {
    return this.models[0].labels;
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    fitTogether(this.models, () => {
      for (const model of this.models) model.fit(x, y, options);
    });
  }

  predictScores(x: Inputs): Matrix {
    return this.#mean((model) => model.predictScores(x));
  }

  predictProbabilities(x: Inputs): Matrix {
    return this.#mean((model) => model.predictProbabilities(x));
  }

  /** The models' features side by side. */
  transform(x: Inputs): Matrix {
    const parts = this.models.map((model) => model.transform(x));
    const columns = parts.reduce((sum, part) => sum + part.columns, 0);
    const out = new Matrix(x.rows, columns);
    for (let i = 0; i < x.rows; i++) {
      let at = i * columns;
      for (const part of parts) {
        out.data.set(part.row(i), at);
        at += part.columns;
      }
    }
    return out;
  }

  keep(): () => void {
    return keepAll(this.models);
  }

  /** Made again by {@link loadModel}. */
  save(): Saved {
    const arrays = { weights: Float64Array.from(this.weights) };
    return { kind: 'voting', fields: {}, arrays, parts: this.models.map((model) => model.save()) };
  }

  #mean(answer: (model: Model) => Matrix): Matrix {
    const { labels } = this;
    let out: Matrix | null = null;
    this.models.forEach((model, v) => {
      const part = answer(model);
      out ??= new Matrix(part.rows, part.columns);
      if (part.columns !== out.columns)
        throw new ElmError('models', `${out.columns} outputs each`, part.columns);
      // Models may list the same labels in another order.
      const to = labels.length > 0 ? model.labels.map((label) => labels.indexOf(label)) : null;
      if (to?.includes(-1)) throw new ElmError('models', 'the same labels each', model.labels);
      for (let i = 0; i < part.rows; i++) {
        for (let o = 0; o < part.columns; o++) {
          out.data[i * out.columns + (to ? to[o] : o)] += this.#shares[v] * part.data[i * part.columns + o];
        }
      }
    });
    return out as unknown as Matrix;
  }
}
