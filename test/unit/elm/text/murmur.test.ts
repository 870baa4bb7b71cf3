import { describe, expect, it } from 'vitest';
import { finish, mix } from '../../../../src/elm/text/murmur.ts';

/** MurmurHash3_x86_32 read off Appleby's description, byte by byte: another way than the one under test. */
function murmur3(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer);
  const rotate = (x: number, by: number) => ((x << by) | (x >>> (32 - by))) >>> 0;
  let h = seed >>> 0;
  for (let at = 0; at < bytes.length; at += 4) {
    let k = view.getUint32(at, true);
    k = Math.imul(k, 0xcc9e2d51) >>> 0;
    k = rotate(k, 15);
    k = Math.imul(k, 0x1b873593) >>> 0;
    h = (h ^ k) >>> 0;
    h = rotate(h, 13);
    h = (Math.imul(h, 5) + 0xe6546b64) >>> 0;
  }
  h = (h ^ bytes.length) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

const hash = (blocks: number[], seed: number) => finish(blocks.reduce(mix, seed), blocks.length) >>> 0;

describe('murmur', () => {
  it('gives the published test values of MurmurHash3_x86_32', () => {
    // SMHasher's and Wikipedia's vectors with a length that is a multiple of four.
    expect(hash([], 0)).toBe(0);
    expect(hash([], 1)).toBe(0x514e28b7);
    expect(hash([0], 0)).toBe(0x2362f9de);
    expect(hash([0xffffffff], 0)).toBe(0x76293b50);
    expect(hash([0x87654321], 0)).toBe(0xf55b516b);
    expect(hash([0x74736574], 0)).toBe(0xba6bd213); // "test"
  });

  it('equals the byte-wise definition on longer input', () => {
    const blocks = Array.from({ length: 9 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
    const bytes = new Uint8Array(36);
    blocks.forEach((block, i) => {
      new DataView(bytes.buffer).setUint32(4 * i, block, true);
    });
    for (const seed of [0, 3, 0xdeadbeef]) expect(hash(blocks, seed)).toBe(murmur3(bytes, seed));
  });
});
