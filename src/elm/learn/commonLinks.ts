import { BUCKETS } from '../text/hashing.ts';
import type { TextVector } from '../text/textVector.ts';

/** How much less a link counts that is common: its square by 1 / (1 + COMMON · mean size in the anchors). */
const COMMON = 300;

/**
 * By bucket, what a link is to be multiplied with so that the more common it is in a head's anchors (mean texts of
 * what it was trained on), the less it carries a lesson. To multiply a link with s is to make each change of its weight
 * cost 1 / s² as much, and a change costs about what it does to the texts that have the link: elastic weight
 * consolidation (Kirkpatrick et al. 2017), with the mean size of a link in place of its mean square. Null without anchors.
 */
export function commonLinkScale(anchors: readonly TextVector[]): Float32Array | null {
  if (anchors.length === 0) return null;
  const size = new Float32Array(BUCKETS);
  for (const { links, buckets, values } of anchors) {
    for (let i = 0; i < links; i++) size[buckets[i]] += Math.abs(values[i]) / anchors.length;
  }
  const scale = new Float32Array(BUCKETS).fill(1);
  for (const { links, buckets } of anchors) {
    for (let i = 0; i < links; i++) scale[buckets[i]] = 1 / Math.sqrt(1 + COMMON * size[buckets[i]]);
  }
  return scale;
}
