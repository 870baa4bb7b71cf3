import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { shareOf } from '../../../src/engine/share.ts';
import { Bench, NOW } from './harness.ts';
import { GARDEN, OTHER, uuid } from './texts.ts';

const PAGE = 1;
const POPUP = 2;
const PRIVATE = 3;
const SPAM = 'Congratulations! You won a free cruise, call now to claim your prize';
const PLAIN = 'Our garden club meets on Sunday, bring a friend';
const DAY = 86_400_000;

let bench: Bench;
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  bench = await Bench.started();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
const teach = (n: number, text: string, label: string) =>
  bench.ask(PAGE, 'teach', { lesson: uuid(n), text, task: 'spam', label, site: '' });

describe('how well it went', () => {
  test('each lesson counts as it was judged before it was given, also after a restart', async () => {
    await teach(1, SPAM, 'spam');
    await teach(2, PLAIN, 'spam');
    await teach(3, OTHER[0], 'ham');
    // Told again: what was said then was only repeated.
    await teach(4, PLAIN, 'ham');
    const expected = {
      prequential: { right: 2, of: 3 },
      labels: ['ham', 'spam'],
      confusion: [
        [1, 0],
        [1, 1],
      ],
      series: [
        { label: 'spam', right: true },
        { label: 'spam', right: false, said: { label: 'ham' } },
        { label: 'ham', right: true },
      ],
      learning: null,
    };
    const progress = await bench.ask(POPUP, 'progress', { task: 'spam' });
    expect(progress).toMatchObject(expected);
    expect(progress.calibration.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    for (const { from, to, count, said } of progress.calibration) {
      if (count > 0) expect(said >= from && said <= to).toBe(true);
    }
    expect(await (await Bench.started()).ask(POPUP, 'progress', { task: 'spam' })).toMatchObject(expected);
  });

  test('an interval holds for few and for all, and narrows with more', () => {
    expect(shareOf(5, 5)).toMatchObject({ share: 1, high: 1 });
    // Wilson 1927 by hand: 5 of 5 → 5 / (5 + 1.96²) at the low end.
    expect(shareOf(5, 5).low).toBeCloseTo(5 / (5 + 1.959964 ** 2), 9);
    expect(shareOf(0, 10).low).toBe(0);
    expect(shareOf(80, 100).high - shareOf(80, 100).low).toBeLessThan(
      shareOf(8, 10).high - shareOf(8, 10).low,
    );
  });
});

describe('a preview', () => {
  const texts = [PLAIN, `${PLAIN}!`, OTHER[0], SPAM];
  const change = { text: PLAIN, task: 'spam', label: 'spam' };

  test('of a lesson says what would be, which then is, and keeps nothing', async () => {
    const before = await bench.ask(PAGE, 'classify', { texts });
    const preview = await bench.ask(PAGE, 'preview', { change, texts });
    expect(preview.changed.map(({ text }) => text)).toEqual([0, 1]);
    expect(preview.changed[0]).toMatchObject({
      before: { label: 'ham', flagged: false },
      after: { label: 'spam', flagged: true, yours: true },
    });
    expect(await bench.ask(PAGE, 'classify', { texts })).toEqual(before);
    expect(await bench.ask(POPUP, 'state', {})).toMatchObject({ revision: 0, lessons: 0 });
    await teach(1, PLAIN, 'spam');
    const { verdicts } = await bench.ask(PAGE, 'classify', { texts });
    for (const { text, after } of preview.changed) {
      expect(after!.probability).toBeCloseTo(verdicts[text][0].probability, 9);
    }
  });

  test('names the earlier lessons that a contradicting one would spoil; a page only hears how many', async () => {
    await teach(1, PLAIN, 'ham');
    const wrong = { text: `${PLAIN}!`, task: 'spam', label: 'spam' };
    const preview = await bench.ask(POPUP, 'preview', { change: wrong, texts: [] });
    expect(preview.spoiled).toBeGreaterThan(0);
    expect(preview.spoiledLessons).toHaveLength(preview.spoiled);
    expect(preview.spoiledLessons[0]).toMatchObject({ label: 'ham', task: 'spam' });
    const page = await bench.ask(PAGE, 'preview', { change: wrong, texts: [] });
    expect(page).toMatchObject({ spoiled: preview.spoiled, spoiledLessons: [] });
  });

  test('of several lessons at once, and of a relabelling, says what would be, which then is', async () => {
    await teach(1, PLAIN, 'ham');
    await teach(2, OTHER[0], 'ham');
    const lessons = [
      { text: `${PLAIN}!`, label: 'spam' },
      { text: `${PLAIN} today`, label: 'spam' },
    ];
    const many = await bench.ask(POPUP, 'preview', { change: { task: 'spam', lessons }, texts });
    expect(many.spoiledLessons.map(({ id }) => id)).toEqual([uuid(1)]);
    const relabelled = await bench.ask(POPUP, 'preview', { change: { of: uuid(1), label: 'spam' }, texts });
    expect(relabelled.changed.map(({ text }) => text)).toContain(0);
    // What is relabelled is not spoiled by that.
    expect(relabelled.spoiledLessons.map(({ id }) => id)).not.toContain(uuid(1));
    expect(await bench.ask(POPUP, 'state', {})).toMatchObject({ lessons: 2 });
    await bench.ask(POPUP, 'relabel', { lesson: uuid(3), of: uuid(1), label: 'spam' });
    const { verdicts } = await bench.ask(PAGE, 'classify', { texts });
    for (const { text, after } of relabelled.changed) {
      expect(after!.probability).toBeCloseTo(verdicts[text][0].probability, 9);
    }
    expect(await bench.code(PAGE, 'preview', { change: { of: uuid(3), label: 'ham' }, texts })).toBe(
      'forbidden',
    );
    expect(await bench.code(POPUP, 'preview', { change: { of: uuid(9), label: 'ham' }, texts })).toBe(
      'unknown',
    );
    expect(
      await bench.code(POPUP, 'preview', {
        change: { task: 'spam', lessons: [{ text: PLAIN, label: 'x' }] },
        texts,
      }),
    ).toBe('unknown-label');
  });

  test('of a sensitivity or a switch', async () => {
    const of = (on: boolean, sensitivity: number) =>
      bench.ask(POPUP, 'preview', { change: { task: 'spam', on, sensitivity }, texts });
    expect((await of(true, 2)).changed).toEqual([]);
    expect((await of(false, 2)).changed).toMatchObject([{ text: 3, before: { flagged: true }, after: null }]);
  });

  test('of five hundred texts tells how far it has come, and stops when it is cancelled', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `${i} ${'words of no account '.repeat(100)}`);
    const id = 77;
    const answer = bench.raw(POPUP, { id, request: 'preview', params: { change, texts: many } }, id);
    await vi.waitFor(() => expect(bench.steps.length).toBeGreaterThan(0));
    expect(bench.steps[0]).toMatchObject({ channel: POPUP, id, of: 500 });
    bench.engine.receive(POPUP, { cancel: id });
    expect(await answer).toMatchObject({ ok: false, code: 'cancelled' });
    expect(await bench.ask(POPUP, 'state', {})).toMatchObject({ revision: 0 });
  });
});

