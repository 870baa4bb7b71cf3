/**
 * The Online ELM: learns sample by sample what the ELM learns at once (OS-ELM; Liang et al. 2006), for
 * streams too large to keep. Classic OS-ELM carries the inverse P = A⁻¹, which rounding bends until it is no
 * longer positive definite; this carries the triangle R of A = RᵀR in f64 (a square-root information
 * filter), which rotations keep positive by construction. A sample costs O(H · (H + outputs)), memory does
 * not grow with samples. The result equals the ridge solution on all samples, however they were cut into
 * chunks. New labels may appear at any time and then count as "no" for all samples before.
 *
 * With a forgetting factor μ < 1 a sample's weight fades by μ with each that follows. What regularisation
 * fades is put back one coordinate at a time (Gunnarsson 1996), so that P stays below 1 / (λ μ^H).
 */
import { fitTemperature } from '../calibrate/temperature.ts';
import { ElmError, requireInteger, requireObject, requirePositive } from '../errors.ts';
import { arrayOf, integerOf, labelsOf, optionsOf, requireKind, type Saved } from '../file/saved.ts';
import type { GramSum, Kernels, Triangle } from '../kernels/kernels.ts';
import { RandomLayer, type RandomLayerOptions, requireLayer } from '../layers/randomLayer.ts';
import { cholesky, solveLower } from '../linalg/cholesky.ts';
import { type Inputs, Matrix, requireInputs, selectRows } from '../linalg/matrix.ts';
import { addGram, multiply } from '../linalg/products.ts';
import { backSubstitute, rankOneDowndate, rankOneUpdate } from '../linalg/triangularUpdate.ts';
import { scoresToProbabilities } from './elm.ts';
import {
  type FitOptions,
  fitTogether,
  labelIndices,
  type Model,
  notClassifier,
  notFitted,
  requireSamples,
  type Targets,
} from './model.ts';

export interface OnlineElmOptions {
  hidden: RandomLayerOptions;
  /** Strength of regularisation, greater than 0. */
  lambda: number;
  /** μ in (0, 1]; 1 forgets nothing. μ^units may not be less than 1e-6. */
  forgetting?: number;
}

/** Scores before learning, of so many of the last samples, calibrate the probabilities. */
const KEPT_SCORES = 500;
const LEAST_FADED = 1e-6;
/** Beyond this the squares of features could overflow. */
const LARGEST = 1e100;
/** Samples turned into features at once. */
const SLICE = 256;

/** Everything that changes; a file holds just this. */
interface State {
  labels: readonly string[];
  outputs: number;
  /** [R | Z], side × (side + outputs); the last row and column of R are the constant's. */
  triangle: Triangle;
  /** Σ w φ, with the same fading; what a label not seen until now begins with. */
  sums: Float64Array;
  /** Next coordinate whose regularisation is put back. */
  cursor: number;
  samples: number;
  /** Rows of [scores before learning | index of the label]; once full, the oldest is written over. */
  ring: Float64Array;
  ringNext: number;
  ringSize: number;
}

/** What is to be learned or taken out. */
interface Samples {
  layer: RandomLayer;
  x: Inputs;
  y: Targets;
  weights: ArrayLike<number> | undefined;
}

export class OnlineElm implements Model {
  readonly options: Readonly<Required<OnlineElmOptions>>;
  readonly #kernels: Kernels | null;
  readonly #units: number;
  readonly #side: number;
  #layer: RandomLayer | null = null;
  #state: State | null = null;
  /** side × outputs, solved when next asked for. */
  #weights: Matrix | null = null;
  #slope = 0;

