import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError } from '../../../../src/elm/evaluate/metrics.ts';
import { RandomLayer } from '../../../../src/elm/layers/randomLayer.ts';
import { ridge } from '../../../../src/elm/learn/ridge.ts';
import { Matrix, SparseRows, selectRows } from '../../../../src/elm/linalg/matrix.ts';
import { symmetricEigen } from '../../../../src/elm/linalg/symmetricEigen.ts';
import { KernelElm } from '../../../../src/elm/models/kernelElm.ts';
import { type Kernel, kernelMatrix } from '../../../../src/elm/models/kernelFunctions.ts';
import { predictLabels } from '../../../../src/elm/models/model.ts';
import { Nystrom } from '../../../../src/elm/models/nystrom.ts';
import { NystromElm } from '../../../../src/elm/models/nystromElm.ts';
import { difference, identity, product, randomMatrix } from '../linalg/helpers.ts';
import { clouds, moons, share } from './data.ts';

const KERNELS: Kernel[] = [
  { kind: 'linear' },
  { kind: 'polynomial', degree: 3, scale: 0.5, offset: 1 },
  { kind: 'rbf', gamma: 0.7 },
  { kind: 'laplacian', gamma: 0.7 },
  { kind: 'arcCosine', order: 0 },
  { kind: 'arcCosine', order: 1 },
  { kind: 'custom', of: (x, z) => Math.exp(x[0] + z[0]) + x[1] * z[1] },
];
const kernels = fc.constantFrom(...KERNELS);

describe('kernels', () => {
  it('equal their formulas, by hand', () => {
    const a = Matrix.fromRows([[1, 2]]);
    const b = Matrix.fromRows([
      [3, -1],
      [1, 2],
    ]);
    const rows = KERNELS.map((kernel) => [...kernelMatrix(kernel, a, b).data]);
    const angle = Math.acos(1 / Math.sqrt(50));
    const wanted = [
      [1, 5],
      [1.5 ** 3, 3.5 ** 3],
      [Math.exp(-0.7 * 13), 1],
      [Math.exp(-0.7 * 5), 1],
      [1 - angle / Math.PI, 1],
      [(Math.sqrt(50) / Math.PI) * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle)), 5],
      [Math.exp(4) - 2, Math.exp(2) + 4],
    ];
    rows.forEach((row, k) => {
      // acos loses half the digits where two samples point the same way
      expect(difference(row, wanted[k])).toBeLessThan(1e-7);
    });
  });

  it('are symmetric, positive semidefinite, and the same on sparse rows', () => {
    fc.assert(
      fc.property(kernels, fc.integer({ min: 1, max: 12 }), fc.nat(), (kernel, n, seed) => {
        const x = randomMatrix(n, 3, seed);
        for (let k = 0; k < x.data.length; k += 2) x.data[k] = Math.fround(x.data[k]);
        for (let k = 1; k < x.data.length; k += 2) x.data[k] = 0;
        const gram = kernelMatrix(kernel, x, x);
        expect(difference(gram.transpose().data, gram.data)).toBeLessThan(1e-12);
        const { values } = symmetricEigen(gram);
        expect(values[n - 1]).toBeGreaterThan(-1e-7 * values[0]);
        const sparse = SparseRows.fromRows(
          Array.from({ length: n }, (_, i) =>
            Array.from(x.row(i), (v, j): [number, number] => [j, v]).filter(([, v]) => v !== 0),
          ),
          3,
        );
        expect(difference(kernelMatrix(kernel, sparse, sparse).data, gram.data)).toBeLessThan(1e-7);
      }),
    );
  });

  it('arc-cosine of order 1 is what ever more random relu units come to', () => {
    const x = randomMatrix(4, 3, 1);
    const units = 40000;
    const layer = new RandomLayer(3, { units, activation: 'relu', offset: 0, scale: Math.sqrt(3) });
    const h = layer.apply(x);
    const wanted = kernelMatrix({ kind: 'arcCosine', order: 1 }, x, x);
    const got = product(h, h.transpose()).data.map((value) => (2 * value) / units);
    expect(difference(got, wanted.data)).toBeLessThan(0.03);
  });

  it('names what is wrong with them', () => {
    const make = (kernel: unknown) => () => new KernelElm({ kernel: kernel as Kernel, lambda: 1 });
    expect(make({ kind: 'rbf', gamma: 0 })).toThrow(/kernel.gamma/);
    expect(make({ kind: 'polynomial', degree: 1.5, scale: 1, offset: 0 })).toThrow(/kernel.degree/);
    expect(make({ kind: 'polynomial', degree: 2, scale: 1, offset: -1 })).toThrow(/kernel.offset/);
    expect(make({ kind: 'arcCosine', order: 2 })).toThrow(/kernel.order/);
    expect(make({ kind: 'sigmoid' })).toThrow(/kernel.kind/);
    expect(make({ kind: 'custom', of: 3 })).toThrow(/kernel.of/);
  });
});

