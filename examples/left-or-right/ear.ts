/**
 * Cuts words out of a stream of sound. In come samples as the microphone gives them, out comes LENGTH seconds for each
 * time that it becomes clearly louder than the room and falls quiet again. Keeps two seconds and no more.
 */
import { LENGTH } from './spectrum.ts';

/** Seconds over which loudness is taken. */
const FRAME = 0.01;
/** Loud is so many times the power of the room, and not below the faintest that can be meant. */
const LOUDER = 8;
const FAINTEST = 1e-6;
/** Frames: loud for so many of the last ones begins a word; kept before its beginning; the shortest word. */
const BEGIN = 3;
const BEFORE = 8;
const SHORTEST = 8;

export class Ear {
  readonly #rate: number;
  readonly #frame: number;
  readonly #kept: Float32Array;
  /** Samples heard so far, and those of the frame that is not full. */
  #heard = 0;
  #power = 0;
  #count = 0;
  /** Power of the room: falls at once, rises slowly. */
  #room = -1;
  #loud = 0;
  #frames = 0;
  /** Frame at which a word has begun, or −1, and its loud frames. */
  #begun = -1;
  #loudFrames = 0;
  #word: (sound: Float32Array) => void;

  /** @param word called with each word, LENGTH seconds. */
  constructor(rate: number, word: (sound: Float32Array) => void) {
    this.#rate = rate;
    this.#frame = Math.round(FRAME * rate);
    this.#kept = new Float32Array(2 * rate);
    this.#word = word;
  }

  hear(samples: Float32Array): void {
    for (const sample of samples) {
      this.#kept[this.#heard % this.#kept.length] = sample;
      this.#heard++;
      this.#power += sample * sample;
      if (++this.#count < this.#frame) continue;
      this.#listen(this.#power / this.#frame);
      this.#power = 0;
      this.#count = 0;
    }
  }

  #listen(power: number): void {
    this.#frames++;
    if (this.#room < 0) this.#room = power;
    const isLoud = power > LOUDER * Math.max(this.#room, FAINTEST);
    if (this.#begun < 0) {
      this.#room += (power - this.#room) * (power < this.#room ? 0.2 : 0.01);
      this.#loud = isLoud ? this.#loud + 1 : 0;
      if (this.#loud < BEGIN) return;
      this.#begun = this.#frames - BEGIN;
      this.#loudFrames = BEGIN;
      return;
    }
    if (isLoud) this.#loudFrames++;
    const length = Math.round(LENGTH * this.#rate);
    const from = (this.#begun - BEFORE) * this.#frame;
    if (this.#heard < from + length) return;
    // It goes on when the room is quiet again; what lasts is not a word but a louder room.
    if (isLoud && this.#frames - this.#begun < 200) return;
    if (this.#loudFrames >= SHORTEST && !isLoud && this.#frames - this.#begun < 150) {
      const { length: size } = this.#kept;
      this.#word(Float32Array.from({ length }, (_, k) => (from + k < 0 ? 0 : this.#kept[(from + k) % size])));
    } else if (isLoud) this.#room = power;
    this.#begun = -1;
    this.#loud = 0;
  }
}
