// @vitest-environment happy-dom
import './layout.ts';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Block, Place } from '../../../src/content/block.ts';
import { Judge } from '../../../src/content/judge.ts';
import type { EngineClient } from '../../../src/protocol/engineClient.ts';
import type { Classified } from '../../../src/protocol/messages.ts';
import { MAX_BATCH, type Verdict } from '../../../src/protocol/verdict.ts';

let batches: string[][];
let revision: number;
let judged: [id: number, label: string][];
let failed: number;
let end: AbortController;
let judge: Judge;
/** Holds the engine's answers back until it is called. */
let release: (() => void) | null;
let isFailing: boolean;

const engine = {
  async request(_: string, { texts }: { texts: string[] }): Promise<Classified> {
    batches.push(texts);
    const asked = revision;
    if (release) {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    if (isFailing) throw new Error('unreachable');
    return { revision: asked, verdicts: texts.map((text) => [verdict(`${text}@${asked}`)]) };
  },
} as unknown as EngineClient;

function verdict(label: string): Verdict {
  return {
    task: 'spam',
    label,
    probability: 1,
    probabilities: [],
    flagged: true,
    unsure: false,
    yours: false,
  };
}
function block(id: number, text: string, place: Place): Block {
  return { id, element: document.body, nodes: [], from: 0, to: 0, text, place, verdicts: null };
}
const done = () => vi.waitFor(() => expect(judge.isIdle).toBe(true));

beforeEach(() => {
  [batches, judged, revision, failed, release, isFailing] = [[], [], 1, 0, null, false];
  end?.abort();
  end = new AbortController();
  judge = new Judge(
    engine,
    (one, [said]) => judged.push([one.id, said.label]),
    () => failed++,
    end.signal,
  );
});

describe('asking', () => {
  test('what is on the screen comes first, in a small batch, then what is near, then the rest', async () => {
    for (let i = 0; i < 30; i++) judge.add(block(i, `far ${i}`, 'far'));
    for (let i = 30; i < 40; i++) judge.add(block(i, `near ${i}`, 'near'));
    for (let i = 40; i < 50; i++) judge.add(block(i, `visible ${i}`, 'visible'));
    await done();
    expect(batches[0]).toHaveLength(8);
    expect(batches.flat().map((text) => text.split(' ')[0])).toEqual([
      ...Array(10).fill('visible'),
      ...Array(10).fill('near'),
      ...Array(30).fill('far'),
    ]);
    expect(judged).toHaveLength(50);
  });

  test('what comes on the screen while the engine thinks is in the next batch', async () => {
    release = () => {};
    for (let i = 0; i < 100; i++) judge.add(block(i, `far ${i}`, 'far'));
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    judge.add(block(200, 'now visible', 'visible'));
    const go = release;
    release = null;
    go();
    await done();
    expect(batches[1]).toEqual(['now visible']);
  });

  test('no batch is larger than the protocol allows, and nothing is lost', async () => {
    for (let i = 0; i < 500; i++) judge.add(block(i, `text ${i}`, 'visible'));
    await done();
    expect(Math.max(...batches.map((batch) => batch.length))).toBe(MAX_BATCH);
    expect(new Set(judged.map(([id]) => id)).size).toBe(500);
  });

  test('a text is asked about once, however often it stands on the page', async () => {
    for (let i = 0; i < 20; i++) judge.add(block(i, 'the same', 'visible'));
    await done();
    judge.add(block(99, 'the same', 'far'));
    await done();
    expect(batches).toEqual([['the same']]);
    expect(judged).toHaveLength(21);
  });

  test('a block that was removed is not asked about', async () => {
    const gone = block(1, 'gone', 'far');
    judge.add(gone);
    judge.remove(gone);
    judge.add(block(2, 'here', 'far'));
    await done();
    expect(batches).toEqual([['here']]);
  });
});

describe('lessons', () => {
  test('make kept verdicts worthless', async () => {
    const one = block(1, 'text', 'visible');
    judge.add(one);
    await done();
    revision = 2;
    judge.forget();
    judge.add(one);
    await done();
    expect(judged).toEqual([
      [1, 'text@1'],
      [1, 'text@2'],
    ]);
  });

  test('that come while the engine thinks make its answer worthless', async () => {
    release = () => {};
    judge.add(block(1, 'text', 'visible'));
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    revision = 2;
    judge.forget();
    const go = release;
    release = null;
    go();
    await done();
    expect(judged).toEqual([[1, 'text@2']]);
  });

  test('answers of two revisions are never mixed, even unannounced', async () => {
    judge.add(block(1, 'a', 'visible'));
    await done();
    revision = 2;
    judge.add(block(2, 'b', 'visible'));
    await done();
    judge.add(block(3, 'a', 'visible'));
    await done();
    expect(judged.at(-1)).toEqual([3, 'a@2']);
  });
});

test('a text that changed while the engine thought is not given the old verdict', async () => {
  release = () => {};
  const one = block(1, 'before', 'visible');
  judge.add(one);
  await vi.waitFor(() => expect(batches).toHaveLength(1));
  one.text = 'after';
  judge.add(one);
  const go = release;
  release = null;
  go();
  await done();
  expect(judged).toEqual([[1, 'after@1']]);
});

test('after a failure it asks again, and says so', async () => {
  isFailing = true;
  judge.add(block(1, 'text', 'visible'));
  await vi.waitFor(() => expect(failed).toBe(1));
  expect(judge.isIdle).toBe(false);
  isFailing = false;
  await vi.waitFor(() => expect(judged).toEqual([[1, 'text@1']]), { timeout: 3000 });
});

test('what is kept is bounded', async () => {
  for (let i = 0; i < 600; i++) judge.add(block(i, `${i} ${'x'.repeat(4000)}`, 'visible'));
  await vi.waitFor(() => expect(judge.isIdle).toBe(true), { timeout: 5000 });
  const asked = batches.length;
  judge.add(block(1000, `599 ${'x'.repeat(4000)}`, 'visible'));
  await done();
  expect(batches.length).toBe(asked);
  judge.add(block(1001, `0 ${'x'.repeat(4000)}`, 'visible'));
  await done();
  expect(batches.length).toBe(asked + 1);
});
