import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStore } from '../../../src/engine/store.ts';
import type { EngineRequest } from '../../../src/protocol/messages.ts';
import { Bench } from './harness.ts';
import { loadHeads, loadJudge } from './models.ts';
import { GARDEN, uuid } from './texts.ts';

/**
 * What is left when the engine dies, or the disk refuses, at any step of a change: the whole of it or nothing.
 * A step is one call to the database; at each in turn everything after it is cut off, and a new engine reads
 * what is there.
 */
const POPUP = 2;
const TASK = 'own-0000abcd';
const PLAIN = 'Our garden club meets on Sunday, bring a friend';
const labels = [
  { id: 'garden', name: 'Garden', colour: '#336699', keywords: ['roses'] },
  { id: 'plants', name: 'Plants', colour: '#669933', keywords: [] },
];
const teach = (n: number, text: string, task: string, label: string) => ({
  lesson: uuid(n),
  text,
  task,
  label,
});

/** One for all, for it takes time to make; an engine tells it what to know when it starts. */
const judge = loadJudge();
const heads = loadHeads();

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A disk with some of everything on it. */
async function filled(): Promise<Bench> {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const bench = await Bench.started(undefined, judge, heads);
  await bench.ask(POPUP, 'putTask', { task: TASK, name: 'Garden', labels });
  const lessons = [
    ...GARDEN.map((text, i) => teach(i, text, TASK, i < 3 ? 'garden' : 'plants')),
    teach(10, PLAIN, 'spam', 'ham'),
  ];
  await bench.ask(POPUP, 'teachAll', { lessons, site: '' });
  return bench;
}

/** All that is on the disk, the revision aside. */
async function onDisk(): Promise<string> {
  const database = await openDB('inkling');
  const tables = await Promise.all(
    [...database.objectStoreNames].map(async (table) => [
      table,
      await database.getAllKeys(table),
      await database.getAll(table),
    ]),
  );
  database.close();
  const { revision } = Object.fromEntries(
    (tables.find(([table]) => table === 'state')![1] as string[]).map((key, i) => [
      key,
      (tables.find(([table]) => table === 'state')![2] as unknown[])[i],
    ]),
  );
  return JSON.stringify(tables, (_, value) => (value === revision ? 'revision' : value));
}

const CALLS = ['add', 'put', 'delete', 'clear'] as const;

/** Lets `count` writing calls through; at the next one, and ever after, the database is gone. */
function dieAfter(count: number, how: 'throws' | 'aborts'): { calls: () => number } {
  let calls = 0;
  for (const name of CALLS) {
    const original = IDBObjectStore.prototype[name] as (...args: unknown[]) => IDBRequest;
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
      this: IDBObjectStore,
      ...args: unknown[]
    ) {
      if (++calls > count) {
        if (how === 'throws') throw new DOMException('no space', 'QuotaExceededError');
        this.transaction.abort();
      }
      return original.apply(this, args);
    } as never);
  }
  return { calls: () => calls };
}

const CHANGES: [request: EngineRequest, params: object][] = [
  ['teach', { ...teach(20, `${PLAIN} today`, 'spam', 'spam'), site: '' }],
  [
    'teachAll',
    {
      lessons: [teach(21, 'one more text', 'spam', 'spam'), teach(22, 'and another', TASK, 'garden')],
      site: '',
    },
  ],
  ['relabel', { lesson: uuid(23), of: uuid(10), label: 'spam' }],
  ['undo', { lesson: uuid(10) }],
  ['undoAll', { lessons: [uuid(0), uuid(10)] }],
  ['forget', { lessons: [uuid(1), uuid(2)] }],
  ['setTask', { task: 'spam', on: false, sensitivity: 1 }],
  ['putTask', { task: TASK, name: 'Other', labels: [labels[0]] }],
  ['mergeLabels', { task: TASK, from: 'plants', into: 'garden' }],
  ['removeTask', { task: TASK }],
  ['setStorageMode', { mode: 'weights' }],
  ['eraseAll', {}],
];

