import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LessonRecord } from '../../../src/engine/records.ts';
import { openStore, StoreError } from '../../../src/engine/store.ts';
import { defaultSettings } from '../../../src/protocol/defaults.ts';
import type { Settings } from '../../../src/protocol/messages.ts';
import { VERSION_1 } from './fixtures.ts';
import { Bench } from './harness.ts';

const lesson = (n: number): LessonRecord => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  task: 'spam',
  label: 'spam',
  text: `text ${n}`,
  site: 'forum.test',
  at: 1000 + n,
  order: n,
  said: { label: 'ham', probability: 0.75 },
});
const empty = {
  lessons: [],
  tasks: [],
  imports: [],
  weights: [],
  found: [],
  settings: null,
  limits: null,
  revision: 0,
  damaged: 0,
};
const task = { on: true, sensitivity: 2, way: 'underline' } as const;
const settings: Settings = {
  ...defaultSettings(),
  tasks: { spam: { on: false, sensitivity: 4, way: 'fold' }, toxicity: task, intent: task },
  rules: [{ site: 'a.test', path: '/x', reads: false, plain: true }],
};

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('an empty store is a fresh start', async () => {
  const store = await openStore();
  expect(store.storage).toBe('kept');
  expect(await store.load()).toEqual(empty);
});

test('what was saved is read by the next one', async () => {
  const store = await openStore();
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  await store.commit({ add: { lessons: [lesson(2)] }, revision: 2 });
  await store.commit({ delete: { lessons: [lesson(1).id] }, revision: 3 });
  await store.commit({ settings, revision: 4 });
  expect(await (await openStore()).load()).toEqual({
    ...empty,
    lessons: [lesson(2)],
    settings,
    revision: 4,
    damaged: 0,
  });
});

test('each change is one transaction of strict durability, and waits for its end', async () => {
  const store = await openStore();
  const asked: unknown[] = [];
  const original = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    asked.push([args[1], args[2]?.durability]);
    return original.apply(this, args);
  });
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  await store.commit({ delete: { lessons: [lesson(1).id] }, revision: 2 });
  await store.commit({ settings, revision: 3 });
  expect(asked).toEqual(Array(3).fill(['readwrite', 'strict']));
});

test('settings of version 0.1.0, which knew one way to mark, mean what they meant', async () => {
  const store = await openStore();
  await store.load();
  const old = { on: true, sensitivity: 3 };
  const raw = await openDB('inkling', 2);
  await raw.put(
    'state',
    { tasks: { spam: { on: false, sensitivity: 4 }, toxicity: old, intent: old }, sitesOff: ['a.test'] },
    'settings',
  );
  const { settings: loaded, damaged } = await (await openStore()).load();
  expect(loaded).toEqual({
    ...defaultSettings(),
    tasks: {
      spam: { on: false, sensitivity: 4, way: 'underline' },
      toxicity: { on: true, sensitivity: 3, way: 'underline' },
      intent: { on: true, sensitivity: 3, way: 'underline' },
    },
    rules: [{ site: 'a.test', path: '', reads: false, plain: false }],
  });
  expect(damaged).toBe(0);
});

