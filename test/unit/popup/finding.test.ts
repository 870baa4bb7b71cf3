import { expect, test } from 'vitest';
import { countByLabel, findings, otherLabels } from '../../../src/popup/finding.ts';
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
  expect(countByLabel(lines)).toEqual([
    { task: 'spam', label: 'spam', count: 1 },
    { task: 'intent', label: 'question', count: 2 },
    { task: 'intent', label: 'thanks', count: 1 },
  ]);
});

test('what else a text can be', () => {
  expect(otherLabels({ task: 'spam', label: 'spam' }, INFOS)).toEqual(['ham']);
  expect(otherLabels({ task: 'intent', label: 'thanks' }, INFOS)).toEqual(['question', 'statement']);
});

test('the start of a text is one line, cut between words and never through a character', () => {
  expect(startOf('  two\n\n lines ')).toBe('two lines');
  expect(startOf('one two three four', 10)).toBe('one two…');
  expect(startOf('😀'.repeat(20), 5)).toBe('😀😀…');
  expect(startOf('x'.repeat(1_000_000), 10)).toHaveLength(11);
});
