import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStore, type Store, StoreError } from '../../../src/engine/store.ts';
import { MAX_BATCH, MAX_TEXT } from '../../../src/protocol/verdict.ts';
import { Bench } from './harness.ts';
import { loadJudge } from './models.ts';

const PAGE = 1;
const POPUP = 2;
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const SPAM = 'Congratulations! You won a free cruise, call now to claim your prize';
const PLAIN = 'Our garden club meets on Sunday, bring a friend';
const lesson = (n: number, text = PLAIN, label = 'spam') => ({
  lesson: uuid(n),
  text,
  task: 'spam' as const,
  label,
  site: 'forum.test',
});

let bench: Bench;
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  bench = await Bench.started();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
const spamOf = async (text: string, of = bench) => {
  const { verdicts } = await of.ask(PAGE, 'classify', { texts: [text] });
  return verdicts[0].find(({ task }) => task === 'spam');
};

describe('the way of a lesson', () => {
  test('a correction is acknowledged with the new verdict, told to everyone, and remembered after a restart', async () => {
    expect(await spamOf(PLAIN)).toMatchObject({ label: 'ham', flagged: false, yours: false });
    const taught = await bench.ask(PAGE, 'teach', lesson(1));
    expect(taught.revision).toBe(1);
    expect(taught.lesson).toEqual({
      id: uuid(1),
      task: 'spam',
      label: 'spam',
      text: PLAIN,
      site: 'forum.test',
      at: 1_700_000_000_000,
    });
    expect(taught.verdicts[0]).toMatchObject({ label: 'spam', flagged: true, yours: true });
    for (const channel of [PAGE, POPUP])
      expect(bench.events.get(channel)!.at(-1)).toMatchObject({ revision: 1, lessons: 1 });

    const next = await Bench.started();
    expect(await next.ask(POPUP, 'state', {})).toMatchObject({ revision: 1, lessons: 1, storage: 'kept' });
    expect(await spamOf(PLAIN, next)).toEqual(await spamOf(PLAIN));
    expect(await spamOf(`${PLAIN}!`, next)).toMatchObject({ label: 'spam', yours: false });
  });

  test('taking it back makes everything as it was, in this engine and the next', async () => {
    const before = await spamOf(PLAIN);
    await bench.ask(PAGE, 'teach', lesson(1));
    expect(await bench.ask(PAGE, 'undo', { lesson: uuid(1) })).toEqual({ revision: 2 });
    expect(await spamOf(PLAIN)).toEqual(before);
    expect(await spamOf(PLAIN, await Bench.started())).toEqual(before);
  });

  test('taught twice it is one lesson; the second time changes and tells nothing', async () => {
    const first = await bench.ask(PAGE, 'teach', lesson(1));
    const told = bench.events.get(POPUP)!.length;
    expect(await bench.ask(PAGE, 'teach', lesson(1))).toEqual(first);
    expect(bench.events.get(POPUP)!.length).toBe(told);
    expect(await bench.code(PAGE, 'teach', lesson(1, 'something else'))).toBe('invalid');
    expect((await bench.ask(POPUP, 'lessons', { limit: 10 })).lessons).toHaveLength(1);
  });

  test('a second thought on the same text replaces the first, and taking it back restores that', async () => {
    await bench.ask(PAGE, 'teach', lesson(1, PLAIN, 'spam'));
    await bench.ask(PAGE, 'teach', lesson(2, `  ${PLAIN.toUpperCase()} `, 'ham'));
    expect(await spamOf(PLAIN)).toMatchObject({ label: 'ham', yours: true });
    expect((await bench.ask(POPUP, 'lessons', { limit: 10 })).lessons.map(({ id }) => id)).toEqual([uuid(2)]);
    await bench.ask(PAGE, 'undo', { lesson: uuid(2) });
    expect(await spamOf(PLAIN)).toMatchObject({ label: 'spam', yours: true });
  });

  test('an explanation names the lesson on this very text, or the one most like it, and no other', async () => {
    const explain = (text: string) => bench.ask(PAGE, 'explain', { text, task: 'spam', label: 'spam' });
    expect(await explain(SPAM)).toMatchObject({ lesson: null, example: null });
    await bench.ask(PAGE, 'teach', lesson(1, SPAM, 'spam'));
    await bench.ask(PAGE, 'teach', lesson(2, PLAIN, 'ham'));
    expect(await explain(` ${SPAM} `)).toMatchObject({ lesson: uuid(1), example: null });
    const like = await explain(`${SPAM} Today`);
    expect(like.lesson).toBeNull();
    expect(like.example).toEqual({ text: SPAM, label: 'spam' });
    expect((await explain('Completely different things, such as zebras')).example).toBeNull();
  });

  test('undoing what was never taught is no error and no change', async () => {
    expect(await bench.ask(PAGE, 'undo', { lesson: uuid(9) })).toEqual({ revision: 0 });
  });

  test('any order of teaching and taking back leaves what a fresh engine makes of the rest', async () => {
    const texts = [PLAIN, SPAM, 'Bring your own cup to the meeting'];
    const step = fc.record({ n: fc.integer({ min: 0, max: 5 }), undo: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        vi.stubGlobal('indexedDB', new IDBFactory());
        const edited = await Bench.started();
        for (const { n, undo } of steps) {
          if (undo) await edited.ask(PAGE, 'undo', { lesson: uuid(n) });
          else await edited.ask(PAGE, 'teach', lesson(n, texts[n % 3], n < 3 ? 'spam' : 'ham'));
        }
        const fresh = await Bench.started();
        for (const text of [...texts, 'a friend of the garden won a cup']) {
          const [a, b] = [await spamOf(text, edited), await spamOf(text, fresh)];
          expect(a!.probability).toBeCloseTo(b!.probability, 9);
          expect({ ...a, probability: 0, probabilities: [] }).toEqual({
            ...b,
            probability: 0,
            probabilities: [],
          });
        }
      }),
      { numRuns: 8 },
    );
  }, 30_000);

  test('without a disk it still learns, and says so', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const forgetful = await Bench.started();
    await forgetful.ask(PAGE, 'teach', lesson(1));
    expect(await forgetful.ask(PAGE, 'state', {})).toMatchObject({ lessons: 1, storage: 'memory' });
    expect(await spamOf(PLAIN, forgetful)).toMatchObject({ yours: true });
  });
});

