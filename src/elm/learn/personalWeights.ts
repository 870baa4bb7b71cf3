import { ElmError, requireInteger } from '../errors.ts';
import { finish, mix } from '../text/murmur.ts';
import { copyTextVector, type TextVector } from '../text/textVector.ts';
import { DualRidge } from './dualRidge.ts';
import { exampleWeights } from './exampleWeights.ts';
import { BIAS, chooseKernel, type KernelChoice, type KernelGrid } from './kernelChoice.ts';
import { PackedSymmetric } from './packedSymmetric.ts';

/** Buckets of the hashed direct links. */
const BUCKETS = 1 << 18;

/** The kernel is chosen by at most this many of the examples. */
const CHOSEN_BY = 96;

/** What is known of an example besides its text. */
export interface ExampleOrigin {
  /** What the person said it is; labels given rarely weigh more. */
  label: string;
  /** Where it comes from; a site with very many examples weighs less. '' is no site. */
  site: string;
  at?: number;
}

/**
 * What one person's corrections add to a head: an Online ELM in its kernel form. In come examples, each
 * a text's vector and the residual (targets − base scores) asked of the head there; out comes a delta
 * that `addScores` adds to the base scores of any text. The delta is the ridge solution on all examples
 * held: α solves (K + Λ) α = R, and is folded back into weights over buckets, hidden units and a bias, so
 * that scoring costs the same however many examples there are.
 *
 * The kernel is k(x, z) = ⟨links⟩ + hidden · ⟨hidden⟩ + BIAS; its weight and the strength in Λ are chosen
 * by leave-one-out (kernelChoice.ts), each example's own part of Λ by label and site (exampleWeights.ts).
 * All of it is a function of the set of examples: no matter in which order they came and went, the delta is
 * that of a fresh solve. Edits are only noted; the next `addScores` brings the factor up to date (a row more
 * or less, or the whole of it when the choice or a weight has changed), and computes the fold anew from α:
 * when the last example leaves, the delta is exactly zero. Must never keep a reference to the caller's
 * vector.
 */
export class PersonalWeights {
  readonly outputs: number;
  readonly hiddenUnits: number;
  readonly #grid: KernelGrid;
  readonly #ids: string[] = [];
  readonly #examples: Example[] = [];
  readonly #indexOf = new Map<string, number>();
  /** ⟨links⟩ and ⟨hidden⟩ of all pairs of examples. */
  readonly #directGram = new PackedSymmetric();
  readonly #hiddenGram = new PackedSymmetric();
  /** Holds the first `size` examples, with this choice and these weights; the rest wait for the next fold. */
  #ridge: DualRidge;
  #choice: KernelChoice;
  /** The examples that the choice was made by, and their weights. */
  #chosenBy: { example: Example; weight: number }[] = [];
  /** Weights of the examples in the factor. */
  #weights: number[] = [];
  /** One text's direct links, spread out for dot products; zero between calls. Made on the first `add`. */
  #scratch: Float32Array | null = null;
  /** Bucket × output, made by the first fold. */
  #direct: Float64Array | null = null;
  /** Output × hidden unit. */
  readonly #hidden: Float64Array;
  readonly #bias: Float64Array;
  /** True while the delta stands for all examples held. */
  #folded = true;

  /**
   * @param outputs scores of the head, at least 1.
   * @param hiddenUnits length of every vector's `hidden`.
   * @param grid what the kernel is chosen from: NEW_LABELS or ON_BASE.
   */
  constructor(outputs: number, hiddenUnits: number, grid: KernelGrid) {
    this.#grid = grid;
    this.#choice = { hidden: grid.hidden[0], strength: grid.strength[0] };
    this.outputs = requireInteger('outputs', outputs, 1);
    this.hiddenUnits = requireInteger('hiddenUnits', hiddenUnits, 0);
    this.#ridge = new DualRidge(outputs);
    this.#hidden = new Float64Array(outputs * hiddenUnits);
    this.#bias = new Float64Array(outputs);
  }