describe.each(CHANGES)('%s', (request, params) => {
  test('cut off at any step is done whole or not at all', async () => {
    await filled();
    const before = await onDisk();
    const whole = await filled();
    await whole.ask(POPUP, request, params as never);
    const after = await onDisk();
    expect(after).not.toBe(before);

    const ends = new Set<string>();
    for (const how of ['throws', 'aborts'] as const) {
      for (let step = 0; step < 60; step++) {
        const bench = await filled();
        const { calls } = dieAfter(step, how);
        const code = await bench.code(POPUP, request, params);
        const isThrough = calls() <= step;
        vi.restoreAllMocks();
        vi.spyOn(console, 'error').mockImplementation(() => {});
        const left = await onDisk();
        expect(left, `${how} at step ${step}`).toBe(isThrough ? after : before);
        expect(code, `${how} at step ${step}`).toBe(isThrough ? 'ok' : 'storage');
        ends.add(code);
        if (isThrough) break;
      }
    }
    expect([...ends].sort()).toEqual(['ok', 'storage']);
  }, 120_000);
});

test('an engine that dies between the commit and the answer has kept the lesson, and teaches it once', async () => {
  const bench = await filled();
  const lesson = { ...teach(30, `${PLAIN} again`, 'spam', 'spam'), site: '' };
  void bench.raw(POPUP, { id: 900, request: 'teach', params: lesson }, 900);
  await vi.waitFor(async () => {
    const database = await openDB('inkling');
    const kept = await database.get('lessons', uuid(30));
    database.close();
    expect(kept).toBeDefined();
  });
  // It is never heard of again; the asker sends it to the next one.
  const next = await Bench.started();
  const { revision } = await next.ask(POPUP, 'teach', lesson);
  expect((await next.ask(POPUP, 'teach', lesson)).revision).toBe(revision);
  expect((await next.ask(POPUP, 'lessons', { limit: 100 })).total).toBe(7);
});

describe('a database that another version holds', () => {
  test('is not read as empty: what was kept is told to be out of reach, and nothing is written over it', async () => {
    await filled();
    (await openDB('inkling', 99)).close();
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const bench = await Bench.started();
    expect(await bench.ask(POPUP, 'state', {})).toMatchObject({
      lessons: 0,
      storage: 'kept',
      trouble: { blocked: 'newer' },
    });
    expect(await bench.code(POPUP, 'teach', { ...teach(40, PLAIN, 'spam', 'spam'), site: '' })).toBe(
      'storage',
    );
    const { verdicts } = await bench.ask(POPUP, 'classify', { texts: [PLAIN] });
    expect(verdicts[0]).toHaveLength(3);
    const database = await openDB('inkling', 99);
    expect(await database.count('lessons')).toBe(6);
    database.close();
  });

  test('is waited for while an older one still has it open, and read once that lets go', async () => {
    const older = await openDB('inkling', 1, {
      upgrade(database) {
        database.createObjectStore('lessons', { keyPath: 'id' });
        database.createObjectStore('state');
      },
    });
    await older.put('lessons', {
      id: uuid(1),
      task: 'spam',
      label: 'spam',
      text: PLAIN,
      site: '',
      at: 1,
      order: 1,
    });
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const store = await openStore();
    expect(store.blocked).toBe('older');
    const bench = await Bench.started(store);
    expect(await bench.ask(POPUP, 'state', {})).toMatchObject({ lessons: 0, trouble: { blocked: 'older' } });
    older.close();
    await vi.waitFor(async () => expect(await store.reopened()).toBe(true));
    await bench.start(store);
    expect(await bench.ask(POPUP, 'state', {})).toMatchObject({ lessons: 1, trouble: { blocked: null } });
    expect(bench.events.get(POPUP)!.at(-1)).toMatchObject({ lessons: 1 });
  }, 30_000);
});
