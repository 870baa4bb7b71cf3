import { ElmError, requireInteger, requireObject } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { finish, mix } from '../text/murmur.ts';
import { requireRoomOf, requireTextVector, type TextVector } from '../text/textVector.ts';
import { commonLinkScale } from './commonLinks.ts';
import { type Example, type ExampleOrigin, ExampleSet } from './exampleSet.ts';
import { exampleWeights, faded } from './exampleWeights.ts';
import { FactorSolver } from './factorSolver.ts';
import { GradientSolver } from './gradientSolver.ts';
import { BIAS, chooseKernel, defaultChoice, type KernelChoice, type KernelGrid } from './kernelChoice.ts';
import type { WeightDelta } from './weightDelta.ts';

/** The kernel is chosen by at most this many of the examples. */
const CHOSEN_BY = 96;
/** Leave-one-out learns from at most this many. */
const LEFT_OUT_OF = 1000;
/** Up to so many examples are solved by a factor; 12 n² bytes. */
const FACTOR_LIMIT = 2048;
/**
 * How near iterations come to a solution, as a share of the question: of one lesson at once, so that the next answer
 * need not wait; of all lessons at once; and of what that left, when settled. The first is measured over all
 * examples: with 10,000 lessons the score of the lesson's own text lay .01 % (median) to .2 % off that of the end
 * (2.7 % where it was nearly zero), that of a text with three of four of its words .03 % (at most 1 %), in 6 iterations.
 */
const ROUGH = 4e-2;
const ROUGH_OF_ALL = 1e-4;
const FINE = 1e-9;
/** λ of an anchor as a share of its k(x, x): it hardly moves. What that is worth: ARCHITECTURE.md. */
const ANCHOR_STRENGTH = 0.01;
/** So many steps an example of those held are taken one by one; it is quicker than solving anew. */
const MANY = 80;
/** When fewer of the slots than this share are taken, solving anew leaves the empty ones behind. */
const FULL = 0.8;
/** After so many single steps all is solved anew, so that rounding does not add up. */
const STEPS_BEFORE_RENEWAL = 256;

/**
 * What one person's corrections add to a head: an Online ELM in its kernel form. In come examples, each
 * a text's vector and the residual (targets − base scores) asked of the head there; out comes a delta
 * that `addScores` adds to the base scores of any text. The delta is the ridge solution on all examples
 * held: α solves (K + Λ) α = R, and is folded back into weights over buckets, hidden units and a bias, so
 * that scoring costs the same however many examples there are.
 *
 * The kernel is k(x, z) = ⟨links⟩ + hidden · ⟨hidden⟩ + BIAS; its weight and the strength in Λ are chosen
 * by leave-one-out (kernelChoice.ts), each example's own part of Λ by label, site and age (exampleWeights.ts).
 * All of it is a function of the set of examples: no matter in which order they came and went, the delta is
 * that of a fresh solve. Edits are only noted; the next answer pays for them. A few are taken one by one: a
 * new example changes all α by one column of (K + Λ)⁻¹ times what it was asked beyond what was said of it,
 * for every output alike, so that one solve and one fold serve all outputs. Many at once, or another choice
 * or weight, are one solve from the beginning. When the last example leaves, the delta is exactly zero.
 *
 * Anchors are mean texts of what the head was trained on: examples of which nothing is asked but to stay, there from
 * the first lesson on, so that lessons move what sets them apart from what the head knows. They also say which links
 * are common there, and these count less in the kernel (commonLinks.ts).
 *
 * Up to 2,048 examples a Cholesky factor solves (factorSolver.ts). More are solved by conjugate gradients
 * (gradientSolver.ts), in two parts: the next answer waits for a rough solution only, and what that leaves of
 * the question is kept and solved by `settle`, to 1e-11 of all, at a moment of the caller's choice. Must never keep a reference to the caller's vector.
 */
