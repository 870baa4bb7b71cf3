import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngineState } from '../../../src/protocol/messages.ts';
import { Bench } from './harness.ts';
import { GARDEN, NEW_GARDEN, NEW_OTHER, OTHER, uuid } from './texts.ts';

const PAGE = 1;
const POPUP = 2;
const TASK = 'own-0000abcd';
const label = (id: string, name: string, keywords: string[] = []) => ({
  id,
  name,
  colour: '#336699',
  keywords,
});

let bench: Bench;
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  bench = await Bench.started();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const put = (labels: ReturnType<typeof label>[], name = 'Garden', of = bench) =>
  of.ask(POPUP, 'putTask', { task: TASK, name, labels });
const info = ({ tasks }: EngineState) => tasks.find(({ task }) => task === TASK)!;
let next = 1;
const teach = (text: string, as: string, of = bench) =>
  of.ask(PAGE, 'teach', { lesson: uuid(next++), text, task: TASK, label: as, site: '' });
const verdict = async (text: string, of = bench) =>
  (await of.ask(PAGE, 'classify', { texts: [text] })).verdicts[0].find(({ task }) => task === TASK)!;

describe('a label of the person’s own', () => {
  test('is a task with that label and "other", on at once, and there after a restart', async () => {
    const state = await put([label('garden', 'Garden')]);
    expect(info(state)).toMatchObject({
      labels: ['other', 'garden'],
      ordinary: 'other',
      extra: false,
      own: { name: 'Garden', labels: [label('garden', 'Garden')] },
      learning: { real: {}, synthetic: {}, accuracy: null, ready: false },
    });
    expect(state.settings.tasks[TASK]).toMatchObject({ on: true, way: 'underline' });
    const again = await (await Bench.started()).ask(POPUP, 'state', {});
    expect(info(again)).toEqual(info(state));
  });

  test('knows nothing before it is shown anything: no text is flagged', async () => {
    await put([label('garden', 'Garden')]);
    for (const text of [...GARDEN, ...OTHER]) expect((await verdict(text)).flagged).toBe(false);
  });

  test('works from five examples, without a certainty that they can’t give', async () => {
    await put([label('garden', 'Garden')]);
    for (const text of GARDEN) await teach(text, 'garden');
    const [mine, theirs] = [await verdict(NEW_GARDEN), await verdict(NEW_OTHER)];
    expect(mine).toMatchObject({ label: 'garden', flagged: true, yours: false });
    expect(theirs).toMatchObject({ label: 'other', flagged: false });
    expect(mine.probability).toBeLessThan(0.9);
    // With examples of one label only nobody can say how often it is right.
    expect(info(await bench.ask(POPUP, 'state', {})).learning).toMatchObject({
      real: { garden: 5 },
      accuracy: null,
      ready: false,
    });
    for (const text of OTHER) await teach(text, 'other');
    const { learning } = info(await bench.ask(POPUP, 'state', {}));
    expect(learning).toMatchObject({ real: { garden: 5, other: 5 }, ready: false });
    expect(learning!.accuracy!.of).toBe(10);
    expect(learning!.accuracy!.high - learning!.accuracy!.low).toBeGreaterThan(0.2);
  });

  test('marks from five examples on what is about the same, and no ordinary sentence', async () => {
    await put([label('garden', 'Garden')]);
    for (const text of GARDEN) await teach(text, 'garden');
    const alike = [
      'My strawberries need more compost this spring.',
      'Prune the hedge before the birds begin to nest.',
      'These bulbs flower twice if the soil stays moist.',
      'Plant the potatoes in rows after the last frost.',
      'The lawn has moss, so rake it and sow new grass.',
      'Which vegetables grow well in a shady corner?',
    ];
    const ordinary = [
      'The bus was late again, so I walked to the office.',
      'Please send me the invoice by the end of the week.',
      'The referee added four minutes to the second half.',
      'Her new novel is set in a city by the sea.',
      'Update the app to see the latest messages.',
      'The committee meets on the first Tuesday of the month.',
      'Prices rose by two per cent in the last year.',
      'He told the reporters that he would not resign.',
    ];
    const flagged = async (texts: string[]) => {
      const verdicts = await Promise.all(texts.map((text) => verdict(text)));
      return verdicts.filter((each) => each.flagged).length;
    };
    expect(await flagged(alike)).toBeGreaterThanOrEqual(4);
    expect(await flagged(ordinary)).toBe(0);
  });

  test('takes back a lesson as if it had never been given', async () => {
    await put([label('garden', 'Garden')]);
    for (const text of GARDEN.slice(0, 3)) await teach(text, 'garden');
    const before = await verdict(NEW_GARDEN);
    const { lesson } = await teach(GARDEN[4], 'garden');
    expect((await verdict(NEW_GARDEN)).probability).not.toBe(before.probability);
    await bench.ask(PAGE, 'undo', { lesson: lesson.id });
    expect((await verdict(NEW_GARDEN)).probability).toBeCloseTo(before.probability, 9);
  });

  test('starts from keywords, says which examples are made, and lets real ones take their place', async () => {
    const keywords = ['roses', 'tomatoes', 'compost'];
    const state = await put([label('garden', 'Garden', keywords)]);
    const made = info(state).learning!.synthetic.garden;
    expect(made).toBeGreaterThanOrEqual(keywords.length);
    expect(await verdict('We bought compost and some roses at the market')).toMatchObject({
      label: 'garden',
      flagged: true,
    });
    expect(await verdict(NEW_OTHER)).toMatchObject({ label: 'other', flagged: false });
    expect((await bench.ask(POPUP, 'lessons', { limit: 10 })).total).toBe(0);
    await teach(GARDEN[0], 'garden');
    const now = info(await bench.ask(POPUP, 'state', {})).learning!;
    expect(now.synthetic.garden).toBe(made - 1);
    expect(now.real.garden).toBe(1);
  });
});

