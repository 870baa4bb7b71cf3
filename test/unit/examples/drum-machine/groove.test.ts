import { expect, test } from 'vitest';
import { type Bar, barOf, cellOf, Groove, holdBack } from '../../../../examples/drum-machine/groove.ts';
import { GROOVES } from '../../../../examples/drum-machine/grooves.ts';
import { fromBytes, Random, toBytes } from '../../../../src/elm/index.ts';

const bossa = GROOVES.bossa.map(barOf);

function taught(): Groove {
  const groove = new Groove();
  groove.teach(bossa);
  return groove;
}

const likeliest = (groove: Groove, before: Bar) => groove.next(before, 0, new Random(1));

test('at temperature 0 it plays the bar that follows', () => {
  const groove = taught();
  expect(likeliest(groove, bossa[7])).toEqual(bossa[0]);
  expect(likeliest(groove, bossa[0])).toEqual(bossa[1]);
  expect(likeliest(groove, bossa[1])).toEqual(bossa[2]);
});

test('the hotter, the farther from what it was taught', () => {
  const groove = taught();
  const strange = (temperature: number) => {
    const random = new Random(4);
    let different = 0;
    for (let bar = 0; bar < 20; bar++)
      groove.next(bossa[0], temperature, random).forEach((cell, k) => {
        if (cell !== bossa[1][k]) different++;
      });
    return different / (20 * 64);
  };
  expect(strange(0)).toBeLessThan(0.01);
  expect(strange(1)).toBeGreaterThan(strange(0.5));
  expect(strange(2)).toBeGreaterThan(strange(1));
  expect(strange(1)).toBeLessThan(0.2);
});

test('what is played along for a few bars it then plays by itself', () => {
  const groove = taught();
  const cell = cellOf(13, 0);
  let before = bossa[7];
  for (let played = 0; played < 3; played++) {
    const bar = likeliest(groove, before);
    bar[cell] = 1;
    groove.learn(before, bar);
    before = bar;
  }
  expect(likeliest(groove, before)[cell]).toBe(1);
  expect(likeliest(taught(), bossa[7])[cell]).toBe(0);
  expect(groove.bars.length).toBe(bossa.length + 3);
});

test('an open hat and a closed one never sound at once', () => {
  const groove = taught();
  const random = new Random(2);
  for (let bar = 0; bar < 30; bar++) {
    const next = groove.next(bossa[0], 2, random);
    for (let step = 0; step < 16; step++)
      expect(next[cellOf(step, 2)] + next[cellOf(step, 3)]).toBeLessThan(2);
  }
});

test.each(Object.entries(GROOVES))(
  'held back, a bar of %s is better told by what came before than by the others',
  (_, lines) => {
    const { right, common, steps } = holdBack(lines.map(barOf))!;
    expect(steps).toBe(128);
    expect(right).toBeGreaterThan(common + 0.05);
  },
);

test('held back, chance can not be told', () => {
  const random = new Random(3);
  const bars = bossa.map((bar) => bar.map(() => Number(random.uniform() < 0.5)));
  expect(holdBack(bars)!.right).toBeLessThan(0.15);
});

test('loaded, it plays the same', () => {
  const again = Groove.load(fromBytes(toBytes(taught())));
  expect(again.bars).toEqual(bossa);
  expect(again.next(bossa[0], 1, new Random(3))).toEqual(taught().next(bossa[0], 1, new Random(3)));
});

test('a file that is not one of its own is refused by name', () => {
  const saved = taught().save();
  const [part] = saved.parts;
  for (const wrong of [
    { ...saved, kind: 'other' },
    { ...saved, arrays: {} },
    { ...saved, arrays: { bars: new Uint8Array(63) } },
    { ...saved, arrays: { bars: new Uint8Array(0) } },
    { ...saved, arrays: { bars: new Uint8Array(64).fill(2) } },
    { ...saved, parts: [] },
    { ...saved, parts: [{ ...part, fields: { ...part.fields, inputs: 7 } }] },
  ])
    expect(() => Groove.load(wrong)).toThrow(/saved/);
});
