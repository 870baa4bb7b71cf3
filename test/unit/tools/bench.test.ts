import { describe, expect, it } from 'vitest';
import { Limits } from '../../../tools/bench/limits.ts';
import { row } from '../../../tools/bench/measure.ts';

describe('a row of the benchmark', () => {
  it('says how many times faster than the peer, and how near the nearer limit', () => {
    const limits = {
      operations: { f64: 4e9, f32: 8e9, i32: 8e9, i16: 16e9 },
      readRate: () => 1e9,
    } as unknown as Limits;
    const work = { limits, operations: 1e6, bytes: 1e6 };
    // A million operations take .25 ms at least, a million bytes 1 ms.
    expect(row('x', 2, 'ms', { peer: 'y', peerValue: 5, target: 3, ...work })).toEqual({
      name: 'x',
      value: 2,
      unit: 'ms',
      peer: 'y',
      peerValue: 5,
      ratio: 2.5,
      target: 3,
      gops: 0.5,
      gbps: 0.5,
      limit: 'memory',
      share: 0.5,
    });
    expect(row('x', 500, 'µs', { ...work, bytes: 100, numbers: 'f32' })).toMatchObject({
      limit: 'arithmetic',
      share: 0.25,
      peer: null,
      ratio: null,
    });
    expect(row('x', 3, 'MB')).toMatchObject({ limit: null, share: null, gops: null, gbps: null });
  });
});

describe('the limits of the machine', () => {
  it('are numbers that can be', async () => {
    const limits = await Limits.measure();
    for (const rate of [...Object.values(limits.operations), limits.readRate(1 << 20)]) {
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThan(1e15);
    }
    // Measured once for each size.
    expect(limits.readRate(1000)).toBe(limits.readRate(16_000));
  }, 60_000);
});