describe('when the disk fails', () => {
  const failing = async (): Promise<Bench> => {
    const store = await openStore();
    const fail = () => Promise.reject(new StoreError('QuotaExceededError'));
    return Bench.started({
      storage: 'kept',
      blocked: null,
      load: () => store.load(),
      commit: fail,
      key: fail,
      reopened: async () => true,
    } satisfies Store);
  };

  test('nothing is acknowledged and nothing has changed', async () => {
    await bench.ask(PAGE, 'teach', lesson(1));
    const broken = await failing();
    const before = await broken.ask(POPUP, 'state', {});
    expect(await broken.code(PAGE, 'teach', lesson(2, SPAM, 'ham'))).toBe('storage');
    expect(await broken.code(PAGE, 'undo', { lesson: uuid(1) })).toBe('storage');
    expect(await broken.code(POPUP, 'setTask', { task: 'spam', on: false, sensitivity: 0 })).toBe('storage');
    expect(await broken.code(PAGE, 'setSite', { site: 'forum.test', on: false })).toBe('storage');
    expect(await broken.ask(POPUP, 'state', {})).toEqual(before);
    expect(await spamOf(PLAIN, broken)).toMatchObject({ yours: true });
    expect(await spamOf(SPAM, broken)).toMatchObject({ label: 'spam', yours: false });
  });
});

describe('settings', () => {
  test('a task that is off gives no verdicts; sensitivity and sites are kept', async () => {
    await bench.ask(POPUP, 'setTask', { task: 'spam', on: false, sensitivity: 4 });
    await bench.ask(PAGE, 'setSite', { site: 'forum.test', on: false });
    await bench.ask(PAGE, 'setSite', { site: 'forum.test', on: false });
    const { verdicts } = await bench.ask(PAGE, 'classify', { texts: [SPAM] });
    expect(verdicts[0].map(({ task }) => task)).toEqual(['toxicity', 'intent']);
    const next = await (await Bench.started()).ask(POPUP, 'state', {});
    expect(next.settings.tasks.spam).toEqual({ on: false, sensitivity: 4, way: 'underline' });
    expect(next.settings.rules).toEqual([{ site: 'forum.test', path: '', reads: false, plain: false }]);
    expect(next.revision).toBe(2);
    const on = await bench.ask(PAGE, 'setSite', { site: 'forum.test', on: true });
    expect(on.settings.rules).toEqual([]);
  });

  test('a way to mark and a plain site are kept, and left alone by requests that do not name them', async () => {
    await bench.ask(POPUP, 'setTask', { task: 'spam', on: true, sensitivity: 2, way: 'fold' });
    await bench.ask(POPUP, 'setTask', { task: 'spam', on: true, sensitivity: 3 });
    await bench.ask(POPUP, 'setSite', { site: 'forum.test', on: true, plain: true });
    await bench.ask(PAGE, 'setSite', { site: 'forum.test', on: false });
    const { settings } = await (await Bench.started()).ask(POPUP, 'state', {});
    expect(settings.tasks.spam).toEqual({ on: true, sensitivity: 3, way: 'fold' });
    expect(settings.rules).toEqual([{ site: 'forum.test', path: '', reads: false, plain: true }]);
    const plain = await bench.ask(POPUP, 'setSite', { site: 'forum.test', on: true, plain: false });
    expect(plain.settings.rules).toEqual([]);
  });
});

