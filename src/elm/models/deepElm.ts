/**
 * The Deep ELM: stacked ELM autoencoders, then an ELM (Kasun et al. 2013). Each autoencoder has a random
 * orthogonal layer H = g(XA + b) and solves for the β that gives its input back, Hβ ≈ X; the features are
 * then g(X βᵀ): unlike a random layer, they depend on the data. Nothing is trained by descent.
 */
import { ElmError, requireObject, requirePositive } from '../errors.ts';
import { arrayOf, integerOf, optionsOf, partOf, requireKind, type Saved } from '../file/saved.ts';
import { ACTIVATIONS, type Activation } from '../layers/activations.ts';
import { RandomLayer, type RandomLayerOptions, requireLayer } from '../layers/randomLayer.ts';
import { cholesky, choleskySolve } from '../linalg/cholesky.ts';
import { type Inputs, Matrix, requireInputs, toDense } from '../linalg/matrix.ts';
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

  /** One whose β is known; {@link ElmAutoencoder.fit} finds it. */
  constructor(activation: Activation, beta: Matrix) {
    this.#activation = activation;
    this.beta = beta;
  }

  /** @param x n × d, dense or sparse; what to give back. */
  static fit(x: Inputs, options: AutoencoderOptions): ElmAutoencoder {
    requireInputs('x', x);
    if (x.rows === 0) throw new ElmError('x', 'at least one sample', 0);
    const { lambda = 1e-3, ...layer } = options;
    requirePositive('lambda', lambda);
    const h = new RandomLayer(x.columns, { ...layer, projection: 'orthogonal' }).apply(x);
    const a = gram(h);
    let trace = 0;
    for (let i = 0; i < a.rows; i++) trace += a.data[i * a.rows + i];
    const ridge = lambda * (trace > 0 ? trace / a.rows : 1);
    for (let i = 0; i < a.rows; i++) a.data[i * a.rows + i] += ridge;
    const beta = choleskySolve(cholesky(a), transposeMultiply(h, toDense(x)));
    return new ElmAutoencoder(layer.activation ?? 'tanh', beta);
  }

  /** g(x βᵀ), n × units. */
  apply(x: Inputs): Matrix {
    requireInputs('x', x, this.beta.columns);
    const out = multiplyTranspose(toDense(x), this.beta);
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

/** Autoencoders, each fitted on the features of the one before, and an ELM on the last ones' features. */
export class DeepElm implements Model {
  readonly options: Readonly<DeepElmOptions>;
  #fitted: { inputs: number; layers: ElmAutoencoder[]; head: Elm } | null = null;

  constructor(options: DeepElmOptions) {
    const { layers, head } = requireObject('options', options);
    if (!Array.isArray(layers) || layers.length === 0) throw new ElmError('layers', 'at least one', layers);
    for (const options of layers) {
      const { lambda = 1, ...layer } = requireObject('layers', options);
      requireLayer(layer);
      requirePositive('layers.lambda', lambda);
    }
    new Elm(head); // Looks at its options now, not when the layers are done.
    this.options = structuredClone(options);
  }

  get labels(): readonly string[] {
    return this.#fitted?.head.labels ?? [];
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y, options);
    const layers: ElmAutoencoder[] = [];
    let features: Inputs = x;
    for (const layer of this.options.layers) {
      const autoencoder = ElmAutoencoder.fit(features, layer);
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

  keep(): () => void {
    const fitted = this.#fitted;
    return () => {
      this.#fitted = fitted;
    };
  }

  save(): Saved {
    const { inputs, layers, head } = this.#require();
    const arrays: Saved['arrays'] = {};
    layers.forEach(({ beta }, k) => {
      arrays[`beta${k}`] = beta.data;
    });
    return { kind: 'deep-elm', fields: { options: this.options, inputs }, arrays, parts: [head.save()] };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved): DeepElm {
    const deep = new DeepElm(optionsOf<DeepElmOptions>(requireKind(saved, 'deep-elm')));
    const inputs = integerOf(saved, 'inputs', 1);
    let width = inputs;
    const layers = deep.options.layers.map(({ units, activation = 'tanh' }, k) => {
      const beta = new Matrix(units, width, arrayOf(saved, `beta${k}`, 'f64', units * width));
      width = units;
      return new ElmAutoencoder(activation, beta);
    });
    const head = Elm.load(partOf(saved, 0, 1));
    if (head.inputs !== width) throw new ElmError('saved.parts', `a head of ${width} inputs`, head.inputs);
    deep.#fitted = { inputs, layers, head };
    return deep;
  }

  #require() {
    if (this.#fitted === null) throw notFitted();
    return this.#fitted;
  }
}
