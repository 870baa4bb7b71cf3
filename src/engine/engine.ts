import * as v from 'valibot';
import {
  ALLOWED,
  type EngineErrorCode,
  type EngineRequest,
  engineRequests,
  type FromEngine,
  type Role,
} from '../protocol/messages.ts';
import type { Answers, Asker } from './answers/answers.ts';
import { files } from './answers/files.ts';
import { judging } from './answers/judging.ts';
import { lessons } from './answers/lessons.ts';
import { progress } from './answers/progress.ts';
import { settings } from './answers/settings.ts';
import { tasks } from './answers/tasks.ts';
import { breathe, Holdings, type Sources } from './holdings.ts';
import { Refusal } from './refusal.ts';
import { StoreError } from './store.ts';

/**
 * The only owner of state. Requests come in on numbered channels, each with a role and a site that the
 * browser vouches for; each gets one answer, and every change is pushed to all channels. Whatever comes
 * in is validated here first; how each request is answered stands in `answers/`, by what it is about. One job
 * runs at a time, so that nothing is ever half changed: what a person waits for (a lesson, an explanation)
 * goes before batches of texts, and a batch gives way after a few milliseconds of work. A long job lets signs
 * of life through, tells how far it has come, and can be cancelled. A change is on the disk before it is in
 * memory, and in memory before it is acknowledged. The engine must never act on a request twice, keep an
 * unbounded queue, or throw.
 */
export class Engine {
  readonly #send: (channel: number, message: FromEngine) => void;
  readonly #channels = new Map<number, Channel>();
  readonly #urgent: Job[] = [];
  readonly #batches: Job[] = [];
  /** The jobs under way: a batch, and what has come between two slices of it. */
  readonly #running = new Set<Job>();
  #held: Holdings | null = null;
  #working = false;
  #backingUp: ReturnType<typeof setTimeout> | undefined;
  #backedUpAt = Number.NEGATIVE_INFINITY;

  /** @param send puts a message on a channel. */
  constructor(send: (channel: number, message: FromEngine) => void) {
    this.#send = send;
  }

