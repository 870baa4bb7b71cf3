/**
 * From a task's examples to its head: scale the links by how differently the two sides use them, solve each
 * output over all buckets, prune to the heaviest rows, solve again on these, round to 8 bits, calibrate on
 * `valid`, choose the lines at which to flag, and then learn once more with the texts of `valid` among the others.
 * Deterministic: the same examples give the same bytes.
 */
import { fitPlatt, fitVectorScaling } from '../../src/elm/calibrate/scaling.ts';
import { Head, type HeadParts, SENSITIVITY_STEPS } from '../../src/elm/head/head.ts';
import { trainHinge, type Weights } from '../../src/elm/learn/hinge.ts';
import { BUCKETS } from '../../src/elm/text/hashing.ts';
import { HIDDEN_UNITS, type TextFeatures } from '../../src/elm/text/textFeatures.ts';
import { type Example, INTERFACE, ORDINARY, type TaskData, WRITTEN } from './examples.ts';
import { setMeans } from './setMeans.ts';
import { extractAll, firstOf, type Vectors, vectorAt } from './vectors.ts';

export interface Recipe {
  /** Loss weight of an example of mean weight. */
  cost: number;
  /** A group of n examples weighs n^balance: 1 counts examples, 0 counts groups. */
  balance: number;
  /** How much an ordinary text of another task's set weighs beside a labelled one. */
  ordinaryWeight: number;
  /** The same for a text of ours: few, but what they say holds on every page. */
  writtenWeight: number;
  hiddenScale: number;
  /** Exponent of a link's log-count ratio in its scale ({@link linkScales}); 0 leaves all links alike. */
  ratio: number;
  /** Exponent of a link's inverse document frequency in its scale. */
  rarity: number;
  /**
   * How much more an example of the other label than the ordinary one counts when the probabilities are fitted
   * (two labels). Above 1 the head is a little surer of it than the sets bear out, and finds more.
   */
  lean: number;
  /**
   * The same for several labels: an example counts by its label's share to the power −evenness. Above 0 rare labels
   * are the answer more often than the sets bear out, which macro F1 likes and the calibration error doesn't.
   */
  evenness: number;
  /** With fewer known words than this the head is unsure. */
  leastWords: number;
  /**
   * What no line goes below at each sensitivity step, whatever the rate of alarms would allow (two labels): pages
   * hold odder pieces than the ordinary texts of the sets.
   */
  leastLines: readonly number[];
  /** Direct links that the shipped head keeps. */
  rows: number;
  passes: number;
}

/** Shares of ordinary texts that may alarm at each sensitivity step. */
export const ALARM_RATES = [0.0005, 0.001, 0.002, 0.005, 0.01];
/**
 * For intent's labels at each step: the least precision on `valid`, and the least probability. The second
 * is needed because most validation texts are long clear comments, unlike the shreds of a page.
 */
export const PRECISIONS = [0.95, 0.9, 0.85, 0.75, 0.6];
export const LEAST_PROBABILITIES = [0.9, 0.8, 0.65, 0.5, 0.4];

/**
 * Below this a head is unsure. On validation texts a share of .6 lets 1.7 % of sentences in 74 other
 * languages through (.5: 6.3 %, .65: 0.7 %) and costs 2 % of English tweets and text messages (.65: 3 %).
 */
const LEAST_KNOWN_SHARE = 0.6;

const SEED = 11;
const TOLERANCE = 0.02;
const REFINE_PASSES = 6;

export function exampleCosts(examples: readonly Example[], recipe: Recipe): Float64Array {
  const sizes = new Map<string, number>();
  for (const { group } of examples) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const costs = Float64Array.from(
    examples,
    ({ group }) => sizes.get(group)! ** (recipe.balance - 1) * weightOf(group, recipe),
  );
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  return costs.map((cost) => (cost / mean) * recipe.cost);
}

/** Smoothing of the counts behind the ratios, in mean links of a bucket's value .1. */
const RATIO_SMOOTHING = 5;
/** Keeps links that both sides use alike in the game. */
const LEAST_RATIO = 0.1;

