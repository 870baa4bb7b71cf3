import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as core from '../../../src/elm/index.ts';

const { Matrix, SparseRows } = core;
const hidden = { units: 4 };
const x = Matrix.fromRows([
  [1, 0],
  [0, 1],
  [1, 1],
]);
const y = ['a', 'b', 'a'];
const wide = new Matrix(3, 3);
const none = new Matrix(0, 2);
const holed = Matrix.fromRows([
  [1, Number.NaN],
  [0, 1],
  [1, 1],
]);
const table = readFileSync(new URL('../../../models/words.bin', import.meta.url));
const features = new core.TextFeatures(core.WordTable.fromBytes(new Uint8Array(table)));
const fitted = <M extends core.Model>(model: M): M => {
  model.fit(x, y);
  return model;
};
const delta = {
  outputs: 1,
  buckets: new Uint32Array(0),
  direct: new Float64Array(0),
  hidden: new Float64Array(8),
  bias: new Float64Array(1),
};
const rbf = { kind: 'rbf', gamma: 1 } as const;
const makers: Record<string, () => core.Model> = {
  Elm: () => new core.Elm({ hidden }),
  OnlineElm: () => new core.OnlineElm({ hidden, lambda: 1 }),
  KernelElm: () => new core.KernelElm({ kernel: rbf, lambda: 1 }),
  NystromElm: () => new core.NystromElm({ kernel: rbf, landmarks: 2 }),
  DeepElm: () => new core.DeepElm({ layers: [{ units: 3 }], head: { hidden } }),
  Annotator: () => new core.Annotator(new core.Elm({ hidden })),
  Chain: () => new core.Chain([new core.Standardiser(), new core.Elm({ hidden })]),
  Voting: () => new core.Voting([new core.Elm({ hidden }), new core.OnlineElm({ hidden, lambda: 1 })]),
};

