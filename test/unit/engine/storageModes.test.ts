import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { featuresFromBytes, featuresToBytes } from '../../../src/engine/sealedFeatures.ts';
import { sealBytes, unsealBytes } from '../../../src/engine/sealing.ts';
import { openStore } from '../../../src/engine/store.ts';
import { Bench } from './harness.ts';
import { GARDEN, NEW_GARDEN, NEW_OTHER, OTHER, uuid } from './texts.ts';

const PAGE = 1;
const POPUP = 2;
const TASK = 'own-0000abcd';
const PLAIN = 'Our garden club meets on Sunday, bring a friend';

let bench: Bench;
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  bench = await Bench.started();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const teach = (n: number, text: string, label: string, task = 'spam', of = bench) =>
  of.ask(PAGE, 'teach', { lesson: uuid(n), text, task, label, site: '' });
const verdicts = async (text: string, of = bench) =>
  (await of.ask(PAGE, 'classify', { texts: [text] })).verdicts[0];
const probabilities = async (of = bench) => {
  const all = await Promise.all(
    [PLAIN, `${PLAIN}!`, NEW_GARDEN, NEW_OTHER].map((text) => verdicts(text, of)),
  );
  return all.flat().flatMap((verdict) => verdict.probabilities);
};
const near = (a: number[], b: number[], digits: number) => {
  expect(a).toHaveLength(b.length);
  a.forEach((x, i) => {
    expect(x).toBeCloseTo(b[i], digits);
  });
};
/** Everything that lies on the disk, as text. */
async function disk(): Promise<string> {
  const database = await openDB('inkling');
  const all = await Promise.all([...database.objectStoreNames].map((table) => database.getAll(table)));
  database.close();
  return JSON.stringify(all, (_, value) =>
    value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value,
  );
}
async function teachSome(): Promise<void> {
  const labels = [{ id: 'garden', name: 'Garden', colour: '#336699', keywords: [] }];
  await bench.ask(POPUP, 'putTask', { task: TASK, name: 'Garden', labels });
  for (const [i, text] of GARDEN.entries()) await teach(10 + i, text, 'garden', TASK);
  for (const [i, text] of OTHER.entries()) await teach(20 + i, text, 'other', TASK);
  await teach(1, PLAIN, 'ham');
  await teach(2, PLAIN, 'spam');
}

describe('features only', () => {
  test('no text is on the disk any more, and everything is judged as before, also after a restart', async () => {
    await teachSome();
    const before = await probabilities();
    expect(await disk()).toContain('tomatoes');
    const state = await bench.ask(POPUP, 'setStorageMode', { mode: 'features' });
    expect(state.settings.storageMode).toBe('features');
    expect(state.lessons).toBe(11);
    for (const text of [...GARDEN, ...OTHER, PLAIN]) expect(await disk()).not.toContain(text.slice(0, 16));
    near(await probabilities(), before, 9);
    const next = await Bench.started();
    near(await probabilities(next), before, 9);
    expect((await verdicts(PLAIN, next))[0]).toMatchObject({ label: 'spam', yours: true });
    expect((await verdicts(`  ${PLAIN.toUpperCase()}`, next))[0]).toMatchObject({ yours: true });
  });

  test('a new lesson leaves no text, can be relabelled, found by meaning, and taken back', async () => {
    await bench.ask(POPUP, 'setStorageMode', { mode: 'features' });
    const before = await probabilities();
    const { lesson, verdicts: after } = await teach(1, PLAIN, 'spam');
    expect(lesson.text).toBe('');
    expect(after[0]).toMatchObject({ label: 'spam', yours: true });
    expect(await disk()).not.toContain('garden club');
    await bench.ask(POPUP, 'relabel', { lesson: uuid(2), of: uuid(1), label: 'ham' });
    expect((await verdicts(PLAIN))[0]).toMatchObject({ label: 'ham', yours: true });
    const like = { limit: 5, by: 'meaning', query: 'a friend of the gardeners’ club' } as const;
    const { lessons } = await bench.ask(POPUP, 'lessons', like);
    expect(lessons.map(({ id }) => id)).toEqual([uuid(2)]);
    await bench.ask(POPUP, 'forget', { lessons: [uuid(2)] });
    near(await probabilities(), before, 12);
    expect(await disk()).not.toContain('sealed');
  });

  test('what was sealed is bound to its lesson and its key: a record moved or an erased key reads as damaged', async () => {
    await teach(1, PLAIN, 'spam');
    await bench.ask(POPUP, 'setStorageMode', { mode: 'features' });
    const database = await openDB('inkling');
    const record = await database.get('lessons', uuid(1));
    await database.put('lessons', { ...record, id: uuid(7) });
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const next = await (await Bench.started()).ask(POPUP, 'state', {});
    expect(next).toMatchObject({ lessons: 1, trouble: { damaged: 1 } });
    const key = (await database.get('state', 'key')) as CryptoKey;
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
    await database.delete('state', 'key');
    expect(await (await Bench.started()).ask(POPUP, 'state', {})).toMatchObject({ trouble: { damaged: 2 } });
    expect(await database.count('lessons')).toBe(2);
    database.close();
  });
});

