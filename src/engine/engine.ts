import * as v from 'valibot';
import { defaultSettings } from '../protocol/defaults.ts';
import {
  ALLOWED,
  type EngineErrorCode,
  type EngineParams,
  type EngineReplies,
  type EngineRequest,
  type EngineState,
  engineRequests,
  type FromEngine,
  type Lesson,
  type Role,
  type Settings,
} from '../protocol/messages.ts';
import { withSite } from '../protocol/siteRules.ts';
import type { TaskId } from '../protocol/verdict.ts';
import type { Judge } from './judge.ts';
import { type KeptLesson, Lessons, MAX_LEARNED, plainText } from './lessons.ts';
import { type Store, StoreError } from './store.ts';

/**
 * The only owner of state. Requests come in on numbered channels, each with a role and a site that the
 * browser vouches for; each gets one answer, and every change is pushed to all channels. Whatever comes
 * in is validated here first. One job runs at a time, so that nothing is ever half changed: what a
 * person waits for (a lesson, an explanation) goes before batches of texts, and a batch gives way after
 * a few milliseconds of work. A change is on the disk before it is in memory, and in memory before it is
 * acknowledged. The engine must never act on a request twice, keep an unbounded queue, or throw.
 */
export class Engine {
  readonly #send: (channel: number, message: FromEngine) => void;
  readonly #now: () => number;
  readonly #channels = new Map<number, Channel>();
  readonly #urgent: Job[] = [];
  readonly #batches: Job[] = [];
  #parts: Parts | null = null;
  #working = false;

  /**
   * @param send puts a message on a channel.
   * @param now milliseconds since 1970, for the date of a lesson.
   */
  constructor(send: (channel: number, message: FromEngine) => void, now: () => number = Date.now) {
    this.#send = send;
    this.#now = now;
  }