export class PersonalWeights {
  readonly outputs: number;
  readonly hiddenUnits: number;
  readonly #grid: KernelGrid;
  readonly #kernels: Kernels | null;
  #set: ExampleSet;
  readonly #slotOf = new Map<string, number>();
  /** Slots of examples that went but are still part of the solution. */
  readonly #leaving: number[] = [];
  #solver: FactorSolver | GradientSolver;
  readonly #factorLimit: number;
  /** Anchors hold the first so many slots. */
  readonly #anchors: number;
  /** By bucket, what the links of all texts are multiplied with; null if all count alike. */
  readonly #linkScale: Float32Array | null;
  /** Questions that rough steps have left: the solution lacks `amount` times the answer to `rest`, of each output. */
  #debts: { rest: Float64Array; amount: Float64Array }[] = [];
  /** Weight of each example in the solution, by slot; 0 of one that is not part of it. */
  #solved = new Float64Array(0);
  #choice: KernelChoice;
  /** What the choice was made by. */
  #chosenBy: { example: Example; weight: number }[] = [];
  /** For each output, by slot. */
  #alpha: Float64Array[];
  /** Column of links × output. */
  #direct = new Float64Array(0);
  /** Output × hidden unit. */
  readonly #hidden: Float64Array;
  readonly #bias: Float64Array;
  /** What is taken off each score; see `KernelGrid.level`. */
  readonly #level: Float64Array;
  /** True while the delta stands for all examples held. */
  #settled = true;
  #steps = 0;
  #fading: { halfLife: number; now: number } | null = null;
  #leftOut: Map<string, Float64Array> | null = null;
  /** Of how many examples at the most. */
  #leftOutMost = 0;
  /** An update that has begun; nothing may be asked or changed before it has ended. */
  #updating: Generator<undefined, void, undefined> | null = null;
  /** Grows with each update, and each debt that is paid. */
  #version = 0;

  /**
   * @param outputs scores of the head, at least 1.
   * @param hiddenUnits length of every vector's `hidden`.
   * @param grid what the kernel is chosen from: NEW_LABELS or ON_BASE.
   * @param kernels where to run the inner loops; in plain TypeScript if left out.
   * @param anchors texts whose scores are to stay as they are: those of the head (`Head.anchors`).
   * @param factorLimit most examples that are solved by a factor; for tests.
   */
  constructor(
    outputs: number,
    hiddenUnits: number,
    grid: KernelGrid,
    {
      kernels = null,
      anchors = [],
      factorLimit = FACTOR_LIMIT,
    }: { kernels?: Kernels | null; anchors?: readonly TextVector[]; factorLimit?: number } = {},
  ) {
    this.#factorLimit = factorLimit;
    this.outputs = requireInteger('outputs', outputs, 1);
    this.hiddenUnits = requireInteger('hiddenUnits', hiddenUnits, 0);
    this.#grid = grid;
    this.#kernels = kernels;
    this.#choice = defaultChoice(grid, outputs);
    this.#set = new ExampleSet(hiddenUnits, kernels);
    this.#solver = new FactorSolver(this.#set, outputs, kernels);
    this.#alpha = Array.from({ length: outputs }, () => new Float64Array(0));
    this.#hidden = new Float64Array(outputs * hiddenUnits);
    this.#bias = new Float64Array(outputs);
    this.#level = new Float64Array(outputs);
    for (const anchor of anchors) requireTextVector(anchor, hiddenUnits);
    this.#linkScale = commonLinkScale(anchors);
    for (const anchor of anchors) {
      const nothing = { id: '', key: 0, residual: new Float64Array(outputs), label: '', site: '' };
      this.#set.put(this.#scaled(anchor), nothing);
    }
    this.#anchors = anchors.length;
  }

  /** Number of examples held. */
  get size(): number {
    return this.#slotOf.size;
  }

