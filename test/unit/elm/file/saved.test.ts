import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElmError } from '../../../../src/elm/errors.ts';
import { crc32 } from '../../../../src/elm/file/crc32.ts';
import {
  fromBytes,
  fromJson,
  type Savable,
  type Saved,
  toBytes,
  toJson,
} from '../../../../src/elm/file/saved.ts';
import { type Matrix, SparseRows } from '../../../../src/elm/linalg/matrix.ts';
import { Annotator } from '../../../../src/elm/models/annotator.ts';
import { Chain } from '../../../../src/elm/models/chain.ts';
import { DeepElm } from '../../../../src/elm/models/deepElm.ts';
import { Elm } from '../../../../src/elm/models/elm.ts';
import { KernelElm } from '../../../../src/elm/models/kernelElm.ts';
import { loadModel } from '../../../../src/elm/models/loadModel.ts';
import type { Model } from '../../../../src/elm/models/model.ts';
import { NystromElm } from '../../../../src/elm/models/nystromElm.ts';
import { OnlineElm } from '../../../../src/elm/models/onlineElm.ts';
import { Standardiser } from '../../../../src/elm/models/standardiser.ts';
import { TextElm } from '../../../../src/elm/models/textElm.ts';
import { Voting } from '../../../../src/elm/models/voting.ts';
import { UnsupervisedElm } from '../../../../src/elm/retrieve/unsupervisedElm.ts';
import { VectorIndex } from '../../../../src/elm/retrieve/vectorIndex.ts';
import { TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';
import { randomMatrix } from '../linalg/helpers.ts';
import { clouds } from '../models/data.ts';

const { x, y } = clouds(40, 3, 1);
const numbers = randomMatrix(40, 2, 2);
const table = readFileSync(new URL('../../../../models/words.bin', import.meta.url));
const features = new TextFeatures(WordTable.fromBytes(new Uint8Array(table)));
const hidden = { units: 6, seed: 7 };
const rbf = { kind: 'rbf', gamma: 0.5 } as const;

function sparse(dense: Matrix): SparseRows {
  const rows = Array.from({ length: dense.rows }, (_, i) =>
    [...dense.row(i)].map((value, j) => [j, value] as const),
  );
  return SparseRows.fromRows(rows, dense.columns);
}

function fitted<M extends Model>(
  model: M,
  targets: Matrix | string[] = y,
  samples: Matrix | SparseRows = x,
): M {
  model.fit(samples, targets);
  return model;
}

const MODELS: Record<string, Model> = {
  elm: fitted(new Elm({ hidden })),
  'elm with links, of numbers, weighted': fitted(
    new Elm({ hidden: { ...hidden, projection: 'structured' }, directLinks: true, lambda: [0.1, 1] }),
    numbers,
  ),
  'elm without a layer': fitted(new Elm({ hidden: null, directLinks: true, classWeights: { label0: 2 } })),
  online: fitted(new OnlineElm({ hidden, lambda: 0.1, forgetting: 0.999 })),
  'online, of numbers': fitted(new OnlineElm({ hidden, lambda: 0.1 }), numbers),
  kernel: fitted(new KernelElm({ kernel: rbf, lambda: 0.1 })),
  'kernel, sparse, of numbers': fitted(
    new KernelElm({ kernel: { kind: 'linear' }, lambda: 0.1 }),
    numbers,
    sparse(x),
  ),
  nystrom: fitted(new NystromElm({ kernel: rbf, landmarks: 5, choose: 'uniform', classWeights: 'balanced' })),
  'nystrom of given landmarks': fitted(new NystromElm({ kernel: rbf, landmarks: randomMatrix(4, 2, 3) })),
  deep: fitted(new DeepElm({ layers: [{ units: 4 }, { units: 3, lambda: 0.01 }], head: { hidden } })),
  standardiser: fitted(new Standardiser()),
  annotator: fitted(new Annotator(new Elm({ hidden }))),
  chain: fitted(new Chain([new Standardiser(), new Chain([new Standardiser(), new Elm({ hidden })])])),
  voting: fitted(
    new Voting([new Elm({ hidden }), new OnlineElm({ hidden, lambda: 1 }), new Elm({ hidden })], [1, 3, 0.3]),
  ),
};

const texts = ['Bake the bread slowly.', 'Stir the soup.', 'She won the race.', 'The team lost again.'];
const textElm = new TextElm(features);
textElm.fit(texts, ['food', 'food', 'sport', 'sport']);
const grouped = UnsupervisedElm.fit(x, { hidden, dimensions: 2 });
const indices = (['f32', 'i8'] as const).map((format) => {
  const index = new VectorIndex(2, format);
  for (let i = 0; i < 10; i++) index.add(`ü${i}`, x.row(i));
  return index;
});

/** Everything that can be saved, how to load it, and what it says. */
const ALL: Record<
  string,
  { model: Savable; load: (saved: Saved) => Savable; says: (model: never) => unknown }
> = {
  ...Object.fromEntries(
    Object.entries(MODELS).map(([name, model]) => [
      name,
      {
        model,
        load: loadModel,
        says: (m: Model) => {
          const probes = name.includes('sparse') ? sparse(x) : x;
          return [
            m.labels,
            m.predictScores(probes).data,
            m.transform(probes).data,
            m.labels.length > 0 ? m.predictProbabilities(probes).data : null,
          ];
        },
      },
    ]),
  ),
  text: {
    model: textElm,
    load: (saved) => TextElm.load(saved, features),
    says: (m: TextElm) => m.predictProbabilities(texts).data,
  },
  unsupervised: {
    model: grouped,
    load: UnsupervisedElm.load,
    says: (m: UnsupervisedElm) => m.embed(x).data,
  },
  'index, f32': {
    model: indices[0],
    load: VectorIndex.load,
    says: (m: VectorIndex) => m.search([1, 2], 5),
  },
  'index, i8': {
    model: indices[1],
    load: VectorIndex.load,
    says: (m: VectorIndex) => [m.search([1, 2], 5), m.vector('ü3')],
  },
};

/** The error thrown, which must be an ElmError; null if there was none. */
function refusal(what: () => unknown): ElmError | null {
  try {
    what();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(ElmError);
    return error as ElmError;
  }
}

/** The longest typed array asked for by its length while `what` runs. */
function longestAllocation(what: () => unknown): number {
  let longest = 0;
  const names = ['Float64Array', 'Float32Array', 'Uint32Array', 'Int8Array', 'Uint8Array'] as const;
  const originals = names.map((name) => globalThis[name]);
  names.forEach((name, k) => {
    globalThis[name] = new Proxy(originals[k], {
      construct(target, args, self) {
        if (typeof args[0] === 'number') longest = Math.max(longest, args[0]);
        return Reflect.construct(target, args, self === globalThis[name] ? target : self);
      },
    }) as never;
  });
  try {
    what();
  } finally {
    names.forEach((name, k) => {
      globalThis[name] = originals[k] as never;
    });
  }
  return longest;
}

describe.each(Object.entries(ALL))('%s', (_, { model, load, says }) => {
  const bytes = toBytes(model);
  const json = toJson(model);

  it('comes back from a file and from JSON saying the same, to the last bit', () => {
    for (const loaded of [load(fromBytes(bytes)), load(fromJson(json))]) {
      expect(says(loaded as never)).toEqual(says(model as never));
      expect(toBytes(loaded)).toEqual(bytes);
      expect(toJson(loaded)).toBe(json);
    }
  });

  it('does not depend on the bytes that it came from', () => {
    const copy = bytes.slice();
    const loaded = load(fromBytes(copy));
    copy.fill(0);
    expect(says(loaded as never)).toEqual(says(model as never));
  });

  it('with one number that is none, or one array longer or shorter, is refused', () => {
    const { arrays, ...rest } = model.save();
    for (const [name, array] of Object.entries(arrays)) {
      const changed = (other: typeof array) => () =>
        load(fromBytes(toBytes({ save: () => ({ ...rest, arrays: { ...arrays, [name]: other } }) })));
      if (array.length > 0) expect(changed(array.slice(0, -1)), name).toThrow(ElmError);
      const longer = new (array.constructor as Float64ArrayConstructor)(array.length + 1);
      expect(changed(longer), name).toThrow(ElmError);
      if (!(array instanceof Float64Array || array instanceof Float32Array) || array.length === 0) continue;
      for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const holed = array.slice();
        holed[array.length >> 1] = number;
        expect(changed(holed), name).toThrow(/expected finite numbers, got (NaN|Infinity)/);
      }
    }
  });

  it('with anything in its JSON changed, loads or says what is wrong', () => {
    const places: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]) => {
      places.push(path);
      if (Array.isArray(value)) value.slice(0, 3).forEach((item, k) => void walk(item, [...path, k]));
      else if (typeof value === 'object' && value !== null) {
        for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
      }
    };
    walk(JSON.parse(json), []);
    const strange = [
      null,
      true,
      -1,
      0,
      1,
      2.5,
      3,
      1e9,
      2 ** 40,
      '',
      'x',
      'toString',
      [],
      {},
      [1e9],
      ['a', 'a'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...strange, undefined), (path, value) => {
        let changed: unknown = JSON.parse(json);
        if (path.length === 0) changed = value;
        else {
          let at = changed as Record<string | number, unknown>;
          for (const key of path.slice(0, -1)) at = at[key] as typeof at;
          at[path[path.length - 1]] = value;
        }
        const text = JSON.stringify(changed) ?? '';
        refusal(() => {
          const loaded = load(fromJson(text));
          says(loaded as never);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('with bytes of its file changed under a right checksum, loads or says what is wrong, and takes no more room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: bytes.length - 13 }), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        (changes) => {
          const changed = bytes.slice();
          for (const [at, by] of changes) changed[12 + at] ^= by;
          new DataView(changed.buffer).setUint32(8, crc32(changed.subarray(12)), true);
          const longest = longestAllocation(() => refusal(() => load(fromBytes(changed))));
          // TextElm's table of all buckets is the same for every file.
          expect(longest).toBeLessThanOrEqual(Math.max(bytes.length, 1 << 18));
        },
      ),
      { numRuns: 200 },
    );
    for (let length = 0; length < bytes.length; length += 1 + Math.floor(bytes.length / 50))
      expect(refusal(() => fromBytes(bytes.slice(0, length)))).not.toBeNull();
  });
});

