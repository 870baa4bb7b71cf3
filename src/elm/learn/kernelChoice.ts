/**
 * Chooses how a person's examples are learned: how much the hidden layer weighs beside the direct links,
 * and how firmly examples are held to their targets. Every pair of a small grid is judged by leave-one-out
 * on the examples themselves, in closed form: its error is 1 − cos² of the angle between what the others say
 * of each example and what was asked there. (The squared error itself asks for the size of what is said, of
 * which few examples say too little, and chose the hidden layer where words did better.) With few examples, or where it makes no difference, the
 * default stands: leaving it has a price, which more examples outweigh. The choice is a function of the
 * examples only. Called by PersonalWeights, which hands in at most some dozens of examples, so the cost is
 * bounded.
 */
import { DualRidge } from './dualRidge.ts';

export interface KernelChoice {
  /** Weight of ⟨hidden⟩ where ⟨links⟩ has 1. */
  readonly hidden: number;
  /** λ of an example of weight 1 as a share of its k(x, x). */
  readonly strength: number;
}

/** Weight of the constant part of the kernel. */
export const BIAS = 0.02;

/** What may be chosen from; the first of each list is the default. */
export interface KernelGrid {
  readonly hidden: readonly number[];
  /** One example on its own is fitted to k / (k + λ) = 1 / (1 + strength) of what was asked: 1/9 is 90 %. */
  readonly strength: readonly number[];
}

/**
 * For labels of the person's own, with no base below. A text's links have norm 1 and real texts' hidden
 * layers a squared norm of about .35, unrelated texts share .13 and .15 of the two.
 */
export const NEW_LABELS: KernelGrid = {
  hidden: [1, 2, 1 / 2, 4, 1 / 4, 0],
  strength: [1 / 9, 1 / 3, 1 / 27],
};

/**
 * For corrections of a trained head. The hidden layer, in which all texts are somewhat alike, carries a
 * correction to texts that the head knew better, and the person's examples don't show that: so it may weigh
 * less here, never more. 50 lessons on a set left out of training cost the head's other sets 12.2, 2.4 and
 * 1.6 points of macro F1 (validation splits; youtube, sms, paradetox left out) with `NEW_LABELS`, 8.2, 1.5 and 1.1
 * with this; what was won on the left out sets was the same to a point (.80, .91, .87).
 */
export const ON_BASE: KernelGrid = { hidden: [1 / 10, 1 / 20, 0], strength: [1 / 9, 1 / 27] };

/** Price of leaving the default, in units of half the logarithm of the error and an example, per step squared. */
const PRICE = 0.1;
/** An error below this is as good as none. */
const FLOOR = 0.01;

/** The examples to choose by: n of them, in an order that depends on the set only. */
export interface ChoiceExamples {
  size: number;
  /** ⟨links⟩ and ⟨hidden⟩ of examples i and j. */
  direct(i: number, j: number): number;
  hidden(i: number, j: number): number;
  residual(i: number): Float64Array;
  weight(i: number): number;
}

/**
 * On the validation splits of eight sets with 5, 20 and 100 examples a label: macro F1 .706, .792, .840 with
 * the default, .714 to .717, .796 to .799, .841 to .842 with what this chooses.
 * @param outputs length of a residual.
 * O(grid · n³).
 */
export function chooseKernel(examples: ChoiceExamples, outputs: number, grid: KernelGrid): KernelChoice {
  const n = examples.size;
  const standard = { hidden: grid.hidden[0], strength: grid.strength[0] };
  let best: KernelChoice = standard;
  if (n < 2) return best;
  let asked = 0;
  for (let i = 0; i < n; i++) {
    for (const r of examples.residual(i)) asked += examples.weight(i) * r * r;
  }
  if (asked === 0) return best;
  let lowest = Number.POSITIVE_INFINITY;
  const row = new Float64Array(n);
  for (const hidden of grid.hidden) {
    for (const strength of grid.strength) {
      const ridge = new DualRidge(outputs);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) row[j] = examples.direct(i, j) + hidden * examples.hidden(i, j) + BIAS;
        ridge.append(row, row[i], (row[i] * strength) / examples.weight(i), examples.residual(i));
      }
      const errors = ridge.leaveOneOut();
      let agreed = 0;
      let said = 0;
      for (let i = 0; i < n; i++) {
        const residual = examples.residual(i);
        const weight = examples.weight(i);
        for (let o = 0; o < outputs; o++) {
          const guess = residual[o] - errors[i * outputs + o];
          agreed += weight * guess * residual[o];
          said += weight * guess * guess;
        }
      }
      const missed = agreed > 0 ? 1 - (agreed * agreed) / (said * asked) : 1;
      const cost = (n / 2) * Math.log(missed + FLOOR) + PRICE * distance({ hidden, strength }, standard) ** 2;
      // Not for a hair's breadth, which rounding could turn.
      if (cost < lowest - 1e-6) {
        lowest = cost;
        best = { hidden, strength };
      }
    }
  }
  return best;
}

/** Steps of the grid: factors of two of the hidden weight (leaving it out is three), of three of the strength. */
function distance(a: KernelChoice, b: KernelChoice): number {
  const blocks = a.hidden === 0 ? 3 : Math.log2(a.hidden / b.hidden);
  return Math.hypot(blocks, Math.log(a.strength / b.strength) / Math.log(3));
}
