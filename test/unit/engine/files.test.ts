import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { crc32 } from '../../../src/elm/file/crc32.ts';
import { Random } from '../../../src/elm/random.ts';
import { fromBase64, toBase64 } from '../../../src/engine/base64.ts';
import type { TaskFileInfo } from '../../../src/protocol/messages.ts';
import { Bench } from './harness.ts';
import { GARDEN, NEW_GARDEN, NEW_OTHER, OTHER, uuid } from './texts.ts';

const PAGE = 1;
const POPUP = 2;
const MINE = 'own-0000abcd';
const THEIRS = 'own-12345678';
const SPAM_TO_ME = 'Our garden club meets on Sunday, bring a friend';

let bench: Bench;
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  bench = await Bench.started();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const label = (id: string, name: string) => ({ id, name, colour: '#336699', keywords: [] });
/** Ids of imports, unlike those of lessons in all but their ends. */
const imported = (n: number) => uuid(n).replace('00000000', '11111111');
let next = 1;
async function teachGarden(of: Bench, task = MINE, name = 'Garden'): Promise<void> {
  await of.ask(POPUP, 'putTask', { task, name, labels: [label('garden', 'Garden')] });
  const lessons = [...GARDEN, ...OTHER].map((text, i) => ({
    lesson: uuid(next++),
    text,
    task,
    label: i < GARDEN.length ? 'garden' : 'other',
  }));
  await of.ask(POPUP, 'teachAll', { lessons, site: '' });
}
/** An engine of somebody else, with another disk. */
async function stranger(): Promise<Bench> {
  vi.stubGlobal('indexedDB', new IDBFactory());
  return Bench.started();
}
const verdicts = async (of: Bench, text: string) =>
  (await of.ask(PAGE, 'classify', { texts: [text] })).verdicts[0];
const verdict = async (of: Bench, task: string, text: string) =>
  (await verdicts(of, text)).find((each) => each.task === task)!;
/** All that a person could notice, revision aside. */
async function everything(of: Bench) {
  const { revision: _, ...state } = await of.ask(POPUP, 'state', {});
  const { lessons } = await of.ask(POPUP, 'lessons', { limit: 100 });
  const said = [NEW_GARDEN, NEW_OTHER, GARDEN[0], SPAM_TO_ME];
  return { state, lessons, verdicts: await Promise.all(said.map((text) => verdicts(of, text))) };
}

