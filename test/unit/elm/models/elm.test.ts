import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logLoss } from '../../../../src/elm/evaluate/logLoss.ts';
import { calibrationError } from '../../../../src/elm/evaluate/metrics.ts';
import { fromBytes, toBytes } from '../../../../src/elm/file/saved.ts';
import { Matrix, SparseRows, selectRows } from '../../../../src/elm/linalg/matrix.ts';
import { Elm, type ElmOptions, scoresToProbabilities } from '../../../../src/elm/models/elm.ts';
import { predictLabels } from '../../../../src/elm/models/model.ts';
import { Random } from '../../../../src/elm/random.ts';
import { difference, randomMatrix } from '../linalg/helpers.ts';
import { clouds, moons, share } from './data.ts';

const hidden = { units: 60, seed: 7, scale: 2 };

describe('Elm', () => {
  it('bends its border where a linear model can not', () => {
    const train = moons(300, 1);
    const test = moons(300, 2);
    const elm = new Elm({ hidden });
    elm.fit(train.x, train.y);
    const linear = new Elm({ hidden: null, directLinks: true });
    linear.fit(train.x, train.y);
    expect(share(predictLabels(elm, test.x), test.y)).toBeGreaterThan(0.96);
    expect(share(predictLabels(linear, test.x), test.y)).toBeLessThan(0.93);
  });

  it('fits a curve of two outputs', () => {
    const x = new Matrix(
      200,
      1,
      Float64Array.from({ length: 200 }, (_, i) => i / 50 - 2),
    );
    const y = new Matrix(200, 2);
    for (let i = 0; i < 200; i++) {
      y.data[2 * i] = Math.sin(2 * x.data[i]);
      y.data[2 * i + 1] = 5 + x.data[i] ** 2;
    }
    const elm = new Elm({ hidden: { units: 40, scale: 2, offset: 2 }, directLinks: true });
    elm.fit(x, y);
    expect(difference(elm.predictScores(x).data, y.data)).toBeLessThan(1e-3);
    expect(elm.labels).toEqual([]);
    expect(() => elm.predictProbabilities(x)).toThrow(/classifier/);
  });

  it('gives probabilities that can be taken at their word, also with many labels and few samples', () => {
    for (const [n, labels, spread] of [
      [400, 2, 1.5],
      [400, 5, 1],
      [60, 4, 1.2],
    ]) {
      const train = clouds(n, labels, 3, spread);
      const test = clouds(2000, labels, 4, spread);
      const elm = new Elm({ hidden: { ...hidden, units: 200 } });
      elm.fit(train.x, train.y);
      const p = elm.predictProbabilities(test.x);
      const truth = test.y.map((label) => elm.labels.indexOf(label));
      const guess = predictLabels(elm, test.x);
      const confidence = guess.map((label, i) => p.row(i)[elm.labels.indexOf(label)]);
      expect(
        calibrationError(
          confidence,
          guess.map((label, i) => label === test.y[i]),
        ),
      ).toBeLessThan(0.08);
      // A plain softmax of ridge outputs, which lie near ±1, would say far too little.
      const plain = scoresToProbabilities(elm.predictScores(test.x), 1);
      expect(logLoss(p, truth)).toBeLessThan(0.85 * logLoss(plain, truth));
      for (let i = 0; i < p.rows; i++) expect(p.row(i).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  it.each(['tanh', 'sigmoid', 'relu', 'leakyRelu', 'gelu', 'sine', 'linear'] as const)(
    'with %s units and any projection bends its border, but for linear ones',
    (activation) => {
      const train = moons(300, 1);
      const test = moons(300, 2);
      for (const projection of ['gaussian', 'uniform', 'orthogonal', 'structured'] as const) {
        const elm = new Elm({ hidden: { units: 60, activation, projection, scale: 3, seed: 5 } });
        elm.fit(train.x, train.y);
        const right = share(predictLabels(elm, test.x), test.y);
        if (activation === 'linear') expect(right).toBeLessThan(0.85);
        // On two inputs a structured layer has but two directions, in both signs.
        else expect(right).toBeGreaterThan(projection === 'structured' ? 0.86 : 0.97);
      }
    },
  );

  // A strength that is chosen may be so small that rounding shows: the most that 400 orders moved a score was 1.1e-6.
  it.each([
    ['given', { hidden, lambda: 1 }, 1e-10],
    ['chosen', { hidden }, 1e-5],
  ] satisfies [string, ElmOptions, number][])(
    'does not depend on the order of samples, its strength %s',
    (_, options, most) => {
      const { x, y } = clouds(40, 3, 1);
      const plain = new Elm(options);
      plain.fit(x, y);
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const order = new Random(seed).shuffle(Array.from({ length: 40 }, (_, i) => i));
          const shuffled = new Elm(options);
          shuffled.fit(
            selectRows(x, order),
            order.map((i) => y[i]),
          );
          expect(shuffled.labels).toEqual(plain.labels);
          expect(difference(shuffled.predictScores(x).data, plain.predictScores(x).data)).toBeLessThan(most);
        }),
        { numRuns: 10 },
      );
    },
  );

  it('weighs samples and labels as if they came so often', () => {
    const { x, y } = clouds(12, 3, 1);
    const rows = [...y.keys(), ...y.keys()].filter((i, k) => k < 12 || y[i] === 'label1');
    const repeated = new Elm({ hidden, lambda: 1 });
    repeated.fit(
      selectRows(x, rows),
      rows.map((i) => y[i]),
    );
    const byClass = new Elm({ hidden, lambda: 1, classWeights: { label1: 2 } });
    byClass.fit(x, y);
    const bySample = new Elm({ hidden, lambda: 1 });
    bySample.fit(x, y, { sampleWeights: y.map((label) => (label === 'label1' ? 2 : 1)) });
    const wanted = repeated.predictScores(x).data;
    expect(difference(byClass.predictScores(x).data, wanted)).toBeLessThan(1e-10);
    expect(difference(bySample.predictScores(x).data, wanted)).toBeLessThan(1e-10);
    // Of ten "no" for each "yes", balancing finds more of the yes.
    const rare = moons(600, 5, 0.5);
    const kept = rare.y.flatMap((label, i) => (label === 'up' && i % 20 !== 0 ? [] : [i]));
    const found = (options: Partial<ElmOptions>) => {
      const elm = new Elm({ hidden, ...options });
      elm.fit(
        selectRows(rare.x, kept),
        kept.map((i) => rare.y[i]),
      );
      const test = moons(400, 6, 0.5);
      return predictLabels(elm, test.x).filter((label, i) => label === 'up' && test.y[i] === 'up').length;
    };
    expect(found({ classWeights: 'balanced' })).toBeGreaterThan(found({}) + 20);
  });

  it('reads sparse rows as the dense ones they stand for', () => {
    const random = new Random(4);
    const rows = Array.from({ length: 20 }, () =>
      Array.from({ length: 30 }, (_, j): [number, number] => [j, random.below(3)]).filter(([, v]) => v > 0),
    );
    const sparse = SparseRows.fromRows(rows, 30);
    const y = rows.map((row) => (row.length > 20 ? 'long' : 'short'));
    const options = { hidden, directLinks: true, lambda: 0.5 };
    const one = new Elm(options);
    one.fit(sparse, y);
    const other = new Elm(options);
    other.fit(sparse.toDense(), y);
    expect(
      difference(one.predictScores(sparse).data, other.predictScores(sparse.toDense()).data),
    ).toBeLessThan(1e-9);
    expect([one.transform(sparse).rows, one.transform(sparse).columns]).toEqual([20, 60]);
  });

  it('saved and loaded it answers with the same bits', () => {
    const { x, y } = clouds(50, 3, 1);
    for (const options of [{ hidden }, { hidden, directLinks: true }, { hidden: null, directLinks: true }]) {
      const elm = new Elm(options);
      elm.fit(x, y);
      const loaded = Elm.load(fromBytes(toBytes(elm)));
      expect(loaded.predictProbabilities(x)).toEqual(elm.predictProbabilities(x));
      expect(toBytes(loaded)).toEqual(toBytes(elm));
      expect([loaded.labels, loaded.lambda]).toEqual([elm.labels, elm.lambda]);
    }
  });

  it('a damaged file is refused', () => {
    const { x, y } = clouds(20, 2, 1);
    const elm = new Elm({ hidden: { units: 3 } });
    elm.fit(x, y);
    const bytes = toBytes(elm);
    for (let i = 0; i < bytes.length; i += 7) {
      const damaged = bytes.slice();
      damaged[i] ^= 0x10;
      expect(() => Elm.load(fromBytes(damaged))).toThrow();
    }
    expect(() => Elm.load(fromBytes(bytes.subarray(0, bytes.length - 8)))).toThrow();
  });

  it('names what is wrong with an argument', () => {
    const x = randomMatrix(4, 2, 1);
    const y = ['a', 'b', 'a', 'b'];
    expect(() => new Elm({ hidden: null })).toThrow(/options/);
    const elm = new Elm({ hidden });
    expect(() => elm.predictScores(x)).toThrow(/model: expected a fitted model/);
    expect(() => elm.fit(x, ['a', 'a', 'a', 'a'])).toThrow(
      /y: expected at least two different labels, got 1/,
    );
    expect(() => elm.fit(x, ['a', 'b'])).toThrow(/y: expected 4 targets/);
    expect(() => elm.fit(new Matrix(0, 2), [])).toThrow(/x: expected at least one sample/);
    expect(() => elm.fit(Matrix.fromRows([[1], [Number.NaN]]), ['a', 'b'])).toThrow(/x: expected finite/);
    expect(() => elm.fit(x, y, { sampleWeights: [1, 2] })).toThrow(/sampleWeights/);
    expect(() => new Elm({ hidden, classWeights: { a: -1 } }).fit(x, y)).toThrow(/classWeights.a/);
    elm.fit(x, y);
    expect(() => elm.predictScores(randomMatrix(1, 3, 1))).toThrow(/x: expected 2 columns, got 3/);
  });
});
