import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import * as v from 'valibot';
import type { Limits, Settings } from '../protocol/settings.ts';
import { RECORDS, type Records, STATE } from './records.ts';

/**
 * What outlives the browser: lessons, tasks, imports, settings, in IndexedDB. Each {@link Change} is one
 * transaction with strict durability, so it is on the disk, whole, before its promise resolves; when the
 * promise rejects (with a {@link StoreError}) nothing was kept. What is read back is validated: a record
 * that can't be understood is left out and left where it is. Only the engine uses this.
 */
export interface Store {
  /** Whether what is saved outlives the browser. */
  readonly storage: 'kept' | 'memory';
  /**
   * Why nothing can be kept or read now: an older Inkling that still runs has the database, or a newer one
   * has changed it.
   */
  readonly blocked: null | 'older' | 'newer';
  /** Tries again to open a database that is blocked. */
  reopened(): Promise<boolean>;
  load(): Promise<Loaded>;
  commit(change: Change): Promise<void>;
  /** The key that what is kept sealed is sealed with; made when it is first asked for. It can't be read out. */
  key(): Promise<CryptoKey>;
}

export type Table = keyof Records;

/** All of it, or nothing. In this order: erase, delete, add, put, values. */
export interface Change {
  /** Everything goes first; with 'all' the key too, and what was sealed with it can't be read again. */
  erase?: 'data' | 'all';
  delete?: { [T in Table]?: readonly string[] };
  /** Fails if there is a record of that name, even a damaged one. */
  add?: { [T in Table]?: readonly Records[T][] };
  put?: { [T in Table]?: readonly Records[T][] };
  settings?: Settings;
  limits?: Limits | null;
  revision?: number;
}

export type Loaded = { [T in Table]: Records[T][] } & {
  /** Null when none were saved, or not in a form that is understood. */
  settings: Settings | null;
  limits: Limits | null;
  revision: number;
  /** How many records were left out. */
  damaged: number;
};

/** Something could not be kept, or not be read: no space, blocked, closed under us. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Opens the store; without IndexedDB (a browser that never remembers history) one in memory. */
export async function openStore(): Promise<Store> {
  if (typeof indexedDB === 'undefined') return new MemoryStore();
  const store = new IndexedDbStore();
  try {
    await within(store.open(), OPENS_WITHIN);
    return store;
  } catch (error) {
    // An older Inkling after a newer one: what that has written is not to be hidden behind an empty memory.
    if (store.blocked) return store;
    console.warn('Inkling: lessons are kept in memory only:', error);
    return new MemoryStore();
  }
}

const NAME = 'inkling';
/** 1: lessons and state (0.1.0). 2: tasks, imports, weights, found. */
const VERSION = 2;
const KEY_PATHS = { lessons: 'id', tasks: 'task', imports: 'id', weights: 'task', found: 'key' } as const;
const TABLES = Object.keys(KEY_PATHS) as Table[];
const ALL: (Table | 'state')[] = [...TABLES, 'state'];

interface Schema extends DBSchema {
  lessons: { key: string; value: Records['lessons'] };
  tasks: { key: string; value: Records['tasks'] };
  imports: { key: string; value: Records['imports'] };
  weights: { key: string; value: Records['weights'] };
  found: { key: string; value: Records['found'] };
  /** 'settings', 'limits', 'revision', and the 'key'. */
  state: { key: string; value: unknown };
}
type Writing = IDBPTransaction<Schema, (Table | 'state')[], 'readwrite'>;

class IndexedDbStore implements Store {
  readonly storage = 'kept';
  blocked: null | 'older' | 'newer' = null;
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  /** Opens the database, or gives the open one. Rejects with the browser's error. */
  open(): Promise<IDBPDatabase<Schema>> {
    if (this.#database) return this.#database;
    const letGo = () => {
      this.#database = null;
    };
    const opening = openDB<Schema>(NAME, VERSION, {
      // Each step only adds, so a database of any earlier version becomes today's, and no record is touched.
      upgrade(database) {
        for (const table of TABLES) {
          if (!database.objectStoreNames.contains(table))
            database.createObjectStore(table, { keyPath: KEY_PATHS[table] });
        }
        if (!database.objectStoreNames.contains('state')) database.createObjectStore('state');
      },
      blocked: () => {
        this.blocked = 'older';
      },
      // A newer version wants to upgrade, or the data is to be deleted: an open connection would block it.
      blocking(_current, _wanted, event) {
        (event.target as IDBDatabase).close();
        letGo();
      },
      terminated: letGo,
    });
    this.#database = opening;
    opening.then(
      () => {
        this.blocked = null;
      },
      (error: unknown) => {
        letGo();
        if (error instanceof Error && error.name === 'VersionError') this.blocked = 'newer';
      },
    );
    return opening;
  }

  async reopened(): Promise<boolean> {
    const isOpen = await within(this.open(), OPENS_WITHIN).then(
      () => true,
      () => false,
    );
    return isOpen && !this.blocked;
  }

  async load(): Promise<Loaded> {
    const [tables, state] = await this.#attempt((database) => {
      const transaction = database.transaction(ALL, 'readonly');
      const values = transaction.objectStore('state');
      return Promise.all([
        Promise.all(TABLES.map((table) => transaction.objectStore(table).getAll() as Promise<unknown[]>)),
        Promise.all((Object.keys(STATE) as (keyof typeof STATE)[]).map((name) => values.get(name))),
      ]);
    });
    const [settings, limits, revision] = state;
    return understood(Object.fromEntries(TABLES.map((table, i) => [table, tables[i]])), {
      settings,
      limits,
      revision,
    });
  }

  commit(change: Change): Promise<void> {
    return this.#attempt(async (database) => {
      const transaction = database.transaction(ALL, 'readwrite', { durability: 'strict' });
      const requests: Promise<unknown>[] = [];
      try {
        for (const request of write(transaction, change)) requests.push(request);
      } catch (error) {
        // A request that can't even be made: those before it must not be kept without it.
        const ended = Promise.allSettled([...requests, transaction.done]);
        try {
          transaction.abort();
        } catch {
          // It has aborted by itself.
        }
        await ended;
        throw error;
      }
      // One failing request aborts the transaction; all are awaited, so that no rejection is left alone.
      await Promise.all([...requests, transaction.done]);
    });
  }

  async key(): Promise<CryptoKey> {
    const kept = await this.#attempt((database) => database.get('state', 'key'));
    if (kept instanceof CryptoKey) return kept;
    const made = await makeKey();
    return this.#attempt(async (database) => {
      const transaction = database.transaction('state', 'readwrite', { durability: 'strict' });
      // Another may have made one meanwhile; what was sealed with it must stay readable.
      const other = await transaction.store.get('key');
      if (!(other instanceof CryptoKey)) await transaction.store.put(made, 'key');
      await transaction.done;
      return other instanceof CryptoKey ? other : made;
    });
  }

  async #attempt<T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(await within(this.open(), OPENS_WITHIN));
    } catch (error) {
      throw new StoreError(`IndexedDB: ${error}`, { cause: error });
    }
  }
}