describe('KernelElm', () => {
  it('with a linear kernel is ridge regression with a penalised constant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 1, max: 6 }), fc.nat(), (n, d, seed) => {
        const x = randomMatrix(n, d, seed);
        const y = randomMatrix(n, 2, seed + 1);
        const sampleWeights = Float64Array.from({ length: n }, (_, i) => 1 + (i % 3));
        const model = new KernelElm({ kernel: { kind: 'linear' }, lambda: 0.4 });
        model.fit(x, y, { sampleWeights });
        // Its gradient is zero: Xᵀ W (Y − F) = λ B, with F = X B and B = Xᵀ α, so λ α = W (Y − F).
        const probe = identity(d);
        const zero = new Matrix(1, d);
        const constant = model.predictScores(zero).row(0);
        const fitted = model.predictScores(x);
        for (let o = 0; o < 2; o++) {
          let gradient = -0.4 * constant[o];
          for (let i = 0; i < n; i++)
            gradient += sampleWeights[i] * (y.data[2 * i + o] - fitted.data[2 * i + o]);
          expect(Math.abs(gradient)).toBeLessThan(1e-9);
          for (let j = 0; j < d; j++) {
            const weight = model.predictScores(selectRows(probe, [j])).data[o] - constant[o];
            gradient = -0.4 * weight;
            for (let i = 0; i < n; i++) {
              gradient += sampleWeights[i] * x.data[i * d + j] * (y.data[2 * i + o] - fitted.data[2 * i + o]);
            }
            expect(Math.abs(gradient)).toBeLessThan(1e-8);
          }
        }
      }),
    );
  });

  it('depends on the samples held, not on how they came and went', () => {
    fc.assert(
      fc.property(kernels, fc.array(fc.nat(), { maxLength: 8 }), fc.nat(), (kernel, removals, seed) => {
        const { x, y } = clouds(14, 3, seed);
        const model = new KernelElm({ kernel, lambda: 0.5 });
        model.fit(selectRows(x, [0, 1, 2]), y.slice(0, 3));
        let held = [0, 1, 2];
        for (let i = 3; i < 14; i++) {
          model.partialFit(selectRows(x, [i]), [y[i]]);
          held.push(i);
        }
        for (const pick of removals) {
          model.remove(pick % held.length);
          held = held.filter((_, k) => k !== pick % held.length);
        }
        if (new Set(held.map((i) => y[i])).size < 3) return;
        const fresh = new KernelElm({ kernel, lambda: 0.5 });
        const order = held.toReversed();
        fresh.fit(
          selectRows(x, order),
          order.map((i) => y[i]),
        );
        expect(model.size).toBe(held.length);
        expect(difference(model.predictScores(x).data, fresh.predictScores(x).data)).toBeLessThan(1e-8);
      }),
    );
  });

  it('its leave-one-out scores are those of models that never saw the sample', () => {
    const { x, y } = clouds(15, 3, 1);
    const model = new KernelElm({ kernel: { kind: 'rbf', gamma: 0.5 }, lambda: 0.2 });
    model.fit(x, y);
    const left = model.leaveOneOutScores;
    for (let i = 0; i < 15; i++) {
      const copy = new KernelElm(model.options);
      copy.fit(x, y);
      copy.remove(i);
      expect(difference(left.row(i), copy.predictScores(selectRows(x, [i])).data)).toBeLessThan(1e-9);
    }
  });

  it('bends its border, and says how sure it is', () => {
    const train = moons(200, 1, 0.3);
    const test = moons(1000, 2, 0.3);
    for (const model of [
      new KernelElm({ kernel: { kind: 'rbf', gamma: 2 }, lambda: 0.5 }),
      new KernelElm({ kernel: { kind: 'laplacian', gamma: 1 }, lambda: 0.5 }),
      new NystromElm({ kernel: { kind: 'rbf', gamma: 2 }, landmarks: 40 }),
      new NystromElm({ kernel: { kind: 'rbf', gamma: 2 }, landmarks: 40, choose: 'uniform' }),
    ]) {
      model.fit(train.x, train.y);
      const guess = predictLabels(model, test.x);
      expect(share(guess, test.y)).toBeGreaterThan(0.88);
      const p = model.predictProbabilities(test.x);
      const confidence = guess.map((label, i) => p.row(i)[model.labels.indexOf(label)]);
      expect(
        calibrationError(
          confidence,
          guess.map((label, i) => label === test.y[i]),
        ),
      ).toBeLessThan(0.07);
    }
  });

  it('says when a custom kernel is not positive definite', () => {
    const model = new KernelElm({ kernel: { kind: 'custom', of: (a, b) => -a[0] * b[0] * 9 }, lambda: 0.1 });
    expect(() => model.fit(Matrix.fromRows([[1], [2]]), ['a', 'b'])).toThrow(/positive definite/);
    expect(() => model.predictScores(new Matrix(1, 1))).toThrow(/fitted/);
  });
});