describe('features that are sealed rightly but not sound', () => {
  test.each<[string, (buckets: Uint32Array, values: Float32Array, hidden: Float32Array) => void]>([
    ['a bucket beyond the last', (buckets) => buckets.fill(1 << 18, 0, 1)],
    ['a bucket twice', (buckets) => buckets.fill(buckets[1], 0, 1)],
    ['a value that is no number', (_, values) => values.fill(Number.NaN, 0, 1)],
    ['an infinite unit', (_, __, hidden) => hidden.fill(Number.POSITIVE_INFINITY, 0, 1)],
  ])(
    'read as damaged (%s): the engine starts, says so, learns the others and leaves the record',
    async (_, ruin) => {
      await teach(1, PLAIN, 'spam');
      await teach(2, OTHER[0], 'spam');
      await bench.ask(POPUP, 'setStorageMode', { mode: 'features' });
      const database = await openDB('inkling');
      const record = await database.get('lessons', uuid(1));
      const key = (await database.get('state', 'key')) as CryptoKey;
      const features = featuresFromBytes(await unsealBytes(key, uuid(1), record.sealed));
      const { buckets, values, hidden } = features.vector;
      ruin(buckets, values, hidden);
      const ruined = { ...record, sealed: await sealBytes(key, uuid(1), featuresToBytes(features)) };
      await database.put('lessons', ruined);
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const next = await Bench.started();
      expect(await next.ask(POPUP, 'state', {})).toMatchObject({ lessons: 1, trouble: { damaged: 1 } });
      expect((await verdicts(OTHER[0], next))[0]).toMatchObject({ label: 'spam', yours: true });
      expect(await database.get('lessons', uuid(1))).toEqual(ruined);
      database.close();
    },
  );
});

describe('weights only', () => {
  test('no lesson is on the disk any more, and what was learned stays', async () => {
    await teachSome();
    const before = await probabilities();
    const state = await bench.ask(POPUP, 'setStorageMode', { mode: 'weights' });
    expect(state.lessons).toBe(0);
    expect(await disk()).not.toContain('tomatoes');
    near(await probabilities(), before, 4);
    near(await probabilities(await Bench.started()), before, 4);
  });

  test('a new lesson is learned at once and for good, once however often it is sent', async () => {
    await bench.ask(POPUP, 'setStorageMode', { mode: 'weights' });
    await teach(1, PLAIN, 'spam');
    const once = await probabilities();
    expect((await verdicts(PLAIN))[0]).toMatchObject({ label: 'spam', flagged: true, yours: false });
    const { revision } = await teach(1, PLAIN, 'spam');
    expect((await bench.ask(POPUP, 'state', {})).revision).toBe(revision);
    expect(await probabilities()).toEqual(once);
    expect(await probabilities(await Bench.started())).toEqual(once);
    expect(await bench.code(PAGE, 'undo', { lesson: uuid(1) })).toBe('not-kept');
    expect(await disk()).not.toContain('garden club');
    await teach(2, PLAIN, 'ham');
    expect((await verdicts(PLAIN))[0]).toMatchObject({ label: 'ham', flagged: false });
  });

  test('works for a task of one’s own that is made then', async () => {
    await bench.ask(POPUP, 'setStorageMode', { mode: 'weights' });
    await teachSome();
    const verdict = async (text: string, of = bench) => (await verdicts(text, of)).at(-1)!;
    expect(await verdict(NEW_GARDEN)).toMatchObject({ label: 'garden' });
    expect(await verdict(NEW_OTHER)).toMatchObject({ label: 'other' });
    expect(await verdict(NEW_GARDEN, await Bench.started())).toEqual(await verdict(NEW_GARDEN));
  });

  test('what is taught after a change back is kept on top of it, and can be taken back', async () => {
    await teach(1, PLAIN, 'spam');
    await bench.ask(POPUP, 'setStorageMode', { mode: 'weights' });
    const before = await probabilities();
    await bench.ask(POPUP, 'setStorageMode', { mode: 'texts' });
    await teach(2, PLAIN, 'ham');
    expect((await verdicts(PLAIN))[0]).toMatchObject({ label: 'ham', yours: true });
    await bench.ask(PAGE, 'undo', { lesson: uuid(2) });
    expect(await probabilities()).toEqual(before);
  });
});