describe('a task of one’s own', () => {
  test('goes to somebody else as one small file, without texts, and judges there as it does here', async () => {
    await teachGarden(bench);
    const { file, name, bytes, texts } = await bench.ask(POPUP, 'exportTask', { task: MINE, texts: false });
    expect(name).toBe('Garden.inkling');
    expect(texts).toEqual([]);
    expect(bytes).toBeLessThan(60_000);
    const readable = new TextDecoder('latin1').decode(fromBase64(file)!);
    for (const text of GARDEN) expect(readable).not.toContain(text.slice(0, 12));

    const other = await stranger();
    const seen = await other.ask(POPUP, 'inspectFile', { file, texts: [NEW_OTHER, NEW_GARDEN] });
    expect(seen).toMatchObject({
      kind: 'task',
      of: 'task',
      name: 'Garden',
      labels: [label('garden', 'Garden')],
      lessons: 10,
      texts: [],
      into: [],
      flags: [{ text: 1, label: 'garden' }],
    });
    const { tasks } = await other.ask(POPUP, 'importFile', {
      import: imported(900),
      file,
      as: { kind: 'task', task: THEIRS },
    });
    expect(tasks.at(-1)).toMatchObject({ task: THEIRS, own: { name: 'Garden' } });
    for (const text of [NEW_GARDEN, NEW_OTHER, GARDEN[2], OTHER[3]]) {
      const [here, there] = [
        await verdict(bench, MINE, `${text} indeed`),
        await verdict(other, THEIRS, `${text} indeed`),
      ];
      expect(there.label).toBe(here.label);
      // Weights in 8 bits.
      expect(there.probability).toBeCloseTo(here.probability, 1);
    }
    const again = await Bench.started();
    expect(await verdict(again, THEIRS, NEW_GARDEN)).toEqual(await verdict(other, THEIRS, NEW_GARDEN));
    // What comes from a file can be taught and corrected like anything else.
    await other.ask(PAGE, 'teach', {
      lesson: uuid(901),
      text: NEW_GARDEN,
      task: THEIRS,
      label: 'other',
      site: '',
    });
    expect(await verdict(other, THEIRS, NEW_GARDEN)).toMatchObject({ label: 'other', yours: true });
    expect((await verdict(other, THEIRS, `${NEW_GARDEN} Soon.`)).probability).toBeGreaterThan(0);
  });

  test('takes its texts along only when asked, and they become lessons there', async () => {
    await teachGarden(bench);
    const { file, texts } = await bench.ask(POPUP, 'exportTask', { task: MINE, texts: true });
    expect([...texts].sort()).toEqual([...GARDEN, ...OTHER].sort());
    const other = await stranger();
    const seen = (await other.ask(POPUP, 'inspectFile', { file, texts: [] })) as TaskFileInfo;
    expect(seen.texts.map(({ text }) => text).sort()).toEqual([...texts].sort());
    await other.ask(POPUP, 'importFile', { import: imported(900), file, as: { kind: 'task', task: THEIRS } });
    const { lessons } = await other.ask(POPUP, 'lessons', { limit: 100, task: THEIRS });
    expect(lessons.map(({ text }) => text).sort()).toEqual([...texts].sort());
  });

  test('can be added to one’s own and taken out again as if it had never been there', async () => {
    await teachGarden(bench);
    const { file } = await bench.ask(POPUP, 'exportTask', { task: MINE, texts: true });
    const mine = await stranger();
    await mine.ask(POPUP, 'putTask', { task: THEIRS, name: 'Mine', labels: [label('yard', 'GARDEN')] });
    await mine.ask(PAGE, 'teach', {
      lesson: uuid(950),
      text: 'A lawn that was mown this morning',
      task: THEIRS,
      label: 'yard',
      site: '',
    });
    // Learned anew at a start; edits give the same but for the last bit.
    const other = await Bench.started();
    const before = await everything(other);
    const seen = (await other.ask(POPUP, 'inspectFile', { file, texts: [] })) as TaskFileInfo;
    expect(seen.into).toEqual([THEIRS]);

    const add = () =>
      other.ask(POPUP, 'importFile', { import: imported(901), file, as: { kind: 'into', task: THEIRS } });
    const state = await add();
    expect(state.imports).toMatchObject([{ id: imported(901), task: THEIRS, name: 'Garden' }]);
    expect((await add()).revision).toBe(state.revision);
    expect(await verdict(other, THEIRS, NEW_GARDEN)).toMatchObject({ label: 'yard', flagged: true });
    const kept = await everything(other);
    expect(await everything(await Bench.started())).toEqual(kept);

    await other.ask(POPUP, 'removeImport', { import: imported(901) });
    expect(await everything(other)).toEqual(before);
  });
});

describe('corrections of a shipped task', () => {
  test('add to the same task of somebody else, and go again to the last bit', async () => {
    await bench.ask(PAGE, 'teach', {
      lesson: uuid(1),
      text: SPAM_TO_ME,
      task: 'spam',
      label: 'spam',
      site: '',
    });
    const { file, bytes } = await bench.ask(POPUP, 'exportTask', { task: 'spam', texts: false });
    expect(bytes).toBeLessThan(20_000);
    const other = await stranger();
    const before = await everything(other);
    expect(await other.ask(POPUP, 'inspectFile', { file, texts: [NEW_OTHER, SPAM_TO_ME] })).toMatchObject({
      of: 'corrections',
      into: ['spam'],
      flags: [{ text: 1, label: 'spam' }],
    });
    const as = { kind: 'into', task: 'spam' } as const;
    await other.ask(POPUP, 'importFile', { import: imported(902), file, as });
    expect(await verdict(other, 'spam', SPAM_TO_ME)).toMatchObject({ label: 'spam', yours: false });
    expect(
      await other.code(POPUP, 'importFile', {
        import: imported(903),
        file,
        as: { kind: 'into', task: 'intent' },
      }),
    ).toBe('bad-file');
    expect(
      await other.code(POPUP, 'importFile', {
        import: imported(903),
        file,
        as: { kind: 'task', task: THEIRS },
      }),
    ).toBe('bad-file');
    await other.ask(POPUP, 'removeImport', { import: imported(902) });
    expect(await everything(other)).toEqual(before);
  });
});

