import { expect, test } from 'vitest';
import { Ear } from '../../../../examples/left-or-right/ear.ts';
import { type Measured, measure } from '../../../../examples/left-or-right/measure.ts';
import { lessonOf, Recogniser, type Recording } from '../../../../examples/left-or-right/recogniser.ts';
import { River } from '../../../../examples/left-or-right/river.ts';
import { FEATURES, Fourier, featuresOf, LENGTH } from '../../../../examples/left-or-right/spectrum.ts';
import { inNoise, noise, placed, RATE, say } from '../../../../examples/left-or-right/voice.ts';
import { fromBytes, Random, toBytes } from '../../../../src/elm/index.ts';

const man = { pitch: 110, tract: 1 };

function recordings(seed: number, count = 5): Recording[] {
  const random = new Random(seed);
  return (['left', 'right'] as const).flatMap((word) =>
    Array.from({ length: count }, () => ({ word, sound: placed(say(word, man, random)), rate: RATE })),
  );
}

const lessonsOf = (all: Recording[]) => all.map((recording, i) => lessonOf(recording, new Random(i)));

function last(lessons: ReturnType<typeof lessonsOf>): Measured {
  return [...measure(lessons)].at(-1) as Measured;
}

test('the transform is the sum that it stands for', () => {
  const random = new Random(1);
  const [re, im] = [0, 1].map(() => Float64Array.from({ length: 16 }, () => random.normal()));
  const expected = Array.from({ length: 16 }, (_, k) => {
    let [r, i] = [0, 0];
    for (let t = 0; t < 16; t++) {
      const angle = (-2 * Math.PI * k * t) / 16;
      r += re[t] * Math.cos(angle) - im[t] * Math.sin(angle);
      i += re[t] * Math.sin(angle) + im[t] * Math.cos(angle);
    }
    return [r, i];
  });
  new Fourier(16).transform(re, im);
  expected.forEach(([r, i], k) => {
    expect(re[k]).toBeCloseTo(r, 10);
    expect(im[k]).toBeCloseTo(i, 10);
  });
});

test('a tone is found in the band of its pitch, at any rate of samples', () => {
  for (const rate of [16_000, 22_050, 48_000]) {
    const tone = (hertz: number) =>
      featuresOf(
        Float32Array.from({ length: LENGTH * rate }, (_, k) => Math.sin((2 * Math.PI * hertz * k) / rate)),
        rate,
      );
    const loudest = (row: Float64Array) => row.indexOf(Math.max(...row)) % 18;
    expect(loudest(tone(200))).toBe(0);
    expect(loudest(tone(6600))).toBe(17);
    // 1000 Hz are 1000 mel, in the middle of the sixth.
    expect(loudest(tone(1000))).toBe(5);
  }
});

test('loudness does not count, and silence is no trouble', () => {
  const { sound } = recordings(1)[0];
  const quiet = featuresOf(
    sound.map((value) => value / 50),
    RATE,
  );
  featuresOf(sound, RATE).forEach((value, k) => {
    expect(quiet[k]).toBeCloseTo(value, 4);
  });
  expect(featuresOf(new Float32Array(0), RATE)).toEqual(new Float64Array(FEATURES));
});

test('the ear cuts out each word once, and no noise of the room', () => {
  const random = new Random(2);
  const heard: Float32Array[] = [];
  const ear = new Ear(RATE, (sound) => heard.push(sound));
  const room = (seconds: number) =>
    Float32Array.from({ length: seconds * RATE }, () => 0.003 * random.normal());
  ear.hear(room(2));
  expect(heard.length).toBe(0);
  for (let k = 0; k < 10; k++) {
    const sound = room(1.5);
    say(k % 2 ? 'left' : 'right', man, random).forEach((value, i) => {
      sound[i] += value;
    });
    ear.hear(sound);
    expect(heard.length).toBe(k + 1);
    expect(heard[k].length).toBe(LENGTH * RATE);
  }
  // A click is too short, a fan that is switched on is a louder room.
  const click = room(1.5);
  click.fill(0.9, 100, 900);
  ear.hear(click);
  ear.hear(room(10).map((value) => 40 * value));
  expect(heard.length).toBe(10);
});

test('five recordings of each tell words said anew, also in some noise; noises steer nothing', () => {
  const recogniser = Recogniser.train(lessonsOf(recordings(3)));
  const anew = recordings(4, 10);
  const heard = anew.map(({ sound }) => recogniser.hear(sound, RATE).word);
  expect(anew.filter(({ word }, i) => heard[i] === word).length).toBeGreaterThanOrEqual(19);
  expect(anew.filter(({ word }, i) => heard[i] !== null && heard[i] !== word)).toEqual([]);
  const random = new Random(5);
  const right = anew.filter(
    ({ word, sound }) => recogniser.hear(inNoise(sound, 10, random), RATE).word === word,
  );
  expect(right.length).toBeGreaterThanOrEqual(18);
  const steered = Array.from({ length: 40 }, () => recogniser.hear(placed(noise(random)), RATE).word);
  expect(steered.filter((word) => word !== null).length).toBeLessThanOrEqual(4);
});

test('what is measured is measured: words mixed up are not told, and more noise is worse', () => {
  const good = last(lessonsOf(recordings(6)));
  expect(good).toMatchObject({ recordings: 10, right: 10, noises: 40 });
  expect(good.inNoise[0].right).toBeGreaterThan(0.9);
  expect(good.inNoise.at(-1)!.right).toBeLessThan(good.inNoise[0].right);
  const mixed = recordings(6).map(
    (recording, i) => ({ ...recording, word: i % 2 ? 'left' : 'right' }) as Recording,
  );
  expect(last(lessonsOf(mixed)).right).toBeLessThan(8);
});

test('loaded, it hears the same; a file that is not one of its own is refused by name', () => {
  const recogniser = Recogniser.train(lessonsOf(recordings(7)));
  const { sound } = recordings(8)[0];
  const saved = recogniser.save();
  expect(Recogniser.load(fromBytes(toBytes(recogniser))).hear(sound, RATE)).toEqual(
    recogniser.hear(sound, RATE),
  );
  for (const wrong of [
    { ...saved, kind: 'online-elm' },
    { ...saved, fields: { ...saved.fields, inputs: 5 } },
    { ...saved, fields: { ...saved.fields, labels: ['left', 'right', 'up'] } },
    { ...saved, arrays: {} },
  ])
    expect(() => Recogniser.load(wrong)).toThrow(/saved/);
  expect(() => Recogniser.train([])).toThrow(/recordings/);
});

test('the boat goes where it is told, and what was said to lie ahead lies there', () => {
  const river = new River(5);
  for (let move = 0; move < 20; move++) {
    const said = /left (.+), on the right (.+)\. Lilies/.exec(river.ahead())!;
    const word = move % 3 === 0 ? 'left' : 'right';
    const thing = river.go(word)!;
    expect(said[word === 'left' ? 1 : 2]).toContain(thing);
  }
  expect(river.left).toBe(0);
  expect(river.go('left')).toBe(null);
  expect(river.ahead()).toContain(`Lilies: ${river.lilies}, rocks: ${river.rocks}`);
});
