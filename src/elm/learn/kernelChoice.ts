/**
 * Chooses how a person's examples are learned: how much the hidden layer weighs beside the direct links,
 * and how firmly examples are held to their targets. Every pair of a small grid is judged by leave-one-out
 * on the examples themselves, in closed form. With few examples, or where it makes no difference, the
 * default stands: leaving it has a price, which more examples outweigh. The choice is a function of the
 * examples only. Called by PersonalWeights, which hands in at most some dozens of examples, so the cost is
 * bounded.
 */
import type { Kernels } from '../kernels/kernels.ts';
import { DualRidge } from './dualRidge.ts';

export interface KernelChoice {
  /** Weight of ⟨hidden⟩ where ⟨links⟩ has 1. */
  readonly hidden: number;
  /** λ of an example of weight 1 as a share of its k(x, x). */
  readonly strength: number;
  /** What is taken off each score; see `KernelGrid.level`. */
  readonly level: readonly number[];
}

/** Weight of the constant part of the kernel. */
export const BIAS = 0.02;

/** What may be chosen from; the first of each list is the default. */
export interface KernelGrid {
  readonly hidden: readonly number[];
  /** One example on its own is fitted to k / (k + λ) = 1 / (1 + strength) of what was asked: 1/9 is 90 %. */
  readonly strength: readonly number[];
  /** Price of leaving the default, in units of the logarithm of a probability an example, per step squared. */
  readonly price: number;
  /**
   * What is judged: `answer`, whether the others would give each example the answer that was asked (log loss of a
   * softmax of scores, its temperature the best of a few); `direction`, the angle between what they say and
   * what was asked: (n / 2) ln(1 − cos²). (The squared error asks for the size of what is said, of which few
   * examples say too little, and chose the hidden layer where words did better.)
   */
  readonly judge: 'answer' | 'direction';
  /**
   * Share, 0 to 1, of the middle between what left-out examples of a label score and what the others score that is
   * taken off its score. A label whose examples are alike pulls more texts to itself than one whose
   * examples differ, and with few examples that costs more than the examples' count.
   */
  readonly level: number;
}

/**
 * For labels of the person's own, with no base below. A text's links have norm 1 and real texts' hidden
 * layers a squared norm of about .35, unrelated texts share .13 and .15 of the two. Over the validation splits of
 * eleven sets, macro F1 with 5 and 20 examples a label: .689, .770 with the default; .697, .775 with the
 * choice; .705, .780 with the choice and the level.
 */
export const NEW_LABELS: KernelGrid = {
  hidden: [1, 2, 1 / 2, 4, 1 / 4, 8, 0],
  strength: [1 / 9, 1 / 3, 1 / 27],
  price: 0.2,
  judge: 'answer',
  level: 0.6,
};

/**
 * For corrections of a trained head. The hidden layer, in which all texts are somewhat alike, carries a
 * correction to texts that the head knew better, and the person's examples don't show that: so it weighs
 * little here, and what it may weigh was chosen by what lessons cost the head's other sets (ARCHITECTURE.md).
 */
export const ON_BASE: KernelGrid = {
  hidden: [0.15, 0.4, 0.075, 0],
  strength: [1 / 9, 1 / 27],
  price: 0.1,
  judge: 'direction',
  level: 0,
};

/** An error below this is as good as none. */
const FLOOR = 0.01;
/** Inverse temperatures of the softmax. */
const SHARPNESS = [1, 2, 4, 8, 16];

/** The examples to choose by: n of them, in an order that depends on the set only. */
export interface ChoiceExamples {
  size: number;
  /** ⟨links⟩ and ⟨hidden⟩ of examples i and j. */
  direct(i: number, j: number): number;
  hidden(i: number, j: number): number;
  residual(i: number): Float64Array;
  weight(i: number): number;
}

/** @returns what stands before anything is known */
export function defaultChoice(grid: KernelGrid, outputs: number): KernelChoice {
  return { hidden: grid.hidden[0], strength: grid.strength[0], level: new Array(outputs).fill(0) };
}

/**
 * @param outputs length of a residual.
 * O(grid · n³).
 */
