import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBytes, toBytes } from '../../../../src/elm/file/saved.ts';
import { Kernels } from '../../../../src/elm/kernels/kernels.ts';
import { Random } from '../../../../src/elm/random.ts';
import { VectorIndex } from '../../../../src/elm/retrieve/vectorIndex.ts';

const vectorOf = (seed: number, d: number) => {
  const random = new Random(seed);
  return Float32Array.from({ length: d }, () => random.normal());
};

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / Math.sqrt(aa * bb);
}

const file = new URL('../../../../src/elm/kernels/kernels.wasm', import.meta.url);
const kernels = await Kernels.compile(new Uint8Array(readFileSync(file)));

const edits = fc.array(fc.record({ id: fc.nat(15), remove: fc.boolean(), seed: fc.nat(99) }), {
  maxLength: 60,
});

describe('VectorIndex', () => {
  it('of more vectors than a call can have arguments is saved and loaded', () => {
    const index = new VectorIndex(2, 'i8');
    for (let i = 0; i < 200_000; i++) index.add(String(i), [1 + i, 200_000 - i]);
    const loaded = VectorIndex.load(fromBytes(toBytes(index)));
    expect(loaded.size).toBe(200_000);
    expect(loaded.search([3, 2], 4)).toEqual(index.search([3, 2], 4));
  });

  it('finds what looking at all by hand finds, after any edits, and after saving and loading', () => {
    fc.assert(
      fc.property(
        edits,
        fc.constantFrom('f32' as const, 'i8' as const),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        fc.constantFrom(null, kernels),
        (list, format, k, seed, where) => {
          const index = new VectorIndex(7, format, where);
          const held = new Map<string, Float32Array>();
          for (const edit of list) {
            const id = `v${edit.id}`;
            if (edit.remove) expect(index.delete(id)).toBe(held.delete(id));
            else {
              index.add(id, vectorOf(edit.seed, 7));
              held.set(id, vectorOf(edit.seed, 7));
            }
            expect(index.has(id)).toBe(held.has(id));
          }
          expect(index.size).toBe(held.size);
          const query = vectorOf(seed, 7);
          const found = index.search(query, k);
          const all = [...held].map(([id, vector]) => ({ id, similarity: cosine(query, vector) }));
          all.sort((a, b) => b.similarity - a.similarity);
          expect(found.length).toBe(Math.min(k, held.size));
          const tolerance = format === 'f32' ? 1e-6 : 0.03;
          found.forEach((hit, rank) => {
            const vector = held.get(hit.id) as Float32Array;
            expect(Math.abs(hit.similarity - cosine(query, vector))).toBeLessThan(tolerance);
            expect(Math.abs(hit.similarity - all[rank].similarity)).toBeLessThan(tolerance);
          });
          expect(new Set(found.map((hit) => hit.id)).size).toBe(found.length);
          expect(VectorIndex.load(fromBytes(toBytes(index)), where).search(query, k)).toEqual(found);
        },
      ),
    );
  });

  it('holds 100,000 vectors: exact, through deletions, and as a file', () => {
    const d = 128;
    const count = 100_000;
    const random = new Random(1);
    const all = Float32Array.from({ length: count * d }, () => random.uniform() - 0.5);
    const index = new VectorIndex(d, 'f32', kernels);
    for (let i = 0; i < count; i++) index.add(`v${i}`, all.subarray(i * d, (i + 1) * d));
    for (let i = 0; i < count; i += 10) index.delete(`v${i}`);
    const query = all.slice(55 * d, 56 * d);
    const similarities = Array.from({ length: count }, (_, i) =>
      i % 10 === 0 ? -2 : cosine(query, all.subarray(i * d, (i + 1) * d)),
    );
    const best = similarities.map((_, i) => i).sort((a, b) => similarities[b] - similarities[a]);
    const found = index.search(query, 10);
    expect(found.map(({ id }) => id)).toEqual(best.slice(0, 10).map((i) => `v${i}`));
    const bytes = toBytes(index);
    expect(bytes.length).toBeLessThan(90_000 * (4 * d + 16));
    const loaded = VectorIndex.load(fromBytes(bytes), kernels);
    expect(loaded.size).toBe(90_000);
    expect(loaded.search(query, 10)).toEqual(found);
  }, 60_000);

  it('an index in f32 with kernels, which leaves most entries to a bound, finds the very same', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 0.1, 0.001, 1e-7),
        fc.integer({ min: 1, max: 12 }),
        (seed, d, spread, k) => {
          // From all directions, and clusters so tight that int8 can't tell their members apart.
          const middle = vectorOf(seed, d);
          const fast = new VectorIndex(d, 'f32', kernels);
          const plain = new VectorIndex(d);
          for (let i = 0; i < 300; i++) {
            const vector = vectorOf(seed + i + 1, d).map(
              (value, j) => value * spread + (1 - spread) * middle[j],
            );
            if (vector.every((value) => value === 0)) continue;
            fast.add(`v${i}`, vector);
            plain.add(`v${i}`, vector);
          }
          fast.delete('v7');
          plain.delete('v7');
          const query = vectorOf(seed + 1000, d);
          const want = plain.search(query, k);
          fast.search(query, k).forEach((hit, rank) => {
            expect(Math.abs(hit.similarity - want[rank].similarity)).toBeLessThan(1e-6);
          });
        },
      ),
    );
  });

  it.each([null, kernels])('puts equals in the order of their ids', (where) => {
    const index = new VectorIndex(2, 'f32', where);
    for (const id of ['d', 'b', 'a', 'c']) index.add(id, [1, 1]);
    expect(index.search([2, 2], 3).map((hit) => hit.id)).toEqual(['a', 'b', 'c']);
    expect(index.search([2, 2], 3)[0].similarity).toBeCloseTo(1, 6);
  });

  it('goes on after loading', () => {
    const index = new VectorIndex(3, 'i8');
    index.add('a', [1, 0, 0]);
    const loaded = VectorIndex.load(fromBytes(toBytes(index)));
    loaded.add('b', [0, 1, 0]);
    expect(loaded.search([0, 2, 0], 1)[0].id).toBe('b');
    expect(loaded.delete('a')).toBe(true);
    expect(loaded.size).toBe(1);
  });

  it('names what is wrong with an argument or a file', () => {
    const index = new VectorIndex(2);
    expect(() => index.add('a', [1])).toThrow(/vector: expected 2 numbers, got 1/);
    expect(() => index.add('a', [0, 0])).toThrow(/not all zero/);
    expect(() => index.add('a', [Number.NaN, 0])).toThrow(/finite/);
    expect(() => index.search([1, 1], 0)).toThrow(/k/);
    expect(() => index.search([1], 1)).toThrow(/query/);
    expect(index.search([1, 1], 5)).toEqual([]);
    index.add('a', [1, 2]);
    const bytes = toBytes(index);
    for (let i = 0; i < bytes.length; i += 3) {
      const damaged = bytes.slice();
      damaged[i] ^= 0x40;
      expect(() => VectorIndex.load(fromBytes(damaged))).toThrow();
    }
  });
});