/**
 * A scale for each bucket, mean square 1 over the texts: |log of the ratio of its shares in the two sides|
 * and its rarity, each to a power. A link that one side never uses then needs less weight to count, as if its
 * weight had a wider prior (Wang & Manning 2012, "Baselines and bigrams", whose ratio carries a sign and the
 * power 1). The scales are multiplied into the weights afterwards, so the head knows nothing of them.
 */
export function linkScales(
  x: Vectors,
  targets: Int8Array,
  costs: Float64Array,
  recipe: Pick<Recipe, 'cost' | 'ratio' | 'rarity'>,
): Float32Array {
  const forIt = new Float64Array(BUCKETS).fill(RATIO_SMOOTHING);
  const against = new Float64Array(BUCKETS).fill(RATIO_SMOOTHING);
  const texts = new Uint32Array(BUCKETS);
  let used = 0;
  for (let i = 0; i < x.size; i++) {
    if (targets[i] === 0) continue;
    used++;
    const side = targets[i] > 0 ? forIt : against;
    const weight = (10 * costs[i]) / recipe.cost;
    for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) {
      side[x.buckets[k]] += weight * Math.abs(x.values[k]);
      texts[x.buckets[k]]++;
    }
  }
  const all = (side: Float64Array) => side.reduce((sum, count) => sum + count, 0);
  const base = Math.log(all(forIt) / all(against));
  const scales = new Float32Array(BUCKETS);
  for (let b = 0; b < BUCKETS; b++) {
    const ratio = Math.abs(Math.log(forIt[b] / against[b]) - base);
    const rarity = Math.log(1 + used / (1 + texts[b]));
    scales[b] = (LEAST_RATIO + ratio) ** recipe.ratio * rarity ** recipe.rarity;
  }
  let before = 0;
  let after = 0;
  for (let k = 0; k < x.buckets.length; k++) {
    const square = x.values[k] * x.values[k];
    before += square;
    after += square * scales[x.buckets[k]] ** 2;
  }
  const norm = Math.sqrt(before / after);
  return scales.map((scale) => scale * norm);
}

function weightOf(group: string, recipe: Recipe): number {
  if (group === WRITTEN || group === INTERFACE) return recipe.writtenWeight;
  return group.endsWith(ORDINARY) ? recipe.ordinaryWeight : 1;
}

/** @param dual where to start, one for each output; where it ended, afterwards. */
export function solve(
  x: Vectors,
  examples: readonly Example[],
  recipe: Recipe,
  passes: number,
  dual: readonly Float64Array[],
  kept?: Uint8Array,
): Weights[] {
  const costs = exampleCosts(examples, recipe);
  const values = new Float32Array(x.values.length);
  return dual.map((start, o) => {
    const targets = Int8Array.from(examples, (example) => example.targets[o]);
    const scales = linkScales(x, targets, costs, recipe);
    for (let k = 0; k < values.length; k++) values[k] = x.values[k] * scales[x.buckets[k]];
    const weights = trainHinge(
      { ...x, values },
      {
        targets,
        costs,
        hiddenScale: recipe.hiddenScale,
        buckets: BUCKETS,
        ...(kept ? { kept } : {}),
        dual: start,
        maxPasses: passes,
        tolerance: TOLERANCE,
        seed: SEED + o,
      },
    );
    for (let b = 0; b < BUCKETS; b++) weights.direct[b] *= scales[b];
    return weights;
  });
}

/** The buckets that move scores most over the training texts. */
export function heaviest(x: Vectors, weights: Weights[], rows: number): Uint32Array {
  const energy = new Float64Array(BUCKETS);
  for (let k = 0; k < x.buckets.length; k++) energy[x.buckets[k]] += x.values[k] * x.values[k];
  const importance = energy.map((e, b) => {
    let square = 0;
    for (const w of weights) square += w.direct[b] * w.direct[b];
    return square * Math.sqrt(e);
  });
  const used: number[] = [];
  for (let b = 0; b < BUCKETS; b++) if (importance[b] > 0) used.push(b);
  used.sort((a, b) => importance[b] - importance[a] || a - b);
  return Uint32Array.from(used.slice(0, rows)).sort();
}

