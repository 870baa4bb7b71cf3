import type {
  Cancel,
  EngineErrorCode,
  EngineParams,
  EngineReplies,
  EngineRequest,
  EngineState,
  FromEngine,
  ToEngine,
} from './messages.ts';
import { pause } from './pause.ts';
import { isAlive, toBackground } from './send.ts';

/**
 * The asker's end of the port to the engine. Content script, popup and background make one each and
 * call {@link EngineClient.request}; what comes out is the engine's reply or an {@link EngineError}.
 *
 * Whoever is at the other end may vanish at any moment: the service worker, the offscreen page, the
 * worker in it, and an answer may be lost without a trace. So each request waits here until it is
 * answered; when the port closes or an answer is overdue, the client asks the background to bring the
 * engine back, connects again and sends what still waits, with growing pauses and a bounded number of
 * times. Requests say what is to be so (a lesson brings its own id), so sending one twice does no harm.
 *
 *            request()                          port opened                     any message
 *    idle ───────────────▶ connecting ───────────────────────▶ open ◀──────────────────────┐
 *                            ▲    ▲ too many failures:          │  └──────────────────────┘
 *                            │    └ reject all, back to idle    │ disconnect, overdue answer, bfcache
 *                            └─────────── pause ◀───────────────┘
 */
export class EngineClient {
  readonly #onChanged: ((state: EngineState) => void) | undefined;
  readonly #onGone: (() => void) | undefined;
  readonly #home: EngineHome;
  readonly #waiting = new Map<number, Waiting>();
  /** Aborts when the client is closed; takes every listener with it. */
  readonly #end = new AbortController();
  #port: chrome.runtime.Port | null = null;
  #connecting = false;
  #nextId = 1;
  /** Connections in a row that brought no message. */
  #failures = 0;
  #revision: number | undefined;
  #closed: EngineErrorCode | null = null;

