import { describe, expect, it } from 'vitest';
import { fromBytes, toBytes } from '../../../../src/elm/file/saved.ts';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { Annotator } from '../../../../src/elm/models/annotator.ts';
import { Chain } from '../../../../src/elm/models/chain.ts';
import { DeepElm, ElmAutoencoder } from '../../../../src/elm/models/deepElm.ts';
import { Elm } from '../../../../src/elm/models/elm.ts';
import { KernelElm } from '../../../../src/elm/models/kernelElm.ts';
import { loadModel } from '../../../../src/elm/models/loadModel.ts';
import { predictLabels } from '../../../../src/elm/models/model.ts';
import { OnlineElm } from '../../../../src/elm/models/onlineElm.ts';
import { Standardiser } from '../../../../src/elm/models/standardiser.ts';
import { Voting } from '../../../../src/elm/models/voting.ts';
import { Random } from '../../../../src/elm/random.ts';
import { difference, product, randomMatrix } from '../linalg/helpers.ts';
import { clouds, moons, share } from './data.ts';

const hidden = { units: 50, seed: 7, scale: 2 };

/** Points near a plane of two dimensions in a space of ten. */
function plane(n: number, seed: number): Matrix {
  const random = new Random(seed);
  const basis = randomMatrix(2, 10, 99);
  const x = product(
    new Matrix(
      n,
      2,
      Float64Array.from({ length: 2 * n }, () => random.normal()),
    ),
    basis,
  );
  for (let k = 0; k < x.data.length; k++) x.data[k] = 0.3 * (x.data[k] + 0.01 * random.normal());
  return x;
}

describe('ElmAutoencoder', () => {
  it('makes features that depend on the data: they see the plane it lies in and little else', () => {
    const x = plane(300, 1);
    const linear = ElmAutoencoder.fit(x, { units: 6, activation: 'linear', offset: 0, seed: 2 });
    const energy = (points: Matrix) => {
      const features = linear.apply(points).data.reduce((sum, value) => sum + value * value, 0);
      return features / points.data.reduce((sum, value) => sum + value * value, 0);
    };
    const anywhere = randomMatrix(300, 10, 5);
    expect(energy(plane(300, 2))).toBeGreaterThan(3 * energy(anywhere));
    // Other data, other features.
    const other = ElmAutoencoder.fit(randomMatrix(300, 10, 3), {
      units: 6,
      activation: 'linear',
      offset: 0,
      seed: 2,
    });
    expect(difference(other.beta.data, linear.beta.data)).toBeGreaterThan(0.1);
  });

  it('gives its input back where units suffice', () => {
    // With linear units and no offset, H = X A and the best β gives H β = X exactly when units ≥ rank.
    const x = plane(200, 1);
    const encoder = ElmAutoencoder.fit(x, { units: 10, activation: 'linear', offset: 0, lambda: 1e-9 });
    // For an orthogonal A, β = Aᵀ on the plane, so features X βᵀ keep all lengths there.
    const features = encoder.apply(x);
    expect(
      difference(product(features, features.transpose()).data, product(x, x.transpose()).data),
    ).toBeLessThan(1e-3);
  });

  it('names what is wrong with an argument', () => {
    expect(() => ElmAutoencoder.fit(new Matrix(0, 2), { units: 2 })).toThrow(
      /x: expected at least one sample/,
    );
    expect(() => ElmAutoencoder.fit(randomMatrix(3, 2, 1), { units: 2, lambda: 0 })).toThrow(/lambda/);
    const encoder = ElmAutoencoder.fit(randomMatrix(3, 2, 1), { units: 2 });
    expect(() => encoder.apply(randomMatrix(1, 3, 1))).toThrow(/x: expected 2 columns/);
    expect(() => new DeepElm({ layers: [], head: { hidden } })).toThrow(/layers/);
  });
});

