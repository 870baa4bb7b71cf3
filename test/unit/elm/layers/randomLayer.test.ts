import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../../../src/elm/layers/activations.ts';
import { RandomLayer, type RandomLayerOptions } from '../../../../src/elm/layers/randomLayer.ts';
import { Matrix, SparseRows } from '../../../../src/elm/linalg/matrix.ts';
import { difference, identity, product, randomMatrix } from '../linalg/helpers.ts';

const PROJECTIONS = ['gaussian', 'uniform', 'orthogonal', 'structured'] as const;
const linear = { activation: 'linear', offset: 0 } as const;

/** The projection as a matrix: what a linear layer without offset makes of the unit vectors. */
const projectionOf = (inputs: number, options: RandomLayerOptions) =>
  new RandomLayer(inputs, { ...options, ...linear }).apply(identity(inputs));

describe('RandomLayer', () => {
  it('spreads an input of mean square 1 to `scale` on every unit', () => {
    for (const projection of PROJECTIONS) {
      for (const [inputs, units] of [
        [64, 512],
        [100, 40],
        [64, 64],
      ]) {
        const out = new RandomLayer(inputs, { units, projection, scale: 0.5, seed: 3, ...linear }).apply(
          randomMatrix(400, inputs, 1),
        );
        const meanSquare = out.data.reduce((sum, value) => sum + value * value, 0) / out.data.length;
        expect(Math.sqrt(meanSquare)).toBeGreaterThan(0.45);
        expect(Math.sqrt(meanSquare)).toBeLessThan(0.55);
      }
    }
  });

  it('an orthogonal layer keeps lengths and angles where it can', () => {
    const square = projectionOf(20, { units: 20, projection: 'orthogonal', seed: 5 });
    expect(difference(product(square.transpose(), square).data, identity(20).data)).toBeLessThan(1e-12);
    const wide = projectionOf(8, { units: 32, projection: 'orthogonal', seed: 5 });
    const angles = product(wide, wide.transpose());
    expect(
      difference(
        angles.data,
        identity(8).data.map((value) => value * 4),
      ),
    ).toBeLessThan(1e-12);
  });

  it('a structured layer keeps lengths and angles, to the f32 it computes in', () => {
    const wide = projectionOf(16, { units: 64, projection: 'structured', seed: 5 });
    expect(
      difference(
        product(wide, wide.transpose()).data,
        identity(16).data.map((v) => v * 4),
      ),
    ).toBeLessThan(1e-5);
  });

  it('follows from its options alone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PROJECTIONS),
        fc.constantFrom(...(Object.keys(ACTIVATIONS) as Activation[])),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer(),
        (projection, activation, inputs, units, seed) => {
          const x = randomMatrix(3, inputs, seed);
          const options = { projection, activation, units, seed };
          const first = new RandomLayer(inputs, options).apply(x);
          expect(new RandomLayer(inputs, { ...new RandomLayer(inputs, options).options }).apply(x)).toEqual(
            first,
          );
          expect([first.rows, first.columns]).toEqual([3, units]);
          const other = new RandomLayer(inputs, { ...options, seed: seed + 1, scale: 2 }).apply(x);
          if (units > 3) expect(other.data).not.toEqual(first.data);
        },
      ),
    );
  });

  it('golden numbers: a layer of old gives the same for ever', () => {
    const x = Matrix.fromRows([[1, -0.5, 0.25]]);
    const golden = (projection: (typeof PROJECTIONS)[number]) =>
      [...new RandomLayer(3, { units: 4, projection, seed: 42 }).apply(x).data].map((value) =>
        value.toFixed(6),
      );
    expect(Object.fromEntries(PROJECTIONS.map((p) => [p, golden(p)]))).toMatchInlineSnapshot(`
      {
        "gaussian": [
          "-0.806676",
          "-0.450140",
          "0.268631",
          "-0.426186",
        ],
        "orthogonal": [
          "-0.918587",
          "-0.610295",
          "0.414588",
          "0.277543",
        ],
        "structured": [
          "0.208054",
          "0.734627",
          "-0.971789",
          "-0.856681",
        ],
        "uniform": [
          "-0.122451",
          "0.813117",
          "0.420805",
          "0.934827",
        ],
      }
    `);
  });

  it('reads sparse rows as the dense ones they stand for', () => {
    const x = Matrix.fromRows([
      [0, 2, 0, -1],
      [0, 0, 0, 0],
    ]);
    const sparse = SparseRows.fromRows(
      [
        [
          [1, 2],
          [3, -1],
        ],
        [],
      ],
      4,
    );
    for (const projection of ['gaussian', 'uniform', 'orthogonal', 'structured'] as const) {
      const layer = new RandomLayer(4, { units: 6, projection });
      expect(difference(layer.apply(sparse).data, layer.apply(x).data)).toBeLessThan(1e-14);
    }
  });

  it('names what is wrong with an argument', () => {
    expect(() => new RandomLayer(0, { units: 3 })).toThrow(/inputs/);
    expect(() => new RandomLayer(3, { units: 0 })).toThrow(/units/);
    expect(() => new RandomLayer(3, { units: 2, scale: 0 })).toThrow(/scale/);
    expect(() => new RandomLayer(3, { units: 2, offset: -1 })).toThrow(/offset/);
    expect(() => new RandomLayer(3, { units: 2, activation: 'step' as Activation })).toThrow(
      /activation: expected tanh/,
    );
    expect(() => new RandomLayer(3, { units: 2, projection: 'x' as 'uniform' })).toThrow(/projection/);
    expect(() => new RandomLayer(1 << 18, { units: 1024 })).toThrow(/units: expected at most/);
    expect(() => new RandomLayer(3, { units: 2 }).apply(new Matrix(1, 4))).toThrow(
      /x: expected 3 columns, got 4/,
    );
  });
});

describe('activations', () => {
  it('are the functions of their names', () => {
    for (let x = -7; x <= 7; x += 0.1) {
      expect(Math.abs(ACTIVATIONS.tanh(x) - Math.tanh(x))).toBeLessThan(1.5e-4);
      expect(Math.abs(ACTIVATIONS.sigmoid(x) - 1 / (1 + Math.exp(-x)))).toBeLessThan(1e-4);
      const cube = 0.7978845608028654 * (x + 0.044715 * x ** 3);
      expect(Math.abs(ACTIVATIONS.gelu(x) - 0.5 * x * (1 + Math.tanh(cube)))).toBeLessThan(5e-4);
      expect(ACTIVATIONS.relu(x)).toBe(Math.max(0, x));
      expect(ACTIVATIONS.leakyRelu(x)).toBe(Math.max(0.01 * x, x));
      expect(ACTIVATIONS.linear(x)).toBe(x);
      expect(ACTIVATIONS.sine(x)).toBe(Math.sin(x));
    }
  });
});
