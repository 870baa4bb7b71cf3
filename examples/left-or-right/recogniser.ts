/**
 * Learns two words from a few recordings. Each is learned seven times over: as it is, a little earlier and later, quicker
 * and slower, and in the noise of two rooms; beside them some noises that are no word. The worker calls it; it keeps no
 * recording.
 */

import { integerOf, requireKind } from '../../src/elm/file/saved.ts';
import { Elm, ElmError, Matrix, Random, type Saved } from '../../src/elm/index.ts';
import { FEATURES, featuresOf } from './spectrum.ts';
import { inNoise, noise, placed, RATE, type Word } from './voice.ts';

export interface Recording {
  word: Word;
  sound: Float32Array;
  rate: number;
}

export interface Answer {
  /** Null if it is neither, or not likely enough. */
  word: Word | null;
  probability: number;
}

const NEITHER = 'neither';
const LABELS = ['left', NEITHER, 'right'];
/** What is less likely than that steers nothing. */
const SURE = 0.6;
const NOISES = 24;
/** Seconds. */
const SHIFT = 0.03;
/** By how much quicker, and higher, than it was said. */
const PACE = 0.1;
const OPTIONS = { hidden: { units: 200, seed: 3 }, directLinks: true };

/** What is learned of a recording: its features, in several variants. */
export interface Lesson extends Recording {
  rows: Float64Array[];
}

export function lessonOf(recording: Recording, random: Random): Lesson {
  const { sound, rate } = recording;
  const moved = (seconds: number) => {
    const by = Math.round(seconds * rate);
    return sound.map((_, k) => sound[k + by] ?? 0);
  };
  const paced = (speed: number) =>
    sound.map((_, k) => {
      const from = Math.floor(k * speed);
      const part = k * speed - from;
      return (sound[from] ?? 0) * (1 - part) + (sound[from + 1] ?? 0) * part;
    });
  const variants = [
    sound,
    moved(SHIFT),
    moved(-SHIFT),
    paced(1 + PACE),
    paced(1 - PACE),
    inNoise(sound, 15, random),
    inNoise(sound, 5, random),
  ];
  return { ...recording, rows: variants.map((variant) => featuresOf(variant, rate)) };
}

/** Noises that are no word, the same for all models; made when first needed, which is in the worker. */
let noises: Float64Array[] | null = null;

function noisesOnce(): Float64Array[] {
  const random = new Random(1);
  noises ??= Array.from({ length: NOISES }, () => featuresOf(placed(noise(random)), RATE));
  return noises;
}

export class Recogniser {
  readonly #elm: Elm;

  private constructor(elm: Elm) {
    this.#elm = elm;
  }

  /** @throws ElmError unless there is a recording of each word. */
  static train(lessons: readonly Lesson[]): Recogniser {
    for (const word of ['left', 'right'] as const)
      if (!lessons.some((lesson) => lesson.word === word))
        throw new ElmError('recordings', `at least one of "${word}"`, 0);
    const others = noisesOnce();
    const elm = new Elm(OPTIONS);
    elm.fit(Matrix.fromRows([...lessons.flatMap(({ rows }) => rows), ...others]), [
      ...lessons.flatMap(({ word, rows }) => rows.map(() => word)),
      ...others.map(() => NEITHER),
    ]);
    return new Recogniser(elm);
  }

  hear(sound: Float32Array, rate: number): Answer {
    const { data } = this.#elm.predictProbabilities(new Matrix(1, FEATURES, featuresOf(sound, rate)));
    const best = data.indexOf(Math.max(...data));
    const label = this.#elm.labels[best];
    return {
      word: label === NEITHER || data[best] < SURE ? null : (label as Word),
      probability: data[best],
    };
  }

  save(): Saved {
    return this.#elm.save();
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved): Recogniser {
    integerOf(requireKind(saved, 'elm'), 'inputs', FEATURES, FEATURES);
    const elm = Elm.load(saved);
    if (elm.labels.join() !== LABELS.join())
      throw new ElmError('saved.labels', LABELS.join(', '), elm.labels);
    return new Recogniser(elm);
  }
}