test('a database of version 1 becomes today’s: no lesson and no setting is lost, and nothing of it is rewritten', async () => {
  const old = await openDB('inkling', 1, {
    upgrade(database) {
      database.createObjectStore('lessons', { keyPath: 'id' });
      database.createObjectStore('state');
    },
  });
  for (const record of VERSION_1.lessons) await old.put('lessons', record);
  await old.put('lessons', { id: 'damaged long ago' });
  await old.put('state', VERSION_1.settings, 'settings');
  await old.put('state', VERSION_1.revision, 'revision');
  old.close();
  const store = await openStore();
  const loaded = await store.load();
  expect(loaded).toEqual({
    ...empty,
    lessons: expect.arrayContaining(VERSION_1.lessons.map((record) => ({ ...record, said: null }))),
    settings: {
      ...defaultSettings(),
      tasks: VERSION_1.settings.tasks,
      rules: [
        { site: 'bank.test', path: '', reads: false, plain: true },
        { site: 'news.test', path: '', reads: null, plain: true },
      ],
    },
    revision: 7,
    damaged: 1,
  });
  expect(loaded.lessons).toHaveLength(3);
  const raw = await openDB('inkling');
  expect([raw.version, await raw.count('lessons')]).toEqual([2, 4]);
  expect(await raw.get('lessons', VERSION_1.lessons[0].id)).toEqual(VERSION_1.lessons[0]);
  expect(await raw.get('lessons', 'damaged long ago')).toEqual({ id: 'damaged long ago' });
  raw.close();
  const state = await (await Bench.started(store)).ask(2, 'state', {});
  expect(state).toMatchObject({ lessons: 2, settings: { tasks: { spam: { way: 'fold' } } } });
});

test('a damaged record is left out, counted and left where it is', async () => {
  const store = await openStore();
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  const raw = await openDB('inkling', 2);
  await raw.put('lessons', { ...lesson(2), text: 'x'.repeat(5000) });
  await raw.put('lessons', { ...lesson(3), at: Number.POSITIVE_INFINITY });
  await raw.put('lessons', { ...lesson(4), extra: 1 });
  await raw.put('lessons', { id: 'not a uuid' });
  await raw.put('state', { tasks: {} }, 'settings');
  await raw.put('state', 'many', 'revision');
  const loaded = await (await openStore()).load();
  expect(loaded).toEqual({ ...empty, lessons: [lesson(1)], revision: 1, damaged: 6 });
  expect(await raw.count('lessons')).toBe(5);
});

test('a lesson that can’t be added is an error, and neither it nor the revision is kept', async () => {
  const store = await openStore();
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  await expect(
    store.commit({ add: { lessons: [{ ...lesson(1), text: 'another' }] }, revision: 2 }),
  ).rejects.toBeInstanceOf(StoreError);
  expect(await store.load()).toMatchObject({ lessons: [lesson(1)], revision: 1 });
});

test('a full disk is an error, and nothing was kept', async () => {
  const store = await openStore();
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no space', 'QuotaExceededError');
  });
  await expect(store.commit({ add: { lessons: [lesson(2)] }, revision: 2 })).rejects.toBeInstanceOf(
    StoreError,
  );
  vi.restoreAllMocks();
  expect(await store.load()).toMatchObject({ lessons: [lesson(1)], revision: 1 });
});

test('an open store makes way for a newer version, and then says that it can’t keep anything', async () => {
  const store = await openStore();
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  const newer = await openDB('inkling', 3);
  await expect(store.commit({ add: { lessons: [lesson(2)] }, revision: 2 })).rejects.toBeInstanceOf(
    StoreError,
  );
  newer.close();
});

test('data that the person deletes in the browser is let go of, and what comes after is kept again', async () => {
  const store = await openStore();
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  await deleteDB('inkling');
  await store.commit({ add: { lessons: [lesson(2)] }, revision: 2 });
  expect((await store.load()).lessons).toEqual([lesson(2)]);
});

test('without IndexedDB lessons live in memory, and that is said', async () => {
  vi.stubGlobal('indexedDB', undefined);
  const store = await openStore();
  expect(store.storage).toBe('memory');
  await store.commit({ add: { lessons: [lesson(1)] }, revision: 1 });
  expect((await store.load()).lessons).toEqual([lesson(1)]);
  expect((await (await openStore()).load()).lessons).toEqual([]);
});

test('where IndexedDB is there but refuses, too', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  vi.stubGlobal('indexedDB', {
    open() {
      throw new DOMException('A mutation operation was attempted', 'InvalidStateError');
    },
  });
  expect((await openStore()).storage).toBe('memory');
});
