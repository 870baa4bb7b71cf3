import 'fake-indexeddb/auto';
import { setTimeout as pause } from 'node:timers/promises';
import { IDBFactory } from 'fake-indexeddb';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Backups } from '../../../src/engine/backups.ts';
import { openStore } from '../../../src/engine/store.ts';
import { FakeFolder } from './fakeFolder.ts';
import { Bench } from './harness.ts';
import { loadHeads, loadJudge } from './models.ts';
import { GARDEN, uuid } from './texts.ts';

const POPUP = 2;
const PAGE = 1;
const TASK = 'own-0000abcd';
const PLAIN = 'Our garden club meets on Sunday, bring a friend';
const DAY = 86_400_000;
/** Longer than the engine waits from one backup to the next. */
const QUIET = 301_000;

const judge = loadJudge();
const heads = loadHeads();
let folder: FakeFolder;
let bench: Bench;

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], shouldAdvanceTime: true });
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  folder = new FakeFolder();
  bench = await started();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const started = async () => Bench.started(await openStore(), judge, heads, folder.handle);
const teach = (n: number, text = `${PLAIN} ${n}`, task = 'spam', label = 'spam') =>
  bench.ask(PAGE, 'teach', { lesson: uuid(n), text, task, label, site: 'forum.test' });
const state = () => bench.ask(POPUP, 'state', {});
const names = () => [...folder.files.keys()];
/** All that lies in the folder, as text. */
const inFiles = () =>
  [...folder.files.values()].map((bytes) => new TextDecoder('latin1').decode(bytes)).join('\n');

/** Lets the quiet moment come. */
async function quiet(): Promise<void> {
  await vi.advanceTimersByTimeAsync(QUIET);
  // Sealing is not done at once, and waits for no clock.
  await pause(50);
}

async function withBackup(): Promise<void> {
  const labels = [{ id: 'garden', name: 'Garden', colour: '#336699', keywords: [] }];
  await bench.ask(POPUP, 'putTask', { task: TASK, name: 'Garden', labels });
  await teach(1);
  await teach(2, GARDEN[0], TASK, 'garden');
  await bench.ask(POPUP, 'setTask', { task: 'intent', on: false, sensitivity: 4 });
  await quiet();
  expect(names()).toHaveLength(1);
}

/** The database is gone, as after a fault of the disk. */
async function lose(): Promise<void> {
  await deleteDB('inkling');
  bench = await started();
}

describe('a copy', () => {
  test('is written in a quiet moment after a change, and not again without one', async () => {
    await quiet();
    expect(names()).toEqual([]);
    await teach(1);
    expect(names()).toEqual([]);
    await quiet();
    const [first] = names();
    expect(inFiles()).toContain(PLAIN);
    await bench.ask(PAGE, 'classify', { texts: [PLAIN] });
    await quiet();
    expect(names()).toEqual([first]);
    await teach(2);
    await quiet();
    expect(names()).toHaveLength(1);
    expect(names()).not.toEqual([first]);
    expect((await bench.ask(POPUP, 'usage', {})).backups).toEqual([
      { at: bench.now, bytes: folder.files.get(names()[0])!.length },
    ]);
  });

  test('is made up for by the next engine when one ends before the moment has come', async () => {
    await teach(1);
    bench = await started();
    await quiet();
    expect(inFiles()).toContain(PLAIN);
  });

  test('is there for each of the last three days with a change', async () => {
    for (let day = 0; day < 5; day++) {
      bench.now += DAY;
      await teach(day);
      await quiet();
    }
    const days = names().map((name) => Math.floor(Number(name.split('-')[0]) / DAY));
    expect(days.map((day) => day - days[0])).toEqual([0, 1, 2]);
  });

  test('is not made of anything in a private window, nor where nothing outlives the browser', async () => {
    await bench.ask(3, 'classify', { texts: ['a private text of a private window'] });
    expect(
      await bench.code(3, 'teach', { lesson: uuid(1), text: PLAIN, task: 'spam', label: 'spam', site: '' }),
    ).toBe('forbidden');
    await quiet();
    expect(names()).toEqual([]);
    vi.stubGlobal('indexedDB', undefined);
    bench = await started();
    await teach(1);
    await quiet();
    expect(names()).toEqual([]);
  });
});

