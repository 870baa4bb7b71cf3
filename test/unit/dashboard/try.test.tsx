// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { linesOf } from '../../../src/dashboard/try/lines.ts';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';
import { all, button, close, field, open, pick, said, settled, text, type } from './page.ts';

vi.stubGlobal('chrome', fakeBrowser);

let engine: FakeEngine;
const paste = (what: string) => type(document.querySelector('section > textarea')!, what);

beforeEach(async () => {
  engine = new FakeEngine();
  open(engine, 'try');
  await settled(() => expect(text('h2')).toBe('Try it'));
});
afterEach(close);

test('a text a line, none of them longer than is read', () => {
  expect(linesOf(' a \r\n\n b\n')).toEqual(['a', 'b']);
  expect(linesOf('x'.repeat(10_000))[0]).toHaveLength(4096);
});

test('texts are judged as they are typed: verdicts, words, time', async () => {
  await paste('Win a free cruise\nThe mill is open');
  await settled(() => expect(all('.judged > li')).toHaveLength(2));
  expect(text('.judged > li')).toMatch(/Looks like spam: 9 in 10/);
  expect(text('.judged .evidence')).toBe('+cruise(for it)');
  expect(text('.found')).toBe('Texts: 2. Marked: 1. Typical time for one: 150 μs.');
  await paste('');
  await settled(() => expect(all('.judged > li')).toHaveLength(0));
});

test('a file of more lines than one request takes is judged in parts', async () => {
  const lines = Array.from({ length: 150 }, (_, i) => `line ${i}${i % 50 === 0 ? ' cruise' : ''}`);
  pick('Texts from a file', new File([lines.join('\n')], 'lines.txt'));
  await settled(() => expect(said()).toBe('Texts judged: 150'));
  expect(text('.found')).toMatch(/^Texts: 150. Marked: 3/);
  const asked = engine.asksOf('tryOut').filter(({ examples }) => !examples);
  expect(asked.map(({ texts }) => texts.length)).toEqual([64, 64, 22]);
});

test('a head is trained from twenty sentences in four topics, and again with each change', async () => {
  await settled(() => expect(all('.odds li')).toHaveLength(4));
  const first = engine.asksOf('tryOut').find(({ examples }) => examples)!;
  expect(first.examples).toHaveLength(20);
  expect(new Set(first.examples!.map(({ label }) => label)).size).toBe(4);
  expect(text('.sheet[aria-live]')).toMatch(/Learned in 3.4 ms, answered in 150 μs/);
  await type(field('Ask it about'), 'Goal in the last minute!');
  await settled(() => expect(engine.asksOf('tryOut').at(-1)!.texts).toEqual(['Goal in the last minute!']));
});

test('too few topics are said to be too few, and nothing is asked', async () => {
  await settled(() => expect(all('.odds li')).toHaveLength(4));
  for (const area of all('.topics textarea').slice(1)) await type(area as HTMLTextAreaElement, '');
  await settled(() => expect(text('.notice')).toMatch(/at least two topics/));
  expect(all('.odds li')).toHaveLength(0);
});

test('many lines are judged when asked to', async () => {
  await paste(Array.from({ length: 70 }, (_, i) => `line ${i}`).join('\n'));
  await settled(() => button('Judge all 70').click());
  await settled(() => expect(said()).toBe('Texts judged: 70'));
});
