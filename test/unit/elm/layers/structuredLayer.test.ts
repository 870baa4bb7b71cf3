import { describe, expect, it } from 'vitest';
import { hadamard } from '../../../../src/elm/layers/hadamard.ts';
import { StructuredLayer } from '../../../../src/elm/layers/structuredLayer.ts';
import { tanh } from '../../../../src/elm/layers/tanh.ts';
import { Random } from '../../../../src/elm/random.ts';

function normals(n: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: n }, () => random.normal());
}

describe('hadamard', () => {
  it('is the matrix whose entry (i, j) is −1 to the number of common bits of i and j', () => {
    for (const n of [1, 2, 4, 8, 32, 64]) {
      const x = normals(n, n);
      const want = Array.from({ length: n }, (_, i) =>
        x.reduce((sum, value, j) => {
          let bits = 0;
          for (let common = i & j; common > 0; common >>= 1) bits += common & 1;
          return sum + (bits % 2 === 0 ? value : -value);
        }, 0),
      );
      const got = x.slice();
      hadamard(got);
      got.forEach((value, i) => {
        expect(value).toBeCloseTo(want[i], 4);
      });
    }
  });

  it('undoes itself up to n', () => {
    const x = normals(1024, 5);
    const got = x.slice();
    hadamard(got);
    hadamard(got);
    got.forEach((value, i) => {
      expect(value / 1024).toBeCloseTo(x[i], 5);
    });
  });
});

describe('tanh', () => {
  it('is the hyperbolic tangent to 1e-4, odd and rising', () => {
    let before = -1;
    for (let x = -8; x <= 8; x += 1 / 128) {
      expect(Math.abs(tanh(x) - Math.tanh(x))).toBeLessThan(1.1e-4);
      expect(tanh(-x)).toBe(-tanh(x));
      expect(tanh(x)).toBeGreaterThanOrEqual(before);
      before = tanh(x);
    }
  });
});

describe('StructuredLayer', () => {
  const apply = (layer: StructuredLayer, input: Float32Array) => {
    const out = new Float32Array(layer.units);
    layer.apply(input, out);
    return out;
  };

  it('is drawn from its seed alone', () => {
    const input = normals(300, 1);
    const a = apply(new StructuredLayer(300, 1024, 0.7, 1, 3), input);
    expect(apply(new StructuredLayer(300, 1024, 0.7, 1, 3), input)).toEqual(a);
    expect(apply(new StructuredLayer(300, 1024, 0.7, 1, 4), input)).not.toEqual(a);
  });

  it('spreads an input of mean square 1 to units of the wanted deviation', () => {
    // Small, without offsets: tanh is linear there.
    const layer = new StructuredLayer(300, 1024, 0.01, 0, 3);
    const out = apply(layer, normals(300, 2)).map((h) => h * Math.sqrt(1024));
    const deviation = Math.hypot(...out) / Math.sqrt(1024);
    expect(deviation).toBeGreaterThan(0.009);
    expect(deviation).toBeLessThan(0.011);
    // No unit sees only a part of the input: the greatest is within what 1,024 normal numbers reach.
    expect(Math.max(...out.map(Math.abs))).toBeLessThan(0.05);
  });

  it('keeps angles: near inputs give near activations, unrelated ones do not', () => {
    const layer = new StructuredLayer(300, 1024, 0.7, 0, 3);
    const cosine = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, value, i) => sum + value * b[i], 0) / (Math.hypot(...a) * Math.hypot(...b));
    const x = normals(300, 7);
    const near = x.map((value, i) => value + 0.1 * normals(300, 8)[i]);
    expect(cosine(apply(layer, x), apply(layer, near))).toBeGreaterThan(0.97);
    expect(Math.abs(cosine(apply(layer, x), apply(layer, normals(300, 9))))).toBeLessThan(0.25);
  });

  it('says what is wrong with its arguments', () => {
    expect(() => new StructuredLayer(300, 1000, 1, 1, 1)).toThrow(/power of two/);
    expect(() => new StructuredLayer(2000, 1024, 1, 1, 1)).toThrow(/inputs/);
    expect(() => new StructuredLayer(300, 1024, 0, 1, 1)).toThrow(/inputScale/);
  });
});