export function chooseKernel(
  examples: ChoiceExamples,
  outputs: number,
  grid: KernelGrid,
  kernels: Kernels | null = null,
): KernelChoice {
  const n = examples.size;
  const standard = defaultChoice(grid, outputs);
  if (n < 2) return standard;
  let asked = 0;
  for (let i = 0; i < n; i++) for (const r of examples.residual(i)) asked += examples.weight(i) * r * r;
  if (asked === 0) return standard;
  let best = standard;
  let said: Float64Array = new Float64Array(0);
  let lowest = Number.POSITIVE_INFINITY;
  const ridge = new DualRidge(outputs, kernels);
  for (const hidden of grid.hidden) {
    for (const strength of grid.strength) {
      const kernel = (i: number, j: number) => examples.direct(i, j) + hidden * examples.hidden(i, j) + BIAS;
      ridge.rebuild(
        n,
        (i, row) => {
          for (let j = 0; j <= i; j++) row[j] = kernel(i, j);
        },
        (i) => (kernel(i, i) * strength) / examples.weight(i),
        examples.residual,
      );
      const guesses = ridge.leaveOneOut();
      for (let i = 0; i < n; i++) {
        const residual = examples.residual(i);
        for (let o = 0; o < outputs; o++) guesses[i * outputs + o] = residual[o] - guesses[i * outputs + o];
      }
      const loss = grid.judge === 'answer' ? answerLoss(examples, guesses) : directionLoss(examples, guesses);
      const cost = loss + grid.price * distance({ hidden, strength }, standard) ** 2;
      // Not for a hair's breadth, which rounding could turn.
      if (cost < lowest - 1e-6) {
        lowest = cost;
        best = { ...standard, hidden, strength };
        said = guesses;
      }
    }
  }
  return { ...best, level: middles(examples, said, outputs).map((middle) => grid.level * middle) };
}

/** (n / 2) ln(1 − cos²) of the angle between what was said and what was asked. */
function directionLoss(examples: ChoiceExamples, guesses: Float64Array): number {
  let agreed = 0;
  let said = 0;
  let asked = 0;
  let at = 0;
  for (let i = 0; i < examples.size; i++) {
    const weight = examples.weight(i);
    for (const r of examples.residual(i)) {
      const guess = guesses[at++];
      agreed += weight * guess * r;
      said += weight * guess * guess;
      asked += weight * r * r;
    }
  }
  const missed = agreed > 0 ? 1 - (agreed * agreed) / (said * asked) : 1;
  return (examples.size / 2) * Math.log(missed + FLOOR);
}

/** −Σ ln p(answer asked), p the softmax of scores around their mean; one output is half of two opposite ones. */
function answerLoss(examples: ChoiceExamples, guesses: Float64Array): number {
  const n = examples.size;
  const outputs = guesses.length / n;
  const mean = new Float64Array(outputs);
  for (let k = 0; k < guesses.length; k++) mean[k % outputs] += guesses[k] / n;
  let least = Number.POSITIVE_INFINITY;
  for (const sharpness of SHARPNESS) {
    let loss = 0;
    for (let i = 0; i < n; i++) {
      const residual = examples.residual(i);
      const score = (o: number) => sharpness * (guesses[i * outputs + o] - mean[o]);
      if (outputs === 1) {
        loss += softplus(-2 * Math.sign(residual[0]) * score(0));
        continue;
      }
      let asked = 0;
      let top = score(0);
      for (let o = 1; o < outputs; o++) {
        if (residual[o] > residual[asked]) asked = o;
        top = Math.max(top, score(o));
      }
      let sum = 0;
      for (let o = 0; o < outputs; o++) sum += Math.exp(score(o) - top);
      loss += top + Math.log(sum) - score(asked);
    }
    least = Math.min(least, loss);
  }
  return least;
}

/** For each output the middle between the mean score of those it was asked of and that of the others; 0 if either is none. */
function middles(examples: ChoiceExamples, guesses: Float64Array, outputs: number): number[] {
  return Array.from({ length: outputs }, (_, o) => {
    const sums = [0, 0];
    const counts = [0, 0];
    for (let i = 0; i < examples.size; i++) {
      const side = examples.residual(i)[o] > 0 ? 1 : 0;
      sums[side] += guesses[i * outputs + o];
      counts[side]++;
    }
    return counts[0] > 0 && counts[1] > 0 ? (sums[0] / counts[0] + sums[1] / counts[1]) / 2 : 0;
  });
}

/** ln(1 + eˣ). */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

type Point = Pick<KernelChoice, 'hidden' | 'strength'>;

/** Steps of the grid: factors of two of the hidden weight (leaving it out is three), of three of the strength. */
function distance(a: Point, b: Point): number {
  const blocks = a.hidden === 0 ? 3 : Math.log2(a.hidden / b.hidden);
  return Math.hypot(blocks, Math.log(a.strength / b.strength) / Math.log(3));
}