  /** Bytes of memory held, nearly. */
  get bytes(): number {
    const numbers =
      this.#direct.length + this.#hidden.length + (this.outputs + this.#debts.length) * this.#set.slots;
    return this.#set.bytes + this.#solver.bytes + 8 * numbers;
  }

  has(id: string): boolean {
    return this.#slotOf.has(id);
  }

  /** How the examples held are learned. */
  get choice(): KernelChoice {
    this.settle();
    return this.#choice;
  }

  /**
   * Adds an example, or replaces the one with this id. O(links + hidden); the next answer pays for the rest.
   * @param residual targets − base scores, length `outputs`, finite.
   * @throws ElmError for a vector that is not what its type promises, or a residual of the wrong length or with a number
   *   that is not finite; the example with this id, if there was one, is then still held.
   */
  add(id: string, vector: TextVector, residual: Float64Array, origin: ExampleOrigin): void {
    if (typeof id !== 'string') throw new ElmError('id', 'a string', id);
    const { label, site, at } = requireObject('origin', origin);
    requireTextVector(vector, this.hiddenUnits);
    if (residual.length !== this.outputs) {
      throw new ElmError('residual', `${this.outputs} numbers`, residual.length);
    }
    for (const value of residual) {
      if (!Number.isFinite(value)) throw new ElmError('residual', 'finite numbers', value);
    }
    if (at !== undefined && !Number.isFinite(at)) throw new ElmError('at', 'a finite number', at);
    this.#endUpdate();
    this.remove(id);
    const known = { id, key: hashOf(id), residual: residual.slice(), label, site };
    const slot = this.#set.put(this.#scaled(vector), at === undefined ? known : { ...known, at });
    this.#slotOf.set(id, slot);
    this.#unsettle();
  }