describe('lessons are found', () => {
  beforeEach(async () => {
    for (const [i, text] of [...GARDEN, ...OTHER].entries()) {
      const site = i % 2 ? 'a.test' : 'b.test';
      await bench.ask(POPUP, 'teach', {
        lesson: uuid(i),
        text,
        task: 'spam',
        label: i < 5 ? 'spam' : 'ham',
        site,
      });
    }
  });
  const find = (params: object) => bench.ask(POPUP, 'lessons', { limit: 100, ...params });

  test('by words, by label, by site, page by page, newest first', async () => {
    expect((await find({})).lessons.map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, i) => uuid(9 - i)),
    );
    expect((await find({ query: 'ROSES garden' })).lessons.map(({ id }) => id)).toEqual([uuid(4), uuid(0)]);
    expect((await find({ label: 'spam', site: 'a.test' })).total).toBe(2);
    const page = await find({ limit: 3, offset: 3 });
    expect([page.total, page.lessons.map(({ id }) => id)]).toEqual([10, [uuid(6), uuid(5), uuid(4)]]);
    expect(page.sites).toEqual(['a.test', 'b.test']);
    expect((await find({ query: 'zebras' })).total).toBe(0);
  });

  test('by meaning: the most similar first, none of them twice, none that was taken back', async () => {
    const query = 'planting flowers and vegetables in the soil';
    const { lessons } = await find({ query, by: 'meaning' });
    expect(lessons.slice(0, 3).every(({ label }) => label === 'spam')).toBe(true);
    for (const { similarity } of lessons) expect(Math.abs(similarity!)).toBeLessThanOrEqual(1);
    // What has the very words comes before what is merely like it.
    const worded = await find({ query: 'bus timetable', by: 'meaning' });
    expect(worded.lessons[0].text).toContain('bus timetable');
    await bench.ask(POPUP, 'undo', { lesson: lessons[0].id });
    const after = await find({ query, by: 'meaning' });
    expect(after.lessons.map(({ id }) => id)).not.toContain(lessons[0].id);
  });

  test('with those they have replaced, which are forgotten with them', async () => {
    await bench.ask(PAGE, 'teach', {
      lesson: uuid(50),
      text: GARDEN[0],
      task: 'spam',
      label: 'ham',
      site: '',
    });
    const [newest] = (await find({ limit: 1 })).lessons;
    expect(newest).toMatchObject({ id: uuid(50), replaced: [{ id: uuid(0), label: 'spam' }] });
    await bench.ask(POPUP, 'forget', { lessons: [uuid(50)] });
    expect((await find({})).lessons.map(({ id }) => id)).not.toContain(uuid(0));
    expect((await (await Bench.started()).ask(POPUP, 'state', {})).lessons).toBe(9);
  });
});

