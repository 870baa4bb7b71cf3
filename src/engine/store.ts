import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import * as v from 'valibot';
import { defaultSettings } from '../protocol/defaults.ts';
import {
  type Settings,
  sensitivitySchema,
  settingsSchema,
  siteSchema,
  taskSchema,
} from '../protocol/settings.ts';
import { MAX_TEXT, WAYS } from '../protocol/verdict.ts';
import type { KeptLesson } from './lessons.ts';

/**
 * What outlives the browser: lessons, settings and the revision, in IndexedDB. Each change is one
 * transaction with strict durability, so it is on the disk, whole, before its promise resolves; when the
 * promise rejects (with a {@link StoreError}) nothing was kept. What is read back is validated: a record
 * that can't be understood is left out and left where it is. Only the engine uses this.
 */
export interface Store {
  /** Whether what is saved outlives the browser. */
  readonly storage: 'kept' | 'memory';
  load(): Promise<Loaded>;
  addLesson(lesson: KeptLesson, revision: number): Promise<void>;
  removeLesson(id: string, revision: number): Promise<void>;
  saveSettings(settings: Settings, revision: number): Promise<void>;
}

export interface Loaded {
  lessons: KeptLesson[];
  /** Null when none were saved, or not in a form that is understood. */
  settings: Settings | null;
  revision: number;
  /** How many records were left out. */
  damaged: number;
}

/** Something could not be kept, or not be read: no space, blocked, closed under us. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Opens the store; without IndexedDB (a browser that never remembers history) one in memory. */
export async function openStore(): Promise<Store> {
  if (typeof indexedDB === 'undefined') return new MemoryStore();
  const store = new IndexedDbStore();
  try {
    await store.open();
    return store;
  } catch (error) {
    console.warn('Inkling: lessons are kept in memory only:', error);
    return new MemoryStore();
  }
}

interface Schema extends DBSchema {
  lessons: { key: string; value: KeptLesson };
  /** 'settings' and 'revision'. */
  state: { key: string; value: unknown };
}

const lessonSchema = v.strictObject({
  id: v.pipe(v.string(), v.uuid()),
  task: taskSchema,
  label: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  text: v.pipe(v.string(), v.maxLength(MAX_TEXT)),
  site: v.pipe(v.string(), v.maxLength(253)),
  at: v.pipe(v.number(), v.finite()),
  order: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
/** Settings as 0.1.0 kept them: three tasks, and lists of sites. */
const task010 = v.strictObject({
  on: v.boolean(),
  sensitivity: sensitivitySchema,
  way: v.optional(v.picklist(WAYS), 'underline'),
});
const settings010 = v.pipe(
  v.strictObject({
    tasks: v.strictObject({ spam: task010, toxicity: task010, intent: task010 }),
    sitesOff: v.array(siteSchema),
    sitesPlain: v.optional(v.array(siteSchema), []),
  }),
  v.transform(({ tasks, sitesOff, sitesPlain }): Settings => {
    const sites = [...new Set([...sitesOff, ...sitesPlain])];
    const rules = sites.map((site) => ({
      site,
      path: '',
      reads: sitesOff.includes(site) ? false : null,
      plain: sitesPlain.includes(site),
    }));
    return { ...defaultSettings(), tasks, rules };
  }),
);
const revisionSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

class IndexedDbStore implements Store {
  readonly storage = 'kept';
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  /** Opens the database, or gives the open one. Rejects with the browser's error. */
  open(): Promise<IDBPDatabase<Schema>> {
    if (this.#database) return this.#database;
    const letGo = () => {
      this.#database = null;
    };
    const opening = openDB<Schema>('inkling', 1, {
      upgrade(database) {
        database.createObjectStore('lessons', { keyPath: 'id' });
        database.createObjectStore('state');
      },
      // A newer version wants to upgrade, or the data is to be deleted: an open connection would block it.
      blocking(_current, _wanted, event) {
        (event.target as IDBDatabase).close();
        letGo();
      },
      terminated: letGo,
    });
    opening.catch(letGo);
    this.#database = opening;
    return opening;
  }

  async load(): Promise<Loaded> {
    const [records, settings, revision] = await this.#attempt(async (database) => {
      const transaction = database.transaction(['lessons', 'state'], 'readonly');
      const state = transaction.objectStore('state');
      return Promise.all([
        transaction.objectStore('lessons').getAll(),
        state.get('settings'),
        state.get('revision'),
      ]);
    });
    const lessons = records.filter((record) => v.is(lessonSchema, record));
    const understood = v.safeParse(v.union([settingsSchema, settings010]), settings);
    const orders = lessons.map((lesson) => lesson.order);
    return {
      lessons,
      settings: understood.success ? understood.output : null,
      // Never below the order of a lesson, or the next one would not be the newest.
      revision: orders.reduce((a, b) => Math.max(a, b), v.is(revisionSchema, revision) ? revision : 0),
      damaged: records.length - lessons.length + (settings === undefined || understood.success ? 0 : 1),
    };
  }

  addLesson(lesson: KeptLesson, revision: number): Promise<void> {
    // `add`, not `put`: a damaged record may be in the way, and is not to be overwritten.
    return this.#change(revision, (lessons) => lessons.add(lesson));
  }

  removeLesson(id: string, revision: number): Promise<void> {
    return this.#change(revision, (lessons) => lessons.delete(id));
  }

  saveSettings(settings: Settings, revision: number): Promise<void> {
    return this.#change(revision, (_lessons, state) => state.put(settings, 'settings'));
  }

  #change(
    revision: number,
    write: (lessons: Writable<'lessons'>, state: Writable<'state'>) => Promise<unknown>,
  ): Promise<void> {
    return this.#attempt(async (database) => {
      const transaction = database.transaction(['lessons', 'state'], 'readwrite', { durability: 'strict' });
      const state = transaction.objectStore('state');
      // One failing request aborts the transaction; all are awaited, so that no rejection is left alone.
      await Promise.all([
        write(transaction.objectStore('lessons'), state),
        state.put(revision, 'revision'),
        transaction.done,
      ]);
    });
  }

  async #attempt<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.open());
    } catch (error) {
      throw new StoreError(`IndexedDB: ${error}`, { cause: error });
    }
  }
}

type Writable<S extends 'lessons' | 'state'> = IDBPObjectStore<
  Schema,
  ('lessons' | 'state')[],
  S,
  'readwrite'
>;

/** Keeps nothing: the engine's own memory is all there is, until the browser closes. */
class MemoryStore implements Store {
  readonly storage = 'memory';

  async load(): Promise<Loaded> {
    return { lessons: [], settings: null, revision: 0, damaged: 0 };
  }
  async addLesson(): Promise<void> {}
  async removeLesson(): Promise<void> {}
  async saveSettings(): Promise<void> {}
}
