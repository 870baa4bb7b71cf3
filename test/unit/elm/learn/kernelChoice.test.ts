import { describe, expect, it } from 'vitest';
import {
  type ChoiceExamples,
  chooseKernel,
  NEW_LABELS,
  ON_BASE,
} from '../../../../src/elm/learn/kernelChoice.ts';
import { Random } from '../../../../src/elm/random.ts';

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Examples of two kinds; which kind can be seen in the links, in the hidden layer, or in neither. */
function examples(n: number, seenIn: 'links' | 'hidden' | 'neither'): ChoiceExamples {
  const random = new Random(3);
  const point = (kind: number) => {
    const x = Array.from({ length: 12 }, () => random.normal());
    x[0] = 1.2 * kind + x[0];
    const norm = Math.sqrt(dot(x, x));
    return x.map((value) => value / norm);
  };
  const kinds = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const links = kinds.map((kind) => point(seenIn === 'links' ? kind : 0));
  const hidden = kinds.map((kind) => point(seenIn === 'hidden' ? kind : 0));
  return {
    size: n,
    direct: (i, j) => dot(links[i], links[j]),
    hidden: (i, j) => dot(hidden[i], hidden[j]),
    residual: (i) => Float64Array.of(kinds[i]),
    weight: () => 1,
  };
}

describe('chooseKernel', () => {
  it('takes the block in which the labels can be seen', () => {
    expect(chooseKernel(examples(40, 'links'), 1, NEW_LABELS).hidden).toBeLessThan(1);
    expect(chooseKernel(examples(40, 'hidden'), 1, NEW_LABELS).hidden).toBeGreaterThan(1);
  });

  it('keeps the default for one example, and for none', () => {
    for (const grid of [NEW_LABELS, ON_BASE]) {
      const standard = { hidden: grid.hidden[0], strength: grid.strength[0], level: [0] };
      for (const n of [0, 1]) expect(chooseKernel(examples(n, 'links'), 1, grid)).toEqual(standard);
    }
  });

  it('keeps the default where nothing was asked, for nothing can be learned from that', () => {
    const still = { ...examples(20, 'links'), residual: () => Float64Array.of(0) };
    expect(chooseKernel(still, 1, NEW_LABELS)).toEqual({ hidden: 1, strength: 1 / 9, level: [0] });
  });

  it('over a base the hidden layer weighs little, even where it is all that the labels can be seen in', () => {
    expect(chooseKernel(examples(60, 'hidden'), 1, ON_BASE).hidden).toBeLessThan(NEW_LABELS.hidden[0] / 2);
  });
});
