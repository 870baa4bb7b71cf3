import { ElmError, requireInteger, requireObject } from '../errors.ts';
import { arrayOf, integerOf, optionsOf, partOf, requireKind, type Saved } from '../file/saved.ts';
import { type Inputs, Matrix, requireInputs, selectRows, toDense } from '../linalg/matrix.ts';
import { Random } from '../random.ts';
import { kMeansPlusPlus } from '../retrieve/kMeans.ts';
import { Elm, type ElmOptions } from './elm.ts';
import { type Kernel, requireKernel, requireSavable, savedKernel } from './kernelFunctions.ts';
import { type FitOptions, type Model, notFitted, requireSamples, type Targets } from './model.ts';
import { Nystrom } from './nystrom.ts';

export interface NystromElmOptions {
  kernel: Kernel;
  /** How many landmarks to choose among the samples, or the landmarks themselves, m × d. */
  landmarks: number | Matrix;
  /** Which samples become landmarks: any, or spread out (k-means++), as is usual. */
  choose?: 'uniform' | 'kmeans++';
  seed?: number;
  lambda?: NonNullable<ElmOptions['lambda']>;
  classWeights?: NonNullable<ElmOptions['classWeights']>;
}

const CHOOSE = 'kmeans++';

/**
 * The Kernel ELM for many samples: Nyström features of some landmarks, then ridge on them, O(n m²) for n
 * samples and m landmarks. With every sample a landmark it is the Kernel ELM.
 */
export class NystromElm implements Model {
  readonly options: Readonly<NystromElmOptions>;
  #fitted: { nystrom: Nystrom; output: Elm } | null = null;

  constructor(options: NystromElmOptions) {
    requireKernel(requireObject('options', options).kernel);
    const { landmarks, choose = CHOOSE, seed = 1 } = options;
    if (landmarks instanceof Matrix) requireInputs('landmarks', landmarks);
    else requireInteger('landmarks', landmarks, 1);
    if (choose !== 'uniform' && choose !== 'kmeans++')
      throw new ElmError('choose', 'uniform or kmeans++', choose);
    requireInteger('seed', seed, Number.MIN_SAFE_INTEGER);
    const { kernel, landmarks: _, ...rest } = options;
    this.options = {
      ...structuredClone(rest),
      kernel: { ...kernel },
      landmarks: landmarks instanceof Matrix ? landmarks.clone() : landmarks,
    };
    this.#output(); // Looks at λ and the class weights now.
  }

  get labels(): readonly string[] {
    return this.#fitted?.output.labels ?? [];
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y, options);
    const { kernel } = this.options;
    const nystrom = Nystrom.fit(kernel, this.#landmarks(x));
    const output = this.#output();
    output.fit(nystrom.apply(x), y, options);
    this.#fitted = { nystrom, output };
  }

  predictScores(x: Inputs): Matrix {
    return this.#require().output.predictScores(this.transform(x));
  }

  predictProbabilities(x: Inputs): Matrix {
    return this.#require().output.predictProbabilities(this.transform(x));
  }

  /** Nyström features, n × at most one a landmark. */
  transform(x: Inputs): Matrix {
    const { nystrom } = this.#require();
    requireInputs('x', x, nystrom.landmarks.columns);
    return nystrom.apply(x);
  }

  keep(): () => void {
    const fitted = this.#fitted;
    return () => {
      this.#fitted = fitted;
    };
  }

  /** @throws ElmError for a kernel that is a function of one's own. */
  save(): Saved {
    const { nystrom, output } = this.#require();
    const { kernel, landmarks, ...rest } = this.options;
    requireSavable(kernel);
    const count = typeof landmarks === 'number' ? landmarks : null;
    return {
      kind: 'nystrom-elm',
      fields: { kernel, options: rest, count, rows: nystrom.landmarks.rows },
      arrays: { landmarks: nystrom.landmarks.data, whitening: nystrom.whitening.data },
      parts: [output.save()],
    };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved): NystromElm {
    const kernel = savedKernel(requireKind(saved, 'nystrom-elm'));
    const rows = integerOf(saved, 'rows', 1);
    const data = arrayOf(saved, 'landmarks', 'f64');
    const landmarks = new Matrix(rows, data.length / rows, data);
    const output = Elm.load(partOf(saved, 0, 1));
    const whitening = arrayOf(saved, 'whitening', 'f64', rows * output.inputs);
    const elm = new NystromElm({
      ...optionsOf<NystromElmOptions>(saved),
      kernel,
      landmarks: saved.fields.count === null ? landmarks : integerOf(saved, 'count', 1),
    });
    const nystrom = new Nystrom(kernel, landmarks, new Matrix(rows, output.inputs, whitening));
    elm.#fitted = { nystrom, output };
    return elm;
  }

  /** The linear model on the features. */
  #output(): Elm {
    const { lambda = 'loo', classWeights } = this.options;
    return new Elm({ hidden: null, directLinks: true, lambda, ...(classWeights && { classWeights }) });
  }

  #landmarks(x: Inputs): Matrix {
    const { landmarks, choose = CHOOSE, seed = 1 } = this.options;
    if (typeof landmarks !== 'number') return landmarks;
    const random = new Random(seed);
    const count = Math.min(landmarks, x.rows);
    const dense = toDense(x);
    if (choose === 'kmeans++') return selectRows(dense, kMeansPlusPlus(dense, count, random));
    const order = random.shuffle(Uint32Array.from({ length: x.rows }, (_, i) => i));
    return selectRows(dense, order.subarray(0, count));
  }

  #require() {
    if (this.#fitted === null) throw notFitted();
    return this.#fitted;
  }
}
