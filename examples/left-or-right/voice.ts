/**
 * A made-up voice that says "left" and "right", for those without a microphone and for tests: a source of pulses or
 * noise, and resonances that move from sound to sound (after Klatt 1980, much simplified). Each saying differs in
 * pitch, speed, loudness and vowels, as with people. Also noises that are no words.
 */
import type { Random } from '../../src/elm/index.ts';
import { LENGTH } from './spectrum.ts';

export const RATE = 16_000;
export type Word = 'left' | 'right';

/** Somebody's voice: hertz of its pitch, and its resonances as against a tall man's. */
export interface Speaker {
  pitch: number;
  tract: number;
}

/** A sound: seconds, the resonances at its end in hertz, and how loud voice and hiss are at its end. */
interface Sound {
  length: number;
  formants: [number, number, number];
  voice: number;
  hiss: number;
  /** Hertz around which it hisses. */
  at?: number;
}

const T: Sound[] = [
  { length: 0.05, formants: [400, 1800, 2600], voice: 0, hiss: 0 },
  { length: 0.012, formants: [400, 1800, 2600], voice: 0, hiss: 0.7, at: 4500 },
  { length: 0.04, formants: [400, 1800, 2600], voice: 0, hiss: 0, at: 4500 },
];
const WORDS: Record<Word, Sound[]> = {
  left: [
    { length: 0.02, formants: [360, 1250, 2700], voice: 0.5, hiss: 0 },
    { length: 0.06, formants: [360, 1250, 2700], voice: 0.6, hiss: 0 },
    { length: 0.04, formants: [580, 1750, 2550], voice: 1, hiss: 0 },
    { length: 0.1, formants: [600, 1750, 2550], voice: 0.8, hiss: 0 },
    { length: 0.03, formants: [500, 1500, 2500], voice: 0.1, hiss: 0.12, at: 5500 },
    { length: 0.07, formants: [500, 1500, 2500], voice: 0, hiss: 0.12, at: 5500 },
    ...T,
  ],
  right: [
    { length: 0.02, formants: [320, 1050, 1400], voice: 0.5, hiss: 0 },
    { length: 0.07, formants: [330, 1060, 1450], voice: 0.6, hiss: 0 },
    { length: 0.05, formants: [730, 1200, 2500], voice: 1, hiss: 0 },
    { length: 0.07, formants: [720, 1300, 2500], voice: 1, hiss: 0 },
    { length: 0.1, formants: [420, 1950, 2600], voice: 0.7, hiss: 0 },
    { length: 0.02, formants: [400, 1900, 2600], voice: 0, hiss: 0 },
    ...T,
  ],
};

/** A filter that lets one resonance through (a digital resonator, gain 1 at 0 Hz). */
class Resonator {
  #one = 0;
  #two = 0;

  next(input: number, hertz: number, width: number): number {
    const r = Math.exp((-Math.PI * width) / RATE);
    const c = -r * r;
    const b = 2 * r * Math.cos((2 * Math.PI * hertz) / RATE);
    const output = (1 - b - c) * input + b * this.#one + c * this.#two;
    this.#two = this.#one;
    this.#one = output;
    return output;
  }
}

/** One saying of a word, with nothing before or after it. */
export function say(word: Word, speaker: Speaker, random: Random): Float32Array {
  const vary = (share: number) => 1 + share * (2 * random.uniform() - 1);
  const speed = vary(0.15);
  const pitch = speaker.pitch * vary(0.08);
  const tract = speaker.tract * vary(0.03);
  const sounds = WORDS[word].map((sound) => ({
    ...sound,
    length: sound.length * speed * vary(0.15),
    formants: sound.formants.map((hertz) => hertz * tract * vary(0.04)),
  }));
  const total = sounds.reduce((sum, { length }) => sum + length, 0);
  const out = new Float32Array(Math.ceil((total + 0.02) * RATE));
  const formants = [new Resonator(), new Resonator(), new Resonator()];
  const glottis = new Resonator();
  const teeth = new Resonator();
  let last: (typeof sounds)[number] = { ...sounds[0], voice: 0, hiss: 0 };
  let phase = 0;
  let at = 0;
  for (const sound of sounds) {
    const count = Math.round(sound.length * RATE);
    for (let k = 0; k < count; k++, at++) {
      const part = k / count;
      const between = (a: number, b: number) => a + (b - a) * part;
      // The voice falls towards the end of a word.
      phase += (pitch * (1.1 - (0.25 * at) / out.length) * vary(0.01)) / RATE;
      let pulse = 0;
      if (phase >= 1) {
        phase -= 1;
        pulse = 1;
      }
      const breath = 0.02 * random.normal();
      let voice = glottis.next(pulse + breath * 0.05, 0, 120) * between(last.voice, sound.voice) * 60;
      formants.forEach((formant, f) => {
        voice = formant.next(voice, between(last.formants[f], sound.formants[f]), 60 + 40 * f);
      });
      const hiss = teeth.next(random.normal(), sound.at ?? 5000, 1500) * between(last.hiss, sound.hiss) * 0.5;
      out[at] = voice + hiss;
    }
    last = sound;
  }
  let loudest = 1e-9;
  for (const value of out) loudest = Math.max(loudest, Math.abs(value));
  const gain = (0.35 * vary(0.5)) / loudest;
  return out.map((value) => value * gain);
}

/** A sound as an ear would cut it out: with a moment before it. */
export function placed(sound: Float32Array): Float32Array {
  const out = new Float32Array(Math.round(LENGTH * RATE));
  const from = Math.round(0.06 * RATE);
  out.set(sound.subarray(0, out.length - from), from);
  return out;
}

const NOISES = ['click', 'hiss', 'hum', 'knock'] as const;

/** A noise that is no word. */
export function noise(random: Random): Float32Array {
  const kind = NOISES[random.below(NOISES.length)];
  const length = (kind === 'click' ? 0.05 : kind === 'knock' ? 0.15 : 0.3 + 0.3 * random.uniform()) * RATE;
  const pitch = kind === 'knock' ? 90 + 200 * random.uniform() : 80 + 400 * random.uniform();
  const colour = new Resonator();
  const [hertz, width] = [1000 + 5000 * random.uniform(), 300 + 3000 * random.uniform()];
  const out = Float32Array.from({ length: Math.ceil(length) }, (_, k) => {
    const fading = kind === 'hum' || kind === 'hiss' ? Math.min(1, k / 800) : Math.exp((-6 * k) / length);
    const tone =
      Math.sin((2 * Math.PI * pitch * k) / RATE) + 0.4 * Math.sin((4 * Math.PI * pitch * k) / RATE);
    const hiss = colour.next(random.normal(), hertz, width);
    return fading * (kind === 'hum' || kind === 'knock' ? tone + 0.05 * hiss : hiss);
  });
  const loudest = out.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const gain = (0.1 + 0.4 * random.uniform()) / loudest;
  return out.map((value) => value * gain);
}

/** Adds the noise of a room to a sound: so many decibels below the sound's mean loudness, more of it low than high. */
export function inNoise(sound: Float32Array, decibels: number, random: Random): Float32Array {
  let slow = 0;
  const room = Float32Array.from({ length: sound.length }, () => {
    slow = 0.97 * slow + random.normal();
    return slow + 2 * random.normal();
  });
  const power = (wave: Float32Array) => wave.reduce((sum, value) => sum + value * value, 0) / wave.length;
  const gain = Math.sqrt(power(sound) / power(room)) * 10 ** (-decibels / 20);
  return sound.map((value, k) => value + gain * room[k]);
}
