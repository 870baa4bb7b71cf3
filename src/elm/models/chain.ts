import { ElmError } from '../errors.ts';
import type { Saved } from '../file/saved.ts';
import type { Inputs, Matrix } from '../linalg/matrix.ts';
import { type FitOptions, fitTogether, keepAll, type Model, requireModels, type Targets } from './model.ts';

/**
 * Models one behind the other: each is fitted on what the one before makes of the samples (`transform`), the
 * last one answers. A chain is a model, so it can be part of a chain or a vote.
 */
export class Chain implements Model {
  readonly models: readonly Model[];

  constructor(models: readonly Model[]) {
    requireModels(models);
    this.models = [...models];
  }

  get labels(): readonly string[] {
    return this.#last.labels;
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    fitTogether(this.models, () => {
      let features = x;
      for (const model of this.models) {
        model.fit(features, y, options);
        if (model !== this.#last) features = model.transform(features);
      }
    });
  }

  /**
   * Only the last model goes on learning: were the ones before to change, what it has learned would stand on
   * features that are no more.
   */
  partialFit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    const last = this.#last;
    if (last.partialFit === undefined) throw new ElmError('models', 'a last model with partialFit', last);
    last.partialFit(this.#before(x), y, options);
  }

  predictScores(x: Inputs): Matrix {
    return this.#last.predictScores(this.#before(x));
  }

  predictProbabilities(x: Inputs): Matrix {
    return this.#last.predictProbabilities(this.#before(x));
  }

  transform(x: Inputs): Matrix {
    return this.#last.transform(this.#before(x));
  }

  keep(): () => void {
    return keepAll(this.models);
  }

  /** Made again by {@link loadModel}. */
  save(): Saved {
    return { kind: 'chain', fields: {}, arrays: {}, parts: this.models.map((model) => model.save()) };
  }

  get #last(): Model {
    return this.models[this.models.length - 1];
  }

  #before(x: Inputs): Inputs {
    return this.models.slice(0, -1).reduce<Inputs>((features, model) => model.transform(features), x);
  }
}
