import { describe, expect, it } from 'vitest';
import { ExampleSet } from '../../../../src/elm/learn/exampleSet.ts';
import { GradientSolver } from '../../../../src/elm/learn/gradientSolver.ts';
import { Random } from '../../../../src/elm/random.ts';
import type { TextVector } from '../../../../src/elm/text/textVector.ts';

const UNITS = 16;
const HIDDEN = 0.1;

/** A text of 60 buckets, some of which occur in nearly all texts and most in hardly any. */
function text(seed: number): TextVector {
  const random = new Random(seed);
  const buckets = new Set<number>();
  while (buckets.size < 60) buckets.add(Math.floor(6000 ** random.uniform()));
  const value = 1 / Math.sqrt(60);
  return {
    links: 60,
    buckets: Uint32Array.from(buckets),
    values: Float32Array.from(buckets, () => random.sign() * value + value),
    hidden: Float32Array.from({ length: UNITS }, () => Math.tanh(random.normal()) / Math.sqrt(UNITS)),
    words: 12,
    knownWords: 12,
  };
}

const example = { id: '', key: 0, residual: new Float64Array(1), label: '', site: '' };

function solverOf(set: ExampleSet, count: number): GradientSolver {
  const solver = new GradientSolver(set, null);
  solver.rebuild(
    Array.from({ length: count }, (_, slot) => slot),
    HIDDEN,
    (slot) => set.self(slot, HIDDEN) / 9,
  );
  return solver;
}

/** The answer to what one example is asked, and in how many iterations it came. */
function influence(solver: GradientSolver, set: ExampleSet, slot: number) {
  const one = new Float64Array(set.slots);
  one[slot] = 1;
  const approach = solver.approach(one, 1e-9);
  let iterations = 0;
  let step = approach.next();
  for (; !step.done; step = approach.next()) iterations++;
  return { x: step.value.x, iterations };
}

describe('GradientSolver', () => {
  it('needs no more iterations after hundred examples came one by one, and gives the same answer', () => {
    const set = new ExampleSet(UNITS, null);
    for (let i = 0; i < 1200; i++) set.put(text(i), example);
    const solver = solverOf(set, 1100);
    for (let slot = 1100; slot < 1200; slot++) solver.append(slot, set.self(slot, HIDDEN) / 9);
    const fresh = influence(solverOf(set, 1200), set, 1199);
    const grown = influence(solver, set, 1199);
    expect(grown.iterations).toBeLessThanOrEqual(fresh.iterations + 1);
    const worst = Math.max(...grown.x.map((value, slot) => Math.abs(value - fresh.x[slot])));
    expect(worst).toBeLessThan(1e-8);
  });

  it('needs few iterations more where all hidden layers lie near a few directions', () => {
    const directions = [1, 8, 15];
    const iterationsOf = (strength: number) => {
      const set = new ExampleSet(UNITS, null);
      for (let i = 0; i < 600; i++) {
        const vector = text(i);
        const random = new Random(i);
        for (const unit of directions) vector.hidden[unit] += strength * (1 + random.normal() / 3);
        set.put(vector, example);
      }
      return influence(solverOf(set, 600), set, 500).iterations;
    };
    expect(iterationsOf(3)).toBeLessThanOrEqual(iterationsOf(0) + 2);
  });

  it('is right after examples went and others took their slots', () => {
    const set = new ExampleSet(UNITS, null);
    for (let i = 0; i < 400; i++) set.put(text(i), example);
    const solver = solverOf(set, 400);
    for (let i = 0; i < 30; i++) {
      solver.remove(7 * i);
      set.free(7 * i, () => {});
    }
    for (let i = 0; i < 30; i++) {
      const slot = set.put(text(1000 + i), example);
      solver.append(slot, set.self(slot, HIDDEN) / 9);
    }
    const fresh = influence(solverOf(set, 400), set, 14);
    const grown = influence(solver, set, 14);
    const worst = Math.max(...grown.x.map((value, slot) => Math.abs(value - fresh.x[slot])));
    expect(worst).toBeLessThan(1e-8);
    expect(grown.iterations).toBeLessThanOrEqual(1.5 * fresh.iterations);
  });
});
