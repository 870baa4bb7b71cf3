import { requireInteger, requireLength } from '../errors.ts';
import type { TextVector } from '../text/textVector.ts';

/**
 * What a person's examples come to, apart from the examples: weights that add to a head's scores. To be stored
 * on its own (nothing can be taken back then), shared, or made part of a head's file.
 */
export interface WeightDelta {
  outputs: number;
  /** Buckets with weights, ascending. */
  buckets: Uint32Array;
  /** buckets × outputs, row-major. */
  direct: Float64Array;
  /** outputs × units, row-major. */
  hidden: Float64Array;
  /** Length `outputs`. */
  bias: Float64Array;
}

/** The parts of a head's file that hold its weights, in 8 bits with a scale an output. */
export interface QuantisedWeights {
  buckets: Uint32Array;
  direct: Int8Array;
  hidden: Int8Array;
  directScale: number[];
  hiddenScale: number[];
  bias: number[];
}

/** scores += what the weights say of a text. O((links · log buckets + units) · outputs). */
export function addDelta(delta: WeightDelta, vector: TextVector, scores: Float64Array): void {
  const { outputs, buckets, direct, hidden, bias } = delta;
  requireLength('vector.hidden', vector.hidden, hidden.length / outputs);
  for (let i = 0; i < vector.links; i++) {
    const row = indexOf(buckets, vector.buckets[i]);
    if (row < 0) continue;
    for (let o = 0; o < outputs; o++) scores[o] += direct[row * outputs + o] * vector.values[i];
  }
  const units = vector.hidden.length;
  for (let o = 0; o < outputs; o++) {
    let sum = bias[o];
    for (let u = 0; u < units; u++) sum += hidden[o * units + u] * vector.hidden[u];
    scores[o] += sum;
  }
}

/** The same with the `rows` heaviest buckets only (by the sum of their squares). */
export function heaviestOf(delta: WeightDelta, rows: number): WeightDelta {
  requireInteger('rows', rows, 0);
  const { outputs, buckets, direct } = delta;
  if (buckets.length <= rows) return delta;
  const weight = Float64Array.from(buckets, (_, row) => {
    let sum = 0;
    for (let o = 0; o < outputs; o++) sum += direct[row * outputs + o] ** 2;
    return sum;
  });
  const kept = Array.from(buckets.keys())
    .sort((a, b) => weight[b] - weight[a] || a - b)
    .slice(0, rows)
    .sort((a, b) => a - b);
  const out = new Float64Array(rows * outputs);
  kept.forEach((row, i) => {
    out.set(direct.subarray(row * outputs, (row + 1) * outputs), i * outputs);
  });
  return { ...delta, buckets: Uint32Array.from(kept, (row) => buckets[row]), direct: out };
}

/** Rounded to 8 bits, each output and block with a scale of its own, as `Head.fromParts` takes it. */
export function quantised(delta: WeightDelta): QuantisedWeights {
  const { outputs, buckets } = delta;
  const units = delta.hidden.length / outputs;
  const direct = new Int8Array(delta.direct.length);
  const hidden = new Int8Array(delta.hidden.length);
  const directScale: number[] = [];
  const hiddenScale: number[] = [];
  for (let o = 0; o < outputs; o++) {
    directScale.push(round(delta.direct, direct, o, outputs, buckets.length));
    hiddenScale.push(round(delta.hidden, hidden, o * units, 1, units));
  }
  return { buckets, direct, hidden, directScale, hiddenScale, bias: [...delta.bias] };
}

/** Rounds `count` numbers, `step` apart, to −127 … 127 times the scale that is returned. */
function round(from: Float64Array, to: Int8Array, start: number, step: number, count: number): number {
  let top = 1e-12;
  for (let i = 0, k = start; i < count; i++, k += step) top = Math.max(top, Math.abs(from[k]));
  for (let i = 0, k = start; i < count; i++, k += step) to[k] = Math.round((from[k] / top) * 127);
  return top / 127;
}

function indexOf(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] === wanted) return middle;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
