import { expect, test } from 'vitest';
import { Learner, read } from '../../../../examples/autocomplete/learner.ts';
import { STARTER } from '../../../../examples/autocomplete/starter.ts';
import { fromBytes, toBytes } from '../../../../src/elm/index.ts';

function fresh(): Learner {
  const learner = new Learner();
  learner.keep(STARTER.slice(0, 40));
  return learner;
}

/** Everything it would offer, for every word before and every letter. */
function everything(learner: Learner): string {
  const befores = ['', 'the', 'a', 'my', 'please'].map((last) => ['', last] as const);
  const letters = ['', ...'abcdefghijklmnopqrstuvwxyz'];
  return befores
    .flatMap((before) => letters.flatMap((letter) => learner.suggest(before, letter, 999)))
    .join(' ');
}

test('a word is offered as soon as it is written, and never again once it is deleted, letter by letter', () => {
  const learner = fresh();
  const text = 'My zebrafinch sings. ';
  for (let length = 1; length <= text.length; length++) learner.write(text.slice(0, length));
  expect(learner.suggest(['', 'my'], 'ze')).toEqual(['zebrafinch']);
  for (let length = text.length; length >= 0; length--) learner.write(text.slice(0, length));
  expect(everything(learner)).not.toContain('zebra');
  expect(learner.samples).toBe(fresh().samples);
  expect(learner.difference()).toBeLessThan(1e-10);
});

test('a text that is forgotten leaves the model that never saw it', () => {
  const learner = fresh();
  learner.keep(['My zebrafinch sings in the kitchen', 'A zebrafinch is a bird']);
  learner.forget(40);
  expect(everything(learner)).toContain('zebrafinch');
  learner.forget(40);
  expect(everything(learner)).toBe(everything(fresh()));
  const scores = fresh().scores(['', 'my']);
  learner.scores(['', 'my']).forEach((value, c) => {
    expect(value).toBeCloseTo(scores[c], 10);
  });
  expect(new TextDecoder('latin1').decode(toBytes(learner)).toLowerCase()).not.toContain('zebra');
});

test('one of two equal texts can be forgotten', () => {
  const learner = fresh();
  learner.keep(['My zebrafinch sings', 'My zebrafinch sings']);
  learner.forget(40);
  expect(learner.suggest(['', 'my'], 'ze')).toEqual(['zebrafinch']);
});

test('all forgotten, it knows nothing', () => {
  const learner = new Learner();
  learner.keep(['The cat sings']);
  learner.forget(0);
  expect(learner.samples).toBe(0);
  expect(learner.suggest(['', ''])).toEqual([]);
});

test('what is being written is finished by what follows it', () => {
  expect(read('It is te')).toEqual({
    steps: [
      { before: ['', ''], word: 'It' },
      { before: ['', 'it'], word: 'is' },
    ],
    before: ['it', 'is'],
    begun: 'te',
  });
  expect(read('It is. ').before).toEqual(['', '']);
});

test('loaded, it goes on, and what is being written is not in the file', () => {
  const learner = fresh();
  learner.write('A zebrafinch ');
  const bytes = toBytes(learner);
  expect(learner.suggest(['', 'a'], 'ze')).toEqual(['zebrafinch']);
  const again = Learner.load(fromBytes(bytes));
  expect(everything(again)).toBe(everything(fresh()));
  again.forget(3);
  expect(again.difference()).toBeLessThan(1e-10);
});

test('a file that is not one of its own is refused by name', () => {
  const saved = fresh().save();
  const texts = (value: unknown) => ({
    ...saved,
    arrays: { texts: new TextEncoder().encode(JSON.stringify(value)) },
  });
  for (const wrong of [
    { ...saved, kind: 'other' },
    { ...saved, parts: [] },
    texts('no list'),
    texts([1]),
    texts(['x'.repeat(301)]),
    texts(['not what the model has learned']),
    { ...saved, arrays: { texts: Uint8Array.of(255) } },
    { ...saved, parts: [{ ...saved.parts[0], fields: { ...saved.parts[0].fields, inputs: 7 } }] },
  ])
    expect(() => Learner.load(wrong)).toThrow(/saved/);
});
