import { vi } from 'vitest';
import type { FromEngine, ToEngine } from '../../../src/protocol/messages.ts';

/** A port as the browser gives it; the test plays the other end. */
export class FakePort {
  readonly sent: ToEngine[] = [];
  readonly #onMessage = new Set<(message: FromEngine) => void>();
  readonly #onDisconnect = new Set<() => void>();
  open = true;
  readonly onMessage = {
    addListener: (listener: (message: FromEngine) => void) => this.#onMessage.add(listener),
  };
  readonly onDisconnect = { addListener: (listener: () => void) => this.#onDisconnect.add(listener) };
  readonly #heard: (port: FakePort, message: ToEngine) => void;

  constructor(heard: (port: FakePort, message: ToEngine) => void) {
    this.#heard = heard;
  }

  postMessage(message: ToEngine): void {
    if (!this.open) throw new Error('Attempting to use a disconnected port object');
    this.sent.push(message);
    queueMicrotask(() => this.#heard(this, message));
  }

  /** Closing one's own end is not reported to oneself. */
  disconnect(): void {
    this.open = false;
  }

  /** The other end says something. */
  say(message: FromEngine): void {
    if (this.open) for (const listener of this.#onMessage) listener(message);
  }

  /** The other end dies. */
  die(): void {
    if (!this.open) return;
    this.open = false;
    for (const listener of this.#onDisconnect) listener();
  }
}

/** Stands for `chrome.runtime`; what a message does on a port is the test's. */
export class FakeRuntime {
  readonly ports: FakePort[] = [];
  /** Called when a client sends something. The default answers with what was asked. */
  heard: (port: FakePort, message: ToEngine) => void = (port, message) =>
    port.say({ id: message.id, ok: true, reply: { to: message.params } });
  /** Called when a port is opened. */
  connected: (port: FakePort) => void = () => {};
  ensure: () => Promise<unknown> = async () => ({ ok: true, reply: { ready: true } });
  ensures = 0;
  id: string | undefined = 'abcdefghijklmnopabcdefghijklmnop';

  install(): void {
    const fake = this;
    vi.stubGlobal('chrome', {
      runtime: {
        get id() {
          return fake.id;
        },
        lastError: undefined,
        sendMessage: () => {
          fake.ensures++;
          return fake.ensure();
        },
        connect: () => {
          if (!fake.id) throw new Error('Extension context invalidated.');
          const port = new FakePort((from, message) => fake.heard(from, message));
          fake.ports.push(port);
          queueMicrotask(() => fake.connected(port));
          return port;
        },
      },
    });
  }

  get port(): FakePort {
    return this.ports.at(-1)!;
  }
}
