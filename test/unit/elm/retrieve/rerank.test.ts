import { describe, expect, it } from 'vitest';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { Elm } from '../../../../src/elm/models/elm.ts';
import { OnlineElm } from '../../../../src/elm/models/onlineElm.ts';
import { Random } from '../../../../src/elm/random.ts';
import { pairFeatures, rerank } from '../../../../src/elm/retrieve/rerank.ts';
import { VectorIndex } from '../../../../src/elm/retrieve/vectorIndex.ts';

const d = 8;
const draw = (random: Random) => Float64Array.from({ length: d }, () => random.normal());

/** An index of things that are alike in all dimensions, while a person cares for the first three. */
function world(seed: number) {
  const random = new Random(seed);
  const index = new VectorIndex(d);
  for (let i = 0; i < 500; i++) index.add(`v${i}`, draw(random));
  const wanted = (query: Float64Array, id: string) => {
    const vector = index.vector(id) as Float32Array;
    return query[0] * vector[0] + query[1] * vector[1] + query[2] * vector[2];
  };
  return { random, index, wanted };
}

describe('pairFeatures', () => {
  it('are the cosine and what it is made of', () => {
    expect([...pairFeatures([3, 4], [0, 2])]).toEqual([0.8, 0, Math.SQRT2 * 0.8]);
    expect(pairFeatures([1, 2, 3], [2, 4, 6])[0]).toBeCloseTo(1, 15);
    expect(() => pairFeatures([1, 2], [1])).toThrow(/candidate: expected 2 numbers/);
    expect(() => pairFeatures([0, 0], [1, 1])).toThrow(/query: expected finite numbers, not all zero/);
  });
});

describe('rerank', () => {
  it('learns from clicks to put first what a person takes', () => {
    const { random, index, wanted } = world(1);
    const model = new OnlineElm({ hidden: { units: 60, seed: 3 }, lambda: 1 });
    const found = (query: Float64Array) => index.search(query, 20);
    const best = (query: Float64Array, ids: string[]) =>
      ids.reduce((a, b) => (wanted(query, b) > wanted(query, a) ? b : a));
    for (let search = 0; search < 150; search++) {
      const query = draw(random);
      const hits = found(query);
      const click = best(
        query,
        hits.map(({ id }) => id),
      );
      model.partialFit(
        Matrix.fromRows(hits.map(({ id }) => pairFeatures(query, index.vector(id) as Float32Array))),
        hits.map(({ id }) => (id === click ? 'taken' : 'passed')),
      );
    }
    let before = 0;
    let after = 0;
    for (let search = 0; search < 100; search++) {
      const query = draw(random);
      const hits = found(query);
      const click = best(
        query,
        hits.map(({ id }) => id),
      );
      const ranked = rerank(hits, index, query, model, 'taken');
      expect(new Set(ranked.map(({ id }) => id))).toEqual(new Set(hits.map(({ id }) => id)));
      before += hits.findIndex(({ id }) => id === click) / 100;
      after += ranked.findIndex(({ id }) => id === click) / 100;
    }
    expect(before).toBeGreaterThan(4);
    expect(after).toBeLessThan(2);
  });

  it('orders by the model’s scores; of equals the more similar first', () => {
    const { random, index } = world(2);
    const query = draw(random);
    const hits = index.search(query, 10);
    const constant = new Elm({ hidden: null, directLinks: true });
    constant.fit(new Matrix(3, d + 1), new Matrix(3, 1));
    expect(rerank(hits, index, query, constant).map(({ id }) => id)).toEqual(hits.map(({ id }) => id));
    const against = new Elm({ hidden: null, directLinks: true });
    const samples = Matrix.fromRows(
      hits.map(({ id }) => pairFeatures(query, index.vector(id) as Float32Array)),
    );
    against.fit(samples, Matrix.fromRows(hits.map(({ similarity }) => [-similarity])));
    const ranked = rerank(hits, index, query, against);
    expect(ranked.map(({ id }) => id)).toEqual(hits.map(({ id }) => id).reverse());
    expect(ranked[0].score).toBeCloseTo(-hits[9].similarity, 1);
    expect(rerank([], index, query, against)).toEqual([]);
  });

  it('names what is wrong with an argument', () => {
    const { random, index } = world(3);
    const query = draw(random);
    const model = new OnlineElm({ hidden: { units: 5 }, lambda: 1 });
    model.fit(new Matrix(2, d + 1), ['yes', 'no']);
    expect(() => rerank([], index, query, model, 'maybe')).toThrow(
      'label: expected one of yes, no, got "maybe"',
    );
    expect(() => rerank([], index, query, model)).toThrow(/label: expected one of yes, no/);
    expect(() => rerank([{ id: 'x', similarity: 1 }], index, query, model, 'yes')).toThrow(
      'hits: expected ids of the index, got "x"',
    );
  });
});
