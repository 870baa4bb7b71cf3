import type { Scaling } from '../elm/calibrate/scaling.ts';
import { readContainer, requireSection, writeContainer } from '../elm/file/container.ts';
import { heaviestOf, type WeightDelta } from '../elm/learn/weightDelta.ts';
import { BUCKETS } from '../elm/text/hashing.ts';
import { FEATURES_VERSION, HIDDEN_UNITS } from '../elm/text/textFeatures.ts';

/**
 * What was learned from lessons that are not kept themselves, as bytes: the weights that add to a task's
 * scores and, for a task of the person's own, how its scores become probabilities.
 */
export interface LearnedWeights {
  weights: WeightDelta;
  scaling: Scaling | null;
}

/** The heaviest buckets are enough: 10,000 of 262,144 kept the AUC of a head. */
const MOST_ROWS = 30_000;

export function weightsToBytes({ weights, scaling }: LearnedWeights): Uint8Array<ArrayBuffer> {
  const { outputs, buckets, direct, hidden, bias } = heaviestOf(weights, MOST_ROWS);
  return writeContainer(
    'learned-weights',
    { features: FEATURES_VERSION, outputs, scaling },
    {
      buckets,
      direct: Float32Array.from(direct),
      hidden: Float32Array.from(hidden),
      bias: Float32Array.from(bias),
    },
  ) as Uint8Array<ArrayBuffer>;
}

/** @throws ElmError or TypeError for bytes that are no such file, or for other features or outputs. */
export function weightsFromBytes(bytes: Uint8Array, outputs: number): LearnedWeights {
  const file = readContainer(bytes, 'learned-weights');
  const buckets = requireSection(file, 'buckets', 'u32');
  const direct = requireSection(file, 'direct', 'f32', buckets.length * outputs);
  const hidden = requireSection(file, 'hidden', 'f32', outputs * HIDDEN_UNITS);
  const bias = requireSection(file, 'bias', 'f32', outputs);
  const scaling = file.fields.scaling;
  const isSound =
    file.fields.features === FEATURES_VERSION &&
    file.fields.outputs === outputs &&
    buckets.every((bucket, i) => bucket < BUCKETS && (i === 0 || bucket > buckets[i - 1])) &&
    [direct, hidden, bias].every((numbers) => numbers.every(Number.isFinite)) &&
    (scaling === null || isScaling(scaling, outputs));
  if (!isSound) throw new TypeError('learned weights: not sound');
  return {
    weights: {
      outputs,
      buckets: buckets.slice(),
      direct: Float64Array.from(direct),
      hidden: Float64Array.from(hidden),
      bias: Float64Array.from(bias),
    },
    scaling: scaling as Scaling | null,
  };
}

/** The two together. Both of as many outputs. */
export function sumOf(a: WeightDelta, b: WeightDelta): WeightDelta {
  const { outputs } = a;
  const buckets = Uint32Array.from(new Set([...a.buckets, ...b.buckets])).sort();
  const rowOf = new Map(Array.from(buckets, (bucket, row) => [bucket, row]));
  const direct = new Float64Array(buckets.length * outputs);
  for (const part of [a, b]) {
    part.buckets.forEach((bucket, row) => {
      const at = rowOf.get(bucket)! * outputs;
      for (let o = 0; o < outputs; o++) direct[at + o] += part.direct[row * outputs + o];
    });
  }
  return {
    outputs,
    buckets,
    direct,
    hidden: a.hidden.map((x, i) => x + b.hidden[i]),
    bias: a.bias.map((x, i) => x + b.bias[i]),
  };
}

function isScaling(value: unknown, outputs: number): value is Scaling {
  if (typeof value !== 'object' || value === null) return false;
  const { slope, offset } = value as Partial<Scaling>;
  return [slope, offset].every(
    (list) => Array.isArray(list) && list.length === outputs && list.every(Number.isFinite),
  );
}
