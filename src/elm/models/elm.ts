/**
 * The Extreme Learning Machine: a random hidden layer that is never trained, and a linear output layer that
 * is solved for at once (Huang, Zhu & Siew 2006), regularised (Huang et al. 2012), with direct links from
 * input to output if asked for (random vector functional link; Pao et al. 1994). Classification has one
 * output a label, trained to ±1; regression has as many as its targets have columns. Its probabilities are
 * calibrated on leave-one-out scores, which the ridge solution gives in closed form, so no data is held back.
 */

import { softmax } from '../calibrate/scaling.ts';
import { fitTemperature } from '../calibrate/temperature.ts';
import { ElmError, requireObject, requirePositive } from '../errors.ts';
import {
  arrayOf,
  integerOf,
  numberOf,
  optionsOf,
  requireKind,
  type Saved,
  labelsOf as savedLabels,
} from '../file/saved.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { RandomLayer, type RandomLayerOptions, requireLayer } from '../layers/randomLayer.ts';
import { type RidgeOptions, requireLambda, ridge } from '../learn/ridge.ts';
import { type Inputs, Matrix, requireInputs, toDense } from '../linalg/matrix.ts';
import { multiply } from '../linalg/products.ts';
import {
  type FitOptions,
  labelIndices,
  labelsOf,
  type Model,
  notClassifier,
  notFitted,
  oneVersusRest,
  requireSamples,
  type Targets,
} from './model.ts';

export interface ElmOptions {
  /** The hidden layer; null for none, which leaves a linear model. */
  hidden: RandomLayerOptions | null;
  /** Whether the inputs also reach the outputs directly. */
  directLinks?: boolean;
  /** Strength of regularisation; `'loo'`, as is usual, chooses. With 1,000 units that takes three times as long. */
  lambda?: NonNullable<RidgeOptions['lambda']>;
  /** Weight of a label's samples: all labels alike in sum (`balanced`), or a number for each. */
  classWeights?: 'balanced' | Readonly<Record<string, number>>;
}

/** What a fit leaves behind. */
interface Fitted {
  inputs: number;
  labels: readonly string[];
  hidden: RandomLayer | null;
  /** units × outputs and inputs × outputs, of the blocks in use. */
  weights: Matrix[];
  intercept: Float64Array;
  /** Probabilities are softmax(slope · scores); 0 for regression. */
  slope: number;
  lambda: number;
}

export class Elm implements Model {
  readonly options: Readonly<ElmOptions>;
  readonly #kernels: Kernels | null;
  #fitted: Fitted | null = null;
  #leftOut: Matrix | null = null;

  /** @param kernels where to solve; in plain TypeScript if left out. */
  constructor(options: ElmOptions, kernels: Kernels | null = null) {
    const {
      hidden,
      directLinks,
      lambda = 'loo',
      classWeights = 'balanced',
    } = requireObject('options', options);
    if (hidden !== null) requireLayer(hidden);
    else if (!directLinks) throw new ElmError('options', 'a hidden layer, direct links, or both', 'neither');
    requireLambda(lambda);
    if (classWeights !== 'balanced') {
      for (const [label, weight] of Object.entries(requireObject('classWeights', classWeights))) {
        requirePositive(`classWeights.${label}`, weight);
      }
    }
    // A copy: what is done to the caller's object later must not change the model.
    this.options = structuredClone(options);
    this.#kernels = kernels;
  }

  get labels(): readonly string[] {
    return this.#fitted?.labels ?? [];
  }

  /** Columns of the samples. */
  get inputs(): number {
    return this.#require().inputs;
  }

  /** The strength of regularisation taken by the last fit. */
  get lambda(): number {
    return this.#require().lambda;
  }

