import type { Kernels } from '../kernels/kernels.ts';
import { DualRidge } from './dualRidge.ts';
import type { ExampleSet } from './exampleSet.ts';
import { BIAS } from './kernelChoice.ts';
import { PackedSymmetric } from './packedSymmetric.ts';

/** With more than this share of the pairs still to be computed, all are: in blocks, many times as fast. */
const BULK_SHARE = 1 / 8;

/**
 * Solves (K + Λ) α = R for a set of examples by a Cholesky factor that grows and shrinks: exact, O(n²) an edit, and
 * 24 n² bytes / 2 with the products of all pairs, which are kept because another choice of kernel is then a new
 * factorisation only. For up to some thousand examples; GradientSolver takes over where memory ends.
 */
export class FactorSolver {
  readonly #examples: ExampleSet;
  readonly #ridge: DualRidge;
  /** Slots in the order of the factor, and the place of each. */
  readonly #order: number[] = [];
  /** ⟨links⟩ and ⟨hidden⟩ of all pairs, by slot, and the slots they are known of. */
  readonly #direct = new PackedSymmetric();
  readonly #hidden = new PackedSymmetric();
  readonly #known = new Set<number>();

  constructor(examples: ExampleSet, outputs: number, kernels: Kernels | null) {
    this.#examples = examples;
    this.#ridge = new DualRidge(outputs, kernels);
  }

  get bytes(): number {
    return this.#ridge.bytes + this.#direct.bytes + this.#hidden.bytes;
  }

  /** ⟨links⟩ and ⟨hidden⟩ between examples; of those in `slots` they are computed where they are not known. */
  pairs(slots: readonly number[]): { direct: PackedSymmetric; hidden: PackedSymmetric } {
    const missing = slots.filter((slot) => !this.#known.has(slot));
    if (missing.length > BULK_SHARE * slots.length && missing.length > 4) {
      const count = this.#examples.slots;
      this.#hidden.setAll(this.#examples.dense.gram(count));
      this.#examples.links.gram(count, this.#direct);
      for (const slot of slots) this.#known.add(slot);
    } else {
      for (const slot of missing) {
        const { direct, hidden } = this.#examples.productsOf(slot);
        this.#direct.set(slot, direct);
        this.#hidden.set(slot, hidden);
        this.#known.add(slot);
      }
    }
    return { direct: this.#direct, hidden: this.#hidden };
  }

  /** The slot will be another example's: what is known of its pairs no longer counts. */
  forget(slot: number): void {
    this.#known.delete(slot);
  }

  /** Solves for these examples from the beginning. @param lambda strength of each, by slot. */
  rebuild(slots: readonly number[], hidden: number, lambda: (slot: number) => number): void {
    const pairs = this.pairs(slots);
    const order = this.#order;
    order.splice(0, order.length, ...[...slots].sort((a, b) => a - b));
    this.#ridge.rebuild(
      order.length,
      (i, row) => {
        const links = pairs.direct.row(order[i]);
        const units = pairs.hidden.row(order[i]);
        for (let j = 0; j <= i; j++) row[j] = links[order[j]] + hidden * units[order[j]] + BIAS;
      },
      (i) => lambda(order[i]),
      (i) => this.#examples.at(order[i]).residual,
    );
  }

  append(slot: number, hidden: number, lambda: number): void {
    const pairs = this.pairs([...this.#order, slot]);
    const row = Float64Array.from(
      this.#order,
      (other) => pairs.direct.at(slot, other) + hidden * pairs.hidden.at(slot, other) + BIAS,
    );
    this.#ridge.append(row, this.#examples.self(slot, hidden), lambda, this.#examples.at(slot).residual);
    this.#order.push(slot);
  }

  remove(slot: number): void {
    const index = this.#order.indexOf(slot);
    this.#ridge.remove(index);
    this.#order.splice(index, 1);
  }

  /** Another residual is asked of the example in this slot. */
  setTarget(slot: number): void {
    this.#ridge.setTarget(this.#order.indexOf(slot), this.#examples.at(slot).residual);
  }

  /** By how much each example's α, by slot, answers to the target of the one in `slot`: a column of (K + Λ)⁻¹. */
  influence(slot: number): Float64Array {
    return this.#bySlot(this.#ridge.influence(this.#order.indexOf(slot)), 0, 1);
  }

  /** α of each output, by slot. */
  solve(): Float64Array[] {
    const alpha = this.#ridge.solve();
    const { outputs } = this.#ridge;
    return Array.from({ length: outputs }, (_, o) => this.#bySlot(alpha, o, outputs));
  }

  /** What is said of each example without it, by slot: target − leave-one-out error. O(n³ / 6). */
  leftOut(): Map<number, Float64Array> {
    const errors = this.#ridge.leaveOneOut();
    const { outputs } = this.#ridge;
    return new Map(
      this.#order.map((slot, i) => [
        slot,
        this.#examples.at(slot).residual.map((r, o) => r - errors[i * outputs + o]),
      ]),
    );
  }

  #bySlot(values: Float64Array, from: number, step: number): Float64Array {
    const out = new Float64Array(this.#examples.slots);
    this.#order.forEach((slot, i) => {
      out[slot] = values[from + i * step];
    });
    return out;
  }
}
