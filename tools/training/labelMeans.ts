/**
 * The anchors of a head: for each label the mean of the texts that it was trained on, which a person's lessons are
 * then held not to move (src/elm/learn/personalWeights.ts).
 */
import type { Anchors } from '../../src/elm/head/head.ts';
import { BUCKETS } from '../../src/elm/text/hashing.ts';
import type { Example } from './examples.ts';
import type { Vectors } from './vectors.ts';

/** Buckets kept. With 1,000 or 4,000 of them lessons did the same on validation texts. */
const ROWS = 4096;

/**
 * @param labels number of labels. An example that may have one of several counts for none.
 * @param costs weight of each example, as in training.
 */
export function labelMeans(
  x: Vectors,
  examples: readonly Example[],
  costs: Float64Array,
  labels: number,
): Anchors {
  const direct = Array.from({ length: labels }, () => new Float64Array(BUCKETS));
  const hidden = Array.from({ length: labels }, () => new Float64Array(x.units));
  for (let label = 0; label < labels; label++) {
    const sums = direct[label];
    const units = hidden[label];
    let total = 0;
    examples.forEach(({ candidates }, i) => {
      if (candidates !== 1 << label) return;
      const weight = costs[i];
      total += weight;
      for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) sums[x.buckets[k]] += weight * x.values[k];
      for (let u = 0; u < x.units; u++) units[u] += weight * x.hidden[i * x.units + u];
    });
    if (total === 0) continue;
    for (let b = 0; b < BUCKETS; b++) sums[b] /= total;
    for (let u = 0; u < x.units; u++) units[u] /= total;
  }
  const heaviest = (bucket: number) => Math.max(...direct.map((sums) => Math.abs(sums[bucket])));
  const weight = Float64Array.from({ length: BUCKETS }, (_, b) => heaviest(b));
  const buckets = Uint32Array.from(
    Array.from(weight.keys())
      .filter((b) => weight[b] > 0)
      .sort((a, b) => weight[b] - weight[a] || a - b)
      .slice(0, ROWS),
  ).sort();
  const directScale = direct.map((sums) => scaleOf(buckets, (b) => sums[b]));
  const hiddenScale = hidden.map((units) => scaleOf(units.keys(), (u) => units[u]));
  const rows = new Int8Array(buckets.length * labels);
  buckets.forEach((b, row) => {
    for (let k = 0; k < labels; k++) rows[row * labels + k] = Math.round(direct[k][b] / directScale[k]);
  });
  const all = new Int8Array(labels * x.units);
  hidden.forEach((units, k) => {
    all.set(
      units.map((value) => Math.round(value / hiddenScale[k])),
      k * x.units,
    );
  });
  return { buckets, direct: rows, hidden: all, directScale, hiddenScale };
}

/** What 127 steps of must reach the largest of the values. */
function scaleOf(keys: Iterable<number>, value: (key: number) => number): number {
  let top = 1e-12;
  for (const key of keys) top = Math.max(top, Math.abs(value(key)));
  return top / 127;
}
