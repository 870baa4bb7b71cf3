import { crc32 } from '../../src/elm/file/crc32.ts';
import type { Random } from '../../src/elm/random.ts';

/**
 * Damaged and forged files, made from a good one of the format of src/elm/file/container.ts. Most get
 * their checksum made right again: what is behind it is what must hold. The same `random` gives the same
 * files, so that a failure can be seen again.
 */
export type Damage = keyof typeof DAMAGES;

const DAMAGES = {
  'flipped bits': flipped,
  'flipped bits, signed': (bytes: Uint8Array, random: Random) => sign(flipped(bytes, random)),
  'cut short': cut,
  'cut short, signed': (bytes: Uint8Array, random: Random) => sign(cut(bytes, random)),
  'bytes at the end': (bytes: Uint8Array, random: Random) => {
    const longer = new Uint8Array(bytes.length + 1 + random.below(4096));
    longer.set(bytes);
    for (let i = bytes.length; i < longer.length; i++) longer[i] = random.below(256);
    return sign(longer);
  },
  'a stretch overwritten': (bytes: Uint8Array, random: Random) => {
    const damaged = bytes.slice();
    const start = random.below(damaged.length);
    damaged.fill([0, 0xff, 0x7f, 0x80][random.below(4)], start, start + 1 + random.below(64));
    return sign(damaged);
  },
  'a stretch moved': (bytes: Uint8Array, random: Random) => {
    const damaged = bytes.slice();
    const start = random.below(damaged.length);
    damaged.copyWithin(random.below(damaged.length), start, start + 1 + random.below(256));
    return sign(damaged);
  },
  'numbers that are none': (bytes: Uint8Array, random: Random) => {
    const damaged = bytes.slice();
    const view = new DataView(damaged.buffer);
    const bad = [Number.NaN, Infinity, -Infinity, 1e308][random.below(4)];
    const wide = random.below(2) === 0;
    const places = Math.floor(damaged.length / (wide ? 8 : 4));
    for (let n = 1 + random.below(16); n > 0 && places > 0; n--) {
      if (wide) view.setFloat64(8 * random.below(places), bad, true);
      else view.setFloat32(4 * random.below(places), bad, true);
    }
    return sign(damaged);
  },
  'another header value': (bytes: Uint8Array, random: Random) => withHeader(bytes, random, replaceValue),
  'a header key gone or twice': (bytes: Uint8Array, random: Random) => withHeader(bytes, random, spoilKey),
  'a poisoned prototype': (bytes: Uint8Array, random: Random) =>
    withHeader(bytes, random, (json) => {
      const at = placesOf(json, /\{/g, random);
      const key = ['__proto__', 'constructor', 'prototype', 'toString', 'length'][random.below(5)];
      const comma = json[at + 1] === '}' ? '' : ',';
      return `${json.slice(0, at + 1)}"${key}":{"polluted":true}${comma}${json.slice(at + 1)}`;
    }),
  'a deep header': (bytes: Uint8Array, random: Random) =>
    withHeader(bytes, random, () => {
      const depth = 1 + random.below(30_000);
      return `${'['.repeat(depth)}${']'.repeat(depth)}`;
    }),
  noise: (bytes: Uint8Array, random: Random) => {
    const noise = new Uint8Array(random.below(2 * bytes.length));
    for (let i = 0; i < noise.length; i++) noise[i] = random.below(256);
    // With the right beginning half of the time, or nothing would be looked at but that.
    if (random.below(2) === 0) noise.set(bytes.subarray(0, Math.min(8, noise.length)));
    return sign(noise);
  },
} as const satisfies Record<string, (bytes: Uint8Array, random: Random) => Uint8Array>;

export const DAMAGE_NAMES = Object.keys(DAMAGES) as Damage[];

/** A damaged copy of `bytes`. */
export function damage(kind: Damage, bytes: Uint8Array, random: Random): Uint8Array {
  return DAMAGES[kind](bytes, random);
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const damaged = bytes.slice();
  for (let n = 1 + random.below(8); n > 0; n--) {
    damaged[random.below(damaged.length)] ^= 1 << random.below(8);
  }
  return damaged;
}

function cut(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, random.below(bytes.length));
}

/** Values that a header never means to hold; the last ones are no JSON numbers that a double can hold. */
const VALUES = [
  'null',
  'true',
  '-1',
  '0',
  '-0',
  '0.5',
  '65536',
  '4294967295',
  '9007199254740993',
  '1e308',
  '1e999',
  '""',
  '"__proto__"',
  `"${'x'.repeat(5000)}"`,
  '"\\u0000\\ud800"',
  '[]',
  '{}',
  '[[[]]]',
  '[null]',
  '{"length":4294967295}',
];

function replaceValue(json: string, random: Random): string {
  const values = [...json.matchAll(/(?<=[:[,])(?:"[^"]*"|-?\d[\d.e+-]*|null|true|false)(?=[,\]}])/g)];
  const target = values[random.below(values.length)];
  const value = VALUES[random.below(VALUES.length)];
  return json.slice(0, target.index) + value + json.slice(target.index + target[0].length);
}

function spoilKey(json: string, random: Random): string {
  const keys = [...json.matchAll(/"[^"]+":(?:"[^"]*"|-?\d[\d.e+-]*|null|true|false)(,?)/g)];
  const target = keys[random.below(keys.length)];
  const end = target.index + target[0].length;
  if (random.below(2) === 0) return json.slice(0, target.index) + json.slice(end);
  const pair = target[0].replace(/,$/, '');
  const [key] = pair.split(':');
  return `${json.slice(0, target.index)}${pair},${key}:${VALUES[random.below(VALUES.length)]}${target[1]}${json.slice(end)}`;
}

function placesOf(text: string, pattern: RegExp, random: Random): number {
  const places = [...text.matchAll(pattern)];
  return places[random.below(places.length)].index;
}

/** The file with another header; the sections behind it stay as far from its end as they were. */
function withHeader(
  bytes: Uint8Array,
  random: Random,
  change: (json: string, random: Random) => string,
): Uint8Array {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true);
  const json = new TextDecoder().decode(bytes.subarray(16, 16 + length)).trimEnd();
  const header = new TextEncoder().encode(change(json, random));
  // A longer header would run into the first section: room is made, in whole steps of eight bytes, and
  // the offsets are left as they are, which a reader has to notice too.
  const room = Math.max(0, Math.ceil((header.length - length) / 8) * 8);
  const forged = new Uint8Array(bytes.length + room);
  forged.set(bytes.subarray(0, 16));
  forged.set(header, 16);
  if (room === 0) forged.fill(0x20, 16 + header.length, 16 + length);
  new DataView(forged.buffer).setUint32(12, room === 0 ? length : header.length, true);
  forged.set(bytes.subarray(16 + length), 16 + length + room);
  return sign(forged);
}

/** Makes the checksum right. Too short a file has none. */
function sign(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= 12) new DataView(bytes.buffer).setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}
