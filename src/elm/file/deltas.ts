/**
 * Ascending integers as the gaps between them, seven bits a byte, least first, high bit set when more
 * follow (LEB128): the buckets of a pruned head take little more than a byte each.
 */
import { ElmError } from '../errors.ts';

/** @param values strictly ascending, each below 2^31 */
export function encodeAscending(values: Uint32Array): Uint8Array {
  const bytes: number[] = [];
  let before = -1;
  for (const value of values) {
    let gap = value - before - 1;
    before = value;
    while (gap > 127) {
      bytes.push((gap & 127) | 128);
      gap >>>= 7;
    }
    bytes.push(gap);
  }
  return Uint8Array.from(bytes);
}

/**
 * Reads exactly `count` values, each below `limit`.
 * @throws ElmError when the bytes hold fewer, more or greater ones
 */
export function decodeAscending(bytes: Uint8Array, count: number, limit: number): Uint32Array {
  if (count > bytes.length) throw new ElmError('ascending values', `${count} of them`, bytes);
  const values = new Uint32Array(count);
  let at = 0;
  let before = -1;
  for (let i = 0; i < count; i++) {
    let gap = 0;
    let shift = 0;
    for (;;) {
      if (at === bytes.length || shift > 21) throw new ElmError('ascending values', 'whole gaps', bytes);
      const byte = bytes[at++];
      gap += (byte & 127) << shift;
      if (byte < 128) break;
      shift += 7;
    }
    before += gap + 1;
    if (before >= limit) throw new ElmError('ascending value', `below ${limit}`, before);
    values[i] = before;
  }
  if (at !== bytes.length) throw new ElmError('ascending values', `${count} and no more`, bytes);
  return values;
}
