import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FromWorker, ToWorker } from '../../../src/engine/wire.ts';
import { EngineHost } from '../../../src/host/engineHost.ts';

const ID = 'abcdefghijklmnopabcdefghijklmnop';
const page = { id: ID, url: 'https://forum.test/', tab: { id: 7 } };

class FakeWorker extends EventTarget {
  readonly got: ToWorker[] = [];
  ended = false;
  answersPings = true;
  postMessage(message: ToWorker): void {
    this.got.push(message);
    if (message.kind === 'ping' && this.answersPings) this.say({ kind: 'pong' });
  }
  terminate(): void {
    this.ended = true;
  }
  say(data: FromWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

class HostPort {
  readonly got: unknown[] = [];
  open = true;
  readonly #message: ((message: unknown) => void)[] = [];
  readonly #disconnect: (() => void)[] = [];
  readonly onMessage = {
    addListener: (listener: (message: unknown) => void) => this.#message.push(listener),
  };
  readonly onDisconnect = { addListener: (listener: () => void) => this.#disconnect.push(listener) };
  constructor(readonly sender: unknown) {}
  postMessage(message: unknown): void {
    this.got.push(message);
  }
  disconnect(): void {
    this.open = false;
  }
  say(message: unknown): void {
    for (const listener of this.#message) listener(message);
  }
  leave(): void {
    for (const listener of this.#disconnect) listener();
  }
}

let workers: FakeWorker[];
let host: EngineHost;
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.stubGlobal('chrome', {
    runtime: { id: ID, getURL: (path: string) => `chrome-extension://${ID}/${path}` },
  });
  workers = [];
  host = new EngineHost(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
const connect = (sender: unknown = page): HostPort => {
  const port = new HostPort(sender);
  host.accept(port as unknown as chrome.runtime.Port);
  return port;
};

describe('the host of the engine', () => {
  test('starts one worker at once, and joins every port to it as a channel of its own', () => {
    expect(workers).toHaveLength(1);
    const [a, b] = [connect(), connect({ id: ID, url: `chrome-extension://${ID}/x.html` })];
    a.say({ id: 1 });
    workers[0].say({ kind: 'message', channel: 2, message: { id: 9, ok: true, reply: 'for b' } });
    a.leave();
    workers[0].say({ kind: 'message', channel: 1, message: { id: 1, ok: true, reply: 'too late' } });
    expect(workers[0].got).toEqual([
      { kind: 'open', channel: 1, role: 'page', site: 'forum.test', path: '/' },
      { kind: 'open', channel: 2, role: 'extension', site: '', path: '' },
      { kind: 'message', channel: 1, message: { id: 1 } },
      { kind: 'close', channel: 1 },
    ]);
    expect([a.got, b.got]).toEqual([[], [{ id: 9, ok: true, reply: 'for b' }]]);
  });

  test('closes ports of others without a word to the engine', () => {
    for (const sender of [null, { id: 'other', url: 'https://forum.test/', tab: { id: 1 } }, { id: ID }]) {
      expect(connect(sender).open).toBe(false);
    }
    expect(workers[0].got).toEqual([]);
  });

  test.each<[string, (worker: FakeWorker) => void]>([
    ['fails', (worker) => worker.say({ kind: 'failed', message: 'no models' })],
    ['throws', (worker) => worker.dispatchEvent(Object.assign(new Event('error'), { message: 'oops' }))],
  ])(
    'replaces a worker that %s: closes all ports, and serves the next ones with a new worker',
    (_name, fail) => {
      const port = connect();
      fail(workers[0]);
      expect([workers[0].ended, port.open]).toEqual([true, false]);
      // The browser tells nobody that its own end was closed; should it, the new worker is not bothered.
      port.leave();
      const next = connect();
      workers[0].say({ kind: 'message', channel: 2, message: { id: 1, ok: true, reply: 'from the grave' } });
      expect(next.got).toEqual([]);
      expect(workers[1].got).toEqual([
        { kind: 'open', channel: 2, role: 'page', site: 'forum.test', path: '/' },
      ]);
    },
  );

  test('does not start a worker again and again that fails without being asked anything', () => {
    workers[0].say({ kind: 'failed', message: 'no models' });
    vi.advanceTimersByTime(600_000);
    expect(workers).toHaveLength(1);
  });

  test('replaces a worker that is silent while somebody is connected', () => {
    const port = connect();
    vi.advanceTimersByTime(60_000);
    expect(workers[0].ended).toBe(false);
    workers[0].answersPings = false;
    vi.advanceTimersByTime(30_000);
    expect([workers[0].ended, port.open]).toEqual([true, false]);
    connect();
    vi.advanceTimersByTime(60_000);
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
  });

  test('leaves a worker in peace when nobody is connected', () => {
    connect().leave();
    vi.advanceTimersByTime(60_000);
    expect(workers[0].got.filter(({ kind }) => kind === 'ping')).toEqual([]);
  });
});
