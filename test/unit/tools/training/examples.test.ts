import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Example, ownData, withoutSomeMarks } from '../../../../tools/training/examples.ts';
import { candidatesOf, INTENT_MAP, INTENTS, targetsOf } from '../../../../tools/training/intentMap.ts';

const named = (targets: Int8Array) =>
  Object.fromEntries(INTENTS.map((intent, i) => [intent, targets[i]] as const).filter(([, t]) => t !== 0));

describe('what a set’s label says of our intents', () => {
  it('is yes for one, no for those it excludes, and nothing for the rest', () => {
    const map = INTENT_MAP['intent/ewt-mood'];
    expect(named(targetsOf(map.statement, 'It rains.'))).toEqual({ question: -1, request: -1 });
    expect(named(targetsOf(map.command, 'Send it.'))).toEqual({
      request: 1,
      question: -1,
      complaint: -1,
      praise: -1,
      thanks: -1,
      statement: -1,
    });
    expect(named(targetsOf(INTENT_MAP['spam/sms'].ham, 'ok'))).toEqual({ promotion: -1 });
    expect(named(targetsOf(INTENT_MAP['intent/tweet-acts'].expression, 'lovely'))).toEqual({
      question: -1,
      request: -1,
    });
  });

  it('leaves it open whether a complaint with a question mark is a question', () => {
    const complaint = INTENT_MAP['intent/goemotions-acts'].complaint;
    expect(named(targetsOf(complaint, 'Awful.')).question).toBe(-1);
    expect(named(targetsOf(complaint, 'Why so awful?')).question).toBeUndefined();
    expect(named(targetsOf(complaint, 'Why so awful?')).complaint).toBe(1);
  });

  it('never contradicts itself: what it is, it may be, and every label leaves something', () => {
    for (const labels of Object.values(INTENT_MAP)) {
      for (const meaning of Object.values(labels)) {
        if (meaning.is) expect(meaning.maybe).toContain(meaning.is);
        const bits = candidatesOf(meaning);
        expect(bits).toBeGreaterThan(0);
        INTENTS.forEach((_, i) => {
          // Whatever is trained down is no candidate.
          if (targetsOf(meaning, 'plain')[i] === -1) expect((bits >>> i) & 1).toBe(0);
        });
      }
    }
  });
});

describe('withoutSomeMarks', () => {
  const question = (text: string, targets: Int8Array): Example => ({
    text,
    set: 's',
    group: 'g',
    targets,
    candidates: 1,
  });

  it('takes the mark off about a third of the questions, and off nothing else', () => {
    const yes = Int8Array.from(INTENTS, (_, i) => (i === 0 ? 1 : -1));
    const no = yes.map((t) => -t) as Int8Array;
    const examples = Array.from({ length: 600 }, (_, i) => question(`Is it ${i}?`, i % 2 === 0 ? yes : no));
    const after = withoutSomeMarks(examples);
    const bare = after.filter(({ text }) => !text.endsWith('?'));
    expect(bare.length).toBeGreaterThan(60);
    expect(bare.length).toBeLessThan(140);
    expect(bare.every(({ targets }) => targets === yes)).toBe(true);
    expect(withoutSomeMarks(examples)).toEqual(after);
  });
});

describe('ownData', () => {
  it('makes a task of a set’s own labels, the most frequent first', () => {
    const rows = [
      { label: 'b', text: '1' },
      { label: 'a', text: '2' },
      { label: 'a', text: '3' },
    ];
    const two = ownData(rows, [...rows, { label: 'unheard', text: '4' }]);
    expect(two.labels).toEqual(['a', 'b']);
    expect(two.train.map(({ targets }) => [...targets])).toEqual([[1], [-1], [-1]]);
    expect(two.valid).toHaveLength(3);
    const three = ownData([...rows, { label: 'c', text: '5' }], rows);
    expect([...three.train[0].targets]).toEqual([-1, 1, -1]);
  });
});

describe('the trainer', () => {
  it('never names a test split', () => {
    for (const file of [
      'train.ts',
      'data.ts',
      'training/examples.ts',
      'training/trainHead.ts',
      'training/cards.ts',
    ]) {
      const code = readFileSync(`tools/${file}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(code, file).not.toMatch(/test\.tsv|['"`]test['"`]/);
    }
  });

  it('wrote a card for each head that it wrote', () => {
    for (const task of ['spam', 'toxicity', 'intent']) {
      expect(existsSync(`models/${task}.md`)).toBe(true);
      expect(readFileSync(`models/${task}.md`, 'utf8')).toContain('CC BY-SA 4.0');
    }
  });
});
