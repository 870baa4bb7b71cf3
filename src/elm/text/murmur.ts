/**
 * MurmurHash3, 32 bit (Austin Appleby, 2011), over a sequence of 32-bit blocks. Kept as steps instead of one
 * function because an n-gram and the longer one that starts at the same place share all but the last step.
 *
 *   let h = seed; for (const block of blocks) h = mix(h, block); finish(h, blocks.length)
 *
 * equals MurmurHash3_x86_32 of the blocks written as little-endian 32-bit words.
 */

/** Takes one more block into the state `h`. */
export function mix(h: number, block: number): number {
  let k = Math.imul(block, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  h ^= Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

/** The hash, as a signed 32-bit integer, of the `blocks` blocks that were mixed into `h`. */
export function finish(h: number, blocks: number): number {
  h ^= blocks << 2;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