test('a change of mode is one transaction: where it fails, everything is as it was', async () => {
  const store = await openStore();
  const failing = await Bench.started({
    storage: 'kept',
    blocked: null,
    load: () => store.load(),
    key: () => store.key(),
    reopened: async () => true,
    commit: (change) => store.commit(change.settings ? { ...change, add: { found: [{} as never] } } : change),
  });
  await teach(1, PLAIN, 'spam', 'spam', failing);
  const before = await probabilities(failing);
  for (const mode of ['features', 'weights'] as const) {
    expect(await failing.code(POPUP, 'setStorageMode', { mode })).toBe('storage');
    expect(await failing.ask(POPUP, 'state', {})).toMatchObject({
      lessons: 1,
      settings: { storageMode: 'texts' },
    });
    near(await probabilities(failing), before, 9);
    expect(await disk()).toContain('garden club');
  }
});

test('a policy that demands a mode has what is kept converted, and locks it', async () => {
  await teach(1, PLAIN, 'spam');
  const state = await bench.ask(POPUP, 'setLimits', {
    storageMode: 'features',
    tasksOff: ['intent'],
    sitesOff: ['bank.test'],
  });
  expect(state.settings).toMatchObject({ storageMode: 'features', tasks: { intent: { on: false } } });
  expect(await disk()).not.toContain('garden club');
  expect(await bench.code(POPUP, 'setStorageMode', { mode: 'texts' })).toBe('locked');
  expect(await bench.code(POPUP, 'setTask', { task: 'intent', on: true, sensitivity: 2 })).toBe('locked');
  const next = await (await Bench.started()).ask(POPUP, 'state', {});
  expect(next.limits).toEqual(state.limits);
  expect((await bench.ask(POPUP, 'setLimits', {})).limits).toBeNull();
});

describe('lessons of an extra task that is off', () => {
  const HEADLINE = 'Ten things about gardens that you will not believe';
  beforeEach(async () => {
    await bench.ask(POPUP, 'setTask', { task: 'clickbait', on: true, sensitivity: 2 });
    await teach(1, HEADLINE, 'news', 'clickbait');
    await bench.ask(POPUP, 'setTask', { task: 'clickbait', on: false, sensitivity: 2 });
  });
  const onAgain = async () => {
    await bench.ask(POPUP, 'setTask', { task: 'clickbait', on: true, sensitivity: 2 });
    return (await verdicts(HEADLINE)).find(({ task }) => task === 'clickbait')!;
  };

  test('become features like all others, and hold again when it is switched on', async () => {
    expect(await disk()).toContain('will not believe');
    await bench.ask(POPUP, 'setStorageMode', { mode: 'features' });
    expect(await disk()).not.toContain('will not believe');
    expect(await onAgain()).toMatchObject({ label: 'news', yours: true });
  });

  test('become weights like all others, and no text is left', async () => {
    const plain = (await onAgain()).probabilities;
    await bench.ask(POPUP, 'setTask', { task: 'clickbait', on: false, sensitivity: 2 });
    await bench.ask(POPUP, 'setStorageMode', { mode: 'weights' });
    expect(await disk()).not.toContain('will not believe');
    near((await onAgain()).probabilities, plain, 2);
  });

  test('are in a file of everything, and stay when another is merged in', async () => {
    const { file, texts } = await bench.ask(POPUP, 'exportAll', {});
    expect(texts).toEqual([HEADLINE]);
    await bench.ask(POPUP, 'importAll', { file, how: 'merge' });
    expect(await onAgain()).toMatchObject({ label: 'news', yours: true });
    await bench.ask(POPUP, 'eraseAll', {});
    await bench.ask(POPUP, 'importAll', { file, how: 'replace' });
    expect(await onAgain()).toMatchObject({ label: 'news', yours: true });
  });
});

describe('a file of everything with texts, taken in where texts are not kept', () => {
  test.each(['features', 'weights'] as const)('leaves none on the disk: %s', async (mode) => {
    await teach(1, PLAIN, 'spam');
    const { file } = await bench.ask(POPUP, 'exportAll', {});
    await bench.ask(POPUP, 'eraseAll', {});
    await bench.ask(POPUP, 'setStorageMode', { mode });
    await bench.ask(POPUP, 'importAll', { file, how: 'merge' });
    expect(await disk()).not.toContain(PLAIN);
    expect((await verdicts(PLAIN))[0].label).toBe('spam');
  });
});
