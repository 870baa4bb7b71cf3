import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleWeights } from '../../../../src/elm/learn/exampleWeights.ts';

const many = <T>(n: number, value: T): T[] => new Array<T>(n).fill(value);

describe('exampleWeights', () => {
  it('are 1 where labels are even and sites few', () => {
    expect([...exampleWeights(['a', 'b', 'a', 'b'], ['x', 'x', '', 'y'])]).toEqual([1, 1, 1, 1]);
    expect(exampleWeights([], [])).toEqual(new Float64Array(0));
  });

  it('a rare label counts more, up to four times', () => {
    const weights = exampleWeights([...many(17, 'a'), 'b'], many(18, ''));
    expect(weights[0]).toBe(1);
    expect(weights[17]).toBe(4);
    expect(exampleWeights([...many(900, 'a'), 'b'], many(901, ''))[900]).toBe(4);
  });

  it('a site with very many does not drown the others', () => {
    const sites = [...many(640, 'busy'), 'x', 'y', 'z', 'w'];
    const weights = exampleWeights(many(644, 'a'), sites);
    expect(weights[0]).toBe(1 / 8);
    expect(weights[643]).toBe(1);
    // 100 of one site beside as many of others are no flood.
    expect(exampleWeights(many(200, 'a'), [...many(100, 'x'), ...many(100, 'y')])[0]).toBe(1);
  });

  it('follow the set, not the order, and are powers of two', () => {
    const list = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', 'x', 'y')), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(list, (examples) => {
        const of = (from: typeof examples) =>
          exampleWeights(
            from.map(([label]) => label),
            from.map(([, site]) => site),
          );
        const forward = of(examples);
        expect([...of([...examples].reverse())].reverse()).toEqual([...forward]);
        for (const weight of forward) expect(Number.isInteger(Math.log2(weight))).toBe(true);
      }),
    );
  });
});