  /** Takes an example out, as if it had never been added. False if there is none with this id. */
  remove(id: string): boolean {
    this.#endUpdate();
    const slot = this.#slotOf.get(id);
    if (slot === undefined) return false;
    this.#slotOf.delete(id);
    if (this.#solved[slot] > 0) this.#leaving.push(slot);
    else this.#free(slot);
    this.#unsettle();
    return true;
  }

  /** Takes all examples out. */
  clear(): void {
    for (const id of [...this.#slotOf.keys()]) this.remove(id);
  }

  /**
   * Lets old examples weigh less, from now on: half for each half-life of age; null stops that. Exact as all else:
   * the delta is that of a fresh solve with these weights.
   * @param halfLife, now in the unit of the examples' `at`.
   */
  fade(halfLife: number | null, now: number): void {
    this.#endUpdate();
    if (halfLife === null) {
      if (this.#fading) this.#unsettle();
      this.#fading = null;
      return;
    }
    if (!(halfLife > 0 && Number.isFinite(halfLife))) {
      throw new ElmError('halfLife', 'a number greater than 0, or null', halfLife);
    }
    if (!Number.isFinite(now)) throw new ElmError('now', 'a finite number', now);
    if (this.#fading?.halfLife === halfLife && this.#fading.now === now) return;
    this.#fading = { halfLife, now };
    this.#unsettle();
  }

  /** scores += what the corrections say of this text. The first call after an edit pays for it. */
  addScores(vector: TextVector, scores: Float64Array): void {
    requireRoomOf(vector, this.hiddenUnits);
    this.#update();
    if (this.size === 0) return;
    const { outputs, hiddenUnits } = this;
    const direct = this.#direct;
    const scale = this.#linkScale;
    const { links, buckets, values, hidden } = vector;
    for (let i = 0; i < links; i++) {
      const column = this.#set.links.columnOf(buckets[i]);
      if (column < 0) continue;
      const value = scale ? Math.fround(values[i] * scale[buckets[i]]) : values[i];
      for (let o = 0, at = column * outputs; o < outputs; o++, at++) scores[o] += direct[at] * value;
    }
    for (let o = 0; o < outputs; o++) {
      const at = o * hiddenUnits;
      let sum = this.#bias[o] - this.#level[o];
      for (let u = 0; u < hiddenUnits; u++) sum += this.#hidden[at + u] * hidden[u];
      scores[o] += sum;
    }
  }

  /**
   * The example most like a text: the largest k(x, z) / √(k(x, x) · k(z, z)), in [-1, 1]. Null when none is
   * held. O(n · (links + hidden)).
   */
  nearest(text: TextVector): { id: string; similarity: number } | null {
    requireRoomOf(text, this.hiddenUnits);
    const vector = this.#scaled(text);
    this.#endUpdate();
    if (this.size === 0) return null;
    const weight = this.#choice.hidden;
    const kernel = (links: number, units: number) => links + weight * units + BIAS;
    let links = 0;
    for (let i = 0; i < vector.links; i++) links += vector.values[i] ** 2;
    const units = vector.hidden.reduce((sum, value) => sum + value * value, 0);
    const self = kernel(links, units);
    const { direct, hidden } = this.#set.products(vector);
    let nearest: { id: string; similarity: number } | null = null;
    for (const [id, slot] of this.#slotOf) {
      const other = this.#set.self(slot, weight);
      const similarity = kernel(direct[slot], hidden[slot]) / Math.sqrt(self * other);
      if (!nearest || similarity > nearest.similarity) nearest = { id, similarity };
    }
    return nearest;
  }

  /**
   * What the delta would add at each example had that one never been taught (choice and weights as they are), by
   * id: exact, in closed form. With more than `most` examples only those with the lowest hashes are
   * asked, and learn from each other alone, which is rather too strict. O(n³ / 6), kept until the next edit.
   */
  leaveOneOut(most = LEFT_OUT_OF): ReadonlyMap<string, Float64Array> {
    this.#update();
    if (this.#leftOut && this.#leftOutMost === most) return this.#leftOut;
    this.#leftOutMost = most;
    let set = this.#set;
    let solver = this.#solver;
    if (solver instanceof GradientSolver || this.size > most) {
      const slots = [...this.#anchorSlots(), ...this.#lowest([...this.#slotOf.values()], most)];
      set = this.#set.copyOf(slots, this.#kernels);
      solver = new FactorSolver(set, this.outputs, this.#kernels);
      solver.rebuild([...slots.keys()], this.#choice.hidden, (i) => this.#lambda(slots[i]));
    }
    this.#leftOut = new Map();
    for (const [slot, scores] of solver.leftOut()) {
      if (slot < this.#anchors) continue;
      this.#leftOut.set(
        set.at(slot).id,
        scores.map((score, o) => score - this.#level[o]),
      );
    }
    return this.#leftOut;
  }

  /** What the examples come to, as weights of their own: a copy. */
  delta(): WeightDelta {
    this.settle();
    const { outputs } = this;
    const { links } = this.#set;
    const columns: number[] = [];
    for (let column = 0; column < links.columns; column++)
      if (links.bucketOf(column) >= 0) columns.push(column);
    columns.sort((a, b) => links.bucketOf(a) - links.bucketOf(b));
    const direct = new Float64Array(columns.length * outputs);
    columns.forEach((column, row) => {
      const scale = this.#linkScale?.[links.bucketOf(column)] ?? 1;
      for (let o = 0; o < outputs; o++)
        direct[row * outputs + o] = scale * this.#direct[column * outputs + o];
    });
    return {
      outputs,
      buckets: Uint32Array.from(columns, (column) => links.bucketOf(column)),
      direct,
      hidden: this.#hidden.slice(),
      bias: this.#bias.map((bias, o) => bias - this.#level[o]),
    };
  }

  /**
   * Brings everything up to date with the examples held, to rounding. Only needed to choose the moment: what
   * tells of weights does it by itself, and `addScores` up to about a hundredth of the last lessons' effect.
   */
  settle(): void {
    for (const _ of this.settling()) {
      // Without a pause.
    }
  }

  /**
   * What the next answer would have to wait for, yielding after every few milliseconds of work where examples are
   * thousands. Whatever is asked or changed between two steps is answered as if this had not begun.
   */
  *updating(): Generator<undefined, void, undefined> {
    if (this.#settled) return;
    const updates = this.#updates();
    this.#updating = updates;
    while (this.#updating === updates && !updates.next().done) yield;
    if (this.#updating === updates) this.#updating = null;
  }

  /** As `settle`, in such steps. After a change it ends early, and is to be called again. */
  *settling(): Generator<undefined, void, undefined> {
    yield* this.updating();
    if (!this.#settled || this.#updating) return;
    if (this.#debts.length > this.outputs) this.#debts = this.#sumOfDebts();
    for (let debt = this.#debts.at(-1); debt; debt = this.#debts.at(-1)) {
      const version = this.#version;
      const approach = (this.#solver as GradientSolver).approach(debt.rest, FINE);
      let step = approach.next();
      for (; !step.done; step = approach.next()) {
        yield;
        if (!this.#settled || this.#version !== version) return;
      }
      this.#debts.pop();
      this.#follow(step.value.x, debt.amount);
      this.#version++;
    }
  }

  #update(): void {
    if (!this.#settled) this.#updating = this.#updates();
    this.#endUpdate();
  }

  #endUpdate(): void {
    const updating = this.#updating;
    this.#updating = null;
    while (updating && !updating.next().done);
  }

  /** Brings choice, weights, solution and delta up to date with the examples held, roughly if they are many. */
  *#updates(): Generator<undefined, void, undefined> {
    this.#settled = true;
    this.#version++;
    this.#growBuffers();
    let slots = this.#all();
    let weights = this.#weigh();
    const changed = (slot: number) => this.#solved[slot] !== weights[slot];
    let entering = slots.filter(changed);
    const steps = this.#leaving.length + entering.length;
    this.#steps += steps;
    const few = steps <= 2 + slots.length / MANY && this.#steps <= STEPS_BEFORE_RENEWAL;
    if (!few && slots.length < FULL * this.#set.slots) {
      this.#compact();
      slots = this.#all();
      weights = this.#weigh();
    }
    const last = this.#choice;
    const lastSolver = this.#solver;
    this.#chooseSolver();
    this.#choose(slots, weights);
    const same =
      this.#solver === lastSolver &&
      last.hidden === this.#choice.hidden &&
      last.strength === this.#choice.strength;
    if (few && same && this.size > 0) {
      for (const slot of entering) yield* this.#retarget(slot, weights);
      entering = this.#all().filter(changed);
      for (const slot of [...this.#leaving, ...entering]) if (this.#solved[slot] > 0) yield* this.#take(slot);
      for (const slot of entering) yield* this.#give(slot, weights[slot]);
    } else {
      this.#steps = 0;
      yield* this.#solveAll(slots, weights);
    }
    for (const slot of this.#leaving) this.#free(slot);
    this.#leaving.length = 0;
    // Fully while all examples are part of the choice, less and less as more come.
    const share = Math.min(1, CHOSEN_BY / Math.max(1, this.size));
    this.#level.set(this.#choice.level.map((level) => share * level));
  }

  /** Leaves the empty slots behind, and the memory of those who went. All is to be solved anew. */
  #compact(): void {
    const slots = [...this.#anchorSlots(), ...this.#slotOf.values()];
    this.#set = this.#set.copyOf(slots, this.#kernels);
    for (let i = this.#anchors; i < slots.length; i++) this.#slotOf.set(this.#set.at(i).id, i);
    this.#leaving.length = 0;
    this.#solver = new FactorSolver(this.#set, this.outputs, this.#kernels);
    this.#alpha = this.#alpha.map(() => new Float64Array(slots.length));
    this.#solved = new Float64Array(slots.length);
    this.#direct = new Float64Array(this.#set.links.columns * this.outputs);
  }

  /** If the example says of a text that leaves what else was asked of it, it takes that one's place in the solution. */
  *#retarget(slot: number, weights: Float64Array): Generator<undefined, void, undefined> {
    const weight = weights[slot];
    const at = this.#leaving.findIndex(
      (other) => this.#solved[other] === weight && this.#set.sameText(slot, other),
    );
    if (at < 0 || this.#solved[slot] > 0) return;
    const [place] = this.#leaving.splice(at, 1);
    const example = this.#set.at(slot);
    const last = this.#set.at(place).residual;
    this.#slotOf.set(example.id, place);
    weights[place] = weight;
    this.#set.rename(place, example);
    this.#leaving.push(slot);
    const amount = example.residual.map((residual, o) => residual - last[o]);
    if (this.#solver instanceof FactorSolver) this.#solver.setTarget(place);
    const { x, rest } = yield* this.#influence(place);
    this.#follow(x, amount);
    this.#owe(rest, amount);
  }

  /** A factor for few, iterations for many; between the two it stays what it is, so that it changes seldom. */
  #chooseSolver(): void {
    const isFactor = this.#solver instanceof FactorSolver;
    if (isFactor && this.size > this.#factorLimit) {
      this.#solver = new GradientSolver(this.#set, this.#kernels);
    } else if (!isFactor && this.size < 0.9 * this.#factorLimit) {
      this.#solver = new FactorSolver(this.#set, this.outputs, this.#kernels);
    }
  }

  #anchorSlots(): number[] {
    return Array.from({ length: this.#anchors }, (_, slot) => slot);
  }

  /** Slots of all that the solution is made of; none without examples. */
  #all(): number[] {
    return this.size === 0 ? [] : [...this.#anchorSlots(), ...this.#slotOf.values()];
  }

  /** Label, site and age of each example make its weight, by slot; that of an anchor is 1. */
  #weigh(): Float64Array {
    const slots = [...this.#slotOf.values()];
    const examples = slots.map((slot) => this.#set.at(slot));
    const of = exampleWeights(
      examples.map(({ label }) => label),
      examples.map(({ site }) => site),
    );
    const fading = this.#fading;
    const weights = new Float64Array(this.#set.slots);
    if (this.size > 0) weights.fill(1, 0, this.#anchors);
    slots.forEach((slot, i) => {
      weights[slot] = of[i] * (fading ? faded(examples[i].at, fading.now, fading.halfLife) : 1);
    });
    return weights;
  }

  /** By the examples whose ids have the lowest hashes: any one more or less seldom changes which these are. */
  #choose(slots: readonly number[], weights: Float64Array): void {
    const order = this.#lowest([...this.#slotOf.values()], CHOSEN_BY);
    const by = order.map((slot) => ({ example: this.#set.at(slot), weight: weights[slot] }));
    const last = this.#chosenBy;
    if (
      by.length === last.length &&
      by.every(({ example, weight }, i) => example === last[i].example && weight === last[i].weight)
    ) {
      return;
    }
    this.#chosenBy = by;
    let pairs: ReturnType<FactorSolver['pairs']>;
    let slotOf = order;
    if (this.#solver instanceof FactorSolver) pairs = this.#solver.pairs(slots);
    else {
      const chosen = this.#set.copyOf(order, this.#kernels);
      slotOf = [...order.keys()];
      pairs = new FactorSolver(chosen, this.outputs, this.#kernels).pairs(slotOf);
    }
    this.#choice = chooseKernel(
      {
        size: order.length,
        direct: (i, j) => pairs.direct.at(slotOf[i], slotOf[j]),
        hidden: (i, j) => pairs.hidden.at(slotOf[i], slotOf[j]),
        residual: (i) => by[i].example.residual,
        weight: (i) => by[i].weight,
      },
      this.outputs,
      this.#grid,
      this.#kernels,
    );
  }

  /** At most `limit` of the slots, those whose ids have the lowest hashes, in that order. */
  #lowest(slots: readonly number[], limit: number): number[] {
    const keys = Float64Array.from(slots, (slot) => this.#set.at(slot).key).sort();
    const highest = keys[Math.min(limit, keys.length) - 1];
    const low = slots.filter((slot) => this.#set.at(slot).key <= highest);
    low.sort((a, b) => {
      const one = this.#set.at(a);
      const other = this.#set.at(b);
      return one.key - other.key || (one.id < other.id ? -1 : 1);
    });
    return low.slice(0, limit);
  }

  #lambda(slot: number): number {
    const strength = slot < this.#anchors ? ANCHOR_STRENGTH : this.#choice.strength / this.#solved[slot];
    return this.#set.self(slot, this.#choice.hidden) * strength;
  }

  *#solveAll(slots: readonly number[], weights: Float64Array): Generator<undefined, void, undefined> {
    this.#debts = [];
    this.#solved.fill(0);
    this.#solved.set(weights);
    const solver = this.#solver;
    const units = this.#units();
    solver.rebuild(slots, this.#choice.hidden, (slot) => this.#lambda(slot));
    if (solver instanceof FactorSolver) {
      this.#alpha = solver.solve();
    } else {
      // From the last solution on: much of it still holds.
      for (const slot of this.#leaving) for (const alpha of this.#alpha) alpha[slot] = 0;
      for (const [o, alpha] of this.#alpha.entries()) {
        const targets = new Float64Array(this.#set.slots);
        for (const slot of slots) targets[slot] = this.#set.at(slot).residual[o];
        const said = solver.times(alpha);
        const { x, rest } = yield* solver.approach(
          targets.map((target, slot) => target - said[slot]),
          ROUGH_OF_ALL,
          targets,
        );
        this.#debts.push({ rest, amount: units[o] });
        this.#alpha[o] = alpha.map((value, slot) => value + x[slot]);
      }
    }
    this.#direct.fill(0);
    this.#hidden.fill(0);
    this.#bias.fill(0);
    if (slots.length === 0) return;
    this.#alpha.forEach((alpha, o) => {
      this.#addFold(alpha, units[o]);
    });
  }

  /** An example more: α gains its influence times what was asked beyond what is said of it so far. */
  *#give(slot: number, weight: number): Generator<undefined, void, undefined> {
    const { residual } = this.#set.at(slot);
    const missing = residual.slice();
    const { outputs, hiddenUnits } = this;
    this.#set.links.forEach(slot, (column, value) => {
      for (let o = 0; o < outputs; o++) missing[o] -= this.#direct[column * outputs + o] * value;
    });
    const units = this.#set.dense.row(slot);
    for (let o = 0; o < outputs; o++) {
      let said = this.#bias[o];
      for (let u = 0; u < hiddenUnits; u++) said += this.#hidden[o * hiddenUnits + u] * units[u];
      missing[o] -= said;
    }
    this.#solved[slot] = weight;
    const lambda = this.#lambda(slot);
    if (this.#solver instanceof FactorSolver) this.#solver.append(slot, this.#choice.hidden, lambda);
    else this.#solver.append(slot, lambda);
    const { x, rest } = yield* this.#influence(slot);
    this.#follow(x, missing);
    this.#owe(rest, missing);
  }

  /** An example less: α moves along its influence until its own α is zero. */
  *#take(slot: number): Generator<undefined, void, undefined> {
    const { x, rest } = yield* this.#influence(slot);
    const amount = Float64Array.from(this.#alpha, (alpha) => -alpha[slot] / x[slot]);
    this.#follow(x, amount);
    for (const alpha of this.#alpha) alpha[slot] = 0;
    this.#solver.remove(slot);
    this.#solved[slot] = 0;
    this.#owe(rest, amount);
    for (const debt of this.#debts) debt.rest[slot] = 0;
  }

  /** By how much each α answers to the target of one example, and what that leaves if it is a rough answer. */
  *#influence(slot: number): Generator<undefined, { x: Float64Array; rest: Float64Array | null }, undefined> {
    if (this.#solver instanceof FactorSolver) return { x: this.#solver.influence(slot), rest: null };
    return yield* this.#solver.influence(slot, ROUGH);
  }

  /** Notes what a rough step has left; many such are added up, one for each output. */
  #owe(rest: Float64Array | null, amount: Float64Array): void {
    if (!rest) return;
    this.#debts.push({ rest, amount });
    if (this.#debts.length >= 2 * this.outputs + 4) this.#debts = this.#sumOfDebts();
  }

  /** The same debts as one for each output. */
  #sumOfDebts(): { rest: Float64Array; amount: Float64Array }[] {
    const debts = this.#debts;
    return this.#units().map((unit, o) => {
      const sum = new Float64Array(this.#set.slots);
      for (const debt of debts) {
        debt.rest.forEach((value, slot) => {
          sum[slot] += debt.amount[o] * value;
        });
      }
      return { rest: sum, amount: unit };
    });
  }

  /** (1, 0, …), (0, 1, …), … */
  #units(): Float64Array[] {
    return Array.from({ length: this.outputs }, (_, o) => {
      const one = new Float64Array(this.outputs);
      one[o] = 1;
      return one;
    });
  }

  /** α of each output moves by `amount` times a direction over the examples, and the delta with it. */
  #follow(direction: Float64Array, amount: Float64Array): void {
    this.#alpha.forEach((alpha, o) => {
      for (let slot = 0; slot < alpha.length; slot++) alpha[slot] += amount[o] * direction[slot];
    });
    this.#addFold(direction, amount);
  }

  /** delta += Φᵀx, times an amount for each output. */
  #addFold(x: Float64Array, amount: Float64Array): void {
    const { outputs, hiddenUnits } = this;
    const { direct, hidden, bias } = this.#set.combine(x);
    const weights = this.#direct;
    for (let o = 0; o < outputs; o++) {
      const share = amount[o];
      if (share === 0) continue;
      for (let column = 0, at = o; column < direct.length; column++, at += outputs) {
        weights[at] += share * direct[column];
      }
      const scaled = share * this.#choice.hidden;
      for (let u = 0, at = o * hiddenUnits; u < hiddenUnits; u++, at++)
        this.#hidden[at] += scaled * hidden[u];
      this.#bias[o] += share * bias;
    }
  }

  #free(slot: number): void {
    const { outputs } = this;
    if (this.#solver instanceof FactorSolver) this.#solver.forget(slot);
    this.#set.free(slot, (column) => {
      this.#direct.fill(0, column * outputs, (column + 1) * outputs);
    });
  }

  /** Room for every slot and column; new ones are zero. */
  #growBuffers(): void {
    const { slots, links } = this.#set;
    if (this.#solved.length < slots) this.#solved = longer(this.#solved, slots);
    if (this.#alpha[0].length < slots) this.#alpha = this.#alpha.map((alpha) => longer(alpha, slots));
    const columns = links.columns * this.outputs;
    if (this.#direct.length < columns) this.#direct = longer(this.#direct, Math.ceil(columns * 1.25));
  }

  #unsettle(): void {
    this.#settled = false;
    this.#leftOut = null;
  }

  /** A text as the kernel reads it. */
  #scaled(vector: TextVector): TextVector {
    const scale = this.#linkScale;
    if (!scale) return vector;
    const { links, buckets, values } = vector;
    const scaled = new Float32Array(links);
    for (let i = 0; i < links; i++) scaled[i] = values[i] * scale[buckets[i]];
    return { ...vector, values: scaled };
  }
}

function longer(numbers: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(length);
  out.set(numbers);
  return out;
}

function hashOf(id: string): number {
  let h = 0;
  for (let i = 0; i < id.length; i++) h = mix(h, id.charCodeAt(i));
  return finish(h, id.length);
}
