import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** Firefox's event page, which stays awake while somebody is connected to the engine in it. */
const accept = vi.fn();
const host = { hasPorts: false, accept };
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

test('asks the engine in this very page through a port that never leaves it', async () => {
  vi.stubGlobal('chrome', {
    runtime: { id: 'inkling', getURL: (path: string) => `moz-extension://x/${path}` },
  });
  const { connectEngine } = await import('../../../src/background/engineHome.firefox.ts');
  const port = connectEngine();
  const [engines] = accept.mock.calls[0] as [chrome.runtime.Port];
  expect(engines.name).toBe('engine');
  expect(engines.sender).toEqual({ id: 'inkling', url: 'moz-extension://x/' });
  const heard: unknown[] = [];
  engines.onMessage.addListener((message) => void heard.push(message));
  port.postMessage({ id: 1 });
  expect(heard).toEqual([]);
  await Promise.resolve();
  expect(heard).toEqual([{ id: 1 }]);
  vi.unstubAllGlobals();
});