describe('Nystrom', () => {
  it('whitens: W K Wᵀ = I, and is exact where a landmark is one of the two', () => {
    fc.assert(
      fc.property(kernels, fc.integer({ min: 1, max: 15 }), fc.nat(), (kernel, m, seed) => {
        const landmarks = randomMatrix(m, 4, seed);
        if (m > 2) landmarks.data.set(landmarks.row(0), 4); // a landmark twice
        const nystrom = Nystrom.fit(kernel, landmarks);
        const k = kernelMatrix(kernel, landmarks, landmarks);
        const w = nystrom.whitening;
        const white = product(product(w.transpose(), k), w);
        expect(difference(white.data, identity(nystrom.features).data)).toBeLessThan(1e-4);
        const x = randomMatrix(6, 4, seed + 1);
        const got = product(nystrom.apply(x), nystrom.apply(landmarks).transpose());
        expect(difference(got.data, kernelMatrix(kernel, x, landmarks).data)).toBeLessThan(1e-3);
      }),
    );
    // Well-conditioned, it does so to rounding.
    const landmarks = randomMatrix(10, 4, 3);
    const nystrom = Nystrom.fit({ kind: 'rbf', gamma: 0.5 }, landmarks);
    const w = nystrom.whitening;
    const white = product(product(w.transpose(), kernelMatrix(nystrom.kernel, landmarks, landmarks)), w);
    expect(nystrom.features).toBe(10);
    expect(difference(white.data, identity(10).data)).toBeLessThan(1e-10);
  });

  it('with every sample a landmark is the Kernel ELM', () => {
    const { x, y } = clouds(30, 3, 1);
    const kernel: Kernel = { kind: 'rbf', gamma: 0.8 };
    const some = new NystromElm({ kernel, landmarks: x, lambda: 0.5 });
    some.fit(x, y);
    // The same, with the constant not penalised: ridge on the exact features.
    const features = Nystrom.fit(kernel, x).apply(x);
    const targets = new Matrix(30, 3);
    targets.data.fill(-1);
    y.forEach((label, i) => {
      targets.data[3 * i + some.labels.indexOf(label)] = 1;
    });
    const { weights, intercept } = ridge([features], targets, { lambda: 0.5 });
    const wanted = product(features, weights[0]);
    for (let k = 0; k < wanted.data.length; k++) wanted.data[k] += intercept[k % 3];
    expect(difference(some.predictScores(x).data, wanted.data)).toBeLessThan(1e-9);
    // And close to the exact one, whose constant is penalised.
    const exact = new KernelElm({ kernel, lambda: 0.5 });
    exact.fit(x, y);
    expect(difference(some.predictScores(x).data, exact.predictScores(x).data)).toBeLessThan(0.1);
  });
});