/** Milliseconds. An upgrade waits for as long as an older Inkling has the database open. */
const OPENS_WITHIN = 4000;

function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it does not open')), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function* write(transaction: Writing, change: Change): Iterable<Promise<unknown>> {
  const state = transaction.objectStore('state');
  if (change.erase) {
    if (change.erase === 'all') yield state.clear();
    else for (const name of Object.keys(STATE)) yield state.delete(name);
    for (const table of TABLES) yield transaction.objectStore(table).clear();
  }
  for (const table of TABLES) {
    const records = transaction.objectStore(table);
    for (const key of change.delete?.[table] ?? []) yield records.delete(key);
    for (const record of change.add?.[table] ?? []) yield records.add(record);
    for (const record of change.put?.[table] ?? []) yield records.put(record);
  }
  for (const name of Object.keys(STATE) as (keyof typeof STATE)[]) {
    if (change[name] !== undefined) yield state.put(change[name], name);
  }
}

/** Keeps what it is given until the browser closes. */
class MemoryStore implements Store {
  readonly storage = 'memory';
  readonly blocked = null;
  reopened = async () => true;
  readonly #tables = Object.fromEntries(TABLES.map((table) => [table, new Map()])) as {
    [T in Table]: Map<string, Records[T]>;
  };
  #state: Pick<Change, keyof typeof STATE> = {};
  #key: Promise<CryptoKey> | null = null;

  async load(): Promise<Loaded> {
    return understood(
      Object.fromEntries(TABLES.map((table) => [table, [...this.#tables[table].values()]])),
      this.#state,
    );
  }

  async commit(change: Change): Promise<void> {
    if (change.erase) {
      for (const table of TABLES) this.#tables[table].clear();
      this.#state = {};
      if (change.erase === 'all') this.#key = null;
    }
    for (const table of TABLES) {
      const records = this.#tables[table] as Map<string, unknown>;
      for (const key of change.delete?.[table] ?? []) records.delete(key);
      for (const record of [...(change.add?.[table] ?? []), ...(change.put?.[table] ?? [])]) {
        records.set((record as unknown as Record<string, string>)[KEY_PATHS[table]], record);
      }
    }
    const { settings = this.#state.settings, limits = this.#state.limits } = change;
    const { revision = this.#state.revision } = change;
    this.#state = {
      ...(settings !== undefined && { settings }),
      ...(limits !== undefined && { limits }),
      ...(revision !== undefined && { revision }),
    };
  }

  key(): Promise<CryptoKey> {
    this.#key ??= makeKey();
    return this.#key;
  }
}

function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** What can be understood of what was read. */
function understood(
  tables: Record<string, unknown[]>,
  values: { settings?: unknown; limits?: unknown; revision?: unknown },
): Loaded {
  let damaged = 0;
  const read = <T extends Table>(table: T): Records[T][] =>
    tables[table].flatMap((record) => {
      const parsed = v.safeParse(RECORDS[table], record);
      if (!parsed.success) damaged++;
      return parsed.success ? [parsed.output as Records[T]] : [];
    });
  const value = <N extends keyof typeof STATE>(name: N) => {
    if (values[name] === undefined) return null;
    const parsed = v.safeParse(STATE[name], values[name]);
    if (!parsed.success) damaged++;
    return parsed.success ? (parsed.output as v.InferOutput<(typeof STATE)[N]>) : null;
  };
  const [lessons, tasks, imports] = [read('lessons'), read('tasks'), read('imports')];
  const orders = [...lessons, ...tasks, ...imports].map(({ order }) => order);
  return {
    lessons,
    tasks,
    imports,
    weights: read('weights'),
    found: read('found'),
    settings: value('settings'),
    limits: value('limits'),
    // Never below the order of a record, or the next one would not be the newest.
    revision: orders.reduce((a, b) => Math.max(a, b), value('revision') ?? 0),
    damaged,
  };
}