  /** n × outputs: the scores of the training samples, each by a model that had not seen it. */
  get leaveOneOutScores(): Matrix {
    if (this.#leftOut === null) throw notFitted();
    return this.#leftOut;
  }

  /** n × labels: what those scores say, calibrated like every other answer. @throws ElmError for regression. */
  get leaveOneOutProbabilities(): Matrix {
    const { labels, slope } = this.#require();
    if (labels.length === 0) throw notClassifier();
    return scoresToProbabilities(this.leaveOneOutScores, slope);
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y, options);
    const labels = y instanceof Matrix ? [] : labelsOf(y);
    const targets = y instanceof Matrix ? y : oneVersusRest(y, labels);
    const weights = this.#weights(x.rows, y, labels, options.sampleWeights);
    const { hidden: layerOptions, lambda = 'loo' } = this.options;
    const hidden = layerOptions && new RandomLayer(x.columns, layerOptions);
    const solution = ridge(this.#blocks(x, hidden), targets, {
      lambda,
      sampleWeights: weights,
      kernels: this.#kernels,
    });
    this.#fitted = {
      inputs: x.columns,
      labels,
      hidden,
      weights: solution.weights,
      intercept: solution.intercept,
      slope: y instanceof Matrix ? 0 : fitTemperature(solution.leftOut, labelIndices(y, labels), weights),
      lambda: solution.lambda,
    };
    this.#leftOut = solution.leftOut;
  }

  predictScores(x: Inputs): Matrix {
    const fitted = this.#require();
    requireInputs('x', x, fitted.inputs);
    const m = fitted.intercept.length;
    const out = new Matrix(x.rows, m);
    for (let i = 0; i < x.rows; i++) out.data.set(fitted.intercept, i * m);
    this.#blocks(x, fitted.hidden).forEach((block, b) => {
      const part = multiply(block, fitted.weights[b]);
      for (let k = 0; k < out.data.length; k++) out.data[k] += part.data[k];
    });
    return out;
  }

  predictProbabilities(x: Inputs): Matrix {
    const { labels, slope } = this.#require();
    if (labels.length === 0) throw notClassifier();
    return scoresToProbabilities(this.predictScores(x), slope);
  }

  /** The hidden layer's activations; without one, the inputs, made dense. */
  transform(x: Inputs): Matrix {
    const { hidden, inputs } = this.#require();
    requireInputs('x', x, inputs);
    if (hidden) return hidden.apply(x);
    return toDense(x);
  }

  keep(): () => void {
    const fitted = this.#fitted;
    const leftOut = this.#leftOut;
    return () => {
      this.#fitted = fitted;
      this.#leftOut = leftOut;
    };
  }

  /** The random layer is saved as its options, the weights in f64, the leave-one-out scores not at all. */
  save(): Saved {
    const { inputs, labels, weights, intercept, slope, lambda } = this.#require();
    const arrays: Saved['arrays'] = { intercept };
    weights.forEach((block, b) => {
      arrays[`weights${b}`] = block.data;
    });
    const fields = { options: this.options, inputs, labels, slope, lambda };
    return { kind: 'elm', fields, arrays, parts: [] };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved, kernels: Kernels | null = null): Elm {
    requireKind(saved, 'elm');
    const elm = new Elm(optionsOf<ElmOptions>(saved), kernels);
    const { hidden, directLinks } = elm.options;
    const inputs = integerOf(saved, 'inputs', 1);
    const intercept = arrayOf(saved, 'intercept', 'f64');
    const m = intercept.length;
    if (m === 0) throw new ElmError('saved.intercept', 'at least one number', m);
    const sides = [...(hidden ? [hidden.units] : []), ...(directLinks ? [inputs] : [])];
    elm.#fitted = {
      inputs,
      labels: savedLabels(saved, m),
      hidden: hidden && new RandomLayer(inputs, hidden),
      weights: sides.map((side, b) => new Matrix(side, m, arrayOf(saved, `weights${b}`, 'f64', side * m))),
      intercept,
      slope: numberOf(saved, 'slope'),
      lambda: requirePositive('saved.lambda', numberOf(saved, 'lambda')),
    };
    return elm;
  }

  #require(): Fitted {
    if (this.#fitted === null) throw notFitted();
    return this.#fitted;
  }

  #blocks(x: Inputs, hidden: RandomLayer | null): Inputs[] {
    const blocks: Inputs[] = hidden ? [hidden.apply(x)] : [];
    if (this.options.directLinks) blocks.push(x);
    return blocks;
  }

  /** Sample weights times class weights. */
  #weights(
    n: number,
    y: Targets,
    labels: readonly string[],
    given: ArrayLike<number> | undefined,
  ): Float64Array {
    const weights = given ? Float64Array.from(given) : new Float64Array(n).fill(1);
    const { classWeights } = this.options;
    if (classWeights === undefined || y instanceof Matrix) return weights;
    const factor = new Map<string, number>();
    if (classWeights === 'balanced') {
      const sums = new Map<string, number>();
      let total = 0;
      for (let i = 0; i < n; i++) {
        sums.set(y[i], (sums.get(y[i]) ?? 0) + weights[i]);
        total += weights[i];
      }
      for (const [label, sum] of sums) factor.set(label, total / labels.length / sum);
    } else {
      for (const label of labels) {
        factor.set(label, Object.hasOwn(classWeights, label) ? classWeights[label] : 1);
      }
    }
    for (let i = 0; i < n; i++) weights[i] *= factor.get(y[i]) as number;
    return weights;
  }
}

/** softmax(slope · scores), row by row. */
export function scoresToProbabilities(scores: Matrix, slope: number): Matrix {
  const k = scores.columns;
  const out = new Matrix(scores.rows, k);
  const slopes = new Float64Array(k).fill(slope);
  const offsets = new Float64Array(k);
  for (let i = 0; i < scores.rows; i++) softmax(scores.data, i * k, slopes, offsets, out.row(i));
  return out;
}
