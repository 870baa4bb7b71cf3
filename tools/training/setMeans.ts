/**
 * The anchors of a head: the mean text of each set that it was trained on (of a task with one set: of each label in
 * it), and that of all other texts, which a person's lessons are then held not to move
 * (src/elm/learn/personalWeights.ts).
 */
import type { Anchors } from '../../src/elm/head/head.ts';
import { BUCKETS } from '../../src/elm/text/hashing.ts';
import { type Example, INTERFACE, ORDINARY, WRITTEN } from './examples.ts';
import type { Vectors } from './vectors.ts';

/** Buckets kept. With 2,048 of them lessons cost two sets a fifth of a point more on validation texts. */
const ROWS = 4096;

/** @param costs weight of each example, as in training. */
export function setMeans(x: Vectors, examples: readonly Example[], costs: Float64Array): Anchors {
  const parts = partsOf(examples);
  const names = [...new Set(parts)];
  const direct = names.map(() => new Float64Array(BUCKETS));
  const hidden = names.map(() => new Float64Array(x.units));
  const totals = names.map(() => 0);
  parts.forEach((name, i) => {
    const part = names.indexOf(name);
    const weight = costs[i];
    totals[part] += weight;
    for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) direct[part][x.buckets[k]] += weight * x.values[k];
    for (let u = 0; u < x.units; u++) hidden[part][u] += weight * x.hidden[i * x.units + u];
  });
  totals.forEach((total, part) => {
    for (let b = 0; b < BUCKETS; b++) direct[part][b] /= total;
    for (let u = 0; u < x.units; u++) hidden[part][u] /= total;
  });
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
  const count = names.length;
  const rows = new Int8Array(buckets.length * count);
  buckets.forEach((b, row) => {
    for (let k = 0; k < count; k++) rows[row * count + k] = Math.round(direct[k][b] / directScale[k]);
  });
  const all = new Int8Array(count * x.units);
  hidden.forEach((units, k) => {
    all.set(
      units.map((value) => Math.round(value / hiddenScale[k])),
      k * x.units,
    );
  });
  return { buckets, direct: rows, hidden: all, directScale, hiddenScale };
}

/** To which mean each example belongs. */
function partsOf(examples: readonly Example[]): string[] {
  const isOther = ({ group }: Example) =>
    group === WRITTEN || group === INTERFACE || group.endsWith(ORDINARY);
  const sets = new Set(examples.filter((example) => !isOther(example)).map(({ set }) => set));
  return examples.map((example) => {
    if (isOther(example)) return ORDINARY;
    return sets.size > 1 ? example.set : example.group;
  });
}

/** What 127 steps of must reach the largest of the values. */
function scaleOf(keys: Iterable<number>, value: (key: number) => number): number {
  let top = 1e-12;
  for (const key of keys) top = Math.max(top, Math.abs(value(key)));
  return top / 127;
}
