import { Head } from '../elm/head/head.ts';
import { defaultSettings, defaultTask } from '../protocol/defaults.ts';
import type { EngineState, Role } from '../protocol/messages.ts';
import type { Limits, Settings, StorageMode } from '../protocol/settings.ts';
import {
  EXTRAS,
  type OwnTask,
  TASKS,
  type TaskId,
  type TaskInfo,
  type Verdict,
} from '../protocol/verdict.ts';
import { AddedHead } from './addedHead.ts';
import type { Backup } from './backup.ts';
import type { Backups } from './backups.ts';
import { FoundCounts } from './foundCounts.ts';
import type { Judge, TaskParts } from './judge.ts';
import { type KeptLesson, Lessons, MAX_LEARNED, textKey } from './lessons.ts';
import { OwnHead } from './ownHead.ts';
import type { ImportRecord, LessonRecord, TaskRecord, WeightsRecord } from './records.ts';
import type { Scorer } from './scorer.ts';
import { seal, unseal } from './sealedFeatures.ts';
import { type Change, type Loaded, type Store, StoreError } from './store.ts';
import { type LearnedWeights, weightsFromBytes } from './weightsFile.ts';

/** Tells how far a long piece of work has come, and lets the worker breathe. May throw, to end it. */
export type Step = (done: number, of: number) => Promise<void>;

/** What is needed besides what is kept. */
export interface Sources {
  judge: Judge;
  store: Store;
  backups: Backups;
  /** The heads that are on from the start. */
  heads: readonly Head[];
  /** Reads the heads of the extra tasks that there are; each is read only once its task is on. */
  extras: Readonly<Record<TaskId, () => Promise<Head>>>;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Bytes that the browser counts for all that is kept, and requests made to anything but our own files. */
  measure: () => Promise<{ bytes: number | null; requests: number }>;
}

/** Milliseconds of work between two signs of life where nobody waits for anything else. */
const WORK_AT_ONCE = 10;
/** Milliseconds after the last lesson until what was solved roughly is finished. */
const SETTLE_AFTER = 2000;
/** Milliseconds until counts that have changed are kept. */
const KEEP_FOUND_AFTER = 3000;

/**
 * Everything that the engine holds in memory, made from what is kept, and the only way to change what is kept.
 * A change is on the disk before it is in memory: {@link commit} first, then {@link learn} for lessons, or
 * {@link rebuild} for whatever touches more. What can't be read is left where it is, and told.
 */
export class Holdings {
  readonly judge: Judge;
  readonly store: Store;
  readonly backups: Backups;
  readonly #sources: Sources;
  lessons = new Lessons();
  /** Lessons of extra tasks that are off, or of labels that no head has now: kept, and not learned. */
  resting: KeptLesson[] = [];
  /** What a backup has and the database has lost, until the person says what is to become of it. */
  offer: Offer | null = null;
  /** Whether settings were kept, and could be read. */
  hasSettings = false;
  tasks: TaskRecord[] = [];
  imports: ImportRecord[] = [];
  weights = new Map<TaskId, WeightsRecord>();
  found: FoundCounts;
  limits: Limits | null = null;
  revision = 0;
  #damaged = 0;
  #isOpen = false;
  /** With thousands of lessons the next verdict waits for a rough solution only; the rest is done in a quiet moment. */
  #settling: ReturnType<typeof setTimeout> | undefined;
  #keepingFound: ReturnType<typeof setTimeout> | undefined;
  #settings: Settings = defaultSettings();
  #effective: Settings = defaultSettings();

  private constructor(sources: Sources) {
    this.#sources = sources;
    this.judge = sources.judge;
    this.store = sources.store;
    this.backups = sources.backups;
    this.found = new FoundCounts([], sources.now());
  }

  /** Reads what is kept and learns it. */
  static async open(sources: Sources): Promise<Holdings> {
    const held = new Holdings(sources);
    await held.rebuild(breathing());
    if (!held.store.blocked) held.offer = await held.#lost();
    return held;
  }

  /** What the person has set; limits are not in it. */
  get ownSettings(): Settings {
    return this.#settings;
  }

  /** What holds: with the limits, and with settings for every task. */
  get settings(): Settings {
    return this.#effective;
  }

