/**
 * The Deep ELM: stacked ELM autoencoders, then an ELM (Kasun et al. 2013). Each autoencoder has a random
 * orthogonal layer H = g(XA + b) and solves for the β that gives its input back, Hβ ≈ X; the features are
 * then g(X βᵀ): unlike a random layer, they depend on the data. Nothing is trained by descent.
 */
import { ElmError } from '../errors.ts';
import { ACTIVATIONS, type Activation } from '../layers/activations.ts';
import { RandomLayer, type RandomLayerOptions } from '../layers/randomLayer.ts';
import { cholesky, choleskySolve } from '../linalg/cholesky.ts';
import { type Inputs, Matrix, requireInputs } from '../linalg/matrix.ts';
import { gram, multiplyTranspose, transposeMultiply } from '../linalg/products.ts';
import { Elm, type ElmOptions } from './elm.ts';
import { type FitOptions, type Model, notFitted, requireSamples, type Targets } from './model.ts';

export interface AutoencoderOptions extends Omit<RandomLayerOptions, 'projection'> {
  /** Strength of regularisation as a share of the mean eigenvalue of HᵀH. */
  lambda?: number;
}

/** One ELM autoencoder: what β a sample of data gives, and the features it makes. */
export class ElmAutoencoder {
  readonly #activation: Activation;
  /** β, units × inputs. */
  readonly beta: Matrix;

  /** @param x n × d, dense or sparse; what to give back. */
  constructor(x: Inputs, { lambda = 1e-3, ...layer }: AutoencoderOptions) {
    if (x.rows === 0) throw new ElmError('x', 'at least one sample', 0);
    requireInputs('x', x);
    if (!(lambda > 0)) throw new ElmError('lambda', 'a number greater than 0', lambda);
    this.#activation = layer.activation ?? 'tanh';
    const h = new RandomLayer(x.columns, { ...layer, projection: 'orthogonal' }).apply(x);
    const a = gram(h);
    let trace = 0;
    for (let i = 0; i < a.rows; i++) trace += a.data[i * a.rows + i];
    const ridge = lambda * (trace > 0 ? trace / a.rows : 1);
    for (let i = 0; i < a.rows; i++) a.data[i * a.rows + i] += ridge;
    const dense = x instanceof Matrix ? x : x.toDense();
    this.beta = choleskySolve(cholesky(a), transposeMultiply(h, dense));
  }

  /** g(x βᵀ), n × units. */
  apply(x: Inputs): Matrix {
    const dense = x instanceof Matrix ? x : x.toDense();
    if (dense.columns !== this.beta.columns)
      throw new ElmError('x', `${this.beta.columns} columns`, x.columns);
    const out = multiplyTranspose(dense, this.beta);
    const activate = ACTIVATIONS[this.#activation];
    for (let k = 0; k < out.data.length; k++) out.data[k] = activate(out.data[k]);
    return out;
  }
}

export interface DeepElmOptions {
  /** From the input up; at least one. */
  layers: readonly AutoencoderOptions[];
  /** The ELM on top. */
  head: ElmOptions;
}

export class DeepElm implements Model {
  readonly options: Readonly<DeepElmOptions>;
  #fitted: { inputs: number; layers: ElmAutoencoder[]; head: Elm } | null = null;

  constructor(options: DeepElmOptions) {
    if (options.layers.length === 0) throw new ElmError('layers', 'at least one', 0);
    this.options = options;
  }

  get labels(): readonly string[] {
    return this.#fitted?.head.labels ?? [];
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y);
    const layers: ElmAutoencoder[] = [];
    let features: Inputs = x;
    for (const layer of this.options.layers) {
      const autoencoder = new ElmAutoencoder(features, layer);
      layers.push(autoencoder);
      features = autoencoder.apply(features);
    }
    const head = new Elm(this.options.head);
    head.fit(features, y, options);
    this.#fitted = { inputs: x.columns, layers, head };
  }

  predictScores(x: Inputs): Matrix {
    return this.#require().head.predictScores(this.transform(x));
  }

  predictProbabilities(x: Inputs): Matrix {
    return this.#require().head.predictProbabilities(this.transform(x));
  }

  /** Features of the last autoencoder. */
  transform(x: Inputs): Matrix {
    const { inputs, layers } = this.#require();
    requireInputs('x', x, inputs);
    return layers.reduce<Inputs>((features, layer) => layer.apply(features), x) as Matrix;
  }

  #require() {
    if (this.#fitted === null) throw notFitted();
    return this.#fitted;
  }
}
