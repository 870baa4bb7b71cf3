/**
 * The Kernel ELM: an ELM of infinitely many hidden units, met only through their inner products (Huang et al.
 * 2012). It keeps its samples and solves (K + 1 + Λ) α = Y, exactly; the 1 is a penalised constant. Samples
 * are added and removed in O(n²), through a Cholesky factor that grows and shrinks. For more samples than a
 * few thousand use {@link NystromElm}.
 */
import { fitTemperature } from '../calibrate/temperature.ts';
import { ElmError, requireInteger, requireObject, requirePositive } from '../errors.ts';
import {
  arrayOf,
  integerOf,
  numberOf,
  requireKind,
  type Saved,
  labelsOf as savedLabels,
} from '../file/saved.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { DualRidge } from '../learn/dualRidge.ts';
import {
  type Inputs,
  joinRows,
  Matrix,
  requireInputs,
  SparseRows,
  selectRows,
  toDense,
} from '../linalg/matrix.ts';
import { multiply } from '../linalg/products.ts';
import { scoresToProbabilities } from './elm.ts';
import { type Kernel, kernelMatrix, requireKernel, requireSavable, savedKernel } from './kernelFunctions.ts';
import {
  type FitOptions,
  labelsOf,
  type Model,
  notClassifier,
  notFitted,
  oneVersusRest,
  requireSamples,
  type Targets,
} from './model.ts';

export interface KernelElmOptions {
  kernel: Kernel;
  /** Strength of regularisation, greater than 0. A sample of weight w gets λ / w. */
  lambda: number;
}

/** A row of its own for each sample, so that one can leave without moving the others. */
interface Sample {
  x: Inputs;
  target: Float64Array;
  lambda: number;
}

/** Samples whose kernel to all before them is computed at once. */
const SLICE = 256;

export class KernelElm implements Model {
  readonly options: Readonly<KernelElmOptions>;
  readonly #kernels: Kernels | null;
  #labels: readonly string[] = [];
  /** 0 before the first fit. */
  #outputs = 0;
  #columns = 0;
  #samples: Sample[] = [];
  /** Made when first asked for: predictions need only α. */
  #ridge: DualRidge | null = null;
  #alpha: Matrix | null = null;
  #slope: number | null = null;

  /** @param kernels where the factor is changed and solved with; in plain TypeScript if left out. */
  constructor(options: KernelElmOptions, kernels: Kernels | null = null) {
    requireKernel(requireObject('options', options).kernel);
    requirePositive('lambda', options.lambda);
    this.options = { kernel: { ...options.kernel }, lambda: options.lambda };
    this.#kernels = kernels;
  }

  get labels(): readonly string[] {
    return this.#labels;
  }

  /** Number of samples held. */
  get size(): number {
    return this.#samples.length;
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y, options);
    const fresh = new KernelElm(this.options, this.#kernels);
    fresh.#labels = y instanceof Matrix ? [] : labelsOf(y);
    fresh.#outputs = y instanceof Matrix ? y.columns : fresh.#labels.length;
    fresh.#columns = x.columns;
    fresh.partialFit(x, y, options);
    this.#take(fresh);
  }