  /** @param kernels where to learn; in plain TypeScript if left out. */
  constructor(options: OnlineElmOptions, kernels: Kernels | null = null) {
    this.#kernels = kernels;
    requireObject('options', options);
    this.options = structuredClone({ ...options, forgetting: options.forgetting ?? 1 });
    const { lambda, forgetting, hidden } = this.options;
    requirePositive('lambda', lambda);
    requireLayer(hidden);
    this.#units = requireInteger('hidden.units', hidden.units, 1, 8192);
    this.#side = this.#units + 1;
    if (!(forgetting > 0 && forgetting <= 1))
      throw new ElmError('forgetting', 'a number in (0, 1]', forgetting);
    if (forgetting ** this.#units < LEAST_FADED) {
      const least = LEAST_FADED ** (1 / this.#units);
      throw new ElmError('forgetting', `at least ${least} for ${this.#units} units`, forgetting);
    }
  }

  get labels(): readonly string[] {
    return this.#state?.labels ?? [];
  }

  /** Samples learned from, less those taken out. */
  get samples(): number {
    return this.#state?.samples ?? 0;
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    fitTogether([this], () => {
      this.#state = null;
      this.#layer = null;
      this.partialFit(x, y, options);
    });
  }

  keep(): () => void {
    const state = this.#state;
    const layer = this.#layer;
    const weights = this.#weights;
    const slope = this.#slope;
    return () => {
      this.#state = state;
      this.#layer = layer;
      this.#weights = weights;
      this.#slope = slope;
    };
  }

  /**
   * As many samples as there are units, or more, are learned at once (without forgetting), which is several
   * times faster than one by one and the same to rounding.
   * @throws ElmError for bad arguments, before anything has been learned.
   */
  partialFit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    const layer = this.#check(x, y, options);
    const { sampleWeights } = options;
    this.#layer = layer;
    const state = this.#prepare(y);
    const { lambda, forgetting } = this.options;
    const side = this.#side;
    const samples = { layer, x, y, weights: sampleWeights };
    // As long as there are few scores to calibrate on, the last samples go one by one, for those they give.
    const single = state.labels.length > 0 ? KEPT_SCORES - state.ringSize : 0;
    const many = x.rows - single >= side && forgetting === 1;
    const atOnce = many && this.#learnAtOnce(samples, state, x.rows - single) ? x.rows - single : 0;
    this.#eachSlice(samples, state, atOnce, x.rows, (rows, from) => {
      for (let i = 0; i < rows.rows; i++) {
        const xy = rows.row(i);
        const weight = sampleWeights?.[from + i] ?? 1;
        const root = Math.sqrt(weight);
        if (forgetting !== 1) for (let j = 0; j < side; j++) state.sums[j] *= forgetting;
        for (let j = 0; j < side; j++) state.sums[j] += weight * xy[j];
        const target = xy.slice(side);
        for (let j = 0; j < xy.length; j++) xy[j] *= root;
        const gamma = state.triangle.update(xy, forgetting);
        if (state.labels.length > 0 && gamma > 0) {
          remember(
            state,
            target.map((value, o) => value - xy[side + o] / (gamma * root)),
            target.indexOf(1),
          );
        }
        state.samples++;
        if (forgetting !== 1) {
          xy.fill(0);
          xy[state.cursor] = Math.sqrt(lambda * (1 - forgetting ** this.#units));
          state.triangle.update(xy, 1, state.cursor);
          state.cursor = (state.cursor + 1) % this.#units;
        }
      }
    });
    this.#weights = null;
  }

