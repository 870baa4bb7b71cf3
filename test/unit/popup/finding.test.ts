import { expect, test } from 'vitest';
import {
  countByLabel,
  filtered,
  findings,
  fineLessons,
  mostUseful,
  otherLabels,
  UNSURE,
} from '../../../src/popup/finding.ts';
import type { TaskId, Verdict } from '../../../src/protocol/verdict.ts';
import { startOf } from '../../../src/ui/text.ts';
import { INFOS } from './fakeEngine.ts';

function verdict(task: TaskId, label: string, over: Partial<Verdict> = {}): Verdict {
  return {
    task,
    label,
    probability: 0.9,
    probabilities: [],
    flagged: false,
    unsure: false,
    yours: false,
    ...over,
  };
}
const piece = (id: number, ...verdicts: Verdict[]) => ({ id, text: `text ${id}`, verdicts });

test('a line for what is marked, what you said, and doubt that leans to a mark; none for the rest', () => {
  const lines = findings(
    [
      piece(1, verdict('spam', 'spam', { flagged: true }), verdict('toxicity', 'ok')),
      piece(2, verdict('spam', 'ham', { yours: true })),
      piece(3, verdict('spam', 'spam', { unsure: true }), verdict('toxicity', 'ok', { unsure: true })),
      piece(4, verdict('spam', 'spam'), verdict('intent', 'statement')),
    ],
    INFOS,
  );
  expect(lines.map(({ key }) => key)).toEqual(['1 spam', '2 spam', '3 spam']);
});

test('asks about the least certain line of a task of one’s own, as long as that still learns', () => {
  const ownTask = (ready: boolean) => ({
    ...INFOS[0],
    task: 'own-0000abcd',
    labels: ['other', 'garden'],
    ordinary: 'other',
    learning: { real: { garden: 5 }, synthetic: {}, accuracy: null, ready },
  });
  const own = (id: number, probability: number, over: Partial<Verdict> = {}) =>
    piece(
      id,
      verdict('own-0000abcd', 'garden', { flagged: true, probability, ...over }),
      verdict('spam', 'spam', { flagged: true, probability: 0.5 }),
    );
  const pieces = [own(1, 0.8), own(2, 0.6), own(3, 0.55, { yours: true }), own(4, 0.7)];
  const asked = (ready: boolean) => mostUseful(findings(pieces, [...INFOS, ownTask(ready)]));
  expect(asked(false)?.key).toBe('2 own-0000abcd');
  expect(asked(true)).toBeNull();
  expect(mostUseful(findings([own(1, 0.95)], [...INFOS, ownTask(false)]))).toBeNull();
});

test('only marks are counted: by task, then the most frequent first', () => {
  const marked = { flagged: true };
  const lines = findings(
    [
      piece(1, verdict('intent', 'thanks', marked)),
      piece(2, verdict('intent', 'question', marked)),
      piece(3, verdict('intent', 'question', marked), verdict('spam', 'spam', marked)),
      piece(4, verdict('spam', 'ham', { yours: true })),
    ],
    INFOS,
  );
  expect(
    countByLabel(lines, INFOS).map(({ info, label, count }) => ({ task: info.task, label, count })),
  ).toEqual([
    { task: 'spam', label: 'spam', count: 1 },
    { task: 'intent', label: 'question', count: 2 },
    { task: 'intent', label: 'thanks', count: 1 },
  ]);
});

test('what else a text can be', () => {
  expect(otherLabels(INFOS[0], 'spam')).toEqual(['ham']);
  expect(otherLabels(INFOS[2], 'thanks')).toEqual(['question', 'statement']);
});

test('a filter keeps one label, or the unsure ones, or those with the words; what was just answered stays', () => {
  const lines = findings(
    [
      piece(1, verdict('spam', 'spam', { flagged: true }), verdict('intent', 'thanks', { flagged: true })),
      piece(2, verdict('spam', 'spam', { unsure: true })),
      piece(3, verdict('spam', 'ham', { yours: true })),
    ],
    INFOS,
  );
  const keys = (what: string, text = '') => filtered(lines, { what, text }).map(({ key }) => key);
  expect(keys('')).toEqual(['1 spam', '1 intent', '2 spam', '3 spam']);
  expect(keys('spam spam')).toEqual(['1 spam', '3 spam']);
  expect(keys('intent thanks')).toEqual(['1 intent', '3 spam']);
  expect(keys(UNSURE)).toEqual(['2 spam', '3 spam']);
  const [first] = lines;
  expect(keys('', ` ${first.piece.text.toUpperCase()} `)).toContain('1 spam');
  expect(keys('', 'no such words')).toEqual([]);
});

test('that all is fine is one lesson a text and task: the ordinary label; what was answered is left alone', () => {
  const twice = piece(1, verdict('spam', 'spam', { flagged: true }));
  const lines = findings(
    [
      twice,
      { ...twice, id: 2 },
      piece(3, verdict('intent', 'thanks', { flagged: true }), verdict('spam', 'ham', { yours: true })),
    ],
    INFOS,
  );
  expect(fineLessons(lines).map(({ task, label }) => [task, label])).toEqual([
    ['spam', 'ham'],
    ['intent', 'statement'],
  ]);
});

test('the start of a text is one line, cut between words and never through a character', () => {
  expect(startOf('  two\n\n lines ')).toBe('two lines');
  expect(startOf('one two three four', 10)).toBe('one two…');
  expect(startOf('😀'.repeat(20), 5)).toBe('😀😀…');
  expect(startOf('x'.repeat(1_000_000), 10)).toHaveLength(11);
});
