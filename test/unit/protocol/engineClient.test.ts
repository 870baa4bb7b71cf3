import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineClient, EngineError } from '../../../src/protocol/engineClient.ts';
import type { EngineState } from '../../../src/protocol/messages.ts';
import { FakeRuntime } from './fakeRuntime.ts';

let runtime: FakeRuntime;
beforeEach(() => {
  vi.useFakeTimers();
  runtime = new FakeRuntime();
  runtime.install();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof EngineError ? error.code : error),
  );
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('a request', () => {
  test('is answered, with one engine ensured and one port for all', async () => {
    const client = new EngineClient();
    const replies = await Promise.all([
      client.request('classify', { texts: ['a'] }),
      client.request('classify', { texts: ['b'] }),
    ]);
    expect(replies).toEqual([{ to: { texts: ['a'] } }, { to: { texts: ['b'] } }]);
    expect(await client.request('state', {})).toEqual({ to: {} });
    expect([runtime.ports.length, runtime.ensures]).toEqual([1, 1]);
  });

  test('that the engine refuses rejects with the engine’s code and is not sent again', async () => {
    runtime.heard = (port, { id }) =>
      port.say({ id, ok: false, code: 'storage', message: 'the disk is full' });
    const client = new EngineClient();
    expect(await code(client.request('undo', { lesson: 'x' }))).toBe('storage');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runtime.port.sent).toHaveLength(1);
  });

  test('whose engine dies before the answer is sent again, the same, to the next one', async () => {
    const answer = runtime.heard;
    runtime.heard = (port) => {
      runtime.heard = answer;
      port.die();
    };
    const client = new EngineClient();
    const reply = client.request('classify', { texts: ['a'] });
    await vi.advanceTimersByTimeAsync(500);
    expect(await reply).toEqual({ to: { texts: ['a'] } });
    expect(runtime.ports).toHaveLength(2);
    expect(runtime.ports[1].sent).toEqual(runtime.ports[0].sent);
  });

  test('whose answer is lost is sent again on a new port, and what waits with it, in order', async () => {
    const answer = runtime.heard;
    runtime.heard = () => {};
    const client = new EngineClient();
    const replies = [client.request('state', {}), client.request('classify', { texts: ['b'] })];
    await vi.advanceTimersByTimeAsync(2900);
    expect(runtime.ports).toHaveLength(1);
    runtime.heard = answer;
    await vi.advanceTimersByTimeAsync(200);
    expect(await Promise.all(replies)).toHaveLength(2);
    expect(runtime.ports[0].open).toBe(false);
    expect(runtime.port.sent.map(({ request }) => request)).toEqual(['state', 'classify']);
  });

  test('that takes long tells how far it has come, and is not sent again meanwhile', async () => {
    runtime.heard = () => {};
    const client = new EngineClient();
    const steps: number[] = [];
    const reply = client.request('exportAll', {}, { onProgress: ({ done }) => steps.push(done) });
    await vi.advanceTimersByTimeAsync(10);
    const [{ id }] = runtime.port.sent;
    for (let done = 1; done <= 4; done++) {
      await vi.advanceTimersByTimeAsync(2500);
      runtime.port.say({ id, progress: { done, of: 4 } });
    }
    runtime.port.say({ id, ok: true, reply: { file: '' } as never });
    expect(await reply).toEqual({ file: '' });
    expect(steps).toEqual([1, 2, 3, 4]);
    expect(runtime.ports).toHaveLength(1);
    expect(runtime.port.sent).toHaveLength(1);
  });

  test('that is cancelled rejects at once, and the engine is told', async () => {
    runtime.heard = () => {};
    const client = new EngineClient();
    const abort = new AbortController();
    const reply = code(client.request('exportAll', {}, { signal: abort.signal }));
    await vi.advanceTimersByTimeAsync(10);
    const [{ id }] = runtime.port.sent;
    abort.abort();
    expect(await reply).toBe('cancelled');
    expect(runtime.port.sent.at(-1)).toEqual({ cancel: id });
    expect(await code(client.request('state', {}, { signal: abort.signal }))).toBe('cancelled');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runtime.port.sent).toHaveLength(2);
  });

  test('is not answered by what a dropped port still says', async () => {
    runtime.heard = () => {};
    const client = new EngineClient();
    const reply = code(client.request('state', {}));
    await settle();
    const old = runtime.port;
    old.die();
    await vi.advanceTimersByTimeAsync(100);
    old.open = true;
    old.say({ id: 1, ok: true, reply: 'from the grave' });
    client.close();
    expect(await reply).toBe('closed');
  });

  test('that is never answered fails after a bounded number of tries, and none comes after', async () => {
    runtime.heard = () => {};
    const client = new EngineClient();
    const outcome = code(client.request('state', {}));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toBe('unreachable');
    expect(runtime.ports.flatMap(({ sent }) => sent)).toHaveLength(4);
    const before = runtime.ports.length;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(runtime.ports.length).toBe(before);
  });

  test('fails when there is no engine, with growing pauses, and a later one starts afresh', async () => {
    const works = runtime.ensure;
    const tries: number[] = [];
    runtime.ensure = async () => {
      tries.push(Date.now());
      return undefined;
    };
    const client = new EngineClient();
    const outcome = code(client.request('state', {}));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await outcome).toBe('unreachable');
    const pauses = tries.slice(1).map((at, i) => at - tries[i]);
    expect(tries.length).toBe(6);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    runtime.ensure = works;
    const reply = client.request('state', {});
    await settle();
    expect(await reply).toEqual({ to: {} });
  });

  test('survives a background that never answers', async () => {
    const works = runtime.ensure;
    runtime.ensure = () => new Promise(() => {});
    const client = new EngineClient();
    const reply = client.request('state', {});
    await vi.advanceTimersByTimeAsync(2000);
    runtime.ensure = works;
    await vi.advanceTimersByTimeAsync(2000);
    expect(await reply).toEqual({ to: {} });
  });

  test('survives ports that die at once ("Receiving end does not exist")', async () => {
    let deaths = 3;
    runtime.connected = (port) => deaths-- > 0 && port.die();
    runtime.heard = (port, { id }) => port.say({ id, ok: true, reply: 'here' });
    const client = new EngineClient();
    const reply = client.request('state', {});
    await vi.advanceTimersByTimeAsync(2000);
    expect(await reply).toBe('here');
  });
});