  /** Number of examples held. */
  get size(): number {
    return this.#ids.length;
  }

  has(id: string): boolean {
    return this.#indexOf.has(id);
  }

  /** How the examples held are learned. */
  get choice(): KernelChoice {
    this.#settle();
    return this.#choice;
  }

  /**
   * Adds an example, or replaces the one with this id. O(n · (links + hidden)).
   * @param residual targets − base scores, length `outputs`, finite.
   * @throws ElmError for a vector or residual of the wrong length or with a number that is not finite; the
   *   example with this id, if there was one, is then still held.
   */
  add(id: string, vector: TextVector, residual: Float64Array, { label, site }: ExampleOrigin): void {
    this.#requireVector(vector);
    if (residual.length !== this.outputs) {
      throw new ElmError('residual', `${this.outputs} numbers`, residual.length);
    }
    for (const value of residual) {
      if (!Number.isFinite(value)) throw new ElmError('residual', 'finite numbers', value);
    }
    const kept = copyTextVector(vector);
    if (!kept.values.every(Number.isFinite) || !kept.hidden.every(Number.isFinite)) {
      throw new ElmError('vector', 'finite numbers', 'others');
    }
    this.remove(id);
    this.#unfold();
    const example = { id, key: hashOf(id), vector: kept, residual: residual.slice(), label, site };
    this.#examples.push(example);
    this.#appendGrams(kept);
    this.#indexOf.set(id, this.size);
    this.#ids.push(id);
  }

  /** Takes an example out, as if it had never been added. False if there is none with this id. O(n²). */
  remove(id: string): boolean {
    const index = this.#indexOf.get(id);
    if (index === undefined) return false;
    this.#unfold();
    if (index < this.#ridge.size) {
      this.#ridge.remove(index);
      this.#weights.splice(index, 1);
    }
    this.#ids.splice(index, 1);
    this.#examples.splice(index, 1);
    this.#directGram.remove(index);
    this.#hiddenGram.remove(index);
    this.#indexOf.delete(id);
    for (let i = index; i < this.size; i++) this.#indexOf.set(this.#ids[i], i);
    return true;
  }

