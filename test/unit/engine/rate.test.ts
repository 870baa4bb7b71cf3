import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { Bench } from './harness.ts';

const [PAGE, EXTENSION] = [1, 2];
const lesson = (n: number) => ({
  lesson: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  text: `Our garden club meets on Sunday, number ${n}`,
  task: 'spam',
  label: 'spam',
  site: 'forum.test',
});

test('pages of a site can give no more lessons than a hand could', async () => {
  const bench = await Bench.started();
  bench.open(4, 'page', 'other.test');
  for (let n = 0; n < 30; n++) await bench.ask(PAGE, 'teach', lesson(n));
  expect(await bench.code(PAGE, 'teach', lesson(30))).toBe('busy');
  expect((await bench.ask(EXTENSION, 'state', {})).lessons).toBe(30);
  // Others are not held up, nor is the person's own hand in popup and dashboard.
  expect(await bench.code(4, 'teach', lesson(31))).toBe('ok');
  expect(await bench.code(EXTENSION, 'teach', lesson(32))).toBe('ok');
  // What was sent before may be sent again, after a lost answer.
  expect(await bench.code(PAGE, 'teach', lesson(29))).toBe('ok');
  expect(await bench.code(PAGE, 'teach', lesson(30))).toBe('busy');
  bench.now += 61_000;
  expect(await bench.code(PAGE, 'teach', lesson(33))).toBe('ok');
});