describe('several lessons at once', () => {
  const all = GARDEN.map((text, i) => ({ lesson: uuid(i), text, task: 'spam', label: 'ham' }));

  test('are one change, and are taken back as one', async () => {
    const { revision } = await bench.ask(POPUP, 'teachAll', { lessons: all, site: '' });
    expect(bench.events.get(POPUP)!.at(-1)).toMatchObject({ revision, lessons: 5 });
    expect(bench.events.get(POPUP)).toHaveLength(2);
    expect((await bench.ask(POPUP, 'teachAll', { lessons: all, site: '' })).revision).toBe(revision);
    await bench.ask(POPUP, 'undoAll', { lessons: all.map(({ lesson }) => lesson) });
    expect(bench.events.get(POPUP)!.at(-1)).toMatchObject({ lessons: 0 });
  });

  test('where one can’t be, none is', async () => {
    const lessons = [...all, { lesson: uuid(9), text: PLAIN, task: 'spam', label: 'nonsense' }];
    expect(await bench.code(POPUP, 'teachAll', { lessons, site: '' })).toBe('unknown-label');
    expect((await bench.ask(POPUP, 'state', {})).lessons).toBe(0);
  });
});

describe('what was found', () => {
  const classify = (texts: string[], channel = PAGE) => bench.ask(channel, 'classify', { texts });
  const found = async (of = bench) => (await of.ask(POPUP, 'found', {})).rows;
  const row = { site: 'forum.test', task: 'spam', label: 'spam', count: 1 };

  test('is counted once a piece, only when flagged, only for pages, and goes after seven days', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'], shouldAdvanceTime: true });
    await classify([SPAM, PLAIN]);
    await classify([SPAM]);
    await classify([SPAM], POPUP);
    await classify([`${SPAM} today`], PRIVATE);
    expect((await found()).filter(({ task }) => task === 'spam')).toEqual([row]);
    await vi.advanceTimersByTimeAsync(5000);
    await vi.waitFor(async () => expect(await found(await Bench.started())).toContainEqual(row));
    bench.now = NOW + 8 * DAY;
    expect(await found()).toEqual([]);
  });

  test('is not counted when the person does not want it, and is erased when they say so', async () => {
    await classify([SPAM]);
    expect(await found()).toContainEqual(row);
    expect((await bench.ask(POPUP, 'forgetFound', {})).rows).toEqual([]);
    await bench.ask(POPUP, 'setOptions', { countFound: false });
    await classify([`${SPAM} today`]);
    expect(await bench.ask(POPUP, 'found', {})).toMatchObject({ counting: false, rows: [] });
  });

  test('is not counted where nothing is kept', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const forgetful = await Bench.started();
    await forgetful.ask(PAGE, 'classify', { texts: [SPAM] });
    expect((await forgetful.ask(POPUP, 'found', {})).rows).toEqual([]);
  });
});