  /** scores += what the corrections say of this text. The first call after an edit pays for the fold. */
  addScores(vector: TextVector, scores: Float64Array): void {
    this.#requireVector(vector);
    if (this.size === 0) return;
    if (!this.#folded) this.#fold();
    const { outputs, hiddenUnits } = this;
    const direct = this.#direct as Float64Array;
    const { links, buckets, values, hidden } = vector;
    for (let i = 0; i < links; i++) {
      const at = buckets[i] * outputs;
      for (let o = 0; o < outputs; o++) scores[o] += direct[at + o] * values[i];
    }
    for (let o = 0; o < outputs; o++) {
      const at = o * hiddenUnits;
      let sum = this.#bias[o];
      for (let u = 0; u < hiddenUnits; u++) sum += this.#hidden[at + u] * hidden[u];
      scores[o] += sum;
    }
  }

  /**
   * The example most like a text: the largest k(x, z) / √(k(x, x) · k(z, z)), in [-1, 1]. Null when none is
   * held. O(n · (links + hidden)).
   */
  nearest(vector: TextVector): { id: string; similarity: number } | null {
    this.#requireVector(vector);
    const n = this.size;
    const direct = new Float64Array(n);
    const hidden = new Float64Array(n);
    this.#products(vector, direct, hidden);
    const kernel = (links: number, units: number) => links + this.#choice.hidden * units + BIAS;
    const links = vector.values.subarray(0, vector.links);
    const self = kernel(
      links.reduce((sum, value) => sum + value * value, 0),
      dotMixed(Float64Array.from(vector.hidden), vector.hidden),
    );
    let nearest: { id: string; similarity: number } | null = null;
    for (let j = 0; j < n; j++) {
      const other = kernel(this.#directGram.at(j, j), this.#hiddenGram.at(j, j));
      const similarity = kernel(direct[j], hidden[j]) / Math.sqrt(self * other);
      if (!nearest || similarity > nearest.similarity) nearest = { id: this.#ids[j], similarity };
    }
    return nearest;
  }

  fade(_halfLife: number | null, _now: number): void {}
  leaveOneOut(): Map<string, Float64Array> {
    this.#settle();
    const errors = this.#ridge.leaveOneOut();
    return new Map(
      this.#ids.map((id, i) => [
        id,
        this.#examples[i].residual.map((r, o) => r - errors[i * this.outputs + o]),
      ]),
    );
  }
  delta(): {
    outputs: number;
    buckets: Uint32Array;
    direct: Float64Array;
    hidden: Float64Array;
    bias: Float64Array;
  } {
    if (!this.#folded) this.#fold();
    const used: number[] = [];
    const direct = this.#direct ?? new Float64Array(0);
    for (let b = 0; b * this.outputs < direct.length; b++)
      for (let o = 0; o < this.outputs; o++)
        if (direct[b * this.outputs + o] !== 0) {
          used.push(b);
          break;
        }
    return {
      outputs: this.outputs,
      buckets: Uint32Array.from(used),
      direct: Float64Array.from(
        used.flatMap((b) => [...direct.subarray(b * this.outputs, (b + 1) * this.outputs)]),
      ),
      hidden: this.#hidden.slice(),
      bias: this.#bias.slice(),
    };
  }

  /** Appends ⟨x, x_j⟩ for all examples held, x itself the last. O(n · (links + hidden)). */
  #appendGrams(x: TextVector): void {
    this.#products(x, this.#directGram.appendRow(), this.#hiddenGram.appendRow());
  }

  /** ⟨links⟩ and ⟨hidden⟩ of x with each example held, in order. */
  #products(x: TextVector, direct: Float64Array, hidden: Float64Array): void {
    this.#scratch ??= new Float32Array(BUCKETS);
    const scratch = this.#scratch;
    for (let i = 0; i < x.links; i++) scratch[x.buckets[i]] = x.values[i];
    const own = Float64Array.from(x.hidden);
    this.#examples.forEach(({ vector }, j) => {
      const { links, buckets, values } = vector;
      let sum = 0;
      for (let i = 0; i < links; i++) sum += scratch[buckets[i]] * values[i];
      direct[j] = sum;
      hidden[j] = dotMixed(own, vector.hidden);
    });
    for (let i = 0; i < x.links; i++) scratch[x.buckets[i]] = 0;
  }

  /** Brings choice, weights and factor up to date with the examples held. */
  #settle(): void {
    const n = this.size;
    const weights = exampleWeights(
      this.#examples.map(({ label }) => label),
      this.#examples.map(({ site }) => site),
    );
    const choice = this.#choose(weights);
    const same =
      choice.hidden === this.#choice.hidden &&
      choice.strength === this.#choice.strength &&
      this.#weights.every((weight, i) => weight === weights[i]);
    if (!same) {
      this.#ridge = new DualRidge(this.outputs);
      this.#weights = [];
      this.#choice = choice;
    }
    const row = new Float64Array(n);
    for (let i = this.#ridge.size; i < n; i++) {
      const direct = this.#directGram.row(i);
      const hidden = this.#hiddenGram.row(i);
      for (let j = 0; j <= i; j++) row[j] = direct[j] + choice.hidden * hidden[j] + BIAS;
      this.#ridge.append(row, row[i], (row[i] * choice.strength) / weights[i], this.#examples[i].residual);
      this.#weights.push(weights[i]);
    }
  }

  /** By the examples whose ids have the lowest hashes: any one more or less seldom changes which these are. */
  #choose(weights: Float64Array): KernelChoice {
    const order = this.#examples.map((_, i) => i);
    order.sort((a, b) => compare(this.#examples[a], this.#examples[b]));
    order.length = Math.min(order.length, CHOSEN_BY);
    const by = order.map((i) => ({ example: this.#examples[i], weight: weights[i] }));
    const last = this.#chosenBy;
    if (
      by.length === last.length &&
      by.every(({ example, weight }, i) => example === last[i].example && weight === last[i].weight)
    ) {
      return this.#choice;
    }
    this.#chosenBy = by;
    return chooseKernel(
      {
        size: order.length,
        direct: (i, j) => this.#directGram.at(order[i], order[j]),
        hidden: (i, j) => this.#hiddenGram.at(order[i], order[j]),
        residual: (i) => by[i].example.residual,
        weight: (i) => by[i].weight,
      },
      this.outputs,
      this.#grid,
    );
  }

  /** delta = Φᵀ α, Φ the examples' features, each block times its weight in the kernel. */
  #fold(): void {
    this.#settle();
    const { outputs, hiddenUnits } = this;
    this.#direct ??= new Float64Array(BUCKETS * outputs);
    const direct = this.#direct;
    const alpha = this.#ridge.solve();
    this.#examples.forEach(({ vector: { links, buckets, values } }, e) => {
      const row = e * outputs;
      for (let i = 0; i < links; i++) {
        const at = buckets[i] * outputs;
        for (let o = 0; o < outputs; o++) direct[at + o] += alpha[row + o] * values[i];
      }
      for (let o = 0; o < outputs; o++) this.#bias[o] += BIAS * alpha[row + o];
    });
    // Four examples a pass, so that the weights are read and written a quarter as often; past the last, the
    // first again with α = 0.
    const hiddenWeights = this.#hidden;
    const n = this.size;
    for (let e = 0; e < n; e += 4) {
      const four = [e, e + 1, e + 2, e + 3];
      const [h0, h1, h2, h3] = four.map((i) => this.#examples[i < n ? i : 0].vector.hidden);
      for (let o = 0; o < outputs; o++) {
        const [a0, a1, a2, a3] = four.map((i) => (i < n ? this.#choice.hidden * alpha[i * outputs + o] : 0));
        const at = o * hiddenUnits;
        for (let u = 0; u < hiddenUnits; u++) {
          hiddenWeights[at + u] += a0 * h0[u] + a1 * h1[u] + a2 * h2[u] + a3 * h3[u];
        }
      }
    }
    this.#folded = true;
  }

  /** Sets the delta to zero; with few examples only where they could have touched it. */
  #unfold(): void {
    if (!this.#folded) return;
    this.#folded = false;
    this.#hidden.fill(0);
    this.#bias.fill(0);
    const direct = this.#direct;
    if (direct === null) return;
    const { outputs } = this;
    const touched = this.#examples.reduce((sum, { vector }) => sum + vector.links, 0);
    if (touched * 20 > BUCKETS) {
      direct.fill(0);
      return;
    }
    for (const { vector } of this.#examples) {
      for (let i = 0; i < vector.links; i++) {
        const at = vector.buckets[i] * outputs;
        for (let o = 0; o < outputs; o++) direct[at + o] = 0;
      }
    }
  }

  #requireVector(vector: TextVector): void {
    if (vector.hidden.length !== this.hiddenUnits) {
      throw new ElmError('vector.hidden', `${this.hiddenUnits} units`, vector.hidden.length);
    }
  }
}

interface Example extends ExampleOrigin {
  id: string;
  /** Hash of the id. */
  key: number;
  vector: TextVector;
  residual: Float64Array;
}

function hashOf(id: string): number {
  let h = 0;
  for (let i = 0; i < id.length; i++) h = mix(h, id.charCodeAt(i));
  return finish(h, id.length);
}

function compare(a: Example, b: Example): number {
  return a.key - b.key || (a.id < b.id ? -1 : 1);
}

/** Σ a[i] · b[i]; four sums side by side, so that one addition need not wait for the last. */
function dotMixed(a: Float64Array, b: Float32Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (; i < a.length; i++) s0 += a[i] * b[i];
  return s0 + s1 + (s2 + s3);
}