describe('several labels', () => {
  test('are told apart, and "other" is none of them', async () => {
    await put([label('garden', 'Garden'), label('sport', 'Sport')], 'Hobbies');
    for (const text of GARDEN) await teach(text, 'garden');
    for (const text of [
      'The striker scored twice.',
      'Our team won the match.',
      'The coach praised the goalkeeper.',
    ])
      await teach(text, 'sport');
    expect((await verdict(NEW_GARDEN)).label).toBe('garden');
    expect((await verdict('The goalkeeper saved the match for our team.')).label).toBe('sport');
    expect((await verdict('Sign in to leave a reply')).label).toBe('other');
  });

  test('renaming and recolouring touches no lesson', async () => {
    await put([label('garden', 'Garden')]);
    for (const text of GARDEN) await teach(text, 'garden');
    const before = await verdict(NEW_GARDEN);
    const renamed = { id: 'garden', name: 'Yard', colour: '#ff0000', keywords: [] };
    const state = await bench.ask(POPUP, 'putTask', { task: TASK, name: 'Outside', labels: [renamed] });
    expect(info(state).own).toEqual({ name: 'Outside', labels: [renamed] });
    expect(await verdict(NEW_GARDEN)).toEqual(before);
  });

  test('a label that is left out goes with its lessons, and only with its', async () => {
    await put([label('garden', 'Garden'), label('sport', 'Sport')]);
    await teach(GARDEN[0], 'garden');
    await teach('Our team won the match.', 'sport');
    const state = await put([label('garden', 'Garden')]);
    expect(info(state).labels).toEqual(['other', 'garden']);
    const { lessons } = await bench.ask(POPUP, 'lessons', { limit: 10 });
    expect(lessons.map((lesson) => lesson.label)).toEqual(['garden']);
    expect(
      await bench.code(PAGE, 'teach', {
        lesson: uuid(99),
        text: 'x y',
        task: TASK,
        label: 'sport',
        site: '',
      }),
    ).toBe('unknown-label');
  });

  test('merging makes one label’s lessons the other’s, once, also after a restart', async () => {
    await put([label('garden', 'Garden', ['roses']), label('plants', 'Plants', ['trees'])]);
    await teach(GARDEN[0], 'garden');
    await teach(GARDEN[1], 'plants');
    const merge = () => bench.ask(POPUP, 'mergeLabels', { task: TASK, from: 'plants', into: 'garden' });
    const state = await merge();
    expect(info(state).own!.labels).toEqual([label('garden', 'Garden', ['roses', 'trees'])]);
    expect((await merge()).revision).toBe(state.revision);
    const next = await Bench.started();
    const { lessons } = await next.ask(POPUP, 'lessons', { limit: 10 });
    expect(lessons.map((lesson) => lesson.label)).toEqual(['garden', 'garden']);
    expect((await verdict(NEW_GARDEN, next)).probability).toBeCloseTo(
      (await verdict(NEW_GARDEN)).probability,
      9,
    );
  });

  test('removing a task leaves nothing of it', async () => {
    await put([label('garden', 'Garden')]);
    await teach(GARDEN[0], 'garden');
    await bench.ask(POPUP, 'setTask', { task: TASK, on: true, sensitivity: 4, ways: { garden: 'blur' } });
    const state = await bench.ask(POPUP, 'removeTask', { task: TASK });
    expect(info(state)).toBeUndefined();
    expect(state.settings.tasks[TASK]).toBeUndefined();
    expect(state.lessons).toBe(0);
    const { settings, tasks, lessons } = await (await Bench.started()).ask(POPUP, 'state', {});
    expect([settings.tasks[TASK], tasks.length, lessons]).toEqual([undefined, 4, 0]);
  });
});

