/**
 * The Kernel ELM: an ELM of infinitely many hidden units, met only through their inner products (Huang et al.
 * 2012). It keeps its samples and solves (K + 1 + Λ) α = Y, exactly; the 1 is a penalised constant. Samples
 * are added and removed in O(n²), through a Cholesky factor that grows and shrinks. For more samples than a
 * few thousand use {@link NystromElm}.
 */
import { fitTemperature } from '../calibrate/temperature.ts';
import { ElmError, requireInteger, requirePositive } from '../errors.ts';
import { DualRidge } from '../learn/dualRidge.ts';
import { type Inputs, Matrix, requireInputs, selectRows } from '../linalg/matrix.ts';
import { multiply } from '../linalg/products.ts';
import { scoresToProbabilities } from './elm.ts';
import { type Kernel, kernelMatrix, requireKernel } from './kernelFunctions.ts';
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

export class KernelElm implements Model {
  readonly options: Readonly<KernelElmOptions>;
  #labels: readonly string[] = [];
  #ridge: DualRidge | null = null;
  /** One row a sample, so that one can leave without moving the others. */
  #samples: Inputs[] = [];
  #targets: Float64Array[] = [];
  #alpha: Matrix | null = null;
  #slope: number | null = null;

  constructor(options: KernelElmOptions) {
    requireKernel(options.kernel);
    requirePositive('lambda', options.lambda);
    this.options = options;
  }

  get labels(): readonly string[] {
    return this.#labels;
  }

  /** Number of samples held. */
  get size(): number {
    return this.#samples.length;
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y);
    const labels = y instanceof Matrix ? [] : labelsOf(y);
    const fresh = new KernelElm(this.options);
    fresh.#labels = labels;
    fresh.#ridge = new DualRidge(y instanceof Matrix ? y.columns : labels.length);
    fresh.partialFit(x, y, options);
    this.#labels = labels;
    this.#ridge = fresh.#ridge;
    this.#samples = fresh.#samples;
    this.#targets = fresh.#targets;
    this.#forget();
  }

  /**
   * Adds samples, O(n²) each. The labels are those of the first fit.
   * @throws ElmError if the kernel is not positive definite on the samples; those before it are added then.
   */
  partialFit(x: Inputs, y: Targets, { sampleWeights }: FitOptions = {}): void {
    if (this.#ridge === null) {
      this.fit(x, y, sampleWeights ? { sampleWeights } : {});
      return;
    }
    requireSamples(x, y);
    requireInputs('x', x, this.#samples[0]?.columns);
    if (y instanceof Matrix !== (this.#labels.length === 0))
      throw new ElmError('y', 'targets as in the first fit', y);
    const targets = y instanceof Matrix ? y : oneVersusRest(y, this.#labels);
    requireInputs('y', targets, this.#ridge.outputs);
    if (sampleWeights !== undefined && sampleWeights.length !== x.rows) {
      throw new ElmError('sampleWeights', `${x.rows} numbers`, sampleWeights.length);
    }
    for (let i = 0; i < x.rows; i++) requirePositive(`sampleWeights[${i}]`, sampleWeights?.[i] ?? 1);
    this.#forget();
    for (let i = 0; i < x.rows; i++) {
      const sample = selectRows(x, [i]);
      const row = this.#kernelTo(sample);
      const self = kernelMatrix(this.options.kernel, sample, sample).data[0] + 1;
      this.#ridge.append(row.data, self, this.options.lambda / (sampleWeights?.[i] ?? 1), targets.row(i));
      this.#samples.push(sample);
      this.#targets.push(targets.row(i).slice());
    }
  }

  /** Takes sample `index` out, as if it had never been there; those after it move up by one. O(n²). */
  remove(index: number): void {
    if (this.#ridge === null) throw notFitted();
    requireInteger('index', index, 0, this.size - 1);
    this.#ridge.remove(index);
    this.#samples.splice(index, 1);
    this.#targets.splice(index, 1);
    this.#forget();
  }

  predictScores(x: Inputs): Matrix {
    if (this.#ridge === null) throw notFitted();
    requireInputs('x', x, this.#samples[0]?.columns);
    this.#alpha ??= new Matrix(this.size, this.#ridge.outputs, this.#ridge.solve());
    return multiply(this.#kernelTo(x), this.#alpha);
  }

  /** Calibrated on leave-one-out scores; the first call after an edit costs O(n³). */
  predictProbabilities(x: Inputs): Matrix {
    if (this.#ridge === null) throw notFitted();
    if (this.#labels.length === 0) throw notClassifier();
    if (this.#slope === null) {
      const scores = this.leaveOneOutScores();
      const truth = Int32Array.from(this.#targets, (target) => target.indexOf(1));
      this.#slope = this.size > 0 ? fitTemperature(scores, truth) : 1;
    }
    return scoresToProbabilities(this.predictScores(x), this.#slope);
  }

  /** n × outputs: each sample's scores without it, yᵢ − αᵢ / (K + Λ)⁻¹ᵢᵢ (Sundararajan & Keerthi 2001). O(n³). */
  leaveOneOutScores(): Matrix {
    if (this.#ridge === null) throw notFitted();
    const alpha = this.#ridge.solve();
    const inverse = this.#ridge.inverseDiagonal();
    const m = this.#ridge.outputs;
    const out = new Matrix(this.size, m);
    for (let i = 0; i < this.size; i++) {
      for (let o = 0; o < m; o++) out.data[i * m + o] = this.#targets[i][o] - alpha[i * m + o] / inverse[i];
    }
    return out;
  }

  /** n × size: the kernel to each sample held, which is the hidden layer of a Kernel ELM as far as it can be seen. */
  transform(x: Inputs): Matrix {
    if (this.#ridge === null) throw notFitted();
    requireInputs('x', x, this.#samples[0]?.columns);
    return this.#kernelTo(x);
  }

  #kernelTo(x: Inputs): Matrix {
    const out = new Matrix(x.rows, this.size);
    this.#samples.forEach((sample, j) => {
      const column = kernelMatrix(this.options.kernel, x, sample).data;
      for (let i = 0; i < x.rows; i++) out.data[i * this.size + j] = column[i] + 1;
    });
    return out;
  }

  #forget(): void {
    this.#alpha = null;
    this.#slope = null;
  }
}