test('many lessons are learned at the start without holding up signs of life', async () => {
  const store = await openStore();
  for (let n = 1; n <= 150; n++) {
    const text = `${PLAIN}, ${n} cups of tea`;
    const record = { id: uuid(n), task: 'spam', label: 'spam', text, site: '', at: 0, order: n, said: null };
    await store.commit({ add: { lessons: [record] }, revision: n });
  }
  let signs = 0;
  const beat = setInterval(() => signs++);
  const judge = loadJudge();
  const busy = await Bench.started(store, judge);
  clearInterval(beat);
  expect(signs).toBeGreaterThan(2);
  const probability = (await spamOf(`${PLAIN}!`, busy))!.probability;
  judge.learn('spam', []);
  judge.learn('spam', (await store.load()).lessons);
  expect(judge.judge(`${PLAIN}!`)[0].probabilities[1]).toBeCloseTo(probability, 9);
});

describe('many at once', () => {
  test('what came before the start is answered after it', async () => {
    const early = new Bench();
    early.open(PAGE, 'page', 'forum.test');
    const reply = early.ask(PAGE, 'classify', { texts: [SPAM] });
    await early.start(await openStore());
    expect((await reply).verdicts[0][0]).toMatchObject({ label: 'spam' });
    expect(early.events.get(PAGE)).toHaveLength(1);
  });

  test('a lesson does not wait behind batches of long texts', async () => {
    const order: string[] = [];
    const texts = Array.from(
      { length: MAX_BATCH },
      (_, i) => `${i} ${'many words of no account '.repeat(160)}`,
    );
    const batches = [1, 2, 3].map(() =>
      bench.ask(PAGE, 'classify', { texts }).then(() => order.push('batch')),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    await bench.ask(POPUP, 'teach', lesson(1)).then(() => order.push('lesson'));
    await Promise.all(batches);
    expect(order[0]).toBe('lesson');
  });

  test('a batch that a lesson interrupted carries the revision it began with', async () => {
    const texts = Array.from(
      { length: MAX_BATCH },
      (_, i) => `${i} ${'many words of no account '.repeat(160)}`,
    );
    const batch = bench.ask(PAGE, 'classify', { texts });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await bench.ask(POPUP, 'teach', lesson(1));
    expect((await batch).revision).toBe(0);
  });

  test('an asker with too many requests waiting is refused; others are not', async () => {
    const answers = Array.from({ length: 70 }, () => bench.code(PAGE, 'classify', { texts: [SPAM] }));
    const other = bench.code(POPUP, 'state', {});
    const codes = await Promise.all(answers);
    expect(codes.filter((code) => code === 'busy')).toHaveLength(6);
    expect(await other).toBe('ok');
    expect(await bench.code(PAGE, 'classify', { texts: [SPAM] })).toBe('ok');
  });

  test('a page that has gone gets no batch made, but its lesson is kept', async () => {
    const judge = loadJudge();
    const watched = await Bench.started(undefined, judge);
    const judged = vi.spyOn(judge, 'judge');
    void watched.raw(PAGE, { id: 1, request: 'state', params: {} }, 1);
    void watched.raw(PAGE, { id: 2, request: 'teach', params: lesson(1) }, 2);
    void watched.raw(PAGE, { id: 3, request: 'classify', params: { texts: [SPAM] } }, 3);
    void watched.raw(POPUP, { id: 3, request: 'classify', params: { texts: ['of the popup'] } }, 3);
    watched.engine.close(PAGE);
    expect(await watched.ask(POPUP, 'lessons', { limit: 5 })).toMatchObject({ lessons: [{ id: uuid(1) }] });
    await watched.ask(POPUP, 'classify', { texts: ['last'] });
    // The lesson's text twice: what was said before, and after.
    expect(judged.mock.calls.map(([text]) => text)).toEqual([PLAIN, PLAIN, 'of the popup', 'last']);
  });

  test('who comes later is told the state at once', async () => {
    bench.open(4, 'page', 'late.test');
    expect(bench.events.get(4)).toMatchObject([{ revision: 0, lessons: 0 }]);
  });
});

describe('hostile messages', () => {
  const unchanged = async (work: () => Promise<void>) => {
    await bench.ask(PAGE, 'teach', lesson(1));
    const before = await bench.ask(POPUP, 'state', {});
    const events = bench.events.get(POPUP)!.length;
    await work();
    expect(await bench.ask(POPUP, 'state', {})).toEqual(before);
    expect(bench.events.get(POPUP)!.length).toBe(events);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  };
  const withProto = (json: string) => JSON.parse(json) as unknown;

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'state'],
    ['a list', []],
    ['no id', { request: 'state', params: {} }],
    ['an id that is text', { id: '1', request: 'state', params: {} }],
    ['an id that is no number', { id: Number.NaN, request: 'state', params: {} }],
  ])('%s', (_name, message) =>
    unchanged(async () => {
      expect(await bench.raw(PAGE, message)).toMatchObject({ ok: false, code: 'invalid' });
    }),
  );

  test.each<[string, string, unknown]>([
    ['an unknown request', 'erase', {}],
    ['a request of every object', 'constructor', {}],
    ['a request of every object', '__proto__', {}],
    ['a request of every object', 'toString', {}],
    ['no parameters', 'state', undefined],
    ['parameters too many', 'state', { extra: 1 }],
    ['a prototype', 'classify', withProto('{"texts":["a"],"__proto__":{"polluted":1}}')],
    ['a prototype deep down', 'teach', { ...lesson(2), text: withProto('{"__proto__":{"polluted":1}}') }],
    ['texts that are no list', 'classify', { texts: 'a' }],
    ['a list like object', 'classify', { texts: { 0: 'a', length: 1 } }],
    ['numbers for texts', 'classify', { texts: [1] }],
    ['a giant text', 'classify', { texts: ['x'.repeat(MAX_TEXT + 1)] }],
    ['a text of 10 MB', 'teach', { ...lesson(2), text: 'x'.repeat(10_000_000) }],
    ['too many texts', 'classify', { texts: Array(MAX_BATCH + 1).fill('a') }],
    ['a million texts', 'classify', { texts: Array(1_000_000).fill('a') }],
    ['an id that is no uuid', 'teach', { ...lesson(2), lesson: '../../etc' }],
    ['an unknown task', 'teach', { ...lesson(2), task: '__proto__' }],
    ['a blank text', 'teach', { ...lesson(2), text: ' \u200b ' }],
    ['an undo of everything', 'undo', { lesson: '*' }],
    ['a site as long as a book', 'setSite', { site: 'a'.repeat(10_000), on: false }],
  ])('%s: %s', (_name, request, params) =>
    unchanged(async () => {
      expect(await bench.code(PAGE, request, params)).toBe('invalid');
    }),
  );

  test.each<[string, unknown]>([
    ['sensitivity 9', { task: 'spam', on: true, sensitivity: 9 }],
    ['sensitivity 1.5', { task: 'spam', on: true, sensitivity: 1.5 }],
    ['sensitivity NaN', { task: 'spam', on: true, sensitivity: Number.NaN }],
  ])('%s', (_name, params) =>
    unchanged(async () => {
      expect(await bench.code(POPUP, 'setTask', params)).toBe('invalid');
    }),
  );

  test('labels that the task does not have', () =>
    unchanged(async () => {
      for (const label of ['toxic', 'constructor', '__proto__']) {
        expect(await bench.code(PAGE, 'teach', { ...lesson(2), label })).toBe('unknown-label');
        expect(await bench.code(PAGE, 'explain', { text: SPAM, task: 'spam', label })).toBe('unknown-label');
      }
    }));

  test('a page that asks what only the popup may', () =>
    unchanged(async () => {
      expect(await bench.code(PAGE, 'lessons', { limit: 5 })).toBe('forbidden');
      expect(await bench.code(PAGE, 'setTask', { task: 'spam', on: false, sensitivity: 2 })).toBe(
        'forbidden',
      );
    }));

  test('a page that switches another site', () =>
    unchanged(async () => {
      expect(await bench.code(PAGE, 'setSite', { site: 'bank.test', on: false })).toBe('forbidden');
    }));

  test('a page that teaches in the name of another site', async () => {
    const { lesson: kept } = await bench.ask(PAGE, 'teach', { ...lesson(3), site: 'bank.test' });
    expect(kept.site).toBe('forum.test');
  });

  test('a channel that was never opened is not heard', () =>
    unchanged(async () => {
      const heard = vi.fn();
      void bench.raw(99, { id: 1, request: 'state', params: {} }, 1).then(heard);
      await bench.ask(POPUP, 'state', {});
      expect(heard).not.toHaveBeenCalled();
    }));

  test('whatever comes, the engine answers and stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything(),
        fc.constantFrom('classify', 'teach', 'undo', 'explain', 'setSite'),
        async (params, request) => {
          expect(['invalid', 'ok']).toContain(await bench.code(PAGE, request, params));
        },
      ),
    );
    expect(await bench.code(POPUP, 'state', {})).toBe('ok');
  });
});