test('the most useful question is about the text that is least certain, and never about one already told', async () => {
  await put([label('garden', 'Garden')]);
  for (const text of GARDEN) await teach(text, 'garden');
  for (const text of OTHER) await teach(text, 'other');
  const texts = [
    GARDEN[0],
    'ok',
    NEW_OTHER,
    NEW_GARDEN,
    'The council planted trees along the bus road in spring.',
  ];
  const { question } = await bench.ask(POPUP, 'progress', { task: TASK, texts });
  const sure = await Promise.all(texts.map(async (text) => (await verdict(text)).probability));
  expect(question).not.toBeNull();
  expect([2, 3, 4]).toContain(question!.text);
  expect(question!.verdict.probability).toBe(Math.min(...sure.slice(2)));
});

test.each([
  ['a label called other', [label('other', 'Other')]],
  ['a label that every object has', [label('constructor', 'Constructor')]],
  ['two labels of one id', [label('a', 'A'), label('a', 'B')]],
  ['no label', []],
  ['a colour that is none', [{ ...label('a', 'A'), colour: 'url(x)' }]],
  ['a name of blanks', [label('a', '   ')]],
])('%s is refused', async (_, labels) => {
  expect(await bench.code(POPUP, 'putTask', { task: TASK, name: 'X', labels })).toBe('invalid');
});

test('an extra task is named while it is off, read once it is on, and remembered to be on', async () => {
  const clickbait = ({ tasks }: EngineState) => tasks.find(({ task }) => task === 'clickbait')!;
  const off = await bench.ask(POPUP, 'state', {});
  expect(off.tasks.map(({ task }) => task)).toEqual(['spam', 'toxicity', 'intent', 'clickbait']);
  expect(clickbait(off)).toMatchObject({ extra: true, labels: [] });
  expect(off.settings.tasks.clickbait.on).toBe(false);
  const on = await bench.ask(POPUP, 'setTask', { task: 'clickbait', on: true, sensitivity: 2 });
  expect(clickbait(on)).toMatchObject({ extra: true, labels: ['news', 'clickbait'], ordinary: 'news' });
  const of = async (from: Bench) =>
    (await from.ask(PAGE, 'classify', { texts: ['You will never guess what happened next'] })).verdicts[0];
  expect((await of(bench)).map(({ task }) => task)).toContain('clickbait');
  expect((await of(await Bench.started())).map(({ task }) => task)).toContain('clickbait');
  await bench.ask(POPUP, 'setTask', { task: 'clickbait', on: false, sensitivity: 2 });
  expect((await of(bench)).map(({ task }) => task)).not.toContain('clickbait');
  // The engine knows of no file of its.
  expect(await bench.code(POPUP, 'setTask', { task: 'sexism', on: true, sensitivity: 2 })).toBe('unknown');
});

test('a page may make no task', async () => {
  const params = { task: TASK, name: 'X', labels: [label('a', 'A')] };
  expect(await bench.code(PAGE, 'putTask', params)).toBe('forbidden');
});