/** What is called, and what the error says: argument, expected, got. */
const CASES: [name: string, call: () => unknown, message: string | RegExp][] = [
  ...Object.entries(makers).flatMap(([name, make]): typeof CASES => [
    [`${name}.fit`, () => make().fit(none, []), 'x: expected at least one sample, got 0'],
    [`${name}.fit`, () => make().fit(x, ['a']), 'y: expected 3 targets, one a sample, got 1'],
    [`${name}.fit`, () => make().fit(holed, y), /x: expected finite numbers, got NaN/],
    [
      `${name}.fit`,
      () => make().fit([[1, 0]] as never, ['a']),
      'x: expected a Matrix (as Matrix.fromRows makes) or SparseRows, got an array of 1',
    ],
    [`${name}.fit`, () => make().fit(undefined as never, y), /x: expected a Matrix .* got undefined/],
    [
      `${name}.fit`,
      () => make().fit(x, undefined as never),
      'y: expected a list of labels, or a Matrix of numbers, got undefined',
    ],
    [`${name}.fit`, () => make().fit(x, 'aba' as never), /y: expected a list of labels, .* got "aba"/],
    [
      `${name}.fit`,
      () => make().fit(x, [0, 1, 0] as never),
      'y[0]: expected a label (a string; numbers come as a Matrix), got 0',
    ],
    [`${name}.fit`, () => make().fit(x, new Matrix(3, 0)), 'y: expected at least one column, got 0'],
    [`${name}.fit`, () => make().fit(new Matrix(3, 0), y), 'x: expected at least one column, got 0'],
    [
      `${name}.fit`,
      () => make().fit(x, y, { sampleWeights: [1, Number.NaN, 1] }),
      'sampleWeights[1]: expected a finite number greater than 0, got NaN',
    ],
    [
      `${name}.fit`,
      () => make().fit(x, y, { sampleWeights: [1, 1e300, 1] }),
      'sampleWeights[1]: expected at most 1e+30, got 1e+300',
    ],
    [
      `${name}.predictScores`,
      () => fitted(make()).predictScores([[1, 2]] as never),
      /x: expected a Matrix .* got an array of 1/,
    ],
    [
      `${name}.predictScores`,
      () => {
        const gone = x.clone();
        structuredClone(gone.data, { transfer: [gone.data.buffer as ArrayBuffer] });
        fitted(make()).predictScores(gone);
      },
      'x: expected numbers that are still there, got "none (handed over to a worker)"',
    ],
    [`${name}.predictProbabilities`, () => make().predictProbabilities(x), /model: expected a fitted model/],
    [`${name}.transform`, () => make().transform(x), /model: expected a fitted model/],
    [
      `${name}.predictScores`,
      () => make().predictScores(x),
      'model: expected a fitted model, got "one that has not learned yet"',
    ],
    [`${name}.save`, () => make().save(), /model: expected a fitted model/],
    [`${name}.predictScores`, () => fitted(make()).predictScores(wide), /x: expected 2 columns, got 3/],
    [
      `${name}.predictProbabilities`,
      () => fitted(make()).predictProbabilities(wide),
      /x: expected 2 columns, got 3/,
    ],
    [`${name}.transform`, () => fitted(make()).transform(wide), /x: expected 2 columns, got 3/],
    [
      `${name}.predictScores`,
      () => fitted(make()).predictScores(holed),
      /x: expected finite numbers, got NaN/,
    ],
    [
      `${name}.predictProbabilities`,
      () => {
        const model = make();
        model.fit(x, Matrix.fromRows([[1], [2], [3]]));
        model.predictProbabilities(x);
      },
      /model: expected a classifier \(fitted on labels\), got "a regression/,
    ],
  ]),
  ...['Elm', 'KernelElm', 'NystromElm', 'DeepElm', 'Chain'].map((name): (typeof CASES)[number] => [
    `${name}.fit`,
    () => makers[name]().fit(x, ['a', 'a', 'a']),
    'y: expected at least two different labels, got 1',
  ]),
  [
    'Elm',
    () => new core.Elm({ hidden: null }),
    'options: expected a hidden layer, direct links, or both, got "neither"',
  ],
  [
    'Elm',
    () => new core.Elm({ hidden: { units: 0 } }),
    /units: expected an integer from 1 to 1048576, got 0/,
  ],
  ['Elm', () => new core.Elm({ hidden: { units: 1, seed: 0.5 } }), /seed: expected an integer .* got 0.5/],
  [
    'Elm',
    () => new core.Elm({ hidden: { units: 1, activation: 'step' as 'tanh' } }),
    /activation: expected tanh, .* got "step"/,
  ],
  [
    'Elm',
    () => new core.Elm({ hidden, lambda: Number.NaN }),
    'lambda: expected a finite number greater than 0, got NaN',
  ],
  [
    'Elm',
    () => new core.Elm({ hidden, lambda: [] }),
    /lambda: expected a number, a list of them, or "loo", got an array of 0/,
  ],
  [
    'Elm',
    () => new core.Elm({ hidden, classWeights: { a: 0 } }),
    'classWeights.a: expected a finite number greater than 0, got 0',
  ],
  [
    'Elm',
    () => makers.Elm().fit(x, y, { sampleWeights: [1, 1, -1] }),
    'sampleWeights[2]: expected a finite number greater than 0, got -1',
  ],
  ['Elm', () => makers.Elm().fit(x, y, { sampleWeights: [1] }), 'sampleWeights: expected 3 numbers, got 1'],
  ['Elm', () => makers.Elm().fit(x, holed), 'y: expected finite numbers, got NaN'],
  [
    'OnlineElm',
    () => new core.OnlineElm({ hidden, lambda: 0 }),
    'lambda: expected a finite number greater than 0, got 0',
  ],
  [
    'OnlineElm',
    () => fitted(new core.OnlineElm({ hidden, lambda: 1 })).remove(x, ['a', 'b', 'c']),
    'y[2]: expected one of a, b, got "c"',
  ],
  [
    'OnlineElm',
    () => fitted(new core.OnlineElm({ hidden, lambda: 1 })).partialFit(x, x),
    /y: expected labels, as before/,
  ],
  [
    'KernelElm',
    () => new core.KernelElm({ kernel: { kind: 'rbf', gamma: -1 }, lambda: 1 }),
    'kernel.gamma: expected a finite number greater than 0, got -1',
  ],
  [
    'KernelElm',
    () => new core.KernelElm({ kernel: { kind: 'sinc' } as never, lambda: 1 }),
    /kernel.kind: expected linear, .* got an object/,
  ],
  [
    'KernelElm',
    () => fitted(new core.KernelElm({ kernel: rbf, lambda: 1 })).remove(3),
    'index: expected an integer from 0 to 2, got 3',
  ],
  [
    'KernelElm',
    () => fitted(new core.KernelElm({ kernel: rbf, lambda: 1 })).partialFit(x, ['a', 'b', 'c']),
    'y[2]: expected one of a, b, got "c"',
  ],
  [
    'NystromElm',
    () => new core.NystromElm({ kernel: rbf, landmarks: 0 }),
    /landmarks: expected an integer from 1/,
  ],
  [
    'NystromElm',
    () => new core.NystromElm({ kernel: rbf, landmarks: 1, choose: 'best' as 'uniform' }),
    'choose: expected uniform or kmeans++, got "best"',
  ],
  ['Nystrom', () => core.Nystrom.fit(rbf, none), 'landmarks: expected at least one, got 0'],
  ['Nystrom', () => core.Nystrom.fit(rbf, x).apply(wide), 'x: expected 2 columns, got 3'],
  [
    'DeepElm',
    () => new core.DeepElm({ layers: [], head: { hidden } }),
    'layers: expected at least one, got an array of 0',
  ],
  [
    'ElmAutoencoder',
    () => core.ElmAutoencoder.fit(none, { units: 2 }),
    'x: expected at least one sample, got 0',
  ],
  ['Annotator', () => new core.Annotator(5 as never), 'elm: expected an Elm, got 5'],
  [
    'Annotator',
    () => (fitted(makers.Annotator()) as core.Annotator).transformTrained(wide),
    'x: expected 2 columns, got 3',
  ],
  ['Chain', () => new core.Chain([]), 'models: expected at least one value, got 0'],
  ['Chain', () => fitted(makers.Chain()).partialFit?.(x, y), /models: expected a last model with partialFit/],
  ['Chain', () => new core.Chain([5 as never]), 'models[0]: expected a model, got 5'],
  [
    'Voting',
    () => {
      const elm = makers.Elm();
      new core.Voting([elm, elm]);
    },
    'models: expected models that differ, got "one twice"',
  ],
  ['Voting', () => new core.Voting([], []), 'models: expected at least one value, got 0'],
  ['Voting', () => new core.Voting([makers.Elm()], [1, 2]), 'weights: expected 1 values, got 2'],
  ['Standardiser', () => new core.Standardiser().transform(x), /model: expected a fitted model/],
  ['Standardiser', () => new core.Standardiser().fit(none, []), 'x: expected at least one sample, got 0'],
  ['TextElm', () => new core.TextElm(features).fit(['a'], []), 'y: expected 1 labels, one a text, got 0'],
  [
    'TextElm',
    () => new core.TextElm(features).fit(['a', 5 as never], ['x', 'y']),
    'texts[1]: expected a string, got 5',
  ],
  ['TextElm', () => new core.TextElm(undefined as never), 'features: expected an object, got undefined'],
  [
    'TextElm',
    () => new core.TextElm(features).fit('ab' as never, ['x', 'y']),
    'texts: expected a list of texts, got "ab"',
  ],
  [
    'TextElm',
    () => new core.TextElm(features).fit(['a', 'b'], [1, 2] as never),
    /y\[0\]: expected a label .* got 1/,
  ],
  [
    'TextElm.load',
    () => {
      const text = new core.TextElm(features);
      text.fit(['a cat', 'a dog'], ['x', 'y']);
      const saved = text.save();
      core.TextElm.load({ ...saved, fields: { ...saved.fields, wordTable: '00000000' } }, features);
    },
    /features: expected those of word table 00000000, got "[0-9a-f]{8}"/,
  ],
  [
    'evidence',
    () => core.evidence('a', features, { outputs: 3, scores: () => {} }, null, 3, 1),
    /label: .* 0 to 2/,
  ],
  ['TextFeatures', () => features.extract(5 as never), 'text: expected a string, got 5'],
  [
    'TextElm',
    () => new core.TextElm(features).fit([], []),
    'y: expected at least two different labels, got 0',
  ],
  [
    'predictLabels',
    () => core.predictLabels(makers.Elm(), x),
    'model: expected a fitted classifier, got "no labels"',
  ],
  [
    'loadModel',
    () => core.loadModel({ kind: 'x', fields: {}, arrays: {}, parts: [] }),
    'saved.kind: expected a kind that is loaded here (others have a `load` of their own), got "x"',
  ],
  ['loadModel', () => core.loadModel(null as never), 'saved: expected an object, got null'],
  [
    'toBytes',
    () => core.toBytes({} as never),
    'model: expected a model, or an index, got an object (Object)',
  ],
  ['fromBytes', () => core.fromBytes(new Uint8Array(3)), /file: expected 16 to \d+ bytes, got 3/],
  ['fromJson', () => core.fromJson('[]'), 'json.format: expected "inkling-model", got an array of 0'],
  ['toBytes', () => core.toBytes(makers.Elm()), /fitted/],
  ['toJson', () => core.toJson(makers.Elm()), /fitted/],
  ['ridge', () => core.ridge([x], none), 'y: expected at least one sample, got 0'],
  ['ridge', () => core.ridge([], x), 'blocks: expected at least one block of features, got 0'],
  [
    'ridge',
    () => core.ridge([x], x, { lambda: 0 }),
    'lambda: expected a finite number greater than 0, got 0',
  ],
  ['kernelMatrix', () => core.kernelMatrix(rbf, x, wide), 'b: expected 2 columns, got 3'],
  ['RandomLayer', () => new core.RandomLayer(0, hidden), /inputs: expected an integer from 1/],
  [
    'RandomLayer',
    () => new core.RandomLayer(2, { units: 1, scale: -1 }),
    'scale: expected a finite number greater than 0, got -1',
  ],
  ['Random', () => new core.Random(1).below(2 ** 33), /bound: expected an integer from 1 to 4294967296/],
  ['Random', () => new core.Random(Number.NaN), /seed: expected an integer .* got NaN/],
  [
    'Matrix',
    () => new Matrix(2, 2, new Float64Array(3)),
    /data: expected a Float64Array of 2 × 2 numbers, got Float64Array/,
  ],
  ['Matrix', () => new Matrix(-1, 2), /rows: expected an integer from 0/],
  [
    'Matrix',
    () => new Matrix(1e7, 1e7),
    'rows × columns: expected numbers that fit into memory, got "10000000 × 10000000"',
  ],
  ['Matrix.fromRows', () => Matrix.fromRows([1, 2] as never), 'rows[0]: expected a list of numbers, got 1'],
  ['Matrix.row', () => x.row(3), 'i: expected a row from 0 to 2, got 3'],
  ['Matrix.fromRows', () => Matrix.fromRows(5 as never), 'rows: expected a list of rows, got 5'],
  [
    'SparseRows',
    () => new SparseRows(2, [0, 1] as never, Uint32Array.of(0), Float32Array.of(1)),
    'starts: expected a Uint32Array, got an array of 2',
  ],
  [
    'SparseRows',
    () => new SparseRows(4, Uint32Array.of(0, 3), Uint32Array.of(2, 1, 2), Float32Array.of(1, 2, 3)),
    /indices: expected each column once a row/,
  ],
  [
    'SparseRows.fromRows',
    () => SparseRows.fromRows([[[1.5, 1]]], 3),
    'column: expected an integer from 0 to 2, got 1.5',
  ],
  [
    'SparseRows',
    () => new SparseRows(2, Uint32Array.of(0, 1), Uint32Array.of(2), Float32Array.of(1)),
    'indices[0]: expected a column below 2, got 2',
  ],
  ['DualRidge', () => new core.DualRidge(0), /outputs: expected an integer from 1/],
  [
    'DualRidge',
    () => new core.DualRidge(1).append([], 1, 0, [1]),
    'lambda: expected a number greater than 0, got 0',
  ],
  ['PersonalWeights', () => new core.PersonalWeights(0, 1024, core.NEW_LABELS), /outputs/],
  [
    'PersonalWeights',
    () =>
      new core.PersonalWeights(1, 8, core.ON_BASE).add('a', features.createVector(), Float64Array.of(1), {
        label: '',
        site: '',
      }),
    'vector.hidden: expected 8 units, got 1024',
  ],
  [
    'UnsupervisedElm',
    () => core.UnsupervisedElm.fit(x, { hidden, dimensions: 4 }),
    'dimensions: expected an integer from 1 to 3, got 4',
  ],
  [
    'UnsupervisedElm',
    () => core.UnsupervisedElm.fit(holed, { hidden, dimensions: 1 }),
    /x: expected finite numbers, got NaN/,
  ],
  ['kMeans', () => core.kMeans(x, 4, 1), 'k: expected an integer from 1 to 3, got 4'],
  ['kMeans', () => core.kMeans(x, 1e12, 1), 'k: expected an integer from 1 to 3, got 1000000000000'],
  ['kMeans', () => core.kMeans([[1]] as never, 1, 1), /x: expected a Matrix .* got an array of 1/],
  ['kMeans', () => core.kMeans(none, 1, 1), 'x: expected at least one sample, got 0'],
  ['VectorIndex', () => new core.VectorIndex(0), /dimensions: expected an integer from 1/],
  ['VectorIndex', () => new core.VectorIndex(2).add(5 as never, [1, 2]), 'id: expected a string, got 5'],
  [
    'VectorIndex',
    () => new core.VectorIndex(2).add('a', [1e-160, 1e-160]),
    /vector: expected finite numbers, not all zero/,
  ],
  ['VectorIndex', () => new core.VectorIndex(2).add('a', [1]), 'vector: expected 2 numbers, got 1'],
  [
    'VectorIndex',
    () => new core.VectorIndex(2).add('a', [0, 0]),
    'vector: expected finite numbers, not all zero, got 0',
  ],
  [
    'VectorIndex',
    () => new core.VectorIndex(2).search([1, Number.NaN], 1),
    'query: expected finite numbers, not all zero, got NaN',
  ],
  ['VectorIndex', () => new core.VectorIndex(2).search([1, 1], 0), /k: expected an integer from 1/],
  ['pairFeatures', () => core.pairFeatures([1], []), 'candidate: expected 1 numbers, as the query, got 0'],
  [
    'rerank',
    () => core.rerank([], new core.VectorIndex(2), [1, 1], fitted(makers.Elm()), 'c'),
    'label: expected one of a, b, got "c"',
  ],
  ['accuracy', () => core.accuracy(undefined as never, []), 'truth: expected a list, got undefined'],
  ['accuracy', () => core.accuracy([], []), 'truth: expected at least one value, got 0'],
  ['accuracy', () => core.accuracy([1], [1, 2]), 'guess: expected 1 values, got 2'],
  ['macroF1', () => core.macroF1([0, 2], [0, 1], 2), 'truth[1]: expected an integer from 0 to 1, got 2'],
  ['macroF1', () => core.macroF1([], [], 2), 'truth: expected at least one value, got 0'],
  ['rocAuc', () => core.rocAuc([true], [Number.NaN]), 'scores[0]: expected a finite number, got NaN'],
  ['rocAuc', () => core.rocAuc([true], []), 'scores: expected 1 values, got 0'],
  [
    'averagePrecision',
    () => core.averagePrecision([true, false], [1, Number.NaN]),
    'scores[1]: expected a finite number, got NaN',
  ],
  ['calibrationError', () => core.calibrationError([], []), 'confidence: expected at least one value, got 0'],
  [
    'calibrationError',
    () => core.calibrationError([-0.1], [true]),
    'confidence[0]: expected a probability from 0 to 1, got -0.1',
  ],
  ['calibrationError', () => core.calibrationError([1.5], [true]), /confidence\[0\]: expected a probability/],
  ['logLoss', () => core.logLoss(new Matrix(1, 2), [2]), 'truth[0]: expected an integer from 0 to 1, got 2'],
  [
    'logLoss',
    () => core.logLoss(Matrix.fromRows([[3, 0]]), [0]),
    'probabilities[0]: expected a probability from 0 to 1, got 3',
  ],
  ['logLoss', () => core.logLoss(none, []), 'truth: expected at least one value, got 0'],
  [
    'confusionMatrix',
    () => core.confusionMatrix([0], [3], 2),
    'guess[0]: expected an integer from 0 to 1, got 3',
  ],
  ['fitTemperature', () => core.fitTemperature(x, [0, 1]), 'truth: expected 3 values, got 2'],
  [
    'fitTemperature',
    () => core.fitTemperature(holed, [0, 1, 1]),
    'scores[1]: expected a finite number, got NaN',
  ],
  [
    'fitTemperature',
    () => core.fitTemperature(x, [0, 1, 2]),
    'truth[2]: expected an integer from 0 to 1, got 2',
  ],
  ['fitPlatt', () => core.fitPlatt([], [], []), 'scores: expected at least one value, got 0'],
  ['fitPlatt', () => core.fitPlatt([1], [true], [-1]), 'weights[0]: expected a finite number from 0, got -1'],
  [
    'fitVectorScaling',
    () => core.fitVectorScaling(new Float64Array(3), Uint32Array.of(1), [1], 2),
    'scores: expected 2 values, got 3',
  ],
  [
    'fitVectorScaling',
    () => core.fitVectorScaling(new Float64Array(40), Uint32Array.of(1), [1], 40),
    'labels: expected an integer from 1 to 32, got 40',
  ],
  [
    'fitVectorScaling',
    () => core.fitVectorScaling(new Float64Array(2), Uint32Array.of(1), [0], 2),
    'weights: expected one greater than 0, got 0',
  ],
  [
    'fitPlatt',
    () => core.fitPlatt([1, 2], [true, false], [0, 0]),
    'weights: expected one greater than 0, got 0',
  ],
  [
    'fitTemperature',
    () => core.fitTemperature(x, [0, 1, 1], [0, 0, 0]),
    /weights: expected one greater than 0/,
  ],
  ['Isotonic', () => new core.Isotonic([1], [true]).probability(Number.NaN), /score\[0\]: .* got NaN/],
  ['Isotonic', () => new core.Isotonic([1], []), 'positive: expected 1 values, got 0'],
  [
    'Isotonic',
    () => new core.Isotonic([Number.POSITIVE_INFINITY], [true]),
    'scores[0]: expected a finite number, got Infinity',
  ],
  ['Head', () => core.Head.fromBytes(new Uint8Array(20)), /file: expected the magic "INKL", got Uint8Array/],
  [
    'addDelta',
    () => core.addDelta(delta, features.createVector(), new Float64Array(1)),
    'vector.hidden: expected 8 values, got 1024',
  ],
  ['heaviestOf', () => core.heaviestOf(delta, -1), /rows: expected an integer from 0/],
  ['LanguageHead', () => core.LanguageHead.fromBytes(new Uint8Array(20)), /file: expected the magic/],
  ['WordTable', () => core.WordTable.fromBytes(new Uint8Array(20)), /file: expected the magic/],
];

describe('a bad argument is an ElmError that names it, what was expected, and what came', () => {
  it.each(CASES)('%s', (_, call, message) => {
    let error: unknown = null;
    try {
      call();
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(core.ElmError);
    const said = (error as Error).message;
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
    expect(said).toMatch(/^.+: expected .+, got .+$/s);
  });

  it('of everything that the core exports', () => {
    /** Asynchronous, with tests of their own; what takes any string or any delta; constants; the error itself. */
    const others = [
      'StreamTrainer',
      'serveTraining',
      'Kernels',
      'copyTextVector',
      'quantised',
      'logistic',
      'softmax',
      'ElmError',
      'NEW_LABELS',
      'ON_BASE',
    ];
    const tried = new Set([...CASES.map(([name]) => name.split('.')[0]), ...others]);
    expect(Object.keys(core).filter((name) => !tried.has(name))).toEqual([]);
  });
});