  /**
   * Learns the first `count` samples by their Gram matrix: A = RᵀR + XᵀX, factored anew. False, and nothing
   * has changed, if rounding has left that not positive definite; rotations then still find R.
   */
  #learnAtOnce(samples: Samples, state: State, count: number): boolean {
    const side = this.#side;
    const width = side + state.outputs;
    const sum = this.#gramSum(width);
    const { rz } = state.triangle;
    for (let k = 0; k < rz.length; k += SLICE * width) sum.add(rz.subarray(k, k + SLICE * width));
    const sums = state.sums.slice();
    const scored: { scores: Float64Array; label: number }[] = [];
    const weights = state.ringSize === KEPT_SCORES ? this.#solve().weights : null;
    this.#eachSlice(samples, state, 0, count, (rows, from) => {
      for (let i = 0; i < rows.rows; i++) {
        const xy = rows.row(i);
        const weight = samples.weights?.[from + i] ?? 1;
        for (let j = 0; j < side; j++) sums[j] += weight * xy[j];
        if (weights && from + i >= count - KEPT_SCORES) {
          const scores = multiply(new Matrix(1, side, xy.subarray(0, side)), weights).data;
          scored.push({ scores, label: xy.indexOf(1, side) - side });
        }
        if (weight !== 1) for (let j = 0; j < width; j++) xy[j] *= Math.sqrt(weight);
      }
      sum.add(rows.data);
    });
    const a = new Matrix(side, side);
    const z = new Matrix(side, state.outputs);
    for (let k = 0; k < side; k++) {
      a.data.set(sum.sum.subarray(k * width, k * width + k + 1), k * side);
      for (let o = 0; o < state.outputs; o++) z.data[k * state.outputs + o] = sum.sum[(side + o) * width + k];
    }
    let l: Matrix;
    try {
      l = this.#kernels ? this.#kernels.cholesky(a) : cholesky(a);
    } catch (error) {
      if (error instanceof ElmError) return false;
      throw error;
    }
    solveLower(l, z);
    for (let k = 0; k < side; k++) {
      for (let j = k; j < side; j++) rz[k * width + j] = l.data[j * side + k];
      rz.set(z.row(k), k * width + side);
    }
    state.sums = sums;
    for (const { scores, label } of scored) remember(state, scores, label);
    state.samples += count;
    this.#weights = null;
    return true;
  }

  /**
   * Takes samples out again that were learned before, with the same weights; one has to stay. Only without
   * forgetting.
   * @throws ElmError if one is not in there (definiteness would be lost); none is out then.
   */
  remove(x: Inputs, y: Targets, options: FitOptions = {}): void {
    const state = this.#require();
    if (this.options.forgetting !== 1) {
      throw new ElmError('forgetting', '1 (faded samples can not be taken out)', this.options.forgetting);
    }
    const layer = this.#check(x, y, options);
    if (!(y instanceof Matrix)) labelIndices(y, state.labels); // all known
    if (x.rows >= state.samples)
      throw new ElmError('x', `fewer than the ${state.samples} samples learned`, x.rows);
    const { sampleWeights } = options;
    const { rz } = state.triangle;
    const before = rz.slice();
    const sums = state.sums.slice();
    try {
      this.#eachSlice({ layer, x, y, weights: sampleWeights }, state, 0, x.rows, (rows, from) => {
        for (let i = 0; i < rows.rows; i++) {
          const xy = rows.row(i);
          const weight = sampleWeights?.[from + i] ?? 1;
          for (let j = 0; j < this.#side; j++) sums[j] -= weight * xy[j];
          for (let j = 0; j < xy.length; j++) xy[j] *= Math.sqrt(weight);
          rankOneDowndate(rz, this.#side, rows.columns, xy);
        }
      });
    } catch (error) {
      rz.set(before);
      throw error;
    }
    state.sums = sums;
    state.samples -= x.rows;
    this.#weights = null;
  }

  predictScores(x: Inputs): Matrix {
    const { layer, weights } = this.#solve();
    requireInputs('x', x, layer.inputs);
    const hidden = layer.apply(x);
    const m = weights.columns;
    const out = multiply(hidden, new Matrix(this.#units, m, weights.data.subarray(0, this.#units * m)));
    const intercept = weights.row(this.#units);
    for (let k = 0; k < out.data.length; k++) out.data[k] += intercept[k % m];
    return out;
  }

  /** Calibrated on the scores that the last samples got before they were learned from. */
  predictProbabilities(x: Inputs): Matrix {
    if (this.#require().labels.length === 0) throw notClassifier();
    this.#solve();
    return scoresToProbabilities(this.predictScores(x), this.#slope);
  }

  transform(x: Inputs): Matrix {
    const { layer } = this.#solve();
    requireInputs('x', x, layer.inputs);
    return layer.apply(x);
  }

  /** All there is: loaded, it goes on learning as if it had never stopped, to the last bit. */
  save(): Saved {
    const { labels, outputs, triangle, sums, cursor, samples, ring, ringNext, ringSize } = this.#require();
    const side = this.#side;
    const width = side + outputs;
    const packed = new Float64Array((side * (side + 1)) / 2 + side * outputs);
    let at = 0;
    for (let k = 0; k < side; k++) {
      packed.set(triangle.rz.subarray(k * width + k, (k + 1) * width), at);
      at += width - k;
    }
    const inputs = (this.#layer as RandomLayer).inputs;
    return {
      kind: 'online-elm',
      fields: { options: this.options, inputs, labels, outputs, cursor, samples, ringNext, ringSize },
      // Copies: what is saved must not go on learning.
      arrays: { triangle: packed, sums: sums.slice(), ring: ring.slice() },
      parts: [],
    };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved, kernels: Kernels | null = null): OnlineElm {
    requireKind(saved, 'online-elm');
    const elm = new OnlineElm(optionsOf<OnlineElmOptions>(saved), kernels);
    const side = elm.#side;
    const outputs = integerOf(saved, 'outputs', 1, 65536);
    const labels = labelsOf(saved, outputs);
    const packed = arrayOf(saved, 'triangle', 'f64', (side * (side + 1)) / 2 + side * outputs);
    const ring = arrayOf(saved, 'ring', 'f64', labels.length > 0 ? KEPT_SCORES * (outputs + 1) : 0);
    const sums = arrayOf(saved, 'sums', 'f64', side);
    const ringSize = integerOf(saved, 'ringSize', 0, labels.length > 0 ? KEPT_SCORES : 0);
    for (let i = 0; i < ringSize; i++)
      requireInteger('saved.ring', ring[i * (outputs + 1) + outputs], 0, outputs - 1);
    const width = side + outputs;
    const triangle = elm.#zeros(outputs);
    let at = 0;
    for (let k = 0; k < side; k++) {
      triangle.rz.set(packed.subarray(at, at + width - k), k * width + k);
      at += width - k;
    }
    elm.#state = {
      labels,
      outputs,
      triangle,
      sums,
      cursor: integerOf(saved, 'cursor', 0, side - 2),
      samples: integerOf(saved, 'samples', 0),
      ring,
      ringNext: integerOf(saved, 'ringNext', 0, KEPT_SCORES - 1),
      ringSize,
    };
    elm.#layer = new RandomLayer(integerOf(saved, 'inputs', 1), elm.options.hidden);
    return elm;
  }

  /** All that could be wrong with the arguments; changes nothing. */
  #check(x: Inputs, y: Targets, options: FitOptions): RandomLayer {
    requireSamples(x, y, options);
    requireInputs('x', x, this.#layer?.inputs);
    if (y instanceof Matrix) {
      requireInputs('y', y, this.#state?.outputs);
      for (const value of y.data)
        if (Math.abs(value) > LARGEST) throw new ElmError('y', `numbers within ±${LARGEST}`, value);
    }
    if (this.#state !== null && this.#state.labels.length > 0 === y instanceof Matrix) {
      throw new ElmError('y', this.#state.labels.length > 0 ? 'labels, as before' : 'numbers, as before', y);
    }
    const numbers = x instanceof Matrix ? x.data : x.values;
    for (const value of numbers) {
      if (Math.abs(value) > LARGEST) throw new ElmError('x', `numbers within ±${LARGEST}`, value);
    }
    return this.#layer ?? new RandomLayer(x.columns, this.options.hidden);
  }

  /** The state, made on the first call, with a column for every label in `y`. */
  #prepare(y: Targets): State {
    const side = this.#side;
    const outputs = y instanceof Matrix ? y.columns : 0;
    this.#state ??= {
      labels: [],
      outputs,
      triangle: this.#emptyTriangle(outputs),
      sums: new Float64Array(side),
      cursor: 0,
      samples: 0,
      ring: new Float64Array(0),
      ringNext: 0,
      ringSize: 0,
    };
    const state = this.#state;
    if (y instanceof Matrix) return state;
    const fresh = [...new Set(y)].filter((label) => !state.labels.includes(label));
    if (fresh.length === 0) return state;
    // To a label not seen until now every sample said "no": its column of XᵀY is −Σ w φ, that of Z is R⁻ᵀ times it.
    const column = state.sums.map((sum) => -sum);
    const { rz } = state.triangle;
    const old = side + state.outputs;
    for (let k = 0; k < side; k++) {
      const pivot = rz[k * old + k];
      column[k] = pivot > 0 ? column[k] / pivot : 0;
      for (let j = k + 1; j < side; j++) column[j] -= column[k] * rz[k * old + j];
    }
    const width = old + fresh.length;
    const grown = this.#zeros(state.outputs + fresh.length);
    for (let k = 0; k < side; k++) {
      grown.rz.set(rz.subarray(k * old, (k + 1) * old), k * width);
      grown.rz.fill(column[k], k * width + old, (k + 1) * width);
    }
    state.triangle = grown;
    state.labels = [...state.labels, ...fresh];
    state.outputs += fresh.length;
    state.ring = new Float64Array(KEPT_SCORES * (state.outputs + 1));
    state.ringNext = 0;
    state.ringSize = 0;
    return state;
  }

  /** What a model that has seen nothing holds: R = √λ I, but for the constant, which is not penalised. */
  #emptyTriangle(outputs: number): Triangle {
    const triangle = this.#zeros(outputs);
    const width = this.#side + outputs;
    for (let k = 0; k < this.#units; k++) triangle.rz[k * width + k] = Math.sqrt(this.options.lambda);
    return triangle;
  }

  #zeros(outputs: number): Triangle {
    const side = this.#side;
    const width = side + outputs;
    if (this.#kernels) return this.#kernels.triangle(side, width);
    const rz = new Float64Array(side * width);
    return { rz, update: (xy, decay, first) => rankOneUpdate(rz, side, width, xy, decay, first) };
  }

  #gramSum(d: number): GramSum {
    if (this.#kernels) return this.#kernels.gramSum(d, SLICE);
    const sum = new Float64Array(d * d);
    return { sum, add: (rows) => addGram(rows, d, sum) };
  }

  /** Calls `each` with rows of [hidden | 1 | targets], to be used up, and the index of the first. */
  #eachSlice(
    { layer, x, y }: Samples,
    state: State,
    begin: number,
    end: number,
    each: (rows: Matrix, from: number) => void,
  ): void {
    const truth = y instanceof Matrix ? null : labelIndices(y, state.labels);
    for (let from = begin; from < end; from += SLICE) {
      const count = Math.min(SLICE, end - from);
      const slice = Array.from({ length: count }, (_, i) => from + i);
      const hidden = layer.apply(count === x.rows ? x : selectRows(x, slice));
      const rows = new Matrix(count, this.#side + state.outputs);
      for (let i = 0; i < count; i++) {
        const xy = rows.row(i);
        xy.set(hidden.row(i));
        xy[this.#units] = 1;
        if (truth === null) xy.set((y as Matrix).row(from + i), this.#side);
        else xy.fill(-1, this.#side)[this.#side + truth[from + i]] = 1;
      }
      each(rows, from);
    }
  }

  #require(): State {
    if (this.#state === null) throw notFitted();
    return this.#state;
  }

  #solve(): { layer: RandomLayer; weights: Matrix } {
    const state = this.#require();
    const { triangle, outputs, ring, ringSize } = state;
    const layer = this.#layer as RandomLayer;
    if (this.#weights !== null) return { layer, weights: this.#weights };
    this.#weights = new Matrix(
      this.#side,
      outputs,
      backSubstitute(triangle.rz, this.#side, this.#side + outputs),
    );
    this.#slope = 1;
    if (ringSize > 1) {
      const scores = new Matrix(ringSize, outputs);
      const truth = new Uint32Array(ringSize);
      for (let i = 0; i < ringSize; i++) {
        scores.data.set(ring.subarray(i * (outputs + 1), (i + 1) * (outputs + 1) - 1), i * outputs);
        truth[i] = ring[(i + 1) * (outputs + 1) - 1];
      }
      this.#slope = fitTemperature(scores, truth);
    }
    return { layer, weights: this.#weights };
  }
}

function remember(state: State, scores: ArrayLike<number>, label: number): void {
  const { ring, outputs, ringNext } = state;
  ring.set(scores, ringNext * (outputs + 1));
  ring[ringNext * (outputs + 1) + outputs] = label;
  state.ringNext = (ringNext + 1) % KEPT_SCORES;
  state.ringSize = Math.min(KEPT_SCORES, state.ringSize + 1);
}
