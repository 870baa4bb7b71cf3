/**
 * The hidden layer of an ELM: a projection drawn once from a seed and never trained, an offset, an
 * activation (Huang, Zhu & Siew 2006). In come samples, dense or sparse, out come activations, n × units.
 * Models call it in training and prediction alike and keep only its options: the same options give the
 * same layer on every machine. Random numbers must go on being drawn in today's order, or old models change.
 */
import { ElmError, requireInteger, requireObject, requirePositive } from '../errors.ts';
import { type Inputs, Matrix } from '../linalg/matrix.ts';
import { orthonormalColumns } from '../linalg/orthonormal.ts';
import { multiply } from '../linalg/products.ts';
import { Random } from '../random.ts';
import { ACTIVATIONS, type Activation } from './activations.ts';
import { hadamard } from './hadamard.ts';

export interface RandomLayerOptions {
  /** Hidden units. */
  units: number;
  /**
   * How the projection is drawn: independent `gaussian` or `uniform` numbers, an `orthogonal` frame (units
   * that repeat nothing), or `structured` (signs and Walsh–Hadamard transforms, twice: n log n steps; Le,
   * Sarlós & Smola 2013).
   */
  projection?: 'gaussian' | 'uniform' | 'orthogonal' | 'structured';
  activation?: Activation;
  /** Standard deviation of a unit's input, before its offset, for an input of mean square 1. */
  scale?: number;
  /** Offsets are uniform in ±offset. */
  offset?: number;
  seed?: number;
}

/** Above this many weights (512 MB) a projection is refused rather than tried. */
const MAX_WEIGHTS = 1 << 26;

/** Larger scales and offsets would let the squares of activations overflow. */
const LARGEST = 1e21;

const PROJECTIONS = ['gaussian', 'uniform', 'orthogonal', 'structured'] as const;

/** The options, completed. @throws ElmError naming the one that can't be used. */
export function requireLayer(options: RandomLayerOptions): Required<RandomLayerOptions> {
  requireObject('hidden', options);
  const complete: Required<RandomLayerOptions> = {
    projection: 'gaussian',
    activation: 'tanh',
    scale: 1,
    offset: 1,
    seed: 1,
    ...options,
  };
  const { units, projection, activation, scale, offset, seed } = complete;
  requireInteger('units', units, 1, 1 << 20);
  requireInteger('seed', seed, Number.MIN_SAFE_INTEGER);
  requirePositive('scale', scale, LARGEST);
  if (!(offset >= 0 && offset <= LARGEST))
    throw new ElmError('offset', `a number from 0 to ${LARGEST}`, offset);
  if (!Object.hasOwn(ACTIVATIONS, activation))
    throw new ElmError('activation', Object.keys(ACTIVATIONS).join(', '), activation);
  if (!PROJECTIONS.includes(projection)) throw new ElmError('projection', PROJECTIONS.join(', '), projection);
  return complete;
}

/** The layer of some options for some number of inputs. */
export class RandomLayer {
  readonly inputs: number;
  readonly options: Readonly<Required<RandomLayerOptions>>;
  /** Drawn when first used, so that a file that speaks of a huge layer makes nothing huge by being loaded. */
  #drawn: { project: (x: Inputs) => Matrix; offsets: Float64Array } | null = null;

  /** @param inputs columns of what will come in. */
  constructor(inputs: number, options: RandomLayerOptions) {
    this.inputs = requireInteger('inputs', inputs, 1);
    this.options = requireLayer(options);
    const weights = inputs * this.options.units;
    if (weights > MAX_WEIGHTS)
      throw new ElmError('units', `at most ${MAX_WEIGHTS} weights (inputs × units)`, weights);
  }

  get units(): number {
    return this.options.units;
  }

  /** Activations, n × units. */
  apply(x: Inputs): Matrix {
    if (x.columns !== this.inputs) throw new ElmError('x', `${this.inputs} columns`, x.columns);
    this.#drawn ??= this.#draw();
    const { project, offsets } = this.#drawn;
    const out = project(x);
    const { units } = this;
    const activate = ACTIVATIONS[this.options.activation];
    for (let i = 0; i < out.data.length; i += units) {
      for (let u = 0; u < units; u++) out.data[i + u] = activate(out.data[i + u] + offsets[u]);
    }
    return out;
  }

  #draw() {
    const { units, projection, scale, offset, seed } = this.options;
    const random = new Random(seed);
    let project: (x: Inputs) => Matrix;
    if (projection === 'structured') project = structured(this.inputs, units, scale, random);
    else {
      const weights = denseWeights(this.inputs, units, projection, scale, random);
      project = (x) => multiply(x, weights);
    }
    const offsets = Float64Array.from({ length: units }, () => (2 * random.uniform() - 1) * offset);
    return { project, offsets };
  }
}

/** inputs × units weights; a column's squares sum to scale² on average. */
function denseWeights(
  inputs: number,
  units: number,
  projection: 'gaussian' | 'uniform' | 'orthogonal',
  scale: number,
  random: Random,
): Matrix {
  const draw = (rows: number, columns: number, next: () => number) =>
    new Matrix(rows, columns, Float64Array.from({ length: rows * columns }, next));
  const deviation = scale / Math.sqrt(inputs);
  if (projection === 'gaussian') return draw(inputs, units, () => deviation * random.normal());
  if (projection === 'uniform') {
    return draw(inputs, units, () => deviation * Math.sqrt(3) * (2 * random.uniform() - 1));
  }
  const narrow = Math.min(inputs, units);
  const frame = orthonormalColumns(draw(Math.max(inputs, units), narrow, () => random.normal()));
  const weights = units > inputs ? frame.transpose() : frame;
  const stretch = scale * Math.sqrt(units / narrow);
  return new Matrix(
    inputs,
    units,
    weights.data.map((w) => w * stretch),
  );
}

/** x ↦ H S₂ H S₁ x, in as many blocks, each with signs of its own, as the units need. */
function structured(inputs: number, units: number, scale: number, random: Random): (x: Inputs) => Matrix {
  const width = 2 ** Math.ceil(Math.log2(inputs));
  const blocks = Math.ceil(units / width);
  const signs = Float32Array.from({ length: 2 * blocks * width }, () => random.sign());
  // Two transforms grow the norm by `width`, spread over `width` units.
  const toUnit = scale / Math.sqrt(width * inputs);
  const work = new Float32Array(width);
  return (x) => {
    const out = new Matrix(x.rows, units);
    for (let i = 0; i < x.rows; i++) {
      for (let block = 0; block < blocks; block++) {
        const at = 2 * block * width;
        work.fill(0);
        if (x instanceof Matrix) {
          for (let j = 0; j < inputs; j++) work[j] = x.data[i * inputs + j] * signs[at + j];
        } else {
          for (let k = x.starts[i]; k < x.starts[i + 1]; k++)
            work[x.indices[k]] = x.values[k] * signs[at + x.indices[k]];
        }
        hadamard(work);
        for (let j = 0; j < width; j++) work[j] *= signs[at + width + j];
        hadamard(work);
        const count = Math.min(width, units - block * width);
        for (let j = 0; j < count; j++) out.data[i * units + block * width + j] = work[j] * toUnit;
      }
    }
    return out;
  };
}
