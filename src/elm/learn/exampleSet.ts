import type { Kernels } from '../kernels/kernels.ts';
import type { TextVector } from '../text/textVector.ts';
import { DenseRows } from './denseRows.ts';
import { BIAS } from './kernelChoice.ts';
import { LinkRows } from './linkRows.ts';

/** What is known of an example besides its text. */
export interface ExampleOrigin {
  /** What the person said it is; labels given rarely weigh more. */
  label: string;
  /** Where it comes from; a site with very many examples weighs less. '' is no site. */
  site: string;
  /** When it was given, in the unit of `PersonalWeights.fade`; one without never fades. */
  at?: number;
}

export interface Example extends ExampleOrigin {
  id: string;
  /** Hash of the id. */
  key: number;
  residual: Float64Array;
  /** ⟨links⟩ and ⟨hidden⟩ of the example with itself. */
  direct: number;
  hidden: number;
}

/**
 * A person's examples with their vectors, each in a numbered slot that it keeps until it goes; arrays "by slot"
 * have one entry for each of the first `slots`, which means nothing (or is zero) where a slot is empty. Answers
 * the two questions that solving asks: the kernel k(x, z) = ⟨links⟩ + hidden · ⟨hidden⟩ + BIAS between
 * examples, and the weights that a combination of examples comes to.
 */
export class ExampleSet {
  readonly #units: number;
  readonly #links: LinkRows;
  readonly #dense: DenseRows;
  readonly #examples: (Example | null)[] = [];
  readonly #free: number[] = [];

  constructor(units: number, kernels: Kernels | null) {
    this.#units = units;
    this.#links = new LinkRows(kernels);
    this.#dense = new DenseRows(units, kernels);
  }

  get links(): LinkRows {
    return this.#links;
  }

  get dense(): DenseRows {
    return this.#dense;
  }

  /** Length of a hidden layer. */
  get units(): number {
    return this.#units;
  }

  /** One more than the highest slot that was ever taken. */
  get slots(): number {
    return this.#examples.length;
  }

  get bytes(): number {
    return this.#links.bytes + this.#dense.bytes;
  }

  at(slot: number): Example {
    return this.#examples[slot]!;
  }

  /** Takes copies of the vector's links and hidden layer. */
  put(vector: TextVector, known: Omit<Example, 'direct' | 'hidden'>): number {
    const slot = this.#free.pop() ?? this.#examples.length;
    this.#links.set(slot, vector);
    this.#dense.set(slot, vector.hidden);
    const values = vector.values.subarray(0, vector.links);
    this.#examples[slot] = { ...known, direct: squares(values), hidden: squares(vector.hidden) };
    return slot;
  }

  /** Whether two examples have the same links and hidden layer. */
  sameText(one: number, other: number): boolean {
    const a = this.at(one);
    const b = this.at(other);
    if (a.direct !== b.direct || a.hidden !== b.hidden) return false;
    const hidden = this.#dense.row(other);
    return this.#dense.row(one).every((value, u) => value === hidden[u]) && this.#links.equal(one, other);
  }

  /** Another example takes the place of one with the same text. */
  rename(slot: number, example: Example): void {
    this.#examples[slot] = example;
  }

  /** A set of its own of some of the examples, in slots 0, 1, … in this order. */
  copyOf(slots: readonly number[], kernels: Kernels | null): ExampleSet {
    const copy = new ExampleSet(this.#units, kernels);
    for (const slot of slots) {
      const buckets: number[] = [];
      const values: number[] = [];
      this.#links.forEach(slot, (column, value) => {
        buckets.push(this.#links.bucketOf(column));
        values.push(value);
      });
      const vector = {
        links: buckets.length,
        buckets: Uint32Array.from(buckets),
        values: Float32Array.from(values),
        hidden: this.#dense.row(slot),
        words: 0,
        knownWords: 0,
      };
      copy.put(vector, this.at(slot));
    }
    return copy;
  }

  /** Empties a slot; calls `freed` for each column of links that no example has any more. */
  free(slot: number, freed: (column: number) => void): void {
    this.#links.clear(slot, freed);
    this.#examples[slot] = null;
    this.#free.push(slot);
  }

  /** k(x, x) of an example. */
  self(slot: number, hidden: number): number {
    const example = this.at(slot);
    return example.direct + hidden * example.hidden + BIAS;
  }

  /** ⟨links⟩ and ⟨hidden⟩ of a text with all examples, by slot: views, good until the next call of anything here. */
  products(vector: TextVector): { direct: Float64Array; hidden: Float64Array } {
    return {
      direct: this.#links.dots(vector, this.slots),
      hidden: this.#dense.dots(vector.hidden, this.slots),
    };
  }

  /** As `products`, of an example. */
  productsOf(slot: number): { direct: Float64Array; hidden: Float64Array } {
    return {
      direct: this.#links.dotsOf(slot, this.slots),
      hidden: this.#dense.dots(this.#dense.row(slot), this.slots),
    };
  }

  /** K v over all slots, v zero where a slot is empty: a new array. */
  kernelTimes(v: Float64Array, hidden: number): Float64Array {
    const out = this.#links.gramTimes(v, this.slots).slice();
    let sum = 0;
    for (let slot = 0; slot < this.slots; slot++) sum += v[slot];
    for (let slot = 0; slot < this.slots; slot++) out[slot] += BIAS * sum;
    if (hidden === 0 || this.#units === 0) return out;
    const units = this.#dense.gramTimes(v, this.slots);
    for (let slot = 0; slot < this.slots; slot++) out[slot] += hidden * units[slot];
    return out;
  }

  /**
   * Φᵀ x: the weights that the examples come to, x[slot] of each (zero where a slot is empty). By column of
   * links, and by hidden unit without the kernel's weight; views, good until the next call of anything here.
   */
  combine(x: Float64Array): { direct: Float64Array; hidden: Float64Array; bias: number } {
    let sum = 0;
    for (let slot = 0; slot < this.slots; slot++) sum += x[slot];
    return {
      direct: this.#links.combine(x, this.slots),
      hidden: this.#units > 0 ? this.#dense.combine(x, this.slots) : new Float64Array(0),
      bias: BIAS * sum,
    };
  }
}

function squares(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
