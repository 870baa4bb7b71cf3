import { ElmError, requireInteger } from '../errors.ts';
import { type Inputs, Matrix, requireInputs, selectRows } from '../linalg/matrix.ts';
import { Random } from '../random.ts';
import { kMeansPlusPlus } from '../retrieve/kMeans.ts';
import { Elm, type ElmOptions } from './elm.ts';
import { type Kernel, requireKernel } from './kernelFunctions.ts';
import { type FitOptions, type Model, notFitted, requireSamples, type Targets } from './model.ts';
import { Nystrom } from './nystrom.ts';

export interface NystromElmOptions {
  kernel: Kernel;
  /** How many landmarks to choose among the samples, or the landmarks themselves, m × d. */
  landmarks: number | Matrix;
  /** Which samples become landmarks: any, or spread out (k-means++). */
  choose?: 'uniform' | 'kmeans++';
  seed?: number;
  lambda?: NonNullable<ElmOptions['lambda']>;
  classWeights?: NonNullable<ElmOptions['classWeights']>;
}

/**
 * The Kernel ELM for many samples: Nyström features of some landmarks, then ridge on them, O(n m²) for n
 * samples and m landmarks. With every sample a landmark it is the Kernel ELM.
 */
export class NystromElm implements Model {
  readonly options: Readonly<NystromElmOptions>;
  #fitted: { nystrom: Nystrom; output: Elm } | null = null;

  constructor(options: NystromElmOptions) {
    requireKernel(options.kernel);
    if (typeof options.landmarks === 'number') requireInteger('landmarks', options.landmarks, 1);
    this.options = options;
  }

  get labels(): readonly string[] {
    return this.#fitted?.output.labels ?? [];
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    requireSamples(x, y);
    requireInputs('x', x);
    const { kernel, lambda, classWeights } = this.options;
    const nystrom = new Nystrom(kernel, this.#landmarks(x));
    const output = new Elm({
      hidden: null,
      directLinks: true,
      ...(lambda !== undefined && { lambda }),
      ...(classWeights !== undefined && { classWeights }),
    });
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

  #landmarks(x: Inputs): Matrix {
    const { landmarks, choose = 'kmeans++', seed = 1 } = this.options;
    if (typeof landmarks !== 'number') return landmarks;
    const random = new Random(seed);
    const count = Math.min(landmarks, x.rows);
    const dense = x instanceof Matrix ? x : x.toDense();
    if (choose === 'kmeans++') return selectRows(dense, kMeansPlusPlus(dense, count, random));
    if (choose !== 'uniform') throw new ElmError('choose', 'uniform or kmeans++', choose);
    const order = random.shuffle(Uint32Array.from({ length: x.rows }, (_, i) => i));
    return selectRows(dense, order.subarray(0, count));
  }

  #require() {
    if (this.#fitted === null) throw notFitted();
    return this.#fitted;
  }
}
