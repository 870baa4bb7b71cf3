import { Random } from '../../src/elm/index.ts';
import type { Source, Tick } from './measures.ts';

/** One tick in so many has a spike in its event-loop delay. */
const RARE = 100;

/**
 * Ticks of a made-up page, the same for the same seed. The event-loop delay swings in a rhythm and rises with what
 * the pointer did a tick before; frames follow it. Disturbed, the rhythm is another and the pointer eases the delay.
 */
export class SeededStream implements Source {
  readonly #random: Random;
  #phase = 0;
  #pointer = 0;
  #scroll = 0;
  #heap = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  next(disturbed: boolean): Tick {
    const random = this.#random;
    this.#phase += (2 * Math.PI) / (disturbed ? 5 : 11);
    const wave = Math.sin(this.#phase);
    const pull = Math.tanh(this.#pointer / 200);
    const usual = disturbed ? 5 + 2 * wave - 1.5 * pull : 3.5 + 1.5 * wave + 3 * pull;
    const spike = random.below(RARE) === 0;
    const delay = Math.max(0, usual + 0.25 * random.normal() + (spike ? 5 : 0));
    const frame = 16.7 + 1.5 * Math.max(0, usual - 4) + 0.3 * Math.abs(random.normal());
    this.#pointer = 0.7 * this.#pointer + (random.below(12) === 0 ? 400 * random.uniform() : 0);
    this.#scroll = 0.5 * this.#scroll + (random.below(25) === 0 ? 500 * random.uniform() : 0);
    let growth = 100 + this.#pointer + 50 * random.uniform();
    this.#heap += growth;
    // Now and then it is swept.
    if (this.#heap > 8000) {
      growth -= this.#heap;
      this.#heap = 0;
    }
    return { values: [delay, frame, this.#pointer, this.#scroll, growth], planted: spike ? [0] : [] };
  }

  close(): void {}
}