describe('a private window', () => {
  const lesson = { lesson: uuid(1), text: PLAIN, task: 'spam', label: 'spam', site: '' };

  test('is judged for, and can leave nothing', async () => {
    expect((await bench.ask(PRIVATE, 'classify', { texts: [SPAM] })).verdicts[0][0].flagged).toBe(true);
    expect((await bench.ask(PRIVATE, 'state', {})).mayTeach).toBe(false);
    for (const [request, params] of [
      ['teach', lesson],
      ['teachAll', { lessons: [], site: '' }],
      ['undo', { lesson: uuid(1) }],
      ['setSite', { site: 'forum.test', on: false }],
      ['preview', { change: { task: 'spam', on: true, sensitivity: 1 }, texts: [] }],
    ] as const) {
      expect(await bench.code(PRIVATE, request, params), request).toBe('forbidden');
    }
  });

  test('may teach where nothing outlives it anyway', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const forgetful = await Bench.started();
    expect((await forgetful.ask(PRIVATE, 'state', {})).mayTeach).toBe(true);
    await forgetful.ask(PRIVATE, 'teach', { ...lesson, site: 'elsewhere.test' });
    expect((await forgetful.ask(POPUP, 'lessons', { limit: 1 })).lessons[0].site).toBe('forum.test');
  });
});

test('lessons fade by the half-life, and not without one', async () => {
  await teach(1, PLAIN, 'spam');
  const p = async () =>
    (await bench.ask(PAGE, 'classify', { texts: [`${PLAIN}!`] })).verdicts[0][0].probabilities[1];
  const fresh = await p();
  bench.now = NOW + 300 * DAY;
  await teach(2, OTHER[0], 'ham');
  const kept = await p();
  expect(Math.abs(kept - fresh)).toBeLessThan(0.05);
  await bench.ask(POPUP, 'setOptions', { halfLifeDays: 30 });
  expect(await p()).toBeLessThan(kept);
  await bench.ask(POPUP, 'setOptions', { halfLifeDays: null });
  expect(await p()).toBeCloseTo(kept, 9);
});

test('a try-out learns from examples alone, answers, and leaves nothing behind', async () => {
  const examples = [
    ...GARDEN.map((text) => ({ text, label: 'plants' })),
    ...OTHER.map((text) => ({ text, label: 'news' })),
  ];
  const texts = ['Water the beans in the garden bed.', 'The bank said rates rose on Thursday.'];
  const tried = await bench.ask(POPUP, 'tryOut', { texts, examples });
  expect(tried.labels).toEqual(['plants', 'news']);
  expect(tried.answers[0].probabilities[0]).toBeGreaterThan(0.5);
  expect(tried.answers[1].probabilities[1]).toBeGreaterThan(0.5);
  expect(tried.answers[0].evidence.length).toBeGreaterThan(0);
  expect(tried.learned).toBeGreaterThan(0);
  expect(await bench.ask(POPUP, 'state', {})).toMatchObject({ revision: 0, lessons: 0 });
  const plain = await bench.ask(POPUP, 'tryOut', { texts: [SPAM] });
  expect(plain.answers[0].verdicts[0]).toMatchObject({ task: 'spam', flagged: true });
  expect(plain.answers[0].evidence.length).toBeGreaterThan(0);
  expect(await bench.code(POPUP, 'tryOut', { texts, examples: examples.slice(0, 5) })).toBe('invalid');
});