  /**
   * @param options.onChanged told the engine's state: the first one, then each whose revision is new.
   *   A client that listens keeps its port open; one that doesn't connects at its first request.
   * @param options.onGone told when the extension was updated or removed under this page. With `onChanged`
   *   that is at once, for the port closes; else at the next request.
   * @param options.signal closes the client.
   * @param options.home for the background, which can't send messages to itself.
   */
  constructor(
    options: {
      onChanged?: (state: EngineState) => void;
      onGone?: () => void;
      signal?: AbortSignal;
      home?: EngineHome;
    } = {},
  ) {
    this.#home = options.home ?? FROM_OUTSIDE;
    this.#onChanged = options.onChanged;
    this.#onGone = options.onGone;
    options.signal?.addEventListener('abort', () => this.close(), { signal: this.#end.signal });
    if (options.signal?.aborted) this.close();
    if (typeof document !== 'undefined') {
      // A page that comes back from the back/forward cache holds a dead port and is told nothing of it.
      globalThis.addEventListener?.('pageshow', (event) => event.persisted && this.#reconnect(), {
        signal: this.#end.signal,
      });
    }
    if (this.#onChanged) void this.#connect();
  }

  /**
   * Asks the engine. Rejects with an {@link EngineError} only; never sends after that.
   * @param options.onProgress told how far a long request has come.
   * @param options.signal cancels the request: it rejects with `cancelled`, and a long one that is under way
   *   stops with nothing changed. One that has just been done may have had its effect.
   */
  request<K extends EngineRequest>(
    request: K,
    params: EngineParams<K>,
    { onProgress, signal }: RequestOptions = {},
  ): Promise<EngineReplies[K]> {
    if (!this.#closed && !isAlive()) this.#shut('gone');
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new EngineError(this.#closed));
      if (signal?.aborted) return reject(new EngineError('cancelled'));
      const id = this.#nextId++;
      const settle = resolve as (reply: unknown) => void;
      this.#waiting.set(id, {
        message: { id, request, params },
        resolve: settle,
        reject,
        onProgress,
        sends: 0,
        timer: 0,
      });
      signal?.addEventListener('abort', () => this.#cancel(id), { once: true });
      if (this.#port) this.#send(id);
      else void this.#connect();
    });
  }

  #cancel(id: number): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#settle(id);
    try {
      this.#port?.postMessage({ cancel: id } satisfies Cancel);
    } catch {
      // With the port, what it asked for is gone.
    }
    waiting.reject(new EngineError('cancelled'));
  }

  /** Rejects what waits, lets go of the port and of every listener. */
  close(): void {
    this.#shut('closed');
  }

  async #connect(): Promise<void> {
    if (this.#connecting || this.#port || this.#closed) return;
    this.#connecting = true;
    while (!this.#port && !this.#closed && (this.#waiting.size > 0 || this.#onChanged)) {
      if (!isAlive()) {
        this.#shut('gone');
        break;
      }
      if (this.#failures >= MAX_FAILURES) {
        // Nothing is sent any more for these requests; a later request starts afresh. A listener keeps
        // looking, at the slowest pace, for it has nobody who would ask again.
        this.#rejectAll('unreachable');
        if (!this.#onChanged) {
          this.#failures = 0;
          break;
        }
      }
      if (this.#failures > 0) await pause(Math.min(FIRST_PAUSE * 2 ** (this.#failures - 1), LAST_PAUSE));
      // Counted as failed until it has brought a message.
      this.#failures++;
      try {
        const late = pause(ANSWER_WITHIN).then(() => Promise.reject(new EngineError('unreachable')));
        await Promise.race([this.#home.ensureEngine(), late]);
        if (!this.#closed) this.#open();
      } catch {
        // The service worker may be starting, or the extension going away: look again after a pause.
      }
    }
    this.#connecting = false;
  }

  #open(): void {
    const port = this.#home.connectEngine();
    this.#port = port;
    port.onMessage.addListener((message: FromEngine) => {
      if (port === this.#port) this.#receive(message);
    });
    port.onDisconnect.addListener(() => {
      // Reading it keeps the browser from logging "Receiving end does not exist".
      void chrome.runtime?.lastError;
      if (port === this.#port) this.#reconnect();
    });
    for (const id of this.#waiting.keys()) this.#send(id);
  }

  #send(id: number): void {
    const waiting = this.#waiting.get(id);
    const port = this.#port;
    if (!waiting || !port) return;
    if (waiting.sends >= MAX_SENDS) {
      this.#settle(id);
      waiting.reject(new EngineError('unreachable'));
      return;
    }
    this.#expect(waiting, port, ANSWER_WITHIN * 2 ** waiting.sends);
    waiting.sends++;
    try {
      port.postMessage(waiting.message);
    } catch {
      this.#reconnect();
    }
  }

  #expect(waiting: Waiting, port: chrome.runtime.Port, within: number): void {
    clearTimeout(waiting.timer);
    // Overdue: the answer was lost or the engine hangs. Either way another port is needed.
    waiting.timer = setTimeout(() => port === this.#port && this.#reconnect(), within);
  }

  #receive(message: FromEngine): void {
    this.#failures = 0;
    if ('event' in message) {
      if (message.data.revision === this.#revision) return;
      this.#revision = message.data.revision;
      this.#onChanged?.(message.data);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if ('progress' in message) {
      // It lives, and works on it: the answer is due later.
      if (this.#port) this.#expect(waiting, this.#port, ANSWER_WITHIN * 2 ** waiting.sends);
      waiting.onProgress?.(message.progress);
      return;
    }
    this.#settle(message.id);
    if (message.ok) waiting.resolve(message.reply);
    else waiting.reject(new EngineError(message.code, message.message));
  }

  /** Drops the port. What waits is sent again as soon as there is another one. */
  #reconnect(): void {
    const port = this.#port;
    this.#port = null;
    disconnect(port);
    void this.#connect();
  }

  #shut(code: EngineErrorCode): void {
    if (this.#closed) return;
    this.#closed = code;
    this.#end.abort();
    disconnect(this.#port);
    this.#port = null;
    this.#rejectAll(code);
    if (code === 'gone') this.#onGone?.();
  }

  #rejectAll(code: EngineErrorCode): void {
    for (const [id, waiting] of [...this.#waiting]) {
      this.#settle(id);
      waiting.reject(new EngineError(code));
    }
  }

  #settle(id: number): void {
    clearTimeout(this.#waiting.get(id)?.timer);
    this.#waiting.delete(id);
  }
}

/** How the engine is brought to life and reached. */
export interface EngineHome {
  ensureEngine(): Promise<unknown>;
  connectEngine(): chrome.runtime.Port;
}

const FROM_OUTSIDE: EngineHome = {
  ensureEngine: () => toBackground('ensureEngine', {}),
  connectEngine: () => chrome.runtime.connect({ name: 'engine' }),
};

/** Why a request failed; `code` is what a program decides by, `message` is for the log. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly code: EngineErrorCode,
    message: string = code,
  ) {
    super(message);
  }
}

export interface RequestOptions {
  onProgress?: (progress: { done: number; of: number }) => void;
  signal?: AbortSignal;
}

interface Waiting {
  message: ToEngine;
  resolve: (reply: unknown) => void;
  reject: (error: EngineError) => void;
  onProgress: RequestOptions['onProgress'];
  /** How often it went out. */
  sends: number;
  timer: ReturnType<typeof setTimeout> | number | undefined;
}

/** Milliseconds to wait for the first answer; doubled each time. */
const ANSWER_WITHIN = 3000;
const MAX_SENDS = 4;
const MAX_FAILURES = 6;
const FIRST_PAUSE = 50;
const LAST_PAUSE = 5000;

function disconnect(port: chrome.runtime.Port | null): void {
  try {
    port?.disconnect();
  } catch {
    // It was closed already, or belonged to an extension that is gone.
  }
}
