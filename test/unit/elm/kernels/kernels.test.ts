import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBytes, toBytes } from '../../../../src/elm/file/saved.ts';
import { Kernels } from '../../../../src/elm/kernels/kernels.ts';
import { cholesky } from '../../../../src/elm/linalg/cholesky.ts';
import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { gram } from '../../../../src/elm/linalg/products.ts';
import { rankOneUpdate } from '../../../../src/elm/linalg/triangularUpdate.ts';
import { Elm } from '../../../../src/elm/models/elm.ts';
import { KernelElm } from '../../../../src/elm/models/kernelElm.ts';
import { OnlineElm } from '../../../../src/elm/models/onlineElm.ts';
import { Random } from '../../../../src/elm/random.ts';
import { plainRows } from '../../../../src/elm/retrieve/rows.ts';
import { difference, positiveDefinite, randomMatrix } from '../linalg/helpers.ts';
import { clouds } from '../models/data.ts';

const file = new URL('../../../../src/elm/kernels/kernels.wasm', import.meta.url);
const kernels = await Kernels.compile(new Uint8Array(readFileSync(file)));
// Past one panel (64), past one tile (4), and everything between.
const size = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 60, max: 150 }));
const seed = fc.nat();

describe('WebAssembly kernels equal TypeScript', () => {
  it('rank-one update: to the last bit', () => {
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom(1, 0.9),
        fc.nat(),
        seed,
        (n, m, decay, skip, s) => {
          const width = n + m;
          const first = skip % n;
          const rz = randomMatrix(n, width, s).data;
          for (let k = 0; k < n; k++) rz[k * width + k] = Math.abs(rz[k * width + k]);
          const xy = randomMatrix(1, width, s + 1).data.fill(0, 0, first);
          if (n > 3) xy[first + 1 < n ? first + 1 : first] = 0;
          const triangle = kernels.triangle(n, width);
          triangle.rz.set(rz);
          const xy2 = xy.slice();
          const gamma = rankOneUpdate(rz, n, width, xy, decay, first);
          expect(triangle.update(xy2, decay, first)).toBe(gamma);
          let differ = 0;
          for (let k = 0; k < n; k++) {
            for (let j = k; j < width; j++)
              if (!Object.is(triangle.rz[k * width + j], rz[k * width + j])) differ++;
          }
          for (let j = n; j < width; j++) if (!Object.is(xy2[j], xy[j])) differ++;
          expect(differ).toBe(0);
        },
      ),
    );
  });

  it('Cholesky', () => {
    fc.assert(
      fc.property(size, seed, (n, s) => {
        const a = positiveDefinite(n, s);
        expect(difference(kernels.cholesky(a).data, cholesky(a).data)).toBeLessThan(1e-10);
      }),
      { numRuns: 50 },
    );
    const bad = positiveDefinite(100, 1);
    bad.data[70 * 100 + 70] = -1;
    expect(() => cholesky(bad)).toThrow(/pivot 70/);
    expect(() => kernels.cholesky(bad)).toThrow(/pivot 70.*positive definite/);
    expect(() => kernels.cholesky(new Matrix(1, 2))).toThrow(/square/);
    expect(() => kernels.cholesky(Matrix.fromRows([[Number.NaN]]))).toThrow(/pivot 0/);
  });

  it('Gram', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), size, seed, (rows, d, s) => {
        const a = randomMatrix(rows, d, s);
        const whole = gram(a).data;
        expect(difference(kernels.gram(a).data, whole)).toBeLessThan(1e-12);
        // As a sum of two parts: of the lower triangle only.
        const { sum, add } = kernels.gramSum(d, rows);
        const cut = d * (rows >> 1);
        add(a.data.subarray(0, cut));
        add(a.data.subarray(cut));
        for (let i = 0; i < d; i++) sum.set(whole.subarray(i * d + i + 1, (i + 1) * d), i * d + i + 1);
        expect(difference(sum, whole)).toBeLessThan(1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('dot products of many rows of int8, exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 150 }), seed, (count, d, s) => {
        const random = new Random(s);
        const bytes = kernels.rowsI8(25, d);
        bytes.rows.forEach((_, k) => {
          bytes.rows[k] = random.below(256) - 128;
        });
        const query = Int8Array.from({ length: d }, () => random.below(256) - 128);
        const dots = bytes.dots(query, count);
        const plain = plainRows(bytes.rows.slice(), d).dots(query, count);
        for (let i = 0; i < count; i++) expect(dots[i]).toBe(plain[i]);
      }),
    );
  });

  it('models learn and answer the same with them', () => {
    const { x, y } = clouds(150, 3, 1);
    const hidden = { units: 70, seed: 2, scale: 2 };
    const plain = new Elm({ hidden });
    plain.fit(x, y);
    const fast = new Elm({ hidden }, kernels);
    fast.fit(x, y);
    expect(difference(fast.predictScores(x).data, plain.predictScores(x).data)).toBeLessThan(1e-6);
    const options = { kernel: { kind: 'rbf', gamma: 0.5 }, lambda: 0.1 } as const;
    const exact = new KernelElm(options);
    const exactFast = new KernelElm(options, kernels);
    for (const model of [exact, exactFast]) {
      model.fit(x, y);
      for (let i = 0; i < 20; i++) model.remove(3 * i);
      model.partialFit(x, y);
    }
    expect(
      difference(exactFast.predictProbabilities(x).data, exact.predictProbabilities(x).data),
    ).toBeLessThan(1e-9);
    const online = new OnlineElm({ hidden, lambda: 0.1, forgetting: 0.95 });
    online.partialFit(x, y);
    const onlineFast = new OnlineElm({ hidden, lambda: 0.1, forgetting: 0.95 }, kernels);
    onlineFast.partialFit(x, y);
    expect(toBytes(onlineFast)).toEqual(toBytes(online));
    const resumed = OnlineElm.load(fromBytes(toBytes(online)), kernels);
    for (const model of [online, resumed]) {
      model.partialFit(
        x,
        y.map((label) => `${label}!`),
      );
    }
    expect(toBytes(resumed)).toEqual(toBytes(online));
  });

  it('what is no module is refused', async () => {
    await expect(Kernels.compile(Uint8Array.of(1, 2, 3))).rejects.toThrow(
      /bytes: expected a WebAssembly module/,
    );
  });
});
