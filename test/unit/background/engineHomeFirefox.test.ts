import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** Firefox's event page, which stays awake while somebody is connected to the engine in it. */
const host = { hasPorts: false };
const getPlatformInfo = vi.fn(async () => ({}));

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  vi.doMock('../../../src/host/hostEngine.ts', () => ({ hostEngine: () => host }));
  vi.doMock('webextension-polyfill', () => ({ default: { runtime: { getPlatformInfo } } }));
  await import('../../../src/background/engineHome.firefox.ts');
});
afterEach(() => {
  vi.useRealTimers();
  getPlatformInfo.mockClear();
});

test('is not idle for 30 seconds while somebody is connected', () => {
  host.hasPorts = true;
  for (let half = 1; half <= 10; half++) {
    vi.advanceTimersByTime(30_000);
    expect(getPlatformInfo.mock.calls.length).toBeGreaterThanOrEqual(half);
  }
});

test('rests when nobody is', () => {
  host.hasPorts = false;
  vi.advanceTimersByTime(300_000);
  expect(getPlatformInfo).not.toHaveBeenCalled();
});
