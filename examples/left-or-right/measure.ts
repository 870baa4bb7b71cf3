/** How well words are told from each other, by models that have not heard the recording that they are asked about. */
import { Random } from '../../src/elm/index.ts';
import { type Lesson, Recogniser } from './recogniser.ts';
import { inNoise, noise, placed, RATE } from './voice.ts';

/** Decibels by which the noise of a room that is added is fainter than the word; 0 is as loud. */
export const LEVELS = [20, 10, 5, 0, -5];
/** Rooms that each recording is heard in, and noises that each model is tried with. */
const ROOMS = 4;
const NOISES = 4;

export interface Measured {
  recordings: number;
  /** Told rightly as they are. */
  right: number;
  /** For each level the shares that were told rightly, and taken for the other word; the rest steered nothing. */
  inNoise: { right: number; wrong: number }[];
  /** Noises that are no word, and how many of them steered. */
  noises: number;
  steered: number;
}

/** Holds each recording back in turn; gives what is known after each. Takes tens of milliseconds between. */
export function* measure(lessons: readonly Lesson[]): Generator<Measured, void> {
  let right = 0;
  let steered = 0;
  const counts = LEVELS.map(() => ({ right: 0, wrong: 0 }));
  for (const [held, { word, sound, rate }] of lessons.entries()) {
    const others = Recogniser.train(lessons.filter((_, i) => i !== held));
    // Other rooms and noises than those that were learned.
    const random = new Random(1000 + held);
    if (others.hear(sound, rate).word === word) right++;
    LEVELS.forEach((decibels, level) => {
      for (let room = 0; room < ROOMS; room++) {
        const heard = others.hear(inNoise(sound, decibels, random), rate).word;
        if (heard === word) counts[level].right++;
        else if (heard !== null) counts[level].wrong++;
      }
    });
    for (let k = 0; k < NOISES; k++) if (others.hear(placed(noise(random)), RATE).word !== null) steered++;
    const recordings = held + 1;
    const share = (count: number) => count / (ROOMS * recordings);
    yield {
      recordings,
      right,
      inNoise: counts.map((count) => ({ right: share(count.right), wrong: share(count.wrong) })),
      noises: NOISES * recordings,
      steered,
    };
  }
}
