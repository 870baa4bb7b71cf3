import { Head } from '../../../src/elm/head/head.ts';
import { Backups } from '../../../src/engine/backups.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { Judge } from '../../../src/engine/judge.ts';
import { openStore, type Store } from '../../../src/engine/store.ts';
import type {
  EngineParams,
  EngineReplies,
  EngineRequest,
  EngineState,
  FromEngine,
  Role,
} from '../../../src/protocol/messages.ts';
import { loadHeads, loadJudge, models } from './models.ts';

/** When the engine of a test lives: milliseconds since 1970. */
export const NOW = 1_700_000_000_000;

/** An engine whose channels the test holds; `events` has what was pushed, by channel. */
export class Bench {
  readonly engine: Engine;
  readonly events = new Map<number, EngineState[]>();
  /** How far long requests said that they had come. */
  readonly steps: { channel: number; id: number; done: number; of: number }[] = [];
  /** What the engine's clock shows. */
  now = NOW;
  readonly #answers = new Map<string, (message: FromEngine) => void>();
  #nextId = 1;

  constructor() {
    this.engine = new Engine((channel, message) => {
      if ('event' in message) {
        this.events.set(channel, [...(this.events.get(channel) ?? []), message.data]);
      } else if ('progress' in message) {
        this.steps.push({ channel, id: message.id, ...message.progress });
      } else {
        this.#answers.get(`${channel} ${message.id}`)?.(message);
      }
    });
  }

  /** With channel 1 of a page on forum.test, 2 of a page of the extension, and 3 of a private window. */
  static async started(
    store?: Store,
    judge: Judge = loadJudge(),
    heads: Head[] = loadHeads(),
    folder?: FileSystemDirectoryHandle,
  ): Promise<Bench> {
    const bench = new Bench();
    bench.open(1, 'page', 'forum.test');
    bench.open(2, 'extension');
    bench.open(3, 'private', 'forum.test');
    await bench.start(store ?? (await openStore()), judge, heads, folder);
    return bench;
  }

  /** @param folder for backups; without one there are none. */
  async start(
    store: Store,
    judge: Judge = loadJudge(),
    heads: Head[] = loadHeads(),
    folder?: FileSystemDirectoryHandle,
  ): Promise<void> {
    const backups = await Backups.open(folder ?? null, () => store.key());
    const measure = async () => ({ bytes: 1000, requests: 0 });
    const extras = { clickbait: async () => Head.fromBytes(models('clickbait')) };
    await this.engine.start({ judge, store, backups, heads, extras, now: () => this.now, measure });
  }

  open(channel: number, role: Role, site = '', path = ''): void {
    this.engine.open(channel, role, site, path);
  }

  /** Sends something as it is and resolves with the answer to `id`. */
  raw(channel: number, message: unknown, id = -1): Promise<FromEngine> {
    return new Promise((resolve) => {
      this.#answers.set(`${channel} ${id}`, resolve);
      this.engine.receive(channel, message);
    });
  }

  /** The error code of what should be refused; 'ok' when it isn't. */
  async code(channel: number, request: string, params: unknown): Promise<string> {
    const id = this.#nextId++;
    const answer = await this.raw(channel, { id, request, params }, id);
    return 'ok' in answer && !answer.ok ? answer.code : 'ok';
  }

  async ask<K extends EngineRequest>(
    channel: number,
    request: K,
    params: EngineParams<K>,
  ): Promise<EngineReplies[K]> {
    const id = this.#nextId++;
    const answer = await this.raw(channel, { id, request, params }, id);
    if (!('ok' in answer) || !answer.ok) throw new Error(JSON.stringify(answer));
    return answer.reply as EngineReplies[K];
  }

  /** The id that the next request will have. */
  get nextId(): number {
    return this.#nextId;
  }
}
