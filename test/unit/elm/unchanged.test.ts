import { describe, expect, it } from 'vitest';
import {
  Chain,
  DeepElm,
  Elm,
  type FitOptions,
  fromBytes,
  type Inputs,
  type Kernel,
  KernelElm,
  loadModel,
  Matrix,
  type Model,
  NystromElm,
  OnlineElm,
  SparseRows,
  Standardiser,
  type Targets,
  toBytes,
  Voting,
} from '../../../src/elm/index.ts';
import { clouds } from './models/data.ts';

const hidden = { units: 8, seed: 1 };
const rbf: Kernel = { kind: 'rbf', gamma: 1 };
const { x, y } = clouds(30, 3, 1);

const MAKERS: [name: string, make: () => Model][] = [
  ['Elm', () => new Elm({ hidden })],
  ['OnlineElm', () => new OnlineElm({ hidden, lambda: 1 })],
  ['KernelElm', () => new KernelElm({ kernel: rbf, lambda: 1 })],
  ['NystromElm', () => new NystromElm({ kernel: rbf, landmarks: 5 })],
  ['DeepElm', () => new DeepElm({ layers: [{ units: 5 }], head: { hidden } })],
  ['Chain', () => new Chain([new Standardiser(), new OnlineElm({ hidden, lambda: 1 })])],
  [
    'Voting',
    () => new Voting([new OnlineElm({ hidden, lambda: 1 }), new KernelElm({ kernel: rbf, lambda: 1 })]),
  ],
];

/** Shifted, so that whoever half learns from it shows it. */
const other = Matrix.fromRows([
  [50, 7],
  [60, 9],
]);
const BAD: [what: string, x: Inputs, y: Targets, options?: FitOptions][] = [
  ['no label a sample', other, ['a']],
  ['a label that is no string', other, ['a', 5 as never]],
  ['a weight of 0', other, ['a', 'b'], { sampleWeights: [1, 0] }],
  ['a number that is none', Matrix.fromRows([[1, Number.NaN]]), ['a']],
  ['no samples', new Matrix(0, 2), []],
];

describe('a call that throws leaves the model as it was', () => {
  it.each(MAKERS)('%s', (_, make) => {
    const model = make();
    model.fit(x, y);
    const before = toBytes(model);
    for (const [what, badX, badY, options] of BAD) {
      expect(() => model.fit(badX, badY, options), what).toThrow();
      expect(toBytes(model), what).toEqual(before);
      expect(() => model.partialFit?.(badX, badY, options) ?? expect.fail(), what).toThrow();
      expect(toBytes(model), what).toEqual(before);
    }
    expect(() => model.partialFit?.(new Matrix(2, 3), ['label0', 'label1']) ?? expect.fail()).toThrow();
    expect(() => model.predictScores(new Matrix(1, 5))).toThrow();
    expect(toBytes(model)).toEqual(before);
  });

  it('a chain or a vote of which only one model can be fitted', () => {
    for (const model of [
      new Chain([new Standardiser(), new Elm({ hidden })]),
      new Voting([new OnlineElm({ hidden, lambda: 1 }), new Elm({ hidden })]),
      new Voting([
        new Chain([new Standardiser(), new OnlineElm({ hidden, lambda: 1 })]),
        new Elm({ hidden }),
      ]),
      new Voting([new KernelElm({ kernel: rbf, lambda: 1 }), new NystromElm({ kernel: rbf, landmarks: 3 })]),
    ]) {
      model.fit(x, y);
      const before = toBytes(model);
      const asked = model.predictProbabilities(x);
      // One label is enough for a stream, and for standardising, but not for an ELM.
      expect(() => model.fit(other, ['a', 'a'])).toThrow(/two different labels/);
      expect(toBytes(model)).toEqual(before);
      expect(model.predictProbabilities(x)).toEqual(asked);
    }
    const fresh = new Chain([new Standardiser(), new Elm({ hidden })]);
    expect(() => fresh.fit(other, ['a', 'a'])).toThrow();
    expect(() => fresh.predictScores(x)).toThrow(/fitted/);
  });

  it('what `keep` remembers is what comes back', () => {
    for (const [, make] of MAKERS) {
      const model = make();
      const toNothing = model.keep();
      model.fit(x, y);
      const before = toBytes(model);
      const takeBack = model.keep();
      model.fit(other, ['a', 'b']);
      expect(toBytes(model)).not.toEqual(before);
      takeBack();
      expect(toBytes(model)).toEqual(before);
      toNothing();
      expect(() => model.save()).toThrow(/fitted/);
    }
  });

  it('samples are taken out of an Online ELM all or none', () => {
    const online = new OnlineElm({ hidden: { units: 4 }, lambda: 1e-3 });
    online.fit(x, y);
    const before = toBytes(online);
    const some = Matrix.fromRows([[...x.row(0)], [900, -800]]);
    expect(() => online.remove(some, [y[0], y[1]], { sampleWeights: [1, 1e6] })).toThrow(/positive definite/);
    expect(toBytes(online)).toEqual(before);
    expect(() => online.remove(clouds(31, 3, 1).x, clouds(31, 3, 1).y)).toThrow(
      'x: expected fewer than the 30 samples learned, got 31',
    );
    expect(toBytes(online)).toEqual(before);
  });

  it('samples are added to a Kernel ELM all or none', () => {
    const of = (a: Float64Array, b: Float64Array) =>
      a[0] === 99 || b[0] === 99 ? -5 : a[0] * b[0] + a[1] * b[1];
    const model = new KernelElm({ kernel: { kind: 'custom', of }, lambda: 1 });
    model.fit(x, y);
    const before = model.predictProbabilities(x);
    const bad = Matrix.fromRows([
      [3, 3],
      [99, 0],
    ]);
    expect(() => model.partialFit(bad, [y[0], y[1]])).toThrow(/positive definite/);
    expect(model.size).toBe(30);
    expect(model.predictProbabilities(x)).toEqual(before);
  });

  it('sparse samples in a structured layer are learned like dense ones', () => {
    const rows = [[[0, 1] as const], [[1, 2] as const], [[0, -1] as const, [1, 3] as const]];
    const sparse = SparseRows.fromRows(rows, 2);
    const options = { hidden: { units: 4, projection: 'structured' }, lambda: 1 } as const;
    const one = new OnlineElm(options);
    one.fit(sparse, ['a', 'b', 'c']);
    const same = new OnlineElm(options);
    same.fit(sparse.toDense(), ['a', 'b', 'c']);
    expect(toBytes(one)).toEqual(toBytes(same));
  });
});