  /** Gives the engine what it works with; what was asked before is answered now. */
  async start(judge: Judge, store: Store): Promise<void> {
    const { lessons, settings, revision, damaged } = await store.load();
    if (damaged > 0) console.warn(`Inkling: ${damaged} stored records can't be read and were left alone`);
    // A head of another version may not know a label of before; the lesson is kept for one that does.
    const known = lessons.filter(({ task, label }) => judge.knows(task, label));
    const parts = {
      judge,
      store,
      lessons: new Lessons(known),
      settings: settings ?? defaultSettings(),
      revision,
    };
    for (const { task } of judge.infos()) await relearn(parts, task);
    this.#parts = parts;
    for (const channel of this.#channels.keys()) this.#tell(channel);
    void this.#work();
  }

  open(channel: number, role: Role, site: string, path: string): void {
    this.#channels.set(channel, { role, site, path, waiting: 0 });
    if (this.#parts) this.#tell(channel);
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
    const { id, request, params } = isRecord(message) ? message : {};
    const answerId = typeof id === 'number' && Number.isSafeInteger(id) ? id : -1;
    try {
      if (answerId === -1) throw new Refusal('invalid', 'id: expected an integer');
      const name = requestOf(request, asker.role);
      const job = { channel, asker, id: answerId, request: name, params: paramsOf(name, params) };
      if (asker.waiting >= MAX_WAITING) throw new Refusal('busy', `${MAX_WAITING} requests are waiting`);
      asker.waiting++;
      (name === 'classify' ? this.#batches : this.#urgent).push(job);
    } catch (error) {
      this.#send(channel, { id: answerId, ok: false, ...failureOf(error) });
    }
    void this.#work();
  }

  async #work(): Promise<void> {
    const parts = this.#parts;
    if (this.#working || !parts) return;
    this.#working = true;
    for (let job = this.#next(); job; job = this.#next()) await this.#do(parts, job);
    this.#working = false;
  }

  #next(): Job | undefined {
    return this.#urgent.shift() ?? this.#batches.shift();
  }

  async #do(parts: Parts, job: Job): Promise<void> {
    const revision = parts.revision;
    let answer: FromEngine;
    try {
      answer = { id: job.id, ok: true, reply: await this.#answer(parts, job) };
    } catch (error) {
      answer = { id: job.id, ok: false, ...failureOf(error) };
    }
    job.asker.waiting--;
    if (this.#channels.has(job.channel)) this.#send(job.channel, answer);
    if (parts.revision !== revision && job.request !== 'classify') {
      for (const channel of this.#channels.keys()) this.#tell(channel);
    }
  }

  #answer(parts: Parts, job: Job): unknown {
    // Parsed by the schema of its own name; the compiler can't follow that pair through a table.
    const handlers: Partial<Handlers> = this.#handlers;
    if (!handlers[job.request]) throw new Refusal('internal', `${job.request}: not there yet`);
    const handle = handlers[job.request] as (parts: Parts, params: unknown, asker: Channel) => unknown;
    return handle(parts, job.params, job.asker);
  }

  readonly #handlers: Partial<Handlers> = {
    state: (_parts, _params, asker) => this.#state(asker),

    classify: async (parts, { texts }) => {
      // A lesson may come between two slices; the pushed change then tells the asker to ask again.
      const { revision } = parts;
      const verdicts = [];
      let since = performance.now();
      for (const text of texts) {
        if (performance.now() - since > SLICE) {
          await nextTurn();
          for (let job = this.#urgent.shift(); job; job = this.#urgent.shift()) await this.#do(parts, job);
          since = performance.now();
        }
        verdicts.push(this.#verdicts(parts, text));
      }
      return { revision, verdicts };
    },

    explain: ({ judge, lessons }, { text, task, label }) => {
      if (!judge.knows(task, label)) throw unknownLabel(task, label);
      const own = lessons.on(task, text);
      const nearest = own ? null : judge.nearest(text, task);
      const example = nearest === null ? undefined : lessons.get(nearest);
      return {
        evidence: judge.explain(text, task, label),
        lesson: own?.id ?? null,
        example: example ? { text: example.text, label: example.label } : null,
      };
    },

    teach: async (parts, { lesson: id, text, task, label, site }, asker) => {
      const { judge, lessons, store } = parts;
      if (!judge.knows(task, label)) throw unknownLabel(task, label);
      if (plainText(text) === '') throw new Refusal('invalid', 'text: there is nothing to learn from');
      const before = lessons.get(id);
      if (before && (before.text !== text || before.task !== task || before.label !== label)) {
        throw new Refusal('invalid', 'lesson: this id was used for another lesson');
      }
      if (!before) {
        if (lessons.size >= MAX_LESSONS) throw new Refusal('storage', `there are ${MAX_LESSONS} lessons`);
        const revision = parts.revision + 1;
        const taught: KeptLesson = {
          id,
          task,
          label,
          text,
          // A page can't speak for another site than its own.
          site: asker.role === 'page' ? asker.site : site,
          at: this.#now(),
          order: revision,
        };
        await store.addLesson(taught, revision);
        lessons.add(taught);
        parts.revision = revision;
        this.#learn(task);
      }
      return {
        revision: parts.revision,
        lesson: plain(lessons.get(id)!),
        verdicts: this.#verdicts(parts, text),
      };
    },

    undo: async (parts, { lesson: id }) => {
      const { lessons, store } = parts;
      const lesson = lessons.get(id);
      if (lesson) {
        const revision = parts.revision + 1;
        await store.removeLesson(id, revision);
        lessons.remove(id);
        parts.revision = revision;
        this.#learn(lesson.task);
      }
      return { revision: parts.revision };
    },

    lessons: ({ lessons }, { limit }) => ({
      lessons: lessons
        .newest(limit)
        .map((lesson) => ({ ...plain(lesson), said: null, replaced: [], similarity: null })),
      total: lessons.holding,
      sites: [],
    }),

    setTask: (
      parts,
      { task, on, sensitivity, way = parts.settings.tasks[task]?.way ?? 'underline' },
      asker,
    ) =>
      this.#set(
        parts,
        {
          ...parts.settings,
          tasks: { ...parts.settings.tasks, [task]: { on, sensitivity, way } },
        },
        asker,
      ),

    setSite: (parts, { site, on, plain }, asker) => {
      if (asker.role === 'page' && site !== asker.site) {
        throw new Refusal('forbidden', 'a page may switch its own site only');
      }
      const rules = withSite(parts.settings, site, on, plain);
      return this.#set(parts, { ...parts.settings, rules }, asker);
    },
  };

  async #set(parts: Parts, settings: Settings, asker: Channel): Promise<EngineState> {
    if (JSON.stringify(settings) !== JSON.stringify(parts.settings)) {
      const revision = parts.revision + 1;
      await parts.store.saveSettings(settings, revision);
      parts.settings = settings;
      parts.revision = revision;
    }
    return this.#state(asker);
  }

  #learn(task: TaskId): void {
    const { judge, lessons } = this.#ready();
    judge.learn(task, lessons.newest(MAX_LEARNED, task));
  }

  #verdicts({ judge, lessons, settings }: Parts, text: string) {
    const yours = lessons.size > 0 ? (task: TaskId) => lessons.on(task, text)?.label : undefined;
    return judge.verdicts(text, settings.tasks, yours);
  }

  #state({ site, path }: Channel): EngineState {
    const { judge, store, lessons, settings, revision } = this.#ready();
    return {
      revision,
      settings,
      tasks: judge.infos(),
      limits: null,
      lessons: lessons.holding,
      imports: [],
      storage: store.storage,
      trouble: { damaged: 0, blocked: false },
      site,
      path,
    };
  }

