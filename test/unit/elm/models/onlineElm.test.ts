import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTemperature } from '../../../../src/elm/calibrate/temperature.ts';
import { calibrationError } from '../../../../src/elm/evaluate/metrics.ts';
import { fromBytes, toBytes } from '../../../../src/elm/file/saved.ts';
import { RandomLayer } from '../../../../src/elm/layers/randomLayer.ts';
import { cholesky, choleskySolve } from '../../../../src/elm/linalg/cholesky.ts';
import { Matrix, selectRows } from '../../../../src/elm/linalg/matrix.ts';
import { Elm, scoresToProbabilities } from '../../../../src/elm/models/elm.ts';
import { predictLabels } from '../../../../src/elm/models/model.ts';
import { OnlineElm } from '../../../../src/elm/models/onlineElm.ts';
import { Random } from '../../../../src/elm/random.ts';
import { difference, randomMatrix } from '../linalg/helpers.ts';
import { clouds, share } from './data.ts';

const hidden = { units: 25, seed: 3, scale: 2 };
const lambda = 0.3;

/** Scores of a batch ELM, columns in the online model's order of labels. */
function batchScores(x: Matrix, y: string[], probe: Matrix, labels: readonly string[]): Float64Array {
  const batch = new Elm({ hidden, lambda });
  batch.fit(x, y);
  const scores = batch.predictScores(probe);
  return Float64Array.from(
    { length: probe.rows * labels.length },
    (_, k) => scores.row(Math.floor(k / labels.length))[batch.labels.indexOf(labels[k % labels.length])],
  );
}

