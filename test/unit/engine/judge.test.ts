import { beforeEach, describe, expect, test } from 'vitest';
import { Head } from '../../../src/elm/head/head.ts';
import { WordTable } from '../../../src/elm/text/wordTable.ts';
import { Judge, type Judgement, verdictOf } from '../../../src/engine/judge.ts';
import type { KeptLesson } from '../../../src/engine/lessons.ts';
import { loadJudge, models } from './models.ts';

const on = { on: true, sensitivity: 2 };
const settings = { spam: on, toxicity: on, intent: on };
const lesson = (n: number, text: string, label: string, task: KeptLesson['task'] = 'spam') =>
  ({ id: `l${n}`, order: n, task, label, text, site: '', at: 0 }) as KeptLesson;

let judge: Judge;
beforeEach(() => {
  judge = loadJudge();
});

describe('judging', () => {
  test('tells plain cases apart with the shipped heads', () => {
    const labels = (text: string) => judge.verdicts(text, settings).map(({ label }) => label);
    expect(labels('Congratulations! You won a free cruise, call now to claim your prize')[0]).toBe('spam');
    expect(labels('You are a silly fool and nobody likes you')[1]).toBe('toxic');
    expect(labels('How do I reset my password?')[2]).toBe('question');
    expect(labels('The committee met on Tuesday in the town hall.')).toEqual(['ham', 'ok', 'statement']);
  });

  test('gives one verdict for each task that is on, with probabilities that add up', () => {
    const verdicts = judge.verdicts('hello there', { ...settings, toxicity: { on: false, sensitivity: 2 } });
    expect(verdicts.map(({ task }) => task)).toEqual(['spam', 'intent']);
    const infos = judge.infos();
    for (const { task, probabilities, probability } of verdicts) {
      expect(probabilities).toHaveLength(infos.find((info) => info.task === task)!.labels.length);
      expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
      expect(Math.max(...probabilities)).toBe(probability);
    }
  });

  test('takes any text: empty, enormous, other scripts, broken surrogates', () => {
    for (const text of [
      '',
      ' ',
      'x'.repeat(100_000),
      '\ud800',
      'Добрый день',
      '👩‍👩‍👧',
      '\0',
      '﷽'.repeat(4096),
    ]) {
      for (const { probabilities } of judge.judge(text)) {
        expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true);
      }
    }
    expect(judge.judge('').every(({ unsure }) => unsure)).toBe(true);
  });

  test('refuses a head of another word table, and two heads of one task', () => {
    const table = WordTable.fromBytes(models('words'));
    const spam = Head.fromBytes(models('spam'));
    expect(() => new Judge(table, [spam, spam])).toThrow(/each once/);
    const stranger = Object.create(spam, { wordTable: { value: '00000000' } });
    expect(() => new Judge(table, [stranger])).toThrow(/another word table/);
  });
});

