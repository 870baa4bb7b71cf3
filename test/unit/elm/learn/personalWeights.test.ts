import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernels } from '../../../../src/elm/kernels/kernels.ts';
import { NEW_LABELS, ON_BASE } from '../../../../src/elm/learn/kernelChoice.ts';
import { PersonalWeights } from '../../../../src/elm/learn/personalWeights.ts';
import { addDelta, heaviestOf, quantised } from '../../../../src/elm/learn/weightDelta.ts';
import { Random } from '../../../../src/elm/random.ts';
import { TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import type { TextVector } from '../../../../src/elm/text/textVector.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';

const HIDDEN = 16;
const kernels = await Kernels.compile(
  readFileSync(new URL('../../../../src/elm/kernels/kernels.wasm', import.meta.url)),
);
const origin = { label: 'a', site: '' };

/** A made-up text of `words` words out of 50, each with five links and a direction in the hidden layer. */
function text(words: number[]): TextVector {
  const weight = 1 / Math.sqrt(5 * words.length || 1);
  const buckets: number[] = [];
  const values: number[] = [];
  const hidden = new Float32Array(HIDDEN);
  for (const word of new Set(words)) {
    const random = new Random(word);
    for (let i = 0; i < 5; i++) {
      buckets.push(word * 5 + i);
      values.push(random.sign() * weight);
    }
    for (let u = 0; u < HIDDEN; u++) hidden[u] += random.normal() / Math.sqrt(words.length);
  }
  return {
    links: buckets.length,
    buckets: Uint32Array.from(buckets),
    values: Float32Array.from(values),
    hidden: hidden.map((x) => Math.tanh(x) / Math.sqrt(HIDDEN)),
    words: words.length,
    knownWords: words.length,
  };
}

/** Labels and sites as uneven as people's. */
const originOf = (seed: number) => ({ label: seed % 5 === 0 ? 'b' : 'a', site: `s${seed % 3}` });

const randomText = (seed: number) => {
  const random = new Random(seed);
  return text(Array.from({ length: 1 + random.below(12) }, () => random.below(50)));
};

function deltaOn(weights: PersonalWeights, vector: TextVector): Float64Array {
  const scores = new Float64Array(weights.outputs);
  weights.addScores(vector, scores);
  return scores;
}

function residualOf(seed: number, outputs: number): Float64Array {
  const random = new Random(seed ^ 0x5f5f);
  return Float64Array.from({ length: outputs }, () => random.normal());
}

describe('PersonalWeights', () => {
  it('moves a corrected text by 90 % of what was asked', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: -5, max: 5, noNaN: true }), (seed, asked) => {
        const weights = new PersonalWeights(1, HIDDEN, NEW_LABELS);
        const vector = randomText(seed);
        weights.add('a', vector, Float64Array.of(asked), origin);
        expect(deltaOn(weights, vector)[0]).toBeCloseTo(0.9 * asked, 6);
      }),
    );
  });

  it('moves a text that shares most words by more than half, and one that shares none by little', () => {
    const weights = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    weights.add('a', text([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), Float64Array.of(1), origin);
    const near = deltaOn(weights, text([1, 2, 3, 4, 5, 6, 7, 8, 21, 22]))[0];
    const far = deltaOn(weights, text([31, 32, 33, 34, 35, 36, 37, 38, 39, 40]))[0];
    expect(near).toBeGreaterThan(0.5);
    expect(Math.abs(far)).toBeLessThan(0.25);
  });

  it('names the example that shares most, as long as it is held', () => {
    const weights = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    expect(weights.nearest(text([1, 2, 3]))).toBeNull();
    weights.add('far', text([31, 32, 33, 34, 35]), Float64Array.of(1), origin);
    weights.add('near', text([1, 2, 3, 4, 6]), Float64Array.of(1), origin);
    weights.add('same', text([1, 2, 3, 4, 5]), Float64Array.of(-1), origin);
    expect(weights.nearest(text([1, 2, 3, 4, 5]))?.id).toBe('same');
    expect(weights.nearest(text([1, 2, 3, 4, 5]))?.similarity).toBeCloseTo(1, 6);
    weights.remove('same');
    expect(weights.nearest(text([1, 2, 3, 4, 5]))?.id).toBe('near');
    expect(weights.nearest(text([1, 2, 3, 4, 5]))?.similarity).toBeLessThan(0.95);
  });

  it('is that of a fresh solve on the examples held, whatever the edits before', () => {
    const edits = fc.array(
      fc.record({ id: fc.nat(11), remove: fc.boolean(), seed: fc.nat(1000), score: fc.nat(3) }),
      { maxLength: 40 },
    );
    const choices = new Set<string>();
    fc.assert(
      fc.property(
        edits,
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        fc.constantFrom(NEW_LABELS, ON_BASE),
        fc.boolean(),
        // From which size on iterations take the place of the factor.
        fc.constantFrom(2048, 4, 0),
        (list, outputs, shuffleSeed, grid, inWasm, factorLimit) => {
          const where = inWasm ? kernels : null;
          const weights = new PersonalWeights(outputs, HIDDEN, grid, { kernels: where, factorLimit });
          const held = new Map<string, number>();
          const give = (to: PersonalWeights, key: string, seed: number) =>
            to.add(key, randomText(seed), residualOf(seed, outputs), originOf(seed));
          for (const { id, remove, seed, score } of list) {
            const key = String(id);
            if (remove) {
              expect(weights.remove(key)).toBe(held.delete(key));
            } else {
              give(weights, key, seed);
              held.set(key, seed);
            }
            expect(weights.has(key)).toBe(held.has(key));
            if (score === 0) deltaOn(weights, randomText(seed)); // a fold between edits changes nothing
          }
          expect(weights.size).toBe(held.size);
          const fresh = new PersonalWeights(outputs, HIDDEN, grid);
          for (const [key, seed] of new Random(shuffleSeed).shuffle([...held])) give(fresh, key, seed);
          const { hidden, strength } = weights.choice;
          choices.add(`${hidden} ${strength}`);
          expect(fresh.choice).toMatchObject({ hidden, strength });
          weights.settle();
          let scale = 1e-12;
          let worst = 0;
          for (let probe = 0; probe < 5; probe++) {
            const a = deltaOn(weights, randomText(probe + 5000));
            const b = deltaOn(fresh, randomText(probe + 5000));
            for (let o = 0; o < outputs; o++) {
              scale = Math.max(scale, Math.abs(b[o]));
              worst = Math.max(worst, Math.abs(a[o] - b[o]));
            }
          }
          expect(worst / scale).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 3000 },
    );
    // Else it would not have been put to the test that a changed choice is followed.
    expect(choices.size).toBeGreaterThan(4);
  }, 240_000);

  it('stays so when there are more than the kernel is chosen by, and one site gives most of them', () => {
    const give = (to: PersonalWeights, i: number) =>
      to.add(`e${i}`, randomText(i), residualOf(i, 1), {
        label: i % 7 === 0 ? 'b' : 'a',
        site: i % 50 === 0 ? 'quiet' : 'busy',
      });
    const weights = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    const random = new Random(4);
    const held = new Set<number>();
    for (let i = 0; i < 300; i++) {
      give(weights, i);
      held.add(i);
      if (i % 3 === 0) {
        const gone = random.below(i + 1);
        expect(weights.remove(`e${gone}`)).toBe(held.delete(gone));
      }
      if (i % 10 === 0) deltaOn(weights, randomText(i));
    }
    const fresh = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    for (const i of [...held].reverse()) give(fresh, i);
    for (let probe = 0; probe < 50; probe++) {
      const [a] = deltaOn(weights, randomText(probe + 5000));
      const [b] = deltaOn(fresh, randomText(probe + 5000));
      expect(Math.abs(a - b)).toBeLessThan(1e-9);
    }
  });

  it('is the same in WebAssembly and TypeScript, one by one and at once, with an odd number of units too', () => {
    for (const units of [HIDDEN, 7]) {
      const cut = (vector: TextVector) => ({ ...vector, hidden: vector.hidden.slice(0, units) });
      const all = [null, kernels].flatMap((where) =>
        [false, true].map((oneByOne) => ({
          oneByOne,
          weights: new PersonalWeights(2, units, ON_BASE, { kernels: where }),
        })),
      );
      for (const { oneByOne, weights } of all) {
        for (let i = 0; i < 203; i++) {
          weights.add(`e${i}`, cut(randomText(i)), residualOf(i, 2), originOf(i));
          if (oneByOne && i > 90) weights.settle();
        }
        for (let i = 0; i < 203; i += 9) {
          weights.remove(`e${i}`);
          if (oneByOne) weights.settle();
        }
      }
      for (let probe = 0; probe < 20; probe++) {
        const said = all.map(({ weights }) => deltaOn(weights, cut(randomText(probe + 5000))));
        for (const each of said.slice(1)) {
          for (let o = 0; o < 2; o++) expect(Math.abs(each[o] - said[0][o])).toBeLessThan(1e-10);
        }
      }
    }
  }, 60_000);

  it('says of an example left out what it would have said had it never been taught', () => {
    for (const grid of [NEW_LABELS, ON_BASE]) {
      const ids = Array.from({ length: 40 }, (_, i) => i);
      const of = (some: readonly number[]) => {
        const weights = new PersonalWeights(2, HIDDEN, grid);
        for (const i of some) weights.add(`e${i}`, randomText(i), residualOf(i, 2), origin);
        return weights;
      };
      const weights = of(ids);
      const leftOut = weights.leaveOneOut();
      expect(leftOut.size).toBe(40);
      let compared = 0;
      for (const i of ids) {
        const without = of(ids.filter((other) => other !== i));
        // Choice and level are as they are with it: only then is it a matter of the solution alone.
        if (JSON.stringify(without.choice.hidden) !== JSON.stringify(weights.choice.hidden)) continue;
        if (without.choice.strength !== weights.choice.strength) continue;
        compared++;
        const said = deltaOn(without, randomText(i));
        for (let o = 0; o < 2; o++) {
          const expected = said[o] + without.choice.level[o] - weights.choice.level[o];
          expect(leftOut.get(`e${i}`)![o]).toBeCloseTo(expected, 8);
        }
      }
      expect(compared).toBeGreaterThan(20);
      weights.remove('e3');
      expect(weights.leaveOneOut().has('e3')).toBe(false);
    }
  });

  it('gives its weights away: the same scores without the examples, nearly so in 8 bits', () => {
    const weights = new PersonalWeights(2, HIDDEN, NEW_LABELS);
    for (let i = 0; i < 60; i++) weights.add(`e${i}`, randomText(i), residualOf(i, 2), originOf(i));
    weights.remove('e7');
    const delta = weights.delta();
    expect([...delta.buckets]).toEqual([...delta.buckets].sort((a, b) => a - b));
    const rough = quantised(delta);
    for (let probe = 0; probe < 30; probe++) {
      const vector = randomText(probe + 5000);
      const said = deltaOn(weights, vector);
      const fixed = new Float64Array(2);
      addDelta(delta, vector, fixed);
      const eight = new Float64Array(2);
      addDelta(
        {
          ...delta,
          direct: Float64Array.from(rough.direct, (value, k) => value * rough.directScale[k % 2]),
          hidden: Float64Array.from(
            rough.hidden,
            (value, k) => value * rough.hiddenScale[Math.floor(k / HIDDEN)],
          ),
          bias: Float64Array.from(rough.bias),
        },
        vector,
        eight,
      );
      for (let o = 0; o < 2; o++) {
        expect(fixed[o]).toBeCloseTo(said[o], 12);
        expect(Math.abs(eight[o] - said[o])).toBeLessThan(0.03);
      }
    }
    const few = heaviestOf(delta, 10);
    expect(few.buckets).toHaveLength(10);
    expect(few.direct).toHaveLength(20);
    const size = (row: number) => delta.direct[2 * row] ** 2 + delta.direct[2 * row + 1] ** 2;
    const kept = new Set(few.buckets);
    const rows = [...delta.buckets.keys()];
    const least = Math.min(...rows.filter((row) => kept.has(delta.buckets[row])).map(size));
    const most = Math.max(...rows.filter((row) => !kept.has(delta.buckets[row])).map(size));
    expect(least).toBeGreaterThanOrEqual(most);
  });

  it('lets old examples fade when asked to, the same whatever the order, and back', () => {
    const give = (to: PersonalWeights, i: number) =>
      to.add(`e${i}`, randomText(i), residualOf(i, 1), { label: 'a', site: '', at: i });
    const weights = new PersonalWeights(1, HIDDEN, ON_BASE);
    for (let i = 0; i < 60; i++) give(weights, i);
    const before = deltaOn(weights, randomText(5000));
    weights.fade(20, 60);
    const after = deltaOn(weights, randomText(5000));
    expect(after).not.toEqual(before);
    const other = new PersonalWeights(1, HIDDEN, ON_BASE);
    other.fade(20, 60);
    for (let i = 59; i >= 0; i--) {
      give(other, i);
      if (i % 7 === 0) other.settle();
    }
    expect(deltaOn(other, randomText(5000))[0]).toBeCloseTo(after[0], 10);
    // An old lesson against a new one on the same text: the older it is the less it counts.
    const duel = new PersonalWeights(1, HIDDEN, ON_BASE);
    duel.add('old', randomText(1), Float64Array.of(-1), { label: 'a', site: '', at: 0 });
    duel.add('new', randomText(1), Float64Array.of(1), { label: 'a', site: '', at: 100 });
    expect(deltaOn(duel, randomText(1))[0]).toBeCloseTo(0, 9);
    duel.fade(50, 100);
    expect(deltaOn(duel, randomText(1))[0]).toBeGreaterThan(0.3);
    weights.fade(null, 0);
    expect(deltaOn(weights, randomText(5000))[0]).toBeCloseTo(before[0], 10);
    expect(() => weights.fade(0, 1)).toThrow(/halfLife/);
    expect(() => weights.fade(1, Number.NaN)).toThrow(/now/);
  });

  it('stays so through thousands of edits, one by one and in bulk, relabelled, fading, across the change of solver', () => {
    for (const factorLimit of [2048, 60]) {
      const anchors = [text([1, 2, 3, 4, 5, 6]), text([20, 21, 22, 23])];
      const weights = new PersonalWeights(2, HIDDEN, ON_BASE, { kernels, anchors, factorLimit });
      const held = new Map<number, number>();
      const random = new Random(factorLimit);
      const give = (to: PersonalWeights, id: number, version: number) =>
        to.add(`e${id}`, randomText(id), residualOf(id + 1000 * version, 2), {
          ...originOf(id),
          at: id,
        });
      let worst = 0;
      let now = 0;
      for (let round = 0; round < 700; round++) {
        // Mostly single edits; now and then half of all go, or many come.
        const many = round % 50 === 49 ? 60 : 1 + random.below(2);
        for (let k = 0; k < many; k++) {
          const id = random.below(160);
          if (round % 100 === 99 || random.below(3) === 0) {
            weights.remove(`e${id}`);
            held.delete(id);
          } else {
            held.set(id, random.below(5));
            give(weights, id, held.get(id)!);
          }
        }
        if (round % 60 === 0) now += 20;
        weights.fade(now === 0 ? null : 80, now);
        deltaOn(weights, randomText(round));
        if (round % 35 !== 34) continue;
        weights.settle();
        const fresh = new PersonalWeights(2, HIDDEN, ON_BASE, { kernels, anchors });
        fresh.fade(now === 0 ? null : 80, now);
        for (const [id, version] of random.shuffle([...held])) give(fresh, id, version);
        let scale = 0;
        let off = 0;
        for (let probe = 0; probe < 8; probe++) {
          const a = deltaOn(weights, randomText(probe + 5000));
          const b = deltaOn(fresh, randomText(probe + 5000));
          for (let o = 0; o < 2; o++) {
            scale = Math.max(scale, Math.abs(b[o]));
            off = Math.max(off, Math.abs(a[o] - b[o]));
          }
        }
        worst = Math.max(worst, off / scale);
      }
      expect(held.size).toBeGreaterThan(60);
      expect(worst, String(factorLimit)).toBeLessThan(1e-9);
    }
  }, 120_000);

  it('carries a lesson by what is rare in the anchors, and its weights on their own say the same', () => {
    const anchors = [text([1, 2, 3, 4, 5, 6]), text([1, 2, 3, 20, 21, 22])];
    const free = new PersonalWeights(1, HIDDEN, ON_BASE);
    const held = new PersonalWeights(1, HIDDEN, ON_BASE, { anchors });
    for (const each of [free, held]) each.add('a', text([1, 2, 3, 30, 31, 32]), Float64Array.of(1), origin);
    const common = text([1, 2, 3, 40, 41, 42]);
    const rare = text([30, 31, 32, 40, 41, 42]);
    expect(deltaOn(free, common)[0] / deltaOn(free, rare)[0]).toBeGreaterThan(0.5);
    expect(Math.abs(deltaOn(held, common)[0]) / deltaOn(held, rare)[0]).toBeLessThan(0.15);
    expect(held.nearest(common)!.similarity).toBeLessThan(held.nearest(rare)!.similarity / 2);
    for (const probe of [common, rare, randomText(7)]) {
      const own = new Float64Array(1);
      addDelta(held.delta(), probe, own);
      expect(own[0]).toBeCloseTo(deltaOn(held, probe)[0], 7);
    }
  });

  it('leaves anchors where they are as nearly as asked, and else learns the same set the same way', () => {
    const anchors = [text([1, 2, 3, 4, 5, 6]), text([20, 21, 22, 23])];
    for (const factorLimit of [2048, 0]) {
      const free = new PersonalWeights(1, HIDDEN, ON_BASE);
      const held = new PersonalWeights(1, HIDDEN, ON_BASE, { kernels, anchors, factorLimit });
      expect(held.size).toBe(0);
      expect(held.nearest(text([1, 2]))).toBeNull();
      expect([...deltaOn(held, anchors[0])]).toEqual([0]);
      for (let i = 0; i < 12; i++) {
        // Each shares half of its words with the first anchor.
        const vector = text([1, 2, 3, 30 + i, 31 + i, 32 + i]);
        for (const each of [free, held]) each.add(`e${i}`, vector, Float64Array.of(1), origin);
        held.settle();
      }
      expect(held.size).toBe(12);
      expect(held.leaveOneOut().size).toBe(12);
      expect(deltaOn(free, anchors[0])[0]).toBeGreaterThan(0.4);
      expect(Math.abs(deltaOn(held, anchors[0])[0])).toBeLessThan(deltaOn(free, anchors[0])[0] / 3);
      expect(deltaOn(held, text([1, 2, 3, 30, 31, 32]))[0]).toBeGreaterThan(0.6);
      const other = new PersonalWeights(1, HIDDEN, ON_BASE, { anchors });
      for (let i = 11; i >= 0; i--) {
        other.add(`e${i}`, text([1, 2, 3, 30 + i, 31 + i, 32 + i]), Float64Array.of(1), origin);
      }
      expect(deltaOn(other, randomText(5000))[0]).toBeCloseTo(deltaOn(held, randomText(5000))[0], 9);
      held.clear();
      expect([...deltaOn(held, text([1, 2, 3, 30, 31, 32]))]).toEqual([0]);
      held.add('again', randomText(3), Float64Array.of(1), origin);
      const fresh = new PersonalWeights(1, HIDDEN, ON_BASE, { anchors });
      fresh.add('again', randomText(3), Float64Array.of(1), origin);
      held.settle();
      expect(deltaOn(held, randomText(3))[0]).toBeCloseTo(deltaOn(fresh, randomText(3))[0], 10);
    }
  });

  it('answers an edit among many at once, right to a hundredth of its effect', () => {
    const exact = new PersonalWeights(1, HIDDEN, ON_BASE);
    const rough = new PersonalWeights(1, HIDDEN, ON_BASE, { factorLimit: 0 });
    for (let i = 0; i < 300; i++) {
      for (const each of [exact, rough]) each.add(`e${i}`, randomText(i), residualOf(i, 1), origin);
    }
    rough.settle();
    for (let i = 300; i < 320; i++) {
      const before = deltaOn(exact, randomText(i))[0];
      for (const each of [exact, rough]) each.add(`e${i}`, randomText(i), residualOf(i, 1), origin);
      const after = deltaOn(exact, randomText(i))[0];
      expect(Math.abs(deltaOn(rough, randomText(i))[0] - after)).toBeLessThan(
        1e-2 * Math.abs(after - before) + 1e-3,
      );
      rough.settle();
    }
  });

  it('gives memory back when most examples have gone', () => {
    const weights = new PersonalWeights(1, HIDDEN, ON_BASE);
    for (let i = 0; i < 800; i++) weights.add(`e${i}`, randomText(i), residualOf(i, 1), origin);
    weights.settle();
    const before = weights.bytes;
    for (let i = 20; i < 800; i++) weights.remove(`e${i}`);
    weights.settle();
    expect(weights.bytes).toBeLessThan(before / 2);
    const fresh = new PersonalWeights(1, HIDDEN, ON_BASE);
    for (let i = 0; i < 20; i++) fresh.add(`e${i}`, randomText(i), residualOf(i, 1), origin);
    expect(deltaOn(weights, randomText(5000))[0]).toBeCloseTo(deltaOn(fresh, randomText(5000))[0], 10);
  });

  it('is exactly zero once every example has gone', () => {
    const weights = new PersonalWeights(2, HIDDEN, NEW_LABELS);
    const seeds = Array.from({ length: 30 }, (_, i) => i);
    for (const seed of seeds) weights.add(`e${seed}`, randomText(seed), residualOf(seed, 2), origin);
    expect(deltaOn(weights, randomText(3))[0]).not.toBe(0);
    for (const seed of seeds) expect(weights.remove(`e${seed}`)).toBe(true);
    expect(weights.size).toBe(0);
    for (const seed of seeds) expect([...deltaOn(weights, randomText(seed))]).toEqual([0, 0]);
    // Nor does a trace remain in the weights: a new single example acts as the first one ever did.
    const fresh = new PersonalWeights(2, HIDDEN, NEW_LABELS);
    for (const each of [weights, fresh]) each.add('x', randomText(77), residualOf(77, 2), origin);
    for (const seed of seeds) {
      expect(deltaOn(weights, randomText(seed))).toEqual(deltaOn(fresh, randomText(seed)));
    }
  });

  it('keeps copies: filling the same vector again does not change an example', () => {
    const weights = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    const reused = randomText(1);
    const residual = Float64Array.of(2);
    weights.add('a', reused, residual, origin);
    reused.values.fill(0);
    reused.hidden.fill(0);
    residual[0] = 9;
    expect(deltaOn(weights, randomText(1))[0]).toBeCloseTo(1.8, 6);
  });

  it('ignores what lies beyond `links` in a vector made to be filled again', () => {
    const weights = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    const exact = randomText(5);
    weights.add('a', exact, Float64Array.of(1), origin);
    const roomy = {
      ...exact,
      buckets: new Uint32Array(exact.links + 9).fill(7),
      values: new Float32Array(exact.links + 9).fill(3),
    };
    roomy.buckets.set(exact.buckets);
    roomy.values.set(exact.values);
    expect(deltaOn(weights, roomy)).toEqual(deltaOn(weights, exact));
    const fromRoomy = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    fromRoomy.add('a', roomy, Float64Array.of(1), origin);
    expect(deltaOn(fromRoomy, exact)).toEqual(deltaOn(weights, exact));
  });

  it('a text without words is still an example of its own', () => {
    const weights = new PersonalWeights(1, HIDDEN, NEW_LABELS);
    weights.add('empty', text([]), Float64Array.of(1), origin);
    expect(deltaOn(weights, text([]))[0]).toBeCloseTo(0.9, 9);
    expect(Math.abs(deltaOn(weights, randomText(4))[0])).toBeLessThan(1);
  });

  it('names what is wrong with an argument, and keeps the example it would have replaced', () => {
    const weights = new PersonalWeights(2, HIDDEN, NEW_LABELS);
    weights.add('a', randomText(1), residualOf(1, 2), origin);
    const before = deltaOn(weights, randomText(1));
    expect(() => weights.add('a', randomText(1), Float64Array.of(1), origin)).toThrow(
      /residual: expected 2 numbers/,
    );
    expect(() => weights.add('a', randomText(1), Float64Array.of(1, Number.NaN), origin)).toThrow(/finite/);
    const short = { ...randomText(1), hidden: new Float32Array(3) };
    expect(() => weights.add('a', short, residualOf(1, 2), origin)).toThrow(
      /vector.hidden: expected 16 units, got 3/,
    );
    expect(() => weights.addScores(short, new Float64Array(2))).toThrow(/vector.hidden/);
    const good = randomText(1);
    const bad: [Partial<TextVector>, RegExp][] = [
      [{ links: good.buckets.length + 1 }, /vector.links: expected an integer from 0 to/],
      [{ links: -1 }, /vector.links/],
      [{ links: 1.5 }, /vector.links/],
      [{ values: good.values.slice(1) }, /vector.links/],
      [{ buckets: good.buckets.map((bucket, i) => (i === 3 ? 1 << 18 : bucket)) }, /vector.buckets\[3\]/],
      [{ buckets: good.buckets.map(() => 7) }, /vector.buckets: expected buckets that differ/],
      [{ values: good.values.map((value, i) => (i === 2 ? Number.NaN : value)) }, /vector.values\[2\]/],
      [{ hidden: good.hidden.map(() => Number.POSITIVE_INFINITY) }, /vector.hidden\[0\]/],
    ];
    for (const [part, message] of bad) {
      const vector = { ...good, ...part };
      expect(() => weights.add('a', vector, residualOf(1, 2), origin)).toThrow(message);
      expect(() => new PersonalWeights(2, HIDDEN, ON_BASE, { anchors: [vector] })).toThrow(message);
    }
    expect(() => weights.addScores({ ...good, links: 1e6 }, new Float64Array(2))).toThrow(/vector.links/);
    expect(() => weights.nearest({ ...good, links: 1e6 })).toThrow(/vector.links/);
    expect(() => weights.add('a', good, residualOf(1, 2), null as never)).toThrow(
      /origin: expected an object/,
    );
    expect(() => weights.add(7 as never, good, residualOf(1, 2), origin)).toThrow(/id: expected a string/);
    expect(weights.size).toBe(1);
    expect(deltaOn(weights, randomText(1))).toEqual(before);
  });
});