export function toParts(
  data: TaskData,
  weights: Weights[],
  buckets: Uint32Array,
  wordTable: string,
  leastWords: number,
): HeadParts {
  const outputs = weights.length;
  const direct = new Int8Array(buckets.length * outputs);
  const hidden = new Int8Array(outputs * HIDDEN_UNITS);
  const directScale: number[] = [];
  const hiddenScale: number[] = [];
  weights.forEach((w, o) => {
    let top = 1e-12;
    for (const b of buckets) top = Math.max(top, Math.abs(w.direct[b]));
    directScale.push(top / 127);
    buckets.forEach((b, row) => {
      direct[row * outputs + o] = Math.round((w.direct[b] / top) * 127);
    });
    top = 1e-12;
    for (const value of w.hidden) top = Math.max(top, Math.abs(value));
    hiddenScale.push(top / 127);
    hidden.set(
      w.hidden.map((value) => Math.round((value / top) * 127)),
      o * HIDDEN_UNITS,
    );
  });
  return {
    task: data.task,
    labels: data.labels,
    ordinary: data.ordinary,
    wordTable,
    buckets,
    direct,
    hidden,
    directScale,
    hiddenScale,
    bias: weights.map((w) => w.bias),
    scaling: { slope: weights.map(() => 1), offset: weights.map(() => 0) },
    flagAt: data.labels.map((label) =>
      label === data.ordinary ? null : new Array(SENSITIVITY_STEPS).fill(1),
    ),
    unsure: {
      knownWords: leastWords,
      knownShare: LEAST_KNOWN_SHARE,
      probability: data.labels.length === 2 ? 0.52 : 0.4,
    },
    languages: ['en'],
  };
}

/** n × outputs */
export function allScores(head: Head, x: Vectors): Float64Array {
  const out = new Float64Array(x.size * head.outputs);
  for (let i = 0; i < x.size; i++)
    head.scores(vectorAt(x, i), out.subarray(i * head.outputs, (i + 1) * head.outputs));
  return out;
}

/** n × labels */
export function allProbabilities(head: Head, scores: Float64Array): Float64Array {
  const n = scores.length / head.outputs;
  const labels = head.labels.length;
  const out = new Float64Array(n * labels);
  for (let i = 0; i < n; i++) {
    head.probabilities(
      scores.subarray(i * head.outputs, (i + 1) * head.outputs),
      out.subarray(i * labels, (i + 1) * labels),
    );
  }
  return out;
}

export function calibrate(
  parts: HeadParts,
  data: TaskData,
  recipe: Recipe,
  valid: Vectors,
  quiet: Vectors,
): Head {
  let head = Head.fromParts(parts);
  const scores = allScores(head, valid);
  if (head.outputs === 1) {
    parts.scaling = fitPlatt(
      scores,
      data.valid.map((example) => example.targets[0] === 1),
      data.valid.map((example) => (example.targets[0] === 1 ? recipe.lean : 1)),
    );
    head = Head.fromParts(parts);
    if (quiet.size > 0) {
      const p = allProbabilities(head, allScores(head, quiet))
        .filter((_, i) => i % 2 === 1)
        .sort();
      const lines = ALARM_RATES.map((rate, step) => Math.max(recipe.leastLines[step], lineFor(p, rate)));
      parts.flagAt[1] = lines;
      parts.falseAlarms = lines.map((line) => alarmsAbove(head, quiet, line));
    }
  } else {
    const candidates = Uint32Array.from(data.valid, (example) => example.candidates);
    const weights = evenedWeights(candidates, recipe.evenness);
    parts.scaling = fitVectorScaling(scores, candidates, weights, head.outputs);
    head = Head.fromParts(parts);
    const p = allProbabilities(head, scores);
    data.labels.forEach((label, k) => {
      if (label !== data.ordinary) parts.flagAt[k] = precisionLines(data, p, k);
    });
  }
  return Head.fromParts(parts);
}

/** How much each example counts when several labels’ probabilities are fitted ({@link Recipe.evenness}). */
export function evenedWeights(candidates: Uint32Array, evenness: number): Float64Array {
  const sizes = new Map<number, number>();
  for (const label of candidates) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return Float64Array.from(candidates, (label) => (sizes.get(label)! / candidates.length) ** -evenness);
}