  /** Tells a channel what is so now. */
  #tell(channel: number): void {
    const asker = this.#channels.get(channel);
    if (asker) this.#send(channel, { event: 'changed', data: this.#state(asker) });
  }

  #ready(): Parts {
    if (!this.#parts) throw new Error('the engine has not started');
    return this.#parts;
  }
}

/** Milliseconds of work on a batch before others get their turn. */
const SLICE = 8;
const LEARNED_AT_ONCE = 20;
/** The most requests of one channel that may wait. */
const MAX_WAITING = 64;
/** The most lessons that are kept, holding or replaced. */
const MAX_LESSONS = 10_000;

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
}

/** What there is once the engine has started. */
interface Parts {
  judge: Judge;
  store: Store;
  lessons: Lessons;
  settings: Settings;
  revision: number;
}

type Handlers = {
  [K in EngineRequest]: (
    parts: Parts,
    params: EngineParams<K>,
    asker: Channel,
  ) => EngineReplies[K] | Promise<EngineReplies[K]>;
};

/** A request that can't be fulfilled, through no fault of the engine. */
class Refusal extends Error {
  constructor(
    readonly code: EngineErrorCode,
    message: string,
  ) {
    super(message);
  }
}

function unknownLabel(task: TaskId, label: string): Refusal {
  return new Refusal('unknown-label', `${task} has no label "${label}"`);
}

function failureOf(error: unknown): { code: EngineErrorCode; message: string } {
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  if (error instanceof StoreError) return { code: 'storage', message: error.message };
  console.error('Inkling:', error);
  return { code: 'internal', message: String(error) };
}

/** A lesson as others see it. */
function plain({ order: _, ...lesson }: KeptLesson): Lesson {
  return lesson;
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

/**
 * Learns all lessons of a task, a few at a time: with a thousand of them it takes a second, in which the
 * worker must still give signs of life.
 */
async function relearn({ judge, lessons }: Parts, task: TaskId): Promise<void> {
  const all = lessons.newest(MAX_LEARNED, task);
  for (let count = 0; count < all.length; count += LEARNED_AT_ONCE) {
    await nextTurn();
    judge.learn(task, all.slice(0, count + LEARNED_AT_ONCE));
  }
}

/** Lets messages in that have come meanwhile. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