describe('learning', () => {
  const text = 'Our garden club meets on Sunday, bring a friend';

  test('a lesson turns the text, and one like it; without it everything is as before, to the bit', () => {
    const like = 'Our garden club meets on Monday, bring a friend';
    const other = 'The train leaves at noon from the second platform.';
    const before = [text, like, other].map((each) => judge.judge(each));
    judge.learn('spam', [lesson(1, text, 'spam')]);
    expect(judge.verdicts(text, settings)[0]).toMatchObject({ label: 'spam', flagged: true, yours: false });
    expect(judge.judge(like)[0].probabilities[1]).toBeGreaterThan(0.5);
    expect(judge.judge(other)[0].probabilities[1]).toBeLessThan(0.5);
    expect(judge.judge(text)[1], 'another task').toEqual(before[0][1]);
    judge.learn('spam', []);
    expect([text, like, other].map((each) => judge.judge(each))).toEqual(before);
  });

  test('an intent lesson sets all outputs: the label is the answer', () => {
    for (const label of judge.infos()[2].labels) {
      const fresh = loadJudge();
      fresh.learn('intent', [lesson(1, text, label, 'intent')]);
      expect(fresh.verdicts(text, settings)[2].label).toBe(label);
    }
  });

  test('the way there does not matter, only which lessons there are', () => {
    const lessons = Array.from({ length: 12 }, (_, n) =>
      lesson(n, `note number ${n} about ${['boats', 'bread', 'birds'][n % 3]}`, n % 2 ? 'spam' : 'ham'),
    );
    const other = loadJudge();
    judge.learn('spam', lessons);
    for (let n = 12; n > 0; n--) other.learn('spam', lessons.slice(n - 1));
    other.learn('spam', lessons.slice(3, 7));
    other.learn('spam', [...lessons].reverse());
    for (const each of ['a note about boats', 'number 5', lessons[3].text]) {
      const [a] = judge.judge(each);
      const [b] = other.judge(each);
      expect(a.probabilities[1]).toBeCloseTo(b.probabilities[1], 10);
    }
  });

  test('evidence names words of the text, and counts what was taught', () => {
    const spam = 'Congratulations! You won a free cruise, call now to claim your prize';
    const words = judge.explain(spam, 'spam', 'spam').map(({ word }) => word);
    expect(words).toContain('free');
    expect(words.every((word) => spam.includes(word))).toBe(true);
    const shares = judge.explain(text, 'spam', 'spam');
    judge.learn('spam', [lesson(1, text, 'spam')]);
    expect(judge.explain(text, 'spam', 'spam')).not.toEqual(shares);
    expect(() => judge.explain(text, 'spam', 'soup')).toThrow(RangeError);
  });
});

describe('what is flagged', () => {
  const toxicity = Head.fromBytes(models('toxicity'));
  const limit = toxicity.flagAt(1, 2);
  const says = (p: number, more: Partial<Judgement> = {}): Judgement => ({
    task: 'toxicity',
    probabilities: [1 - p, p],
    base: [1 - p, p],
    unsure: false,
    ...more,
  });

  test('the probability must reach the step’s, and a more sensitive step asks for no more', () => {
    expect(verdictOf(says(limit + 1e-6), toxicity, 2, undefined).flagged).toBe(true);
    expect(verdictOf(says(limit - 1e-6), toxicity, 2, undefined).flagged).toBe(false);
    for (let p = 0.5; p < 1; p += 0.01) {
      const flags = [0, 1, 2, 3, 4].map((step) => verdictOf(says(p), toxicity, step, undefined).flagged);
      expect(flags).toEqual([...flags].sort());
    }
  });

  test('the ordinary label never, however probable', () => {
    expect(verdictOf(says(0), toxicity, 4, undefined)).toMatchObject({ label: 'ok', flagged: false });
  });

  test('nothing while the head abstains, unless a lesson made the difference', () => {
    const unsure = { unsure: true };
    expect(verdictOf(says(0.999, unsure), toxicity, 2, undefined)).toMatchObject({
      flagged: false,
      unsure: true,
    });
    const taught = verdictOf(says(0.999, { ...unsure, base: [0.9, 0.1] }), toxicity, 2, undefined);
    expect(taught).toMatchObject({ flagged: true, unsure: false });
    const carried = verdictOf(
      says(limit + 0.01, { ...unsure, base: [1 - limit + 0.01, limit - 0.01] }),
      toxicity,
      2,
      undefined,
    );
    expect(carried).toMatchObject({ flagged: true, unsure: false });
    const turned = verdictOf(says(0.6, { ...unsure, base: [0.9, 0.1] }), toxicity, 2, undefined);
    expect(turned).toMatchObject({ label: 'toxic', flagged: false, unsure: false });
    const nudged = verdictOf(says(0.999, { ...unsure, base: [0.002, 0.998] }), toxicity, 2, undefined);
    expect(nudged).toMatchObject({ flagged: false, unsure: true });
  });

  test('what the person said of this text, whatever head and sensitivity say', () => {
    expect(verdictOf(says(0.01, { unsure: true }), toxicity, 0, 'toxic')).toMatchObject({
      label: 'toxic',
      probability: 0.01,
      flagged: true,
      unsure: false,
      yours: true,
    });
    expect(verdictOf(says(0.999), toxicity, 4, 'ok')).toMatchObject({
      label: 'ok',
      flagged: false,
      yours: true,
    });
  });
});