describe('what was taken away is in no copy', () => {
  const changes = [
    ['undo', { lesson: uuid(1) }],
    ['forget', { lessons: [uuid(1)] }],
    ['undoAll', { lessons: [uuid(1)] }],
    ['removeTask', { task: TASK }],
    ['setStorageMode', { mode: 'features' }],
    ['setStorageMode', { mode: 'weights' }],
    ['setLimits', { storageMode: 'weights' }],
    ['eraseAll', {}],
  ] as const;
  test.each(changes)('%s %j', async (request, params) => {
    await withBackup();
    const text = request === 'removeTask' ? GARDEN[0] : PLAIN;
    expect(inFiles()).toContain(text);
    await bench.ask(POPUP, request, params as never);
    expect(inFiles()).not.toContain(text);
    await quiet();
    expect(inFiles()).not.toContain(text);
  });

  test('while a copy that can’t have it stays', async () => {
    await withBackup();
    const [first] = names();
    await teach(3);
    await bench.ask(PAGE, 'undo', { lesson: uuid(3) });
    expect(names()).toEqual([first]);
  });

  test('and what can’t go from there is not said to be gone', async () => {
    await withBackup();
    folder.dieAt = folder.steps;
    expect(await bench.code(POPUP, 'forget', { lessons: [uuid(1)] })).toBe('storage');
    expect((await state()).lessons).toBe(2);
  });

  test('features and what goes with them are sealed, and can be put back', async () => {
    await bench.ask(POPUP, 'setStorageMode', { mode: 'features' });
    await teach(1);
    await quiet();
    await vi.waitFor(() => expect(names()[0]).toMatch(/\.sealed$/));
    expect(inFiles()).not.toContain('forum.test');
    const database = await openDB('inkling');
    await database.clear('lessons');
    await database.put('lessons', { id: 'damaged' });
    database.close();
    bench = await started();
    expect((await state()).trouble.lost).toMatchObject({ lessons: 1 });
    await bench.ask(POPUP, 'putBack', {});
    expect((await bench.ask(PAGE, 'classify', { texts: [`${PLAIN} 1`] })).verdicts[0][0].yours).toBe(true);
  });
});