test('deaths long apart are each answered at once: only those in a row count', async () => {
  const client = new EngineClient();
  for (let i = 0; i < 20; i++) {
    const reply = client.request('state', {});
    await vi.advanceTimersByTimeAsync(60);
    expect(await reply).toEqual({ to: {} });
    runtime.port.die();
  }
});

describe('the end of a client', () => {
  test('closing rejects what waits and what comes, and lets go of the port', async () => {
    runtime.heard = () => {};
    const end = new AbortController();
    const client = new EngineClient({ signal: end.signal, onChanged: () => {} });
    const outcome = code(client.request('state', {}));
    await settle();
    end.abort();
    expect(await outcome).toBe('closed');
    expect(await code(client.request('state', {}))).toBe('closed');
    expect(runtime.port.open).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runtime.ports).toHaveLength(1);
  });

  test('a signal that has aborted already opens nothing', async () => {
    const client = new EngineClient({ signal: AbortSignal.abort(), onChanged: () => {} });
    expect(await code(client.request('state', {}))).toBe('closed');
    await vi.advanceTimersByTimeAsync(1000);
    expect([runtime.ports.length, runtime.ensures]).toEqual([0, 0]);
  });

  test('an orphaned script rejects all and never tries again', async () => {
    runtime.heard = () => {};
    const client = new EngineClient({ onChanged: () => {} });
    const outcome = code(client.request('state', {}));
    await settle();
    runtime.id = undefined;
    runtime.port.die();
    await settle();
    expect(await outcome).toBe('gone');
    expect(await code(client.request('state', {}))).toBe('gone');
    const before = runtime.ensures;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runtime.ensures).toBe(before);
  });
});

describe('a client that listens', () => {
  const state = (revision: number) => ({ revision }) as EngineState;

  test('hears each revision once, connects by itself and again when the engine dies', async () => {
    const heard: number[] = [];
    runtime.connected = (port) => port.say({ event: 'changed', data: state(4) });
    new EngineClient({ onChanged: ({ revision }) => heard.push(revision) });
    await settle();
    runtime.port.say({ event: 'changed', data: state(5) });
    runtime.port.die();
    runtime.connected = (port) => port.say({ event: 'changed', data: state(5) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(runtime.ports).toHaveLength(2);
    expect(heard).toEqual([4, 5]);
    runtime.port.die();
    runtime.connected = (port) => port.say({ event: 'changed', data: state(0) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(heard, 'an engine that lost its memory').toEqual([4, 5, 0]);
  });

  test('keeps looking when the engine stays away, and does not flood', async () => {
    const heard: number[] = [];
    const works = runtime.ensure;
    runtime.ensure = async () => undefined;
    new EngineClient({ onChanged: ({ revision }) => heard.push(revision) });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(runtime.ensures).toBeLessThan(30);
    runtime.ensure = works;
    runtime.connected = (port) => port.say({ event: 'changed', data: state(1) });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(heard).toEqual([1]);
  });

  test('connects anew when its page comes back from the back/forward cache', async () => {
    const page = new EventTarget();
    vi.stubGlobal('document', {});
    const listen = vi.fn(page.addEventListener.bind(page));
    vi.stubGlobal('addEventListener', listen);
    const client = new EngineClient();
    await settle();
    await client.request('state', {});
    const restored = Object.assign(new Event('pageshow'), { persisted: true });
    const [dead] = runtime.ports;
    runtime.heard = (port, { id }) => port !== dead && port.say({ id, ok: true, reply: 'again' });
    const reply = client.request('state', {});
    page.dispatchEvent(restored);
    await vi.advanceTimersByTimeAsync(100);
    expect(await reply).toBe('again');
    expect(runtime.ports).toHaveLength(2);
    client.close();
    expect(listen.mock.calls[0][2]).toMatchObject({ signal: { aborted: true } });
  });
});