describe('everything', () => {
  test('moves to another machine whole', async () => {
    await teachGarden(bench);
    await bench.ask(PAGE, 'teach', {
      lesson: uuid(800),
      text: SPAM_TO_ME,
      task: 'spam',
      label: 'spam',
      site: '',
    });
    await bench.ask(POPUP, 'setTask', { task: 'spam', on: true, sensitivity: 4, way: 'fold' });
    await bench.ask(POPUP, 'setSite', { site: 'a.test', on: false });
    const before = await everything(bench);
    const { file, name, texts } = await bench.ask(POPUP, 'exportAll', {});
    expect(name).toBe('inkling-2023-11-14.inkling');
    expect(texts).toHaveLength(11);
    const other = await stranger();
    expect(await other.ask(POPUP, 'inspectFile', { file, texts: [] })).toMatchObject({
      kind: 'everything',
      lessons: 11,
      tasks: [{ task: MINE, name: 'Garden' }],
    });
    await other.ask(POPUP, 'importAll', { file, how: 'replace' });
    const there = await everything(other);
    expect(there.state).toEqual(before.state);
    expect(there.lessons).toEqual(before.lessons);
    there.verdicts.flat().forEach((each, i) => {
      expect(each.probability).toBeCloseTo(before.verdicts.flat()[i].probability, 9);
    });
  });

  test('merged with what is here, loses nothing of either, and of one text the newest word holds', async () => {
    bench.now += 1000;
    await bench.ask(PAGE, 'teach', {
      lesson: uuid(1),
      text: SPAM_TO_ME,
      task: 'spam',
      label: 'spam',
      site: '',
    });
    await bench.ask(PAGE, 'teach', {
      lesson: uuid(2),
      text: NEW_OTHER,
      task: 'spam',
      label: 'spam',
      site: '',
    });
    const { file } = await bench.ask(POPUP, 'exportAll', {});
    const other = await stranger();
    await other.ask(PAGE, 'teach', {
      lesson: uuid(3),
      text: SPAM_TO_ME,
      task: 'spam',
      label: 'ham',
      site: '',
    });
    other.now += 2000;
    await other.ask(PAGE, 'teach', {
      lesson: uuid(4),
      text: NEW_OTHER,
      task: 'spam',
      label: 'ham',
      site: '',
    });
    for (let twice = 0; twice < 2; twice++) await other.ask(POPUP, 'importAll', { file, how: 'merge' });
    const { lessons } = await other.ask(POPUP, 'lessons', { limit: 10 });
    expect(lessons.map(({ id, replaced }) => [id, replaced.map((each) => each.id)])).toEqual([
      [uuid(4), [uuid(2)]],
      [uuid(1), [uuid(3)]],
    ]);
  });

  test('erased, leaves what a fresh install has', async () => {
    const fresh = await everything(bench);
    await teachGarden(bench);
    await bench.ask(POPUP, 'setStorageMode', { mode: 'features' });
    await bench.ask(POPUP, 'eraseAll', {});
    expect(await everything(bench)).toEqual(fresh);
    expect(await everything(await Bench.started())).toEqual(fresh);
    expect(await bench.ask(POPUP, 'usage', {})).toEqual({
      bytes: 1000,
      lessons: 0,
      replaced: 0,
      tasks: 0,
      imports: 0,
      found: 0,
      backups: [],
      requests: 0,
    });
  });
});

