/**
 * Trains one linear output on examples: ridge regularisation and squared hinge loss,
 *
 *   min over w   ½‖w‖² + Σᵢ cᵢ · max(0, 1 − yᵢ·w·xᵢ)²
 *
 * solved exactly by dual coordinate descent (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008, "A dual
 * coordinate descent method for large-scale linear SVM"). Each pass visits the examples in a seeded random
 * order, so the same input always gives the same weights. The base heads' trainer calls it; the state (the
 * dual variables) can be kept to go on after the set of used buckets has shrunk.
 */
import { Random } from '../random.ts';

/** Features of n examples: sparse direct links (row i is [offsets[i], offsets[i+1])) and a dense hidden layer. */
export interface Examples {
  size: number;
  offsets: Uint32Array;
  buckets: Uint32Array;
  values: Float32Array;
  /** size × units, row-major */
  hidden: Float32Array;
  units: number;
}

export interface Weights {
  direct: Float64Array;
  hidden: Float64Array;
  bias: number;
}

export interface HingeOptions {
  /** One per example: +1, −1, or 0 for "not known", which leaves the example out. */
  targets: Int8Array;
  /** One per example: cᵢ > 0. */
  costs: Float64Array;
  /** Scale of the hidden layer beside the direct links. */
  hiddenScale: number;
  buckets: number;
  /** Buckets that may have a weight; all when left out. */
  kept?: Uint8Array;
  /** Start from these dual variables (changed in place); zeros when left out. */
  dual?: Float64Array;
  maxPasses: number;
  /** Ends when no projected gradient of a pass was larger. */
  tolerance: number;
  seed: number;
}

/** @returns the weights, already multiplied by the hidden layer's scale */
export function trainHinge(x: Examples, options: HingeOptions): Weights {
  const { targets, costs, hiddenScale, kept, tolerance } = options;
  const { offsets, buckets, values, hidden, units } = x;
  const dual = options.dual ?? new Float64Array(x.size);
  const direct = new Float64Array(options.buckets);
  const hiddenWeights = new Float64Array(units);
  let bias = 0;
  const order = new Uint32Array(x.size);
  let n = 0;
  for (let i = 0; i < x.size; i++) if (targets[i] !== 0) order[n++] = i;
  const used = order.subarray(0, n);
  const scale2 = hiddenScale * hiddenScale;

  const step = (i: number, change: number) => {
    for (let k = offsets[i]; k < offsets[i + 1]; k++) direct[buckets[k]] += change * values[k];
    const scaled = change * hiddenScale;
    for (let u = 0, k = i * units; u < units; u++, k++) hiddenWeights[u] += scaled * hidden[k];
    bias += change;
  };

  const norms = new Float64Array(x.size);
  for (const i of used) {
    let square = 0;
    for (let k = offsets[i]; k < offsets[i + 1]; k++)
      if (!kept || kept[buckets[k]] === 1) square += values[k] * values[k];
    let hiddenSquare = 0;
    for (let k = i * units; k < (i + 1) * units; k++) hiddenSquare += hidden[k] * hidden[k];
    norms[i] = square + scale2 * hiddenSquare + 1;
    if (dual[i] > 0) step(i, dual[i] * targets[i]);
  }
  // A bucket that isn't kept must stay 0: its changes are wiped once, and it is skipped in the norms above.
  const wipe = () => {
    if (kept) for (let b = 0; b < direct.length; b++) if (kept[b] === 0) direct[b] = 0;
  };
  wipe();

  const random = new Random(options.seed);
  for (let pass = 0; pass < options.maxPasses; pass++) {
    random.shuffle(used);
    let worst = 0;
    for (const i of used) {
      let score = bias;
      if (kept) {
        for (let k = offsets[i]; k < offsets[i + 1]; k++)
          if (kept[buckets[k]] === 1) score += direct[buckets[k]] * values[k];
      } else {
        for (let k = offsets[i]; k < offsets[i + 1]; k++) score += direct[buckets[k]] * values[k];
      }
      let hiddenScore = 0;
      for (let u = 0, k = i * units; u < units; u++, k++) hiddenScore += hiddenWeights[u] * hidden[k];
      score += hiddenScale * hiddenScore;
      const diagonal = 0.5 / costs[i];
      const gradient = targets[i] * score - 1 + dual[i] * diagonal;
      const projected = dual[i] === 0 ? Math.min(gradient, 0) : gradient;
      const size = Math.abs(projected);
      if (size > worst) worst = size;
      if (size < 1e-9) continue;
      const old = dual[i];
      dual[i] = Math.max(old - gradient / (norms[i] + diagonal), 0);
      if (dual[i] !== old) step(i, (dual[i] - old) * targets[i]);
    }
    if (worst < tolerance) break;
  }
  wipe();
  for (let u = 0; u < units; u++) hiddenWeights[u] *= hiddenScale;
  return { direct, hidden: hiddenWeights, bias };
}