describe('DeepElm', () => {
  it('learns, and its features are n × the last layer', () => {
    const train = moons(300, 1);
    const test = moons(300, 2);
    const deep = new DeepElm({
      layers: [
        { units: 20, seed: 1, scale: 1 },
        { units: 15, seed: 2, scale: 1 },
      ],
      head: { hidden: { units: 80, seed: 3, scale: 2 } },
    });
    expect(() => deep.predictScores(test.x)).toThrow(/fitted/);
    deep.fit(train.x, train.y);
    expect(share(predictLabels(deep, test.x), test.y)).toBeGreaterThan(0.93);
    expect([deep.transform(test.x).rows, deep.transform(test.x).columns]).toEqual([300, 15]);
    for (const p of [deep.predictProbabilities(test.x).row(0)]) expect(p[0] + p[1]).toBeCloseTo(1, 12);
  });
});

describe('Chain', () => {
  it('is its models one behind the other', () => {
    const { x, y } = clouds(90, 3, 1);
    for (let k = 0; k < x.data.length; k += 2) x.data[k] = 1000 + 300 * x.data[k];
    const chain = new Chain([new Standardiser(), new Elm({ hidden })]);
    chain.fit(x, y);
    const standardiser = new Standardiser();
    standardiser.fit(x, y);
    const z = standardiser.transform(x);
    const elm = new Elm({ hidden });
    elm.fit(z, y);
    expect(chain.predictProbabilities(x)).toEqual(elm.predictProbabilities(z));
    expect(chain.transform(x)).toEqual(elm.transform(z));
    expect(share(predictLabels(chain, x), y)).toBeGreaterThan(0.95);
    expect(() => chain.partialFit(x, y)).toThrow(/partialFit/);
    expect(() => new Chain([])).toThrow(/models/);
  });

  it('goes on learning at its end', () => {
    const { x, y } = clouds(90, 3, 1);
    const chain = new Chain([new Standardiser(), new OnlineElm({ hidden, lambda: 0.1 })]);
    chain.fit(x, y);
    const before = chain.predictScores(x);
    chain.partialFit(
      x,
      y.map(() => 'new'),
    );
    expect(chain.labels).toContain('new');
    expect(chain.predictScores(x)).not.toEqual(before);
  });
});