  now(): number {
    return this.#sources.now();
  }

  /**
   * Keeps a change, whole or not at all, under a new revision.
   * @param orders how many records in it have an order above the present revision.
   * @throws StoreError if it could not be kept.
   */
  async commit(change: Change, orders = 1): Promise<void> {
    if (this.store.blocked) throw new StoreError('another Inkling has the database');
    // While the person is asked about a backup it stays, whatever else changes.
    const isAsked = this.offer !== null && change.erase !== 'all';
    if (!isAsked) await this.#dropBackups(change);
    const revision = this.revision + Math.max(1, orders);
    await this.store.commit({ ...change, revision });
    this.revision = revision;
    if (change.erase) {
      this.#settings = defaultSettings();
      this.hasSettings = false;
      this.offer = null;
      if (isAsked) await this.#dropBackups(change);
    }
    if (change.settings) {
      this.#settings = change.settings;
      this.hasSettings = true;
    }
    if (change.limits !== undefined) this.limits = change.limits;
    this.#settle();
  }

  /**
   * Makes everything anew from what is kept; what is as it was need not be learned again.
   * @param awake extra tasks that are to be read although they are off.
   */
  async rebuild(step: Step, awake: readonly TaskId[] = []): Promise<void> {
    const loaded = await this.#load();
    const lessons: KeptLesson[] = [];
    const key = loaded.lessons.some(({ sealed }) => sealed) ? await this.store.key() : null;
    let damaged = loaded.damaged;
    for (const record of loaded.lessons) {
      const lesson = await opened(record, key);
      if (lesson) lessons.push(lesson);
      else damaged++;
    }
    this.#settings = loaded.settings ?? defaultSettings();
    this.hasSettings = loaded.settings !== null;
    this.limits = loaded.limits;
    this.revision = Math.max(loaded.revision, this.revision);
    this.tasks = loaded.tasks.sort((a, b) => a.order - b.order);
    this.imports = loaded.imports.sort((a, b) => a.order - b.order);
    this.weights = new Map(loaded.weights.map((record) => [record.task, record]));
    if (!this.#isOpen) this.found = new FoundCounts(loaded.found, this.now());
    this.#isOpen = true;
    this.#settle();
    this.#damaged = damaged + (await this.#setTasks(new Set(awake)));
    // A head of another version may not know a label of before; the lesson is kept for one that does.
    const isKnown = ({ task, label }: KeptLesson) => this.judge.knows(task, label);
    this.lessons = new Lessons(lessons.filter(isKnown));
    this.resting = lessons.filter((lesson) => !isKnown(lesson));
    this.judge.fade(this.settings.halfLifeDays, this.now());
    const infos = this.judge.infos();
    const all = infos.map(({ task }) => ({ task, lessons: this.lessons.newest(MAX_LEARNED, task) }));
    const total = all.reduce((sum, each) => sum + each.lessons.length, 0);
    let done = 0;
    // With thousands of them it takes seconds, in which the worker must give signs of life.
    for (const { task, lessons: wanted } of all) {
      for (const _ of this.judge.learning(task, wanted)) await step(++done, total);
    }
    // Then no verdict has to wait for what all of them come to.
    for (const _ of this.judge.updating()) await step(total, total);
    this.#finishLater();
  }

  /** Every lesson that is kept. */
  allLessons(): KeptLesson[] {
    return [...this.lessons.all(), ...this.resting];
  }

  /** Everything that is kept but for what was found, as a file of it has it. */
  everything(): Backup {
    return {
      at: this.now(),
      settings: this.ownSettings,
      lessons: this.allLessons(),
      tasks: this.tasks,
      imports: this.imports,
      weights: [...this.weights.values()],
    };
  }

  /** Whether a backup would hold what none holds yet. */
  get wantsBackup(): boolean {
    if (!this.backups.areKept || this.offer || this.store.storage === 'memory' || this.store.blocked)
      return false;
    return this.revision > 0 && this.backups.files[0]?.revision !== this.revision && !this.#isEmpty;
  }

  get #isEmpty(): boolean {
    const { lessons, resting, tasks, imports, weights } = this;
    return (
      !this.hasSettings && lessons.size + resting.length + tasks.length + imports.length + weights.size === 0
    );
  }

