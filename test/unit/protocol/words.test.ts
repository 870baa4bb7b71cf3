import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { labelName, looksLike, odds, words } from '../../../src/protocol/words.ts';
import { fakeBrowser } from '../fakeBrowser.ts';

vi.stubGlobal('chrome', fakeBrowser);

const guess = { label: 'spam', probability: 0.9, unsure: false, yours: false };

test.each([
  [0, 'less than 1 in 100'],
  [0.0049, 'less than 1 in 100'],
  [0.005, '1 in 100'],
  [0.049, '5 in 100'],
  [0.05, '1 in 10'],
  [0.2, '2 in 10'],
  [0.449, '4 in 10'],
  [0.45, 'about even'],
  [0.5, 'about even'],
  [0.549, 'about even'],
  [0.55, '6 in 10'],
  [0.9, '9 in 10'],
  [0.949, '9 in 10'],
  [0.95, '95 in 100'],
  [0.986, '99 in 100'],
  [0.9949, '99 in 100'],
  [0.995, 'more than 99 in 100'],
  [1, 'more than 99 in 100'],
])('a probability of %f reads "%s"', (probability, expected) => {
  expect(odds(probability)).toBe(expected);
});

test('no probability is worded as a certainty, and none by more than it can be off', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (probability) => {
      const said = odds(probability);
      const counts = /^(\d+) in (10|100)$/.exec(said);
      if (!counts) {
        expect(['about even', 'more than 99 in 100', 'less than 1 in 100']).toContain(said);
        return;
      }
      const [count, of] = [Number(counts[1]), Number(counts[2])];
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThan(of);
      expect(Math.abs(count / of - probability)).toBeLessThanOrEqual(0.5 / of + 1e-9);
    }),
    { numRuns: 2000 },
  );
});

test('a verdict is one sentence', () => {
  expect(looksLike(guess)).toBe('Looks like spam: 9 in 10');
  expect(looksLike({ ...guess, label: 'ham', probability: 0.97 })).toBe('Likely not spam: 97 in 100');
  expect(looksLike({ ...guess, label: 'question', probability: 0.5 })).toBe(
    'Looks like a question: about even',
  );
});

test('what the person said goes before a guess, and doubt before a probability', () => {
  expect(looksLike({ ...guess, yours: true, unsure: true })).toBe('You said: spam');
  expect(looksLike({ ...guess, unsure: true })).toBe('Not sure');
});

test('a label without words of its own is shown by its name', () => {
  expect(labelName('recipe')).toBe('recipe');
  expect(looksLike({ ...guess, label: 'recipe' })).toBe('Looks like recipe: 9 in 10');
  expect(words('task_spam')).toBe('Spam');
});
