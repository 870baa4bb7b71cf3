import { describe, expect, it } from 'vitest';
import { MEASURES, type Tick } from '../../../examples/edge-analytics/measures.ts';
import { SeededStream } from '../../../examples/edge-analytics/seeded.ts';
import { BEYOND, type Told, Watcher } from '../../../examples/edge-analytics/watcher.ts';
import { ElmError, fromBytes, type Saved, toBytes } from '../../../src/elm/index.ts';

const DELAY = 0;

function watch(watcher: Watcher, stream: SeededStream, ticks: number, disturbed = false) {
  const seen: { told: Told; tick: Tick }[] = [];
  for (let t = 0; t < ticks; t++) {
    const tick = stream.next(disturbed);
    const told = watcher.learn(tick.values);
    if (told) seen.push({ told, tick });
  }
  return seen;
}

function meanError(seen: ReturnType<typeof watch>, of: 'forgetting' | 'keeping' | 'same'): number {
  const errors = seen.map(({ told }) => Math.abs(told[of][DELAY] - told.measured[DELAY]));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

describe('edge analytics', () => {
  const streams = [1, 2, 3].map((seed) => ({ watcher: new Watcher(0.99), stream: new SeededStream(seed) }));
  const calm = streams.map(({ watcher, stream }) => watch(watcher, stream, 2000));
  const changed = streams.map(({ watcher, stream }) => watch(watcher, stream, 300, true));

  it('predicts better than "as before" while nothing changes, and forgetting costs a little', () => {
    for (const seen of calm.map((list) => list.slice(1000))) {
      expect(meanError(seen, 'forgetting')).toBeLessThan(0.8 * meanError(seen, 'same'));
      expect(meanError(seen, 'keeping')).toBeLessThan(meanError(seen, 'forgetting'));
    }
  });

  it('follows a change only when it forgets', () => {
    for (const seen of changed)
      expect(meanError(seen, 'forgetting')).toBeLessThan(0.6 * meanError(seen, 'keeping'));
  });

  it('draws a line that as few ticks pass as it promises, and that spikes do', () => {
    const judged = calm.flat().filter(({ told }) => told.line[DELAY] < Number.POSITIVE_INFINITY);
    const odd = (list: typeof judged) => list.filter(({ told }) => told.odd[DELAY]).length / list.length;
    expect(odd(judged)).toBeGreaterThan(0.75 * BEYOND);
    expect(odd(judged)).toBeLessThan(1.25 * BEYOND);
    expect(odd(judged.filter(({ tick }) => tick.planted?.includes(DELAY)))).toBeGreaterThan(0.85);
    expect(odd(judged.filter(({ tick }) => !tick.planted?.includes(DELAY)))).toBeLessThan(BEYOND);
  });

  it('goes on from a file as if it had never stopped', () => {
    const [stream, watcher] = [new SeededStream(5), new Watcher(0.98)];
    watch(watcher, stream, 150);
    const loaded = Watcher.load(fromBytes(toBytes(watcher)));
    watcher.interrupt();
    expect(loaded.forgetting).toBe(0.98);
    const ticks = watch(watcher, stream, 20);
    const again = ticks.map(({ tick }) => tick);
    expect(again.length).toBe(16);
    const rest = new SeededStream(5);
    watch(new Watcher(0.98), rest, 150);
    expect(watch(loaded, rest, 20)).toEqual(ticks);
  });

  it.each<[string, (saved: Saved) => Saved, RegExp]>([
    ['a model of another kind', (saved) => saved.parts[0], /^file.kind: expected "edge-watcher"/],
    ['other measures', (saved) => ({ ...saved, fields: { measures: ['pulse'] } }), /^file.measures/],
    ['a model that is missing', (saved) => ({ ...saved, parts: saved.parts.slice(1) }), /^file.parts/],
    [
      'negative errors',
      (saved) => ({ ...saved, arrays: { ...saved.arrays, errors1: Float64Array.of(-1) } }),
      /^file.errors1/,
    ],
    [
      'errors of another type',
      (saved) => ({ ...saved, arrays: { ...saved.arrays, errors1: Uint8Array.of(1) } }),
      /^file.errors1/,
    ],
    ['no errors', (saved) => ({ ...saved, arrays: {} }), /^file.errors0/],
    [
      'a model of other inputs',
      (saved) => ({
        ...saved,
        parts: [saved.parts[0], { ...saved.parts[1], fields: { ...saved.parts[1].fields, inputs: 3 } }],
      }),
      /^x: expected 3 columns/,
    ],
  ])('refuses a file with %s', (_, spoil, message) => {
    const watcher = new Watcher(0.99);
    watch(watcher, new SeededStream(1), 10);
    expect(MEASURES.length).toBe(5);
    const load = () => Watcher.load(spoil(watcher.save()));
    expect(load).toThrow(ElmError);
    expect(load).toThrow(message);
  });
});