  /** Keeps a copy of everything; that it can't be kept is no trouble of whoever uses Inkling. */
  async backUp(): Promise<void> {
    if (!this.wantsBackup) return;
    try {
      await this.backups.write(this.everything(), this.revision, this.settings.storageMode === 'features');
    } catch (error) {
      console.warn('Inkling: no backup could be written:', error);
    }
  }

  /** Makes lessons what a storage mode keeps of them; null: nothing. */
  inMode(lesson: KeptLesson, mode: StorageMode): KeptLesson | null {
    if (mode === 'weights') return null;
    if (mode === 'texts' || lesson.features) return lesson;
    const { text } = lesson;
    return { ...lesson, text: '', features: { vector: this.judge.vectorOf(text), key: textKey(text) } };
  }

  /** Learns a task's lessons as they are now. */
  learn(task: TaskId): void {
    this.judge.fade(this.settings.halfLifeDays, this.now());
    this.judge.learn(task, this.lessons.newest(MAX_LEARNED, task));
    this.#finishLater();
  }

  #finishLater(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#finish(), SETTLE_AFTER);
  }

  /** Finishes what was solved roughly, giving way to whatever comes; the next lesson sets the time for another try. */
  async #finish(): Promise<void> {
    const step = breathing();
    for (const _ of this.judge.settling()) await step();
  }

  /** What a task's weights would be with these lessons learned on top of what there is. */
  absorbed(task: TaskId, lessons: readonly KeptLesson[]): LearnedWeights {
    return this.judge.absorbed(task, lessons, this.lessons.newest(MAX_LEARNED, task));
  }

  /** Weights of lessons that are not kept have been kept. */
  setWeights(records: readonly WeightsRecord[]): void {
    for (const record of records) {
      const { task } = record;
      const { scorer, added } = this.judge.parts(task);
      this.weights.set(task, record);
      const signature = signatureOf(scorer, added, record);
      this.judge.setFixed(task, weightsFromBytes(record.weights, scorer.outputs), signature);
      this.learn(task);
    }
  }

  /** Notes what is flagged on a page's site. */
  noteFound(site: string, text: string, verdicts: readonly Verdict[]): void {
    if (!this.settings.countFound || this.store.storage === 'memory') return;
    if (!this.found.note(site, text, verdicts, this.now()) || this.#keepingFound) return;
    this.#keepingFound = setTimeout(() => void this.#keepFound(), KEEP_FOUND_AFTER);
  }

  async forgetFound(): Promise<void> {
    const keys = this.found.keys();
    this.found = new FoundCounts([], this.now());
    if (keys.length > 0) await this.store.commit({ delete: { found: keys } });
  }

  measure(): Promise<{ bytes: number | null; requests: number }> {
    return this.#sources.measure();
  }

  async #keepFound(): Promise<void> {
    this.#keepingFound = undefined;
    const { put, delete: outdated } = this.found.takeChanges(this.now());
    try {
      await this.store.commit({ put: { found: put }, delete: { found: outdated } });
    } catch (error) {
      // The next change of the same row will keep it.
      console.warn('Inkling: what was found could not be kept:', error);
    }
  }

  /** The verdicts on a text, of the tasks that are on. */
  verdicts(text: string): Verdict[] {
    if (this.lessons.size === 0) return this.judge.verdicts(text, this.settings.tasks);
    const key = textKey(text);
    return this.judge.verdicts(text, this.settings.tasks, (task) => this.lessons.withKey(task, key)?.label);
  }

  state({ role, site, path }: { role: Role; site: string; path: string }): EngineState {
    return {
      revision: this.revision,
      settings: this.settings,
      limits: this.limits,
      tasks: this.#infos(),
      lessons: this.lessons.holding,
      imports: this.imports.map(({ id, task, name, at }) => ({ id, task, name, at })),
      storage: this.store.storage,
      trouble: {
        damaged: this.#damaged,
        blocked: this.store.blocked,
        lost:
          role === 'extension' && this.offer
            ? { at: this.offer.backup.at, lessons: this.offer.lessons.size }
            : null,
      },
      mayTeach: role !== 'private' || this.store.storage === 'memory',
      site,
      path,
    };
  }

  /** All tasks in their order; of an extra that is not loaded no more than that there is one. */
  #infos(): TaskInfo[] {
    const infos = this.judge.infos();
    const extras = Object.keys(this.#sources.extras)
      .filter((task) => !this.judge.has(task))
      .map(
        (task): TaskInfo => ({
          task,
          labels: [],
          ordinary: '',
          version: '',
          extra: true,
          own: null,
          flagAt: [],
          falseAlarms: [],
          languages: [],
          learning: null,
        }),
      );
    const all = [...infos.filter(({ own }) => !own), ...extras];
    const place = ({ task }: TaskInfo) => ([...TASKS, ...EXTRAS] as TaskId[]).indexOf(task);
    return [...all.sort((a, b) => place(a) - place(b)), ...infos.filter(({ own }) => own)];
  }

  /** A lesson as it is to be kept: with its text, or with its features only. */
  async recordOf(lesson: KeptLesson): Promise<LessonRecord> {
    const { features, ...record } = lesson;
    if (!features) return record;
    return { ...record, text: '', sealed: await seal(await this.store.key(), lesson.id, features) };
  }

  /**
   * What the newest sound backup has and the database hasn't, though nobody took it back: it is gone, or older
   * than the backup, or some of it can't be read. Null if there is no such thing.
   */
  async #lost(): Promise<Offer | null> {
    const [newest] = this.backups.files;
    if (!newest || (newest.revision <= this.revision && this.#damaged === 0)) return null;
    for (const file of this.backups.files) {
      try {
        const offer = this.#missing(await this.backups.read(file), file.revision);
        if (offer) return offer;
        break;
      } catch (error) {
        console.warn('Inkling: a backup can’t be read:', error);
      }
    }
    // Whatever comes now is newer.
    this.revision = Math.max(this.revision, newest.revision);
    return null;
  }

  #missing(backup: Backup, revision: number): Offer | null {
    const without = (names: readonly string[], held: readonly string[]) => {
      const known = new Set(held);
      return new Set(names.filter((name) => !known.has(name)));
    };
    const ids = (records: readonly { id: string }[]) => records.map(({ id }) => id);
    const tasksOf = (records: readonly { task: string }[]) => records.map(({ task }) => task);
    const offer = {
      backup,
      revision,
      lessons: without(ids(backup.lessons), ids(this.allLessons())),
      tasks: without(tasksOf(backup.tasks), tasksOf(this.tasks)),
      imports: without(ids(backup.imports), ids(this.imports)),
      weights: without(tasksOf(backup.weights), [...this.weights.keys()]),
    };
    const some = [offer.lessons, offer.tasks, offer.imports, offer.weights].some(({ size }) => size > 0);
    const isSet = this.hasSettings || JSON.stringify(backup.settings) === JSON.stringify(defaultSettings());
    return some || !isSet ? offer : null;
  }

  /**
   * What a change takes away must not live on in a backup.
   * @throws StoreError if a file can't be deleted: then the change is not made either.
   */
  async #dropBackups(change: Change): Promise<void> {
    const { lessons = [], tasks = [], imports = [], weights = [] } = change.delete ?? {};
    const limits = change.limits === undefined ? this.limits : change.limits;
    const mode = limits?.storageMode ?? (change.settings ?? this.#settings).storageMode;
    const isAll =
      change.erase !== undefined ||
      mode !== this.settings.storageMode ||
      tasks.length + imports.length + weights.length > 0;
    const gone = new Set(lessons);
    const orders = isAll ? [0] : this.allLessons().flatMap(({ id, order }) => (gone.has(id) ? [order] : []));
    if (orders.length === 0) return;
    try {
      await this.backups.drop(orders.reduce((a, b) => Math.min(a, b)));
    } catch (error) {
      throw new StoreError(`a backup can’t be deleted: ${error}`, { cause: error });
    }
  }

  async #load(): Promise<Loaded> {
    try {
      return await this.store.load();
    } catch (error) {
      // Until the database is free, Inkling does what it can without it, and says so.
      if (!(error instanceof StoreError) || !this.store.blocked) throw error;
      console.warn('Inkling: what is kept can’t be read now:', error.message);
      return {
        lessons: [],
        tasks: [],
        imports: [],
        weights: [],
        found: [],
        settings: null,
        limits: null,
        revision: this.revision,
        damaged: 0,
      };
    }
  }

  /** Settings and limits have changed. */
  #settle(): void {
    const { limits } = this;
    const settings = this.#settings;
    const ids = [
      ...this.#sources.heads.map(({ task }) => task),
      ...EXTRAS,
      ...this.tasks.map(({ task }) => task),
    ];
    const tasks = Object.fromEntries(
      ids.map((task) => {
        const own = settings.tasks[task] ?? defaultTask(task);
        return [task, limits?.tasksOff?.includes(task) ? { ...own, on: false } : own];
      }),
    );
    const off = limits?.sitesOff ?? [];
    this.#effective = {
      ...settings,
      tasks,
      where: limits?.where ?? settings.where,
      storageMode: limits?.storageMode ?? settings.storageMode,
      rules: [...off.map((site) => ({ site, path: '', reads: false, plain: false })), ...settings.rules],
    };
  }

  /** Tells the judge which tasks there are; extras that are off only if they are to be awake. Returns how many files could not be used. */
  async #setTasks(awake: ReadonlySet<TaskId>): Promise<number> {
    let damaged = 0;
    const parts: TaskParts[] = [];
    const add = (task: TaskId, scorer: Scorer, own: OwnTask | null) => {
      const added: AddedHead[] = [];
      for (const record of this.imports) {
        if (record.task !== task) continue;
        const head = headFrom(record.head, this.judge.wordTable);
        if (head) added.push(new AddedHead(record.id, head, record.labels, scorer));
        else damaged++;
      }
      const learned = this.weights.get(task);
      let fixed = null;
      if (learned) {
        try {
          const { weights, scaling } = weightsFromBytes(learned.weights, scorer.outputs);
          fixed = weights;
          if (scorer instanceof OwnHead && scaling) scorer.keepScaling(scaling);
        } catch {
          damaged++;
        }
      }
      parts.push({ task, scorer, own, added, fixed, signature: signatureOf(scorer, added, learned) });
    };
    for (const head of this.#sources.heads) add(head.task, head, null);
    for (const task of EXTRAS) {
      if (!this.settings.tasks[task]?.on && !awake.has(task)) continue;
      if (!Object.hasOwn(this.#sources.extras, task)) continue;
      add(task, await this.#sources.extras[task](), null);
    }
    for (const { task, name, labels, base } of this.tasks) {
      const head = base ? headFrom(base, this.judge.wordTable) : null;
      if (base && !head) damaged++;
      add(task, head ?? new OwnHead(labels.map(({ id }) => id)), { name, labels });
    }
    this.judge.setTasks(parts);
    return damaged;
  }
}

/** A backup, and the names of what only it still has. */
export interface Offer {
  backup: Backup;
  revision: number;
  lessons: ReadonlySet<string>;
  tasks: ReadonlySet<string>;
  imports: ReadonlySet<string>;
  weights: ReadonlySet<string>;
}

/** Names what a task's lessons are learned on top of. */
function signatureOf(
  scorer: Scorer,
  added: readonly AddedHead[],
  learned: WeightsRecord | undefined,
): string {
  return [scorer.version, ...added.map(({ id }) => id), learned?.recent.at(-1) ?? ''].join(' ');
}

/** A head of a file that was taken in; null if it can't be used with this version. */
function headFrom(bytes: Uint8Array, wordTable: string): Head | null {
  try {
    const head = Head.fromBytes(bytes);
    return head.wordTable === wordTable ? head : null;
  } catch {
    return null;
  }
}

async function opened(
  { sealed, ...record }: LessonRecord,
  key: CryptoKey | null,
): Promise<KeptLesson | null> {
  if (!sealed) return { ...record, features: null };
  const features = key ? await unseal(key, record.id, sealed) : null;
  return features && { ...record, features };
}

/** Breathes whenever so much work has been done since the last time. */
function breathing(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < WORK_AT_ONCE) return;
    await breathe();
    since = performance.now();
  };
}

/** Lets messages in that have come meanwhile. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