  /** Gives the engine what it works with; what was asked before is answered now. */
  async start(sources: Sources): Promise<void> {
    this.#held = await Holdings.open(sources);
    const { damaged } = this.#held.state(NOWHERE).trouble;
    if (damaged > 0) console.warn(`Inkling: ${damaged} stored records can't be read and were left alone`);
    for (const channel of this.#channels.keys()) this.#tell(channel);
    void this.#work();
    // The one before may have ended before a quiet moment came.
    this.#backUpLater();
  }

  open(channel: number, role: Role, site: string, path: string): void {
    this.#channels.set(channel, { role, site, path, waiting: 0 });
    if (this.#held) this.#tell(channel);
  }

  /** Nobody listens any more: its batches are dropped; what it wanted changed is still done. */
  close(channel: number): void {
    this.#channels.delete(channel);
    const kept = this.#batches.filter((job) => job.channel !== channel);
    this.#batches.splice(0, this.#batches.length, ...kept);
  }

  /** Takes a request as it came. Answers with an error at once when it can't be one. */
  receive(channel: number, message: unknown): void {
    const asker = this.#channels.get(channel);
    if (!asker) return;
    if (isRecord(message) && 'cancel' in message) {
      this.#cancel(channel, message.cancel);
      return;
    }
    const { id, request, params } = isRecord(message) ? message : {};
    const answerId = typeof id === 'number' && Number.isSafeInteger(id) ? id : -1;
    try {
      if (answerId === -1) throw new Refusal('invalid', 'id: expected an integer');
      const name = requestOf(request, this.#powerOf(asker));
      const job: Job = {
        channel,
        asker,
        id: answerId,
        request: name,
        params: paramsOf(name, params),
        isCancelled: false,
      };
      if (asker.waiting >= MAX_WAITING) throw new Refusal('busy', `${MAX_WAITING} requests are waiting`);
      asker.waiting++;
      (name === 'classify' ? this.#batches : this.#urgent).push(job);
    } catch (error) {
      this.#send(channel, { id: answerId, ok: false, ...failureOf(error) });
    }
    void this.#work();
  }

  /** Where nothing outlives the window, there is nothing that a private one must not touch. */
  #powerOf({ role }: Channel): Role {
    return role === 'private' && this.#held?.store.storage === 'memory' ? 'page' : role;
  }

  #cancel(channel: number, id: unknown): void {
    for (const job of [...this.#running, ...this.#urgent, ...this.#batches]) {
      if (job.channel === channel && job.id === id) job.isCancelled = true;
    }
  }

  async #work(): Promise<void> {
    const held = this.#held;
    if (this.#working || !held) return;
    this.#working = true;
    for (let job = this.#next(); job; job = this.#next()) await this.#do(held, job);
    this.#working = false;
  }

  #next(): Job | undefined {
    return this.#urgent.shift() ?? this.#batches.shift();
  }

  async #do(held: Holdings, job: Job): Promise<void> {
    const { revision } = held;
    let answer: FromEngine;
    this.#running.add(job);
    try {
      if (job.isCancelled) throw cancelled();
      // Parsed by the schema of its own name; the compiler can't follow that pair through a table.
      const handle = ANSWERS[job.request] as (held: Holdings, params: unknown, asker: Asker) => unknown;
      const reply = await handle(held, job.params, this.#asker(held, job));
      answer = { id: job.id, ok: true, reply };
    } catch (error) {
      answer = { id: job.id, ok: false, ...failureOf(error) };
    }
    this.#running.delete(job);
    job.asker.waiting--;
    if (this.#channels.has(job.channel)) this.#send(job.channel, answer);
    if (held.revision !== revision && job.request !== 'classify') {
      for (const channel of this.#channels.keys()) this.#tell(channel);
    }
    this.#backUpLater();
  }

  /** Keeps a copy when nothing is under way, some time after a change and not too often. */
  #backUpLater(): void {
    if (this.#backingUp !== undefined || !this.#held?.wantsBackup) return;
    const wait = Math.max(BACK_UP_AFTER, this.#backedUpAt + BACK_UP_EVERY - performance.now());
    this.#backingUp = setTimeout(() => this.#backUp(), wait);
  }

  #backUp(): void {
    if (this.#working) {
      this.#backingUp = setTimeout(() => this.#backUp(), BUSY_AGAIN);
      return;
    }
    this.#backingUp = undefined;
    this.#backedUpAt = performance.now();
    void this.#held?.backUp().then(() => this.#backUpLater());
  }

  #asker(held: Holdings, job: Job): Asker {
    const { role, site, path } = job.asker;
    let since = performance.now();
    let told = since;
    const carryOn = async (done: number, of: number) => {
      const now = performance.now();
      if (now - since < SLICE) return;
      if (now - told > TELL_EVERY && this.#channels.has(job.channel)) {
        told = now;
        this.#send(job.channel, { id: job.id, progress: { done, of } });
      }
      await breathe();
      since = performance.now();
    };
    return {
      role,
      site,
      path,
      carryOn,
      step: async (done, of) => {
        await carryOn(done, of);
        if (job.isCancelled) throw cancelled();
      },
      giveWay: async () => {
        if (performance.now() - since < SLICE) return;
        await breathe();
        for (let next = this.#urgent.shift(); next; next = this.#urgent.shift()) await this.#do(held, next);
        since = performance.now();
      },
    };
  }

  /** Tells a channel what is so now. */
  #tell(channel: number): void {
    const asker = this.#channels.get(channel);
    if (asker && this.#held) this.#send(channel, { event: 'changed', data: this.#held.state(asker) });
  }
}

const ANSWERS: Answers<EngineRequest> = {
  ...judging,
  ...lessons,
  ...settings,
  ...tasks,
  ...progress,
  ...files,
};

/** Milliseconds of work before others get their turn. */
const SLICE = 8;
/** Milliseconds between two words on how far a long job has come. */
const TELL_EVERY = 150;
/** Milliseconds from a change to its backup, from one backup to the next, and to another try when there is work. */
const BACK_UP_AFTER = 10_000;
const BACK_UP_EVERY = 300_000;
const BUSY_AGAIN = 200;
/** The most requests of one channel that may wait. */
const MAX_WAITING = 64;
const NOWHERE = { role: 'extension', site: '', path: '' } as const;

interface Channel {
  role: Role;
  site: string;
  /** Of the page, when the port was opened. */
  path: string;
  /** Requests not answered yet. */
  waiting: number;
}

interface Job {
  channel: number;
  asker: Channel;
  id: number;
  request: EngineRequest;
  params: unknown;
  isCancelled: boolean;
}

function cancelled(): Refusal {
  return new Refusal('cancelled', 'no longer wanted');
}

function failureOf(error: unknown): { code: EngineErrorCode; message: string } {
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  if (error instanceof StoreError) return { code: 'storage', message: error.message };
  console.error('Inkling:', error);
  return { code: 'internal', message: String(error) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The request of that name. @throws Refusal if there is none, or not for this role. */
function requestOf(request: unknown, role: Role): EngineRequest {
  if (typeof request !== 'string' || !Object.hasOwn(engineRequests, request)) {
    throw new Refusal('invalid', 'request: no such request');
  }
  const name = request as EngineRequest;
  if (!ALLOWED[role].includes(name)) throw new Refusal('forbidden', `${role} may not ask ${name}`);
  return name;
}

/**
 * The parameters, if they are what the request takes. @throws Refusal that says where they are not; never
 * what came instead, which may be long or private.
 */
function paramsOf(request: EngineRequest, params: unknown): unknown {
  const parsed = v.safeParse(engineRequests[request], params, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new Refusal(
    'invalid',
    `${v.getDotPath<v.GenericSchema>(issue) ?? 'params'}: expected ${issue.expected ?? issue.type}`,
  );
}