describe('Annotator', () => {
  const { x, y } = moons(200, 3);
  const elm = () => new Elm({ hidden });

  it('hands samples on with a probability for each label', () => {
    const annotator = new Annotator(elm());
    annotator.fit(x, y);
    const seen = annotator.transform(x);
    const p = annotator.predictProbabilities(x);
    expect(seen.columns).toBe(x.columns + annotator.labels.length);
    for (let i = 0; i < x.rows; i++) expect([...seen.row(i)]).toEqual([...x.row(i), ...p.row(i)]);
  });

  it('fits the next link on the opinions of models that had not seen the sample', () => {
    const annotator = new Annotator(elm());
    annotator.fit(x, y);
    const trained = annotator.transformTrained(x);
    const p = annotator.elm.leaveOneOutProbabilities;
    for (let i = 0; i < x.rows; i++) {
      expect([...trained.row(i)]).toEqual([...x.row(i), ...p.row(i)]);
      expect(p.row(i).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
    // Whoever knows a sample by heart is surer of it.
    const sure = (of: Matrix) =>
      y.reduce((sum, label, i) => sum + of.row(i)[annotator.labels.indexOf(label)], 0);
    expect(sure(annotator.predictProbabilities(x))).toBeGreaterThan(sure(p));
    expect(() => annotator.transformTrained(new Matrix(3, x.columns))).toThrow(
      /^x: expected the 200 samples/,
    );
    expect(() => new Annotator(elm()).transform(x)).toThrow(/fitted/);
  });

  it('lets the next link answer what it could not without that opinion, also from a file', () => {
    // A line parts the moons badly, but what is known of the moon has been found by the link before.
    const answer = (labels: readonly string[]) => labels.map((label) => (label === 'up' ? 'yes' : 'no'));
    const line = () => new Elm({ hidden: null, directLinks: true });
    const first = new Annotator(elm());
    first.fit(x, y);
    const last = line();
    last.fit(first.transformTrained(x), answer(y));
    const chain = new Chain([first, last]);
    const test = moons(200, 4);
    const alone = line();
    alone.fit(x, answer(y));
    expect(share(predictLabels(chain, test.x), answer(test.y))).toBeGreaterThan(0.95);
    expect(share(predictLabels(alone, test.x), answer(test.y))).toBeLessThan(0.92);
    const again = loadModel(fromBytes(toBytes(chain)));
    expect(again.predictScores(test.x)).toEqual(chain.predictScores(test.x));
    expect(again.labels).toEqual(['no', 'yes']);
  });

  it('is no link that has no labels', () => {
    const regression = new Elm({ hidden });
    regression.fit(x, new Matrix(x.rows, 1));
    const saved = { kind: 'annotator', fields: {}, arrays: {}, parts: [regression.save()] };
    expect(() => loadModel(saved)).toThrow(/a classifier/);
    expect(() => loadModel({ ...saved, parts: [] })).toThrow(/saved.parts: expected 1/);
    expect(() => regression.leaveOneOutProbabilities).toThrow(/a classifier/);
  });
});

describe('Standardiser', () => {
  it('makes means 0 and deviations 1, and columns that never vary 0', () => {
    const x = randomMatrix(50, 3, 1);
    for (let i = 0; i < 50; i++) {
      x.data[3 * i] = 1e6 + 5 * x.data[3 * i];
      x.data[3 * i + 2] = 0.1;
    }
    const standardiser = new Standardiser();
    standardiser.fit(x, x);
    const z = standardiser.transform(x);
    for (let j = 0; j < 3; j++) {
      const column = Array.from({ length: 50 }, (_, i) => z.data[3 * i + j]);
      expect(column.reduce((a, b) => a + b) / 50).toBeCloseTo(0, 8);
      expect(column.reduce((a, b) => a + b * b, 0) / 50).toBeCloseTo(j === 2 ? 0 : 1, 8);
    }
  });
});

describe('Voting', () => {
  it('is the weighted mean, whatever the order of each model’s labels', () => {
    const { x, y } = clouds(60, 3, 1, 1);
    const shuffled = [2, 0, 1, ...Array.from({ length: 57 }, (_, i) => i + 3)];
    const a = new Elm({ hidden });
    const b = new OnlineElm({ hidden: { ...hidden, seed: 9 }, lambda: 1 });
    const voting = new Voting([a, b], [1, 3]);
    voting.fit(
      Matrix.fromRows(shuffled.map((i) => x.row(i))),
      shuffled.map((i) => y[i]),
    );
    expect(b.labels).not.toEqual(a.labels);
    const p = voting.predictProbabilities(x);
    const pa = a.predictProbabilities(x);
    const pb = b.predictProbabilities(x);
    for (let i = 0; i < 60; i++) {
      a.labels.forEach((label, k) => {
        const wanted = 0.25 * pa.row(i)[k] + 0.75 * pb.row(i)[b.labels.indexOf(label)];
        expect(p.row(i)[k]).toBeCloseTo(wanted, 12);
      });
    }
    expect(voting.transform(x).columns).toBe(100);
  });

  it('is better than a typical voter', () => {
    const train = moons(60, 1, 0.3);
    const test = moons(2000, 2, 0.3);
    const models = [1, 2, 3, 4, 5].map((seed) => new Elm({ hidden: { units: 15, scale: 3, seed } }));
    const voting = new Voting([...models, new KernelElm({ kernel: { kind: 'rbf', gamma: 2 }, lambda: 1 })]);
    voting.fit(train.x, train.y);
    const accuracies = models.map((model) => share(predictLabels(model, test.x), test.y));
    const mean = accuracies.reduce((a, b) => a + b) / accuracies.length;
    expect(share(predictLabels(voting, test.x), test.y)).toBeGreaterThan(mean);
    expect(() => new Voting([])).toThrow(/models/);
    expect(() => new Voting(models, [1])).toThrow(/weights/);
  });
});