/** The least probability that at most `rate` of the ascending `probabilities` reach. */
function lineFor(probabilities: Float64Array, rate: number): number {
  const n = probabilities.length;
  const alarms = Math.floor(n * rate);
  const line = (probabilities[n - 1 - alarms] + probabilities[n - alarms]) / 2;
  return alarms === 0 ? probabilities[n - 1] + 1e-6 : line;
}

/** Share of the ordinary texts that did not choose the lines that are flagged all the same. */
function alarmsAbove(head: Head, quiet: Vectors, line: number): number {
  const scores = allScores(head, quiet);
  const p = allProbabilities(head, scores);
  let n = 0;
  let alarms = 0;
  for (let i = 0; i < quiet.size; i += 2) {
    const both = p.subarray(2 * i, 2 * i + 2);
    n++;
    if (both[1] >= line && !head.isUnsure(vectorAt(quiet, i), both, quiet.languages?.[i])) alarms++;
  }
  return alarms / n;
}

/**
 * For label k the least probability from which on the share of right ones among the validation texts whose
 * label is known reaches each of {@link PRECISIONS}.
 */
function precisionLines(data: TaskData, p: Float64Array, k: number): number[] {
  const labels = data.labels.length;
  const known = data.valid
    .map((example, i) => ({ right: example.targets[k], p: p[i * labels + k] }))
    .filter(({ right }) => right !== 0)
    .sort((a, b) => b.p - a.p);
  return PRECISIONS.map((precision, step) => {
    let right = 0;
    let line = 1;
    known.forEach((row, i) => {
      if (row.right === 1) right++;
      if (right >= precision * (i + 1) && i >= 10) line = row.p;
    });
    return Math.min(0.99, Math.max(LEAST_PROBABILITIES[step], line));
  });
}

/** A head, and the one by which it was calibrated. */
export interface Trained {
  /** What ships: it has learned from the validation texts too. */
  head: Head;
  /** The same before that: figures on the validation texts are of this one. */
  before: Head;
}

export function trainHead(
  data: TaskData,
  recipe: Recipe,
  features: TextFeatures,
  wordTable: string,
  valid: Vectors,
  quiet: Vectors,
  say: (message: string) => void,
): Trained {
  const examples = [...data.train, ...data.valid];
  say(`${data.task}: reading ${examples.length} examples`);
  const x = extractAll(
    features,
    examples.map((example) => example.text),
  );
  const learn = (size: number, dual: Float64Array[]) =>
    learnFrom(firstOf(x, size), examples.slice(0, size), data, recipe, wordTable, dual, say);
  const dual = Array.from(data.train[0].targets, () => new Float64Array(x.size));
  const parts = learn(data.train.length, dual);
  say(`${data.task}: calibrating`);
  const before = calibrate(parts, data, recipe, valid, quiet);
  // Chosen is chosen; now the texts that chose teach as well: an eighth more labelled ones, of convabuse three tenths.
  const { scaling, flagAt, falseAlarms } = parts;
  const head = Head.fromParts({
    ...learn(x.size, dual),
    ...{ scaling, flagAt },
    ...(falseAlarms ? { falseAlarms } : {}),
  });
  return { head, before };
}

/** @param dual where to start; where it ended, afterwards. */
function learnFrom(
  x: Vectors,
  examples: readonly Example[],
  data: TaskData,
  recipe: Recipe,
  wordTable: string,
  dual: Float64Array[],
  say: (message: string) => void,
): HeadParts {
  say(`${data.task}: solving over ${x.buckets.length} links of ${x.size} texts`);
  const all = solve(x, examples, recipe, recipe.passes, dual);
  const buckets = heaviest(x, all, recipe.rows);
  const kept = new Uint8Array(BUCKETS);
  for (const b of buckets) kept[b] = 1;
  say(`${data.task}: solving again on ${buckets.length} buckets`);
  const pruned = solve(x, examples, recipe, REFINE_PASSES, dual, kept);
  const parts = toParts(data, pruned, buckets, wordTable, recipe.leastWords);
  parts.anchors = setMeans(x, examples, exampleCosts(examples, recipe));
  return parts;
}