describe('a database that is gone', () => {
  test('is offered to be put back, with all that was in it', async () => {
    await withBackup();
    const before = await state();
    await lose();
    const lost = await state();
    expect(lost).toMatchObject({ lessons: 0, trouble: { lost: { at: bench.now, lessons: 2 } } });
    // A page is told nothing of it.
    expect((await bench.ask(PAGE, 'state', {})).trouble.lost).toBeNull();
    const after = await bench.ask(POPUP, 'putBack', {});
    expect(after).toMatchObject({ lessons: 2, settings: before.settings, trouble: { lost: null } });
    expect(after.tasks.map(({ task }) => task)).toEqual(before.tasks.map(({ task }) => task));
    bench = await started();
    expect(await state()).toMatchObject({ lessons: 2, settings: before.settings, trouble: { lost: null } });
    await bench.ask(POPUP, 'putBack', {});
    expect((await state()).lessons).toBe(2);
  });

  test('what was taught since stays, and the copy is kept until the person has said what they want', async () => {
    await withBackup();
    const [copy] = names();
    await lose();
    await teach(7);
    await bench.ask(PAGE, 'undo', { lesson: uuid(7) });
    await teach(8);
    await quiet();
    expect(names()).toEqual([copy]);
    await bench.ask(POPUP, 'putBack', {});
    const { lessons } = await bench.ask(POPUP, 'lessons', { limit: 10 });
    expect(lessons.map(({ id }) => id).sort()).toEqual([uuid(1), uuid(2), uuid(8)]);
    await quiet();
    expect(names()).not.toContain(copy);
  });

  test('left, it is not offered again, and what is there now is copied', async () => {
    await withBackup();
    await lose();
    expect((await bench.ask(POPUP, 'leaveBackup', {})).trouble.lost).toBeNull();
    await teach(8);
    bench = await started();
    expect(await state()).toMatchObject({ lessons: 1, trouble: { lost: null } });
    bench.now += DAY;
    await quiet();
    expect(names()).toHaveLength(2);
  });

  test('nothing is offered after everything was erased', async () => {
    await withBackup();
    await bench.ask(POPUP, 'eraseAll', {});
    bench = await started();
    expect((await state()).trouble.lost).toBeNull();
    expect(names()).toEqual([]);
  });

  test('a damaged copy is refused, and the one before it offered', async () => {
    await withBackup();
    const first = bench.now;
    bench.now += DAY;
    await teach(3);
    await quiet();
    const newest = names().find((name) => name.startsWith(String(bench.now)))!;
    folder.files.get(newest)![200] ^= 1;
    await lose();
    expect((await state()).trouble.lost).toEqual({ at: first, lessons: 2 });
    for (const bytes of folder.files.values()) bytes[200] = 0;
    bench = await started();
    expect((await state()).trouble.lost).toBeNull();
    expect(await bench.code(POPUP, 'putBack', {})).toBe('ok');
    expect((await state()).lessons).toBe(0);
  });
});

describe('records that can’t be read', () => {
  test('are offered from the copy, and those that can be are left as they are', async () => {
    await withBackup();
    await teach(3);
    const database = await openDB('inkling');
    await database.put('lessons', { id: uuid(1), text: 5 });
    await database.put('state', 'nonsense', 'settings');
    database.close();
    bench = await started();
    expect(await state()).toMatchObject({ lessons: 2, trouble: { damaged: 2, lost: { lessons: 1 } } });
    const after = await bench.ask(POPUP, 'putBack', {});
    expect(after).toMatchObject({ lessons: 3, trouble: { damaged: 0, lost: null } });
    expect(after.settings.tasks.intent).toMatchObject({ on: false, sensitivity: 4 });
  });

  test('are no reason to ask when the copy has no more', async () => {
    await withBackup();
    const database = await openDB('inkling');
    await database.put('lessons', { id: 'x' });
    database.close();
    bench = await started();
    expect((await state()).trouble).toMatchObject({ damaged: 1, lost: null });
  });
});

test('cut off at any step, an older copy is whole, and no half one is ever taken for a copy', async () => {
  await withBackup();
  const before = [...folder.files];
  await bench.ask(POPUP, 'setTask', { task: 'intent', on: true, sensitivity: 2 });
  const store = await openStore();
  const data = await Backups.open(folder.handle, () => store.key());
  const backup = await data.read(data.files[0]);
  let isThrough = false;
  for (let step = 0; !isThrough; step++) {
    const cut = new FakeFolder();
    for (const [name, bytes] of before) cut.files.set(name, bytes.slice());
    cut.dieAt = step;
    const backups = await Backups.open(cut.handle, () => store.key());
    isThrough = await backups.write({ ...backup, at: backup.at + 1 }, 1000, false).then(
      () => true,
      () => false,
    );
    cut.dieAt = Number.POSITIVE_INFINITY;
    const next = await Backups.open(cut.handle, () => store.key());
    const sound = await Promise.allSettled(next.files.map((file) => next.read(file)));
    expect(sound.filter(({ status }) => status === 'fulfilled').length, `step ${step}`).toBeGreaterThan(0);
    // The next one tidies up.
    await next.write({ ...backup, at: backup.at + 2 }, 1001, false);
    expect(cut.files.size).toBe(1);
    expect(await next.read(next.files[0])).toMatchObject({ at: backup.at + 2 });
    expect(step).toBeLessThan(20);
  }
});
