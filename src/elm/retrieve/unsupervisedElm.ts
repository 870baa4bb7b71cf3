/**
 * The unsupervised ELM (Huang, Song, Gupta & Wu 2014): a random layer, and output weights β that keep
 * neighbours together: of all embeddings E = Hβ of unit variance it takes the one with the least
 * |β|² + λ Σ sᵢⱼ |eᵢ − eⱼ|², s being the graph of nearest neighbours. Shapes that no ball encloses, like rings,
 * come apart in it, and k-means then finds them. O(n² d + n H² + H³).
 */
import { ElmError, requireInteger, requireObject, requirePositive } from '../errors.ts';
import { arrayOf, integerOf, optionsOf, requireKind, type Saved } from '../file/saved.ts';
import { RandomLayer, type RandomLayerOptions, requireLayer } from '../layers/randomLayer.ts';
import { cholesky, solveLower, solveLowerTransposed } from '../linalg/cholesky.ts';
import { Matrix, requireMatrix } from '../linalg/matrix.ts';
import { gram, multiply, transposeMultiply } from '../linalg/products.ts';
import { symmetricEigen } from '../linalg/symmetricEigen.ts';
import { type Clustering, kMeans } from './kMeans.ts';

export interface UnsupervisedElmOptions {
  hidden: RandomLayerOptions;
  /** Dimensions of the embedding, less than the hidden units. */
  dimensions: number;
  /** Neighbours of each sample in the graph. */
  neighbours?: number;
  /** How much neighbours' distances count against the size of β. */
  lambda?: number;
}

export class UnsupervisedElm {
  readonly options: Readonly<UnsupervisedElmOptions>;
  readonly #layer: RandomLayer;
  /** units × dimensions. */
  readonly #beta: Matrix;
  readonly #mean: Float64Array;

  private constructor(options: UnsupervisedElmOptions, layer: RandomLayer, beta: Matrix, mean: Float64Array) {
    this.options = options;
    this.#layer = layer;
    this.#beta = beta;
    this.#mean = mean;
  }

  /** @param x n × d, n at least 3. */
  static fit(x: Matrix, options: UnsupervisedElmOptions): UnsupervisedElm {
    requireOptions(options);
    requireMatrix('x', x);
    const { hidden, dimensions, neighbours = 10, lambda = 10 } = options;
    if (x.rows < 3) throw new ElmError('x', 'at least three samples', x.rows);
    const layer = new RandomLayer(x.columns, hidden);
    const h = layer.apply(x);
    const units = h.columns;
    // With its mean taken off, H has no constant direction, the one with nothing to tell.
    const mean = new Float64Array(units);
    for (let k = 0; k < h.data.length; k++) mean[k % units] += h.data[k] / x.rows;
    for (let k = 0; k < h.data.length; k++) h.data[k] -= mean[k % units];

    // (I + λ HᵀLH) β = γ HᵀH β for the least γ. With C Cᵀ the left side, the greatest 1/γ of
    // C⁻¹ HᵀH C⁻ᵀ, which is symmetric.
    const left = transposeMultiply(h, laplacianTimes(x, Math.min(neighbours, x.rows - 1), h));
    for (let k = 0; k < left.data.length; k++) left.data[k] *= lambda;
    for (let i = 0; i < units; i++) left.data[i * units + i] += 1;
    const factor = cholesky(left);
    const right = gram(h);
    solveLower(factor, right);
    const inner = right.transpose();
    solveLower(factor, inner);
    const { values, vectors } = symmetricEigen(inner);
    const beta = new Matrix(units, dimensions);
    for (let o = 0; o < dimensions; o++) {
      if (!(values[o] > 1e-12 * values[0]))
        throw new ElmError('dimensions', 'no more than the data has', dimensions);
      for (let u = 0; u < units; u++) beta.data[u * dimensions + o] = vectors.data[o * units + u];
    }
    solveLowerTransposed(factor, beta);
    // Each dimension of the embedding with variance 1.
    const e = multiply(h, beta);
    for (let o = 0; o < dimensions; o++) {
      let squares = 0;
      for (let i = 0; i < x.rows; i++) squares += e.data[i * dimensions + o] ** 2;
      const scale = Math.sqrt(x.rows / squares);
      for (let u = 0; u < units; u++) beta.data[u * dimensions + o] *= scale;
    }
    return new UnsupervisedElm(structuredClone(options), layer, beta, mean);
  }

  /** n × dimensions; samples that were not there in training may be embedded too. */
  embed(x: Matrix): Matrix {
    requireMatrix('x', x, this.#layer.inputs);
    const h = this.#layer.apply(x);
    for (let k = 0; k < h.data.length; k++) h.data[k] -= this.#mean[k % h.columns];
    return multiply(h, this.#beta);
  }

  save(): Saved {
    const fields = { options: this.options, inputs: this.#layer.inputs };
    const arrays = { beta: this.#beta.data, mean: this.#mean };
    return { kind: 'unsupervised-elm', fields, arrays, parts: [] };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved): UnsupervisedElm {
    const options = optionsOf<UnsupervisedElmOptions>(requireKind(saved, 'unsupervised-elm'));
    requireOptions(options);
    const { hidden, dimensions } = options;
    const beta = arrayOf(saved, 'beta', 'f64', hidden.units * dimensions);
    return new UnsupervisedElm(
      options,
      new RandomLayer(integerOf(saved, 'inputs', 1), hidden),
      new Matrix(hidden.units, dimensions, beta),
      arrayOf(saved, 'mean', 'f64', hidden.units),
    );
  }

  /** k-means in the embedding. */
  cluster(x: Matrix, k: number, seed: number): Clustering {
    return kMeans(this.embed(x), k, seed);
  }
}

function requireOptions(options: UnsupervisedElmOptions): void {
  const { hidden, dimensions, neighbours = 10, lambda = 10 } = requireObject('options', options);
  requireLayer(hidden);
  requireInteger('dimensions', dimensions, 1, hidden.units - 1);
  requireInteger('neighbours', neighbours, 1);
  requirePositive('lambda', lambda);
}

/**
 * L h, for L = D − S and S the graph in which each sample knows its nearest neighbours (made symmetric), with
 * weights exp(−distance² / 2σ²), σ² the mean squared distance to the neighbours. Divided by n.
 */
function laplacianTimes(x: Matrix, neighbours: number, h: Matrix): Matrix {
  const n = x.rows;
  const d = x.columns;
  const m = h.columns;
  const edges: { i: number; j: number; distance: number }[] = [];
  const distances = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += (x.data[i * d + k] - x.data[j * d + k]) ** 2;
      distances[j] = j === i ? Number.POSITIVE_INFINITY : sum;
    }
    const order = Array.from({ length: n }, (_, j) => j).sort((a, b) => distances[a] - distances[b]);
    for (const j of order.slice(0, neighbours)) edges.push({ i, j, distance: distances[j] });
  }
  const mean = edges.reduce((sum, edge) => sum + edge.distance, 0) / edges.length;
  const out = new Matrix(n, m);
  for (const { i, j, distance } of edges) {
    const s = (mean > 0 ? Math.exp(-distance / (2 * mean)) : 1) / n;
    for (let u = 0; u < m; u++) {
      const gap = s * (h.data[i * m + u] - h.data[j * m + u]);
      out.data[i * m + u] += gap;
      out.data[j * m + u] -= gap;
    }
  }
  return out;
}