describe('a model shares nothing with who uses it', () => {
  it.each(MAKERS)('%s: not with its arguments, nor with what it saved', (_, make) => {
    const model = make();
    const mineX = x.clone();
    const mineY = [...y];
    model.fit(mineX, mineY);
    const saved = model.save();
    const { labels } = model;
    const before = toBytes(model);
    mineX.data.fill(7);
    mineY.fill('else');
    expect(toBytes(model)).toEqual(before);
    const newcomers = model instanceof KernelElm ? y : y.map((label, i) => (i % 7 ? label : 'new'));
    if (!(model instanceof Chain) || model.models[1] instanceof OnlineElm) model.partialFit?.(x, newcomers);
    expect(labels).toEqual(['label0', 'label1', 'label2']);
    expect(toBytes(loadModel(saved))).toEqual(before);
  });

  it('options changed afterwards change no model that was made of them', () => {
    const options = { units: 8, seed: 1 };
    const made = [1, 2, 3].map((seed) => {
      options.seed = seed;
      return new Elm({ hidden: options });
    });
    const vote = new Voting(made);
    vote.fit(x, y);
    expect(new Set(made.map((elm) => elm.transform(x).data[0])).size).toBe(3);
  });

  it('given landmarks are copied, and lists of models too', () => {
    const landmarks = clouds(5, 3, 2).x;
    const nystrom = new NystromElm({ kernel: rbf, landmarks });
    nystrom.fit(x, y);
    const models: Model[] = [nystrom, new Elm({ hidden })];
    const vote = new Voting(models);
    vote.fit(x, y);
    const before = vote.predictScores(x);
    landmarks.data.fill(0);
    models.pop();
    expect(vote.predictScores(x)).toEqual(before);
  });

  it('arrays in memory shared with other threads are read once, then their own', () => {
    const elm = new Elm({ hidden });
    const shared = new Matrix(30, 2, new Float64Array(new SharedArrayBuffer(8 * 60)));
    shared.data.set(x.data);
    elm.fit(shared, Object.freeze([...y]) as string[], Object.freeze({}));
    const bytes = toBytes(elm);
    const file = new Uint8Array(new SharedArrayBuffer(bytes.length));
    file.set(bytes);
    const saved = fromBytes(file);
    file.fill(0);
    expect(toBytes(loadModel(saved))).toEqual(bytes);
  });
});