describe('a saved model', () => {
  it('that speaks of huge layers makes nothing huge by being loaded', () => {
    const elm = JSON.parse(toJson(fitted(new Elm({ hidden: { units: 1 } }))));
    elm.fields.inputs = 1 << 26;
    const longest = longestAllocation(() => Elm.load(fromJson(JSON.stringify(elm))));
    expect(longest).toBeLessThan(100);
    elm.fields.inputs = 2 ** 30;
    expect(String(refusal(() => Elm.load(fromJson(JSON.stringify(elm)))))).toMatch(
      /units: expected at most .* got 1073741824/,
    );
  });

  it('of another kind, form or version is refused by name', () => {
    const elm = toBytes(MODELS.elm);
    expect(String(refusal(() => OnlineElm.load(fromBytes(elm))))).toBe(
      'ElmError: saved.kind: expected "online-elm", got "elm"',
    );
    expect(String(refusal(() => loadModel(indices[0].save())))).toMatch(
      /saved.kind: expected a kind that is loaded here/,
    );
    expect(String(refusal(() => fromBytes('x' as never)))).toMatch(/file: expected a Uint8Array, got "x"/);
    expect(String(refusal(() => fromJson('{')))).toMatch(/json: expected JSON/);
    expect(String(refusal(() => fromJson('{"format":"x"}')))).toMatch(
      /json.format: expected "inkling-model", got "x"/,
    );
    const json = toJson(MODELS.elm).replace('"version":1', '"version":2');
    expect(String(refusal(() => fromJson(json)))).toMatch(/json.version: expected 1, got 2/);
    expect(String(refusal(() => fromJson(' '.repeat((1 << 24) + 1))))).toMatch(/at most 16777216 characters/);
  });

  it('keeps every f64, also −0, in JSON', () => {
    const values = Float64Array.of(-0, 5e-324, Number.MAX_VALUE, 0.1, 1 / 3, -1e21);
    const saved = fromJson(
      toJson({ save: () => ({ kind: 'k', fields: {}, arrays: { values }, parts: [] }) }),
    );
    expect(saved.arrays.values).toEqual(values);
    expect(Object.is(saved.arrays.values[0], -0)).toBe(true);
  });

  it('with parts in parts without end is refused', () => {
    const nested = (depth: number): Saved => ({
      kind: 'chain',
      fields: {},
      arrays: {},
      parts: depth === 0 ? [new Elm({ hidden })].slice(1).map((m) => m.save()) : [nested(depth - 1)],
    });
    const deep = { save: () => nested(20) };
    expect(String(refusal(() => fromBytes(toBytes(deep))))).toMatch(/parts within parts/);
    expect(String(refusal(() => fromJson(toJson(deep))))).toMatch(/parts within parts/);
  });

  it('with a kernel of one’s own, or before its first fit, can’t be', () => {
    const custom = { kind: 'custom', of: () => 1 } as const;
    expect(() => toBytes(fitted(new KernelElm({ kernel: custom, lambda: 1 })))).toThrow(
      /kernel: expected one of the kinds/,
    );
    expect(() => toBytes(fitted(new NystromElm({ kernel: custom, landmarks: 1 })))).toThrow(/kernel/);
    for (const model of [new Elm({ hidden }), new KernelElm({ kernel: rbf, lambda: 1 }), new Standardiser()])
      expect(() => toBytes(model)).toThrow(/fitted/);
  });

  it('can go on learning', () => {
    const more = clouds(9, 3, 5);
    const kernel = fitted(new KernelElm({ kernel: rbf, lambda: 0.1 }));
    const loaded = KernelElm.load(fromBytes(toBytes(kernel)));
    for (const model of [kernel, loaded]) {
      model.partialFit(more.x, more.y, { sampleWeights: new Float64Array(9).fill(2) });
      model.remove(3);
    }
    const gap = kernel.predictProbabilities(x).data.map((p, k) => p - loaded.predictProbabilities(x).data[k]);
    expect(Math.max(...gap.map(Math.abs))).toBeLessThan(1e-10);
  });
});