describe('PersonalWeights on real words', () => {
  const table = readFileSync(new URL('../../../../models/words.bin', import.meta.url));
  const features = new TextFeatures(WordTable.fromBytes(new Uint8Array(table)));
  const vector = features.createVector();
  const read = (words: string): TextVector => {
    features.extract(words, vector);
    return vector;
  };
  const corrected = 'Win a free cruise to the Bahamas today, just click this link now!';
  const near = 'Win a free cruise to Jamaica today, just click that link now!';
  const far = [
    'You are a silly fool and nobody likes you.',
    'The meeting moves to Thursday at ten, please bring the figures.',
    'How do I change the oil in my car?',
    'I love this song, my grandmother used to sing it to me.',
  ];
  const weights = new PersonalWeights(1, vector.hidden.length, ON_BASE);
  weights.add('cruise', read(corrected), Float64Array.of(1), origin);

  it('one correction fixes the text, carries to its kin, and leaves the rest alone', () => {
    expect(deltaOn(weights, read(corrected))[0]).toBeCloseTo(0.9, 5);
    expect(deltaOn(weights, read(near))[0]).toBeGreaterThan(0.6);
    for (const words of far) expect(Math.abs(deltaOn(weights, read(words))[0])).toBeLessThan(0.3);
  });
});