  /**
   * Adds samples, O(n²) each. The labels are those of the first fit. Where the samples held are dense, sparse ones
   * become so.
   * @throws ElmError also if the kernel is not positive definite on the samples; none is added then.
   */
  partialFit(given: Inputs, y: Targets, options: FitOptions = {}): void {
    if (this.#outputs === 0) {
      this.fit(given, y, options);
      return;
    }
    requireSamples(given, y, options);
    this.#requireInputs(given);
    const held = this.#samples[0]?.x ?? given;
    if (held instanceof SparseRows && given instanceof Matrix)
      throw new ElmError('x', 'SparseRows, as the samples held', given);
    const x = held instanceof Matrix ? toDense(given) : given;
    const { sampleWeights } = options;
    if (y instanceof Matrix !== (this.#labels.length === 0))
      throw new ElmError('y', 'targets as in the first fit', y);
    const targets = y instanceof Matrix ? y : oneVersusRest(y, this.#labels);
    requireInputs('y', targets, this.#outputs);
    const samples = [...this.#samples];
    for (let i = 0; i < x.rows; i++) {
      const lambda = this.options.lambda / (sampleWeights?.[i] ?? 1);
      samples.push({ x: selectRows(x, [i]), target: targets.row(i).slice(), lambda });
    }
    const ridge = this.#factor();
    try {
      this.#extend(ridge, samples);
    } catch (error) {
      while (ridge.size > this.size) ridge.remove(ridge.size - 1);
      throw error;
    }
    this.#samples = samples;
    this.#forget();
  }

  /** Takes sample `index` out, as if it had never been there; those after it move up by one. O(n²). */
  remove(index: number): void {
    this.#requireFitted();
    requireInteger('index', index, 0, this.size - 1);
    this.#factor().remove(index);
    this.#samples.splice(index, 1);
    this.#forget();
  }

  predictScores(x: Inputs): Matrix {
    this.#requireInputs(x);
    return multiply(this.#kernelTo(x), this.#solution());
  }

  /** Calibrated on leave-one-out scores; the first call after an edit costs O(n³). */
  predictProbabilities(x: Inputs): Matrix {
    this.#requireInputs(x);
    if (this.#labels.length === 0) throw notClassifier();
    return scoresToProbabilities(this.predictScores(x), this.#calibration());
  }

  /** n × outputs: each sample's scores without it, yᵢ − αᵢ / (K + Λ)⁻¹ᵢᵢ (Sundararajan & Keerthi 2001). O(n³). */
  get leaveOneOutScores(): Matrix {
    this.#requireFitted();
    const alpha = this.#solution().data;
    const inverse = this.#factor().inverseDiagonal();
    const m = this.#outputs;
    const out = new Matrix(this.size, m);
    this.#samples.forEach(({ target }, i) => {
      for (let o = 0; o < m; o++) out.data[i * m + o] = target[o] - alpha[i * m + o] / inverse[i];
    });
    return out;
  }

  keep(): () => void {
    const kept = new KernelElm(this.options, this.#kernels);
    kept.#take(this);
    return () => this.#take(kept);
  }

  /** n × size: the kernel to each sample held, which is the hidden layer of a Kernel ELM as far as it can be seen. */
  transform(x: Inputs): Matrix {
    this.#requireInputs(x);
    return this.#kernelTo(x);
  }

  /**
   * The samples, what was asked of them, and α; not the factor, of size² / 2 numbers, which is made anew when a
   * loaded model is next changed: the edits that follow equal those of the model that was saved to rounding.
   * @throws ElmError for a kernel that is a function of one's own.
   */
  save(): Saved {
    this.#requireFitted();
    const { kernel, lambda } = this.options;
    requireSavable(kernel);
    const samples = this.#samples;
    const all = this.#joined(samples);
    const dense = all instanceof Matrix;
    const slope = this.#labels.length > 0 ? this.#calibration() : 1;
    return {
      kind: 'kernel-elm',
      fields: {
        kernel,
        lambda,
        labels: this.#labels,
        outputs: this.#outputs,
        size: this.size,
        columns: this.#columns,
        dense,
        slope,
      },
      arrays: {
        ...(dense ? { samples: all.data } : { starts: all.starts, indices: all.indices, values: all.values }),
        targets: Float64Array.from(samples.flatMap(({ target }) => [...target])),
        lambdas: Float64Array.from(samples, (sample) => sample.lambda),
        alpha: this.#solution().data,
      },
      parts: [],
    };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved, kernels: Kernels | null = null): KernelElm {
    const kernel = savedKernel(requireKind(saved, 'kernel-elm'));
    const elm = new KernelElm({ kernel, lambda: numberOf(saved, 'lambda') }, kernels);
    const m = integerOf(saved, 'outputs', 1);
    const n = integerOf(saved, 'size', 0);
    const columns = integerOf(saved, 'columns', 1);
    const lambdas = arrayOf(saved, 'lambdas', 'f64', n);
    for (const lambda of lambdas) requirePositive('saved.lambdas', lambda);
    const targets = new Matrix(n, m, arrayOf(saved, 'targets', 'f64', n * m));
    const x = saved.fields.dense
      ? new Matrix(n, columns, arrayOf(saved, 'samples', 'f64', n * columns))
      : new SparseRows(
          columns,
          arrayOf(saved, 'starts', 'u32', n + 1),
          arrayOf(saved, 'indices', 'u32'),
          arrayOf(saved, 'values', 'f32'),
        );
    elm.#labels = savedLabels(saved, m);
    for (let i = 0; i < n && elm.#labels.length > 0; i++) {
      if (!targets.row(i).includes(1)) throw new ElmError('saved.targets', 'a label for each sample', i);
    }
    elm.#outputs = m;
    elm.#columns = columns;
    elm.#alpha = new Matrix(n, m, arrayOf(saved, 'alpha', 'f64', n * m));
    elm.#slope = requirePositive('saved.slope', numberOf(saved, 'slope'));
    elm.#samples = Array.from(lambdas, (lambda, i) => ({
      x: selectRows<Inputs>(x, [i]),
      target: targets.row(i),
      lambda,
    }));
    return elm;
  }

  #kernelTo(x: Inputs): Matrix {
    return withConstant(kernelMatrix(this.options.kernel, x, this.#joined(this.#samples)));
  }

  /** The factor of K + 1 + Λ, made from the samples if it is not there. */
  #factor(): DualRidge {
    if (this.#ridge !== null) return this.#ridge;
    const ridge = new DualRidge(this.#outputs, this.#kernels);
    this.#extend(ridge, this.#samples);
    this.#ridge = ridge;
    return ridge;
  }

  /** Appends those of the samples that the factor does not have yet. */
  #extend(ridge: DualRidge, samples: readonly Sample[]): void {
    for (let from = ridge.size; from < samples.length; from += SLICE) {
      const slice = samples.slice(from, from + SLICE);
      const upTo = this.#joined(samples.slice(0, from + slice.length));
      const k = withConstant(kernelMatrix(this.options.kernel, this.#joined(slice), upTo));
      slice.forEach(({ target, lambda }, i) => {
        ridge.append(k.row(i), k.row(i)[from + i], lambda, target);
      });
    }
  }

  #joined(samples: readonly Sample[]): Inputs {
    return joinRows(
      samples.map(({ x }) => x),
      this.#columns,
    );
  }

  #solution(): Matrix {
    this.#alpha ??= new Matrix(this.size, this.#outputs, this.#factor().solve());
    return this.#alpha;
  }

  #calibration(): number {
    const truth = Int32Array.from(this.#samples, ({ target }) => target.indexOf(1));
    this.#slope ??= this.size > 0 ? fitTemperature(this.leaveOneOutScores, truth) : 1;
    return this.#slope;
  }

  #requireFitted(): void {
    if (this.#outputs === 0) throw notFitted();
  }

  #requireInputs(x: Inputs): void {
    this.#requireFitted();
    requireInputs('x', x, this.#columns);
  }

  #take(other: KernelElm): void {
    this.#labels = other.#labels;
    this.#outputs = other.#outputs;
    this.#columns = other.#columns;
    this.#samples = other.#samples;
    this.#ridge = other.#ridge;
    this.#alpha = other.#alpha;
    this.#slope = other.#slope;
  }

  #forget(): void {
    this.#alpha = null;
    this.#slope = null;
  }
}

/** k + 1, in place: the constant is one unit more. */
function withConstant(k: Matrix): Matrix {
  for (let i = 0; i < k.data.length; i++) k.data[i]++;
  return k;
}