describe('a file that is not sound', () => {
  test('is refused with a reason, whatever is wrong with it, and changes nothing: 10,000 damaged files', async () => {
    await teachGarden(bench);
    const files = [
      (await bench.ask(POPUP, 'exportTask', { task: MINE, texts: true })).file,
      (await bench.ask(POPUP, 'exportAll', {})).file,
    ].map((file) => fromBase64(file)!);
    const before = await everything(bench);
    const random = new Random(5);
    const whole = (most: number) => random.below(most);
    let sound = 0;
    for (let n = 0; n < 10_000; n++) {
      const original = files[n % 2];
      const bytes = damaged(original, whole);
      const file = toBase64(bytes);
      const id = 1;
      const asked = n % 4 < 2 ? 'inspectFile' : n % 2 === 0 ? 'importFile' : 'importAll';
      const params =
        asked === 'inspectFile'
          ? { file, texts: [] }
          : asked === 'importFile'
            ? { import: imported(5000 + n), file, as: { kind: 'task', task: THEIRS } }
            : { file, how: 'replace' };
      // What damage can't be told from another sound file is looked at only, not taken in.
      const look = await bench.raw(POPUP, { id, request: 'inspectFile', params: { file, texts: [] } }, id);
      if ('ok' in look && look.ok) {
        sound++;
        continue;
      }
      const answer = await bench.raw(POPUP, { id, request: asked, params }, id);
      expect(answer).toMatchObject({ ok: false, code: 'bad-file' });
      expect((answer as { message: string }).message.length).toBeGreaterThan(5);
    }
    // Other weights, names or texts make another file, and no worse one.
    expect(sound).toBeLessThan(5_000);
    expect(await everything(bench)).toEqual(before);
  }, 240_000);

  test('of one kind is not taken for the other', async () => {
    await teachGarden(bench);
    const { file: task } = await bench.ask(POPUP, 'exportTask', { task: MINE, texts: false });
    const { file: all } = await bench.ask(POPUP, 'exportAll', {});
    expect(await bench.code(POPUP, 'importAll', { file: task, how: 'merge' })).toBe('bad-file');
    const as = { kind: 'task', task: THEIRS };
    expect(await bench.code(POPUP, 'importFile', { import: imported(1), file: all, as })).toBe('bad-file');
    expect(await bench.code(POPUP, 'inspectFile', { file: 'AAAA', texts: [] })).toBe('bad-file');
    expect(await bench.code(POPUP, 'inspectFile', { file: 'no base64!', texts: [] })).toBe('invalid');
  });

  test('a page can neither read nor write files', async () => {
    for (const request of [
      'exportTask',
      'exportAll',
      'inspectFile',
      'importFile',
      'importAll',
      'eraseAll',
      'usage',
    ]) {
      expect(await bench.code(PAGE, request, {})).toBe('forbidden');
    }
  });
});

/** Damages a file as accident or malice would: with and without a checksum that is right again. */
function damaged(original: Uint8Array, whole: (most: number) => number): Uint8Array {
  let bytes = original.slice();
  const kind = whole(5);
  if (kind === 0) bytes = bytes.slice(0, whole(bytes.length));
  else if (kind === 1) for (let i = 0; i < 1 + whole(8); i++) bytes[whole(bytes.length)] = whole(256);
  else if (kind === 2)
    for (let i = 0; i < 1 + whole(4); i++) bytes[whole(Math.min(1500, bytes.length))] = whole(256);
  else if (kind === 3) {
    const at = whole(bytes.length);
    bytes.fill(whole(2) * 255, at, at + whole(64));
  } else {
    // A digit of the header is made another: lengths, counts, versions, scales.
    const digits = [...bytes.keys()].filter((i) => i > 16 && i < 3000 && bytes[i] >= 48 && bytes[i] <= 57);
    bytes[digits[whole(digits.length)]] = 48 + whole(10);
  }
  if (kind !== 0 && whole(8) > 0) {
    new DataView(bytes.buffer).setUint32(8, crc32(bytes.subarray(12)), true);
  }
  return bytes;
}