describe('OnlineElm', () => {
  it('equals the batch solution after any chunking, with labels that appear on the way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 2, max: 5 }),
        fc.nat(),
        (chunks, labels, seed) => {
          const n = Math.max(
            labels,
            chunks.reduce((a, b) => a + b),
          );
          const { x, y } = clouds(n, labels, seed);
          const online = new OnlineElm({ hidden, lambda });
          let from = 0;
          for (const chunk of [...chunks, n]) {
            const rows = Array.from({ length: Math.min(chunk, n - from) }, (_, i) => from + i);
            if (rows.length === 0) continue;
            online.partialFit(
              selectRows(x, rows),
              rows.map((i) => y[i]),
            );
            from += rows.length;
          }
          const probe = clouds(20, labels, seed + 1).x;
          expect(online.samples).toBe(n);
          expect(
            difference(online.predictScores(probe).data, batchScores(x, y, probe, online.labels)),
          ).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('equals weighted batch regression', () => {
    const x = randomMatrix(80, 3, 1);
    const y = randomMatrix(80, 2, 2);
    const sampleWeights = Float64Array.from({ length: 80 }, (_, i) => 0.2 + (i % 5));
    const online = new OnlineElm({ hidden, lambda });
    online.fit(x, y, { sampleWeights });
    const batch = new Elm({ hidden, lambda });
    batch.fit(x, y, { sampleWeights });
    expect(difference(online.predictScores(x).data, batch.predictScores(x).data)).toBeLessThan(1e-9);
    expect(() => online.predictProbabilities(x)).toThrow(/classifier/);
    expect(() =>
      online.partialFit(
        x,
        Array.from({ length: 80 }, () => 'a'),
      ),
    ).toThrow(/numbers, as before/);
  });

  it('samples taken out were never there', () => {
    const { x, y } = clouds(60, 3, 5);
    const online = new OnlineElm({ hidden, lambda });
    online.fit(x, y);
    const out = Array.from({ length: 25 }, (_, i) => (7 * i) % 60);
    const kept = Array.from({ length: 60 }, (_, i) => i).filter((i) => !out.includes(i));
    online.remove(
      selectRows(x, out),
      out.map((i) => y[i]),
    );
    const keptY = kept.map((i) => y[i]);
    expect(
      difference(online.predictScores(x).data, batchScores(selectRows(x, kept), keptY, x, online.labels)),
    ).toBeLessThan(1e-8);
    // What was never there can't be taken out, and trying changes nothing.
    const before = online.predictScores(x);
    const stranger = Matrix.fromRows([[50, -50]]);
    for (let i = 0; i < 40; i++) {
      try {
        online.remove(stranger, ['label0']);
      } catch (error) {
        expect(String(error)).toMatch(/positive definite/);
        if (i === 0) expect(online.predictScores(x)).toEqual(before);
        return;
      }
    }
    expect.fail('taking a stranger out again and again was never refused');
  });

  it('with forgetting is the weighted solution, faded samples and faded regularisation alike', () => {
    const forgetting = 0.95;
    const units = hidden.units;
    const n = 140;
    const x = randomMatrix(n, 3, 1);
    const y = randomMatrix(n, 1, 2);
    const online = new OnlineElm({ hidden, lambda, forgetting });
    online.fit(x, y);
    const phi = new RandomLayer(3, hidden).apply(x);
    const a = new Matrix(units + 1, units + 1);
    const b = new Matrix(units + 1, 1);
    for (let i = 0; i < n; i++) {
      const row = [...phi.row(i), 1];
      const weight = forgetting ** (n - 1 - i);
      for (let j = 0; j <= units; j++) {
        for (let k = 0; k <= units; k++) a.data[j * (units + 1) + k] += weight * row[j] * row[k];
        b.data[j] += weight * row[j] * y.data[i];
      }
    }
    for (let j = 0; j < units; j++) {
      let strength = lambda * forgetting ** n;
      for (let i = j; i < n; i += units) {
        strength += lambda * (1 - forgetting ** units) * forgetting ** (n - 1 - i);
      }
      // Bounded: never above 2 λ (in the first round) nor below λ μ^H.
      expect(strength).toBeLessThanOrEqual(2 * lambda);
      expect(strength).toBeGreaterThan(lambda * forgetting ** units * 0.999);
      a.data[j * (units + 1) + j] += strength;
    }
    const solution = choleskySolve(cholesky(a), b);
    const wanted = Array.from({ length: n }, (_, i) =>
      [...phi.row(i), 1].reduce((sum, value, j) => sum + value * solution.data[j], 0),
    );
    expect(difference(online.predictScores(x).data, wanted)).toBeLessThan(1e-8);
  });

  it('with forgetting follows a world that turns', () => {
    const follow = (forgetting: number) => {
      const online = new OnlineElm({ hidden, lambda, forgetting });
      const { x, y } = clouds(600, 2, 1);
      online.partialFit(x, y);
      const swapped = (labels: string[]) => labels.map((label) => (label === 'label0' ? 'label1' : 'label0'));
      const later = clouds(200, 2, 2);
      online.partialFit(later.x, swapped(later.y));
      return share(predictLabels(online, x), swapped(y));
    };
    expect(follow(0.98)).toBeGreaterThan(0.95);
    expect(follow(1)).toBeLessThan(0.2);
  });

  it('learns from 100,000 samples that all but repeat each other without losing its way', () => {
    const online = new OnlineElm({ hidden: { units: 12, seed: 1 }, lambda: 1e-3, forgetting: 0.999 });
    const random = new Random(1);
    const n = 1000;
    for (let chunk = 0; chunk < 100; chunk++) {
      const x = new Matrix(n, 2);
      const y = new Matrix(n, 1);
      for (let i = 0; i < n; i++) {
        x.data[2 * i] = random.normal();
        x.data[2 * i + 1] = x.data[2 * i] + 1e-6 * random.normal(); // hardly excites one direction
        y.data[i] = Math.sin(x.data[2 * i]);
      }
      online.partialFit(x, y);
    }
    const probe = Matrix.fromRows([
      [-1, -1],
      [0, 0],
      [1, 1],
    ]);
    expect(difference(online.predictScores(probe).data, [Math.sin(-1), 0, Math.sin(1)])).toBeLessThan(0.01);
  });

  it.each([1, 100_000])(
    'after 100,000 samples, %i at a time, is still the batch solution',
    (size) => {
      const { x, y } = clouds(100_000, 3, 1, 1);
      const online = new OnlineElm({ hidden, lambda });
      for (let from = 0; from < 100_000; from += size) {
        const samples = new Matrix(size, 2, x.data.subarray(2 * from, 2 * (from + size)));
        online.partialFit(samples, y.slice(from, from + size));
      }
      const probe = clouds(20, 3, 2).x;
      expect(
        difference(online.predictScores(probe).data, batchScores(x, y, probe, online.labels)),
      ).toBeLessThan(1e-9);
    },
    30_000,
  );

  it('learns many samples at once as it learns them one by one, weights and new labels and all', () => {
    const random = new Random(3);
    const atOnce = new OnlineElm({ hidden, lambda });
    const single = new OnlineElm({ hidden, lambda });
    for (const [labels, n] of [
      [2, 700],
      [2, 40],
      [4, 900],
    ]) {
      const { x, y } = clouds(n, labels, n, 1.5);
      const sampleWeights = Float64Array.from({ length: n }, () => 0.2 + random.uniform());
      atOnce.partialFit(x, y, { sampleWeights });
      for (let i = 0; i < n; i++)
        single.partialFit(selectRows(x, [i]), [y[i]], { sampleWeights: [sampleWeights[i]] });
    }
    const probe = clouds(50, 4, 9).x;
    expect(atOnce.labels).toEqual(single.labels);
    expect(difference(atOnce.predictScores(probe).data, single.predictScores(probe).data)).toBeLessThan(1e-9);
    // The scores that calibrate are those before the chunk, not before the sample.
    expect(
      difference(atOnce.predictProbabilities(probe).data, single.predictProbabilities(probe).data),
    ).toBeLessThan(0.02);
  });

  it('mends what rounding leaves of the Gram matrix, by rotations', () => {
    const x = new Matrix(300, 2);
    for (let i = 0; i < 300; i++) x.row(i).set([1e4 + (i % 3), i % 2]);
    const y = Matrix.fromRows(Array.from({ length: 300 }, (_, i) => [i % 3]));
    const wide = { units: 40, seed: 1, activation: 'linear' as const, scale: 10 };
    const atOnce = new OnlineElm({ hidden: wide, lambda: 1e-10 });
    atOnce.partialFit(x, y);
    const rows = atOnce.predictScores(x).data;
    expect(rows.every(Number.isFinite)).toBe(true);
    expect(difference(rows, y.data)).toBeLessThan(0.05);
  });

  it('gives probabilities that can be taken at their word', () => {
    const online = new OnlineElm({ hidden, lambda });
    const train = clouds(600, 3, 1, 1.3);
    online.partialFit(train.x, train.y);
    const test = clouds(2000, 3, 2, 1.3);
    const p = online.predictProbabilities(test.x);
    const guess = predictLabels(online, test.x);
    const confidence = guess.map((label, i) => p.row(i)[online.labels.indexOf(label)]);
    expect(
      calibrationError(
        confidence,
        guess.map((label, i) => label === test.y[i]),
      ),
    ).toBeLessThan(0.06);
  });

  it('calibrates on the scores that each sample got before it was learned from', () => {
    const { x, y } = clouds(80, 3, 1, 1.3);
    const online = new OnlineElm({ hidden, lambda });
    // The third sample brings the third label, which until then was a "no", −1, to all.
    const scores = new Matrix(78, 3);
    for (let i = 0; i < 80; i++) {
      const sample = selectRows(x, [i]);
      if (i >= 2)
        scores
          .row(i - 2)
          .fill(-1)
          .set(online.predictScores(sample).data);
      online.partialFit(sample, [y[i]]);
    }
    const truth = y.slice(2).map((label) => online.labels.indexOf(label));
    const wanted = scoresToProbabilities(online.predictScores(x), fitTemperature(scores, truth));
    expect(difference(online.predictProbabilities(x).data, wanted.data)).toBeLessThan(1e-9);
  });

  it('saved and loaded it goes on as if it had never stopped, to the last bit', () => {
    const { x, y } = clouds(700, 3, 1, 1);
    for (const [forgetting, newcomer] of [
      [1, 'new'],
      [0.99, 'new'],
      [1, 'label0'],
    ] as const) {
      const whole = new OnlineElm({ hidden, lambda, forgetting });
      const half = new OnlineElm({ hidden, lambda, forgetting });
      const first = Array.from({ length: 600 }, (_, i) => i);
      const rest = Array.from({ length: 100 }, (_, i) => 600 + i);
      for (const model of [whole, half]) {
        model.partialFit(
          selectRows(x, first),
          first.map((i) => y[i]),
        );
      }
      const resumed = OnlineElm.load(fromBytes(toBytes(half)));
      const newcomers = rest.map((i) => (i % 9 === 0 ? newcomer : y[i]));
      whole.partialFit(selectRows(x, rest), newcomers);
      resumed.partialFit(selectRows(x, rest), newcomers);
      expect(toBytes(resumed)).toEqual(toBytes(whole));
      expect(resumed.predictProbabilities(x)).toEqual(whole.predictProbabilities(x));
    }
  });

  it('names what is wrong with an argument, before learning anything', () => {
    const x = randomMatrix(2, 2, 1);
    expect(() => new OnlineElm({ hidden, lambda: 0 })).toThrow(/lambda/);
    expect(() => new OnlineElm({ hidden, lambda, forgetting: 1.1 })).toThrow(
      /forgetting: expected a number in/,
    );
    expect(() => new OnlineElm({ hidden, lambda, forgetting: 0.5 })).toThrow(
      /forgetting: expected at least 0.5/,
    );
    const online = new OnlineElm({ hidden, lambda });
    expect(() => online.predictScores(x)).toThrow(/fitted/);
    online.partialFit(x, ['a', 'b']);
    const before = toBytes(online);
    expect(() => online.partialFit(x, ['a'])).toThrow(/y: expected 2 targets/);
    expect(() => online.partialFit(randomMatrix(2, 3, 1), ['a', 'b'])).toThrow(/x: expected 2 columns/);
    expect(() =>
      online.partialFit(
        Matrix.fromRows([
          [1, 1],
          [1, Number.NaN],
        ]),
        ['a', 'c'],
      ),
    ).toThrow(/finite/);
    expect(() =>
      online.partialFit(
        Matrix.fromRows([
          [1, 1],
          [1, 1e200],
        ]),
        ['a', 'c'],
      ),
    ).toThrow(/within/);
    expect(() => online.partialFit(x, ['a', 'c'], { sampleWeights: [1, -1] })).toThrow(/sampleWeights\[1\]/);
    expect(() => online.partialFit(x, randomMatrix(2, 2, 1))).toThrow(/labels, as before/);
    expect(() => online.fit(x, ['a'])).toThrow(/targets/);
    expect(() => online.remove(x, ['a', 'c'])).toThrow(/one of a, b/);
    expect(toBytes(online)).toEqual(before);
  });
});
