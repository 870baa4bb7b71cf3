import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElmError } from '../../../../src/elm/errors.ts';
import { DualRidge } from '../../../../src/elm/learn/dualRidge.ts';
import { Random } from '../../../../src/elm/random.ts';

interface Point {
  x: number[];
  lambda: number;
  target: number[];
}

const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

function point(seed: number, dimensions: number, outputs: number): Point {
  const random = new Random(seed);
  return {
    x: Array.from({ length: dimensions }, () => random.normal()),
    lambda: 0.05 + random.uniform(),
    target: Array.from({ length: outputs }, () => random.normal()),
  };
}

function append(ridge: DualRidge, held: Point[], added: Point): void {
  ridge.append(
    held.map((other) => dot(other.x, added.x)),
    dot(added.x, added.x),
    added.lambda,
    added.target,
  );
  held.push(added);
}

/** (K + Λ) α = R by Gaussian elimination with pivoting: another way than the one under test. */
function freshSolve(points: Point[], outputs: number): number[] {
  const n = points.length;
  const rows = points.map((a, i) => [
    ...points.map((b, j) => dot(a.x, b.x) + (i === j ? a.lambda : 0)),
    ...a.target,
  ]);
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const f = rows[i][k] / rows[k][k];
      for (let j = k; j < n + outputs; j++) rows[i][j] -= f * rows[k][j];
    }
  }
  return rows.flatMap((row, i) => row.slice(n).map((value) => value / row[i]));
}

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance = 1e-9): void {
  expect(got.length).toBe(want.length);
  let scale = 1e-12;
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    scale = Math.max(scale, Math.abs(want[i]));
    worst = Math.max(worst, Math.abs(got[i] - want[i]));
  }
  expect(worst / scale).toBeLessThan(tolerance);
}

describe('DualRidge', () => {
  it('equals a fresh solve after any sequence of adding, removing and relabelling', () => {
    const edits = fc.array(
      fc.record({ kind: fc.constantFrom('add', 'add', 'remove', 'relabel'), pick: fc.nat(), seed: fc.nat() }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        edits,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 12 }),
        (list, outputs, d) => {
          const ridge = new DualRidge(outputs);
          const held: Point[] = [];
          for (const { kind, pick, seed } of list) {
            if (kind === 'add' || held.length === 0) append(ridge, held, point(seed, d, outputs));
            else if (kind === 'remove') {
              ridge.remove(pick % held.length);
              held.splice(pick % held.length, 1);
            } else {
              const { target } = point(seed, d, outputs);
              ridge.setTarget(pick % held.length, target);
              held[pick % held.length] = { ...held[pick % held.length], target };
            }
          }
          expect(ridge.size).toBe(held.length);
          expectClose(ridge.solve(), freshSolve(held, outputs));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stays exact over thousands of edits', () => {
    const ridge = new DualRidge(2);
    const held: Point[] = [];
    const random = new Random(7);
    for (let i = 0; i < 4000; i++) {
      if (held.length > 0 && (held.length > 60 || random.below(2) === 0)) {
        const index = random.below(held.length);
        ridge.remove(index);
        held.splice(index, 1);
      } else append(ridge, held, point(i, 20, 2));
    }
    expect(held.length).toBeGreaterThan(5);
    expectClose(ridge.solve(), freshSolve(held, 2), 1e-11);
  });

  it('leave-one-out is what solving without each example gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        (n, seed, outputs) => {
          const ridge = new DualRidge(outputs);
          const held: Point[] = [];
          for (let i = 0; i < n; i++) append(ridge, held, point(seed + i, 5, outputs));
          const want = held.flatMap((left, i) => {
            const others = held.filter((_, j) => j !== i);
            const alpha = freshSolve(others, outputs);
            return left.target.map(
              (target, o) =>
                target - others.reduce((sum, { x }, j) => sum + dot(x, left.x) * alpha[j * outputs + o], 0),
            );
          });
          expectClose(ridge.leaveOneOut(), want, 1e-8);
        },
      ),
    );
  });

  it('a twin of an example is no harm, for each has its own λ', () => {
    const ridge = new DualRidge(1);
    const held: Point[] = [];
    const twin = { x: [1, 2], lambda: 0.5, target: [1] };
    append(ridge, held, twin);
    append(ridge, held, twin);
    // Two equal equations (5 + .5) a + 5 b = 1 and 5 a + (5 + .5) b = 1.
    expectClose(ridge.solve(), [1 / 10.5, 1 / 10.5]);
  });

  it('says when a kernel is not positive definite, and has not changed', () => {
    const ridge = new DualRidge(1);
    ridge.append([], 1, 0.1, [1]);
    const before = ridge.solve();
    expect(() => ridge.append([5], 1, 0.1, [1])).toThrow(/positive definite/);
    expect(() => ridge.append([Number.NaN], 1, 0.1, [1])).toThrow(ElmError);
    expect(() => ridge.append([0.5], Number.POSITIVE_INFINITY, 0.1, [1])).toThrow(ElmError);
    expect(ridge.size).toBe(1);
    expect(ridge.solve()).toEqual(before);
    ridge.append([0.5], 1, 0.1, [1]);
    expect(ridge.size).toBe(2);
  });

  it('names what is wrong with an argument', () => {
    expect(() => new DualRidge(0)).toThrow(/outputs: expected an integer from 1/);
    const ridge = new DualRidge(2);
    ridge.append([], 1, 1, [0, 0]);
    expect(() => ridge.append([], 1, 1, [0, 0])).toThrow(/kernelRow: expected 1 numbers, got 0/);
    expect(() => ridge.append([0], 1, 0, [0, 0])).toThrow(/lambda/);
    expect(() => ridge.append([0], 1, 1, [0])).toThrow(/target: expected 2 numbers, got 1/);
    expect(() => ridge.append([0], 1, 1, [0, Number.NaN])).toThrow(
      /target\[1\]: expected a finite number, got NaN/,
    );
    expect(() => ridge.remove(1)).toThrow(/index/);
    expect(() => ridge.setTarget(-1, [0, 0])).toThrow(/index/);
  });

  it('of nothing solves to nothing', () => {
    const ridge = new DualRidge(3);
    expect(ridge.solve()).toEqual(new Float64Array(0));
    ridge.append([], 2, 1, [3, 0, 6]);
    ridge.remove(0);
    expect(ridge.size).toBe(0);
    expect(ridge.solve()).toEqual(new Float64Array(0));
  });
});
