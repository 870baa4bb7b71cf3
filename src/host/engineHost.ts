import type { FromWorker, ToWorker } from '../engine/wire.ts';
import { pathOf, roleOf, siteOf } from '../protocol/sender.ts';

/**
 * Keeps one engine worker running and joins every port to it. A port becomes a numbered channel; role
 * and site come from the browser's word on the sender. When the worker fails or stops answering it is
 * replaced and all ports are closed: their clients connect again and send what was not answered. Never
 * reads a message.
 */
export class EngineHost {
  readonly #start: () => Worker;
  readonly #ports = new Map<number, chrome.runtime.Port>();
  #worker: Worker | null = null;
  #nextChannel = 1;
  /** When the worker was asked whether it lives, and nothing has come from it since. */
  #askedAt: number | null = null;
  #watch: ReturnType<typeof setInterval> | undefined;

  /** Starts the worker at once: the first page then finds it warm. */
  constructor(start: () => Worker) {
    this.#start = start;
    this.#running();
  }

  /** Whether somebody is connected. */
  get hasPorts(): boolean {
    return this.#ports.size > 0;
  }

  /** Takes a port that somebody has opened. Ports of others than ourselves are closed. */
  accept(port: chrome.runtime.Port): void {
    const role = roleOf(port.sender);
    if (role === null) {
      port.disconnect();
      return;
    }
    const channel = this.#nextChannel++;
    this.#ports.set(channel, port);
    port.onMessage.addListener((message: unknown) => {
      this.#post({ kind: 'message', channel, message });
    });
    port.onDisconnect.addListener(() => {
      // After a restart the channel is gone already, and the new worker never knew it.
      if (this.#ports.delete(channel)) this.#post({ kind: 'close', channel });
    });
    this.#post({ kind: 'open', channel, role, site: siteOf(port.sender), path: pathOf(port.sender) });
  }

  #post(message: ToWorker): void {
    this.#running().postMessage(message);
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#start();
    this.#worker = worker;
    worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
      if (worker === this.#worker) this.#receive(event.data);
    });
    worker.addEventListener('error', (event) => {
      if (worker === this.#worker) this.#drop(event.message);
    });
    this.#watch = setInterval(() => this.#check(), CHECK_EVERY);
    return worker;
  }

  #receive(message: FromWorker): void {
    this.#askedAt = null;
    if (message.kind === 'message') this.#ports.get(message.channel)?.postMessage(message.message);
    else if (message.kind === 'failed') this.#drop(message.message);
  }

  /** Asks the worker for a sign of life; gives up on one that has owed it for too long. */
  #check(): void {
    if (this.#askedAt !== null && performance.now() - this.#askedAt > SILENT_FOR) {
      this.#drop('it does not answer');
    } else if (this.#askedAt === null && this.#ports.size > 0) {
      this.#askedAt = performance.now();
      this.#post({ kind: 'ping' });
    }
  }

  /** Ends the worker. The next message starts another. */
  #drop(why: string): void {
    console.error('Inkling: the engine stopped:', why);
    clearInterval(this.#watch);
    this.#worker?.terminate();
    this.#worker = null;
    this.#askedAt = null;
    for (const port of this.#ports.values()) port.disconnect();
    this.#ports.clear();
  }
}

/** Milliseconds. A long job of the worker is cut into slices, so it answers in between. */
const CHECK_EVERY = 5000;
const SILENT_FOR = 9000;
