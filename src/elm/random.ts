import { requireInteger } from './errors.ts';

/**
 * The only source of randomness in the core: sfc32 (Chris Doty-Humphrey's Small Fast Counting
 * generator, 32 bit, from PractRand), seeded through splitmix32. The same seed gives the same numbers on
 * every machine, which is why a random layer never has to be stored: its seed is enough.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** @param seed any integer; only its low 32 bits count. */
  constructor(seed: number) {
    let state = requireInteger('seed', seed, Number.MIN_SAFE_INTEGER) | 0;
    const split = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = state ^ (state >>> 16);
      z = Math.imul(z, 0x21f0aaad);
      z ^= z >>> 15;
      z = Math.imul(z, 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#a = split();
    this.#b = split();
    this.#c = split();
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + t) | 0;
    return t >>> 0;
  }

  /** A uniform number in [0, 1), with 32 random bits. */
  uniform(): number {
    return this.uint32() / 4294967296;
  }

  /** A uniform integer in [0, bound), without modulo bias (rejection). @param bound 1 to 2^32. */
  below(bound: number): number {
    requireInteger('bound', bound, 1, 4294967296);
    const limit = 4294967296 - (4294967296 % bound);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % bound;
  }

  /** −1 or +1, each with probability one half. */
  sign(): 1 | -1 {
    return this.uint32() >>> 31 ? -1 : 1;
  }

  /**
   * A standard normal number (sum of twelve uniforms less six would have bounded tails; this is
   * Marsaglia's polar method). `Math.log` is the one step whose last bit an engine may choose; signs and uniform
   * numbers are the same bits everywhere.
   */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** Shuffles `items` in place (Fisher–Yates) and returns it. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
    return items;
  }
}
