/**
 * From scores to probabilities one can take at their word: p = softmax(slope ∘ score + offset) for several
 * labels (vector scaling, Guo et al. 2017), p = 1 / (1 + e^−(slope·score + offset)) for two (Platt 1999).
 * Fitted on examples that the scores were not trained on, by maximum likelihood, in a fixed number of damped Newton
 * steps (two labels; Lin, Lin & Weng 2007) or gradient steps (several): the same input gives the same numbers.
 */
import { requireInteger, requireLength, requireNumbers, requireSome } from '../errors.ts';

/** Beyond it the steps of vector scaling would be too long. */
const LARGEST_SCORE = 10;

export interface Scaling {
  slope: number[];
  offset: number[];
}

/**
 * Fits the two-label form.
 * @param scores of any size, n
 * @param positive whether each is of the label whose probability is wanted
 * @param weights how much each example counts, from 0; 1 if left out
 * @returns slope and offset, one of each: the probability of a score s is `logistic(slope[0] * s + offset[0])`
 */
export function fitPlatt(
  scores: ArrayLike<number>,
  positive: ArrayLike<boolean>,
  weights: ArrayLike<number> = new Float64Array(scores.length).fill(1),
): Scaling {
  requireLength('scores', scores);
  requireNumbers('scores', scores);
  requireLength('positive', positive, scores.length);
  requireLength('weights', weights, scores.length);
  requireNumbers('weights', weights, 0);
  requireSome('weights', weights);
  let slope = 1;
  let offset = 0;
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < scores.length; i++) {
    if (positive[i]) positives += weights[i];
    else negatives += weights[i];
  }
  // Platt's targets: a little short of 1 and above 0, so that separable data don't drive the slope to infinity.
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const loss = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < scores.length; i++) {
      const z = a * scores[i] + b;
      // −t ln p − (1 − t) ln (1 − p), so that no e^z overflows.
      const target = positive[i] ? high : low;
      sum += weights[i] * (Math.max(z, 0) - target * z + Math.log1p(Math.exp(-Math.abs(z))));
    }
    return sum;
  };
  let least = loss(slope, offset);
  for (let round = 0; round < 50; round++) {
    let gs = 0;
    let go = 0;
    let ss = 1e-9;
    let so = 0;
    let oo = 1e-9;
    for (let i = 0; i < scores.length; i++) {
      const p = logistic(slope * scores[i] + offset);
      const error = weights[i] * (p - (positive[i] ? high : low));
      const curve = weights[i] * Math.max(p * (1 - p), 1e-6);
      gs += error * scores[i];
      go += error;
      ss += curve * scores[i] * scores[i];
      so += curve * scores[i];
      oo += curve;
    }
    const det = ss * oo - so * so;
    const slopeStep = (oo * gs - so * go) / det;
    const offsetStep = (ss * go - so * gs) / det;
    // Far from the best, a whole step goes too far: it is halved until it gains. At the best, rounding is no loss.
    for (let part = 1; part > 1e-10; part /= 2) {
      const reached = loss(slope - part * slopeStep, offset - part * offsetStep);
      if (!(reached <= least + 1e-12 * Math.abs(least))) continue;
      slope -= part * slopeStep;
      offset -= part * offsetStep;
      least = reached;
      break;
    }
  }
  return { slope: [slope], offset: [offset] };
}

/**
 * Fits the form for several labels when of each example only a set of possible labels is known: the
 * likelihood of an example is the summed probability of its candidates.
 * @param scores n × labels, row-major
 * @param candidates bit k is set when label k is possible; one a row
 * @param labels at most 32
 */
export function fitVectorScaling(
  scores: Float64Array,
  candidates: Uint32Array,
  weights: ArrayLike<number>,
  labels: number,
): Scaling {
  requireInteger('labels', labels, 1, 32);
  requireLength('candidates', candidates);
  requireLength('weights', weights, candidates.length);
  requireNumbers('weights', weights, 0);
  requireSome('weights', weights);
  requireLength('scores', scores, candidates.length * labels);
  requireNumbers('scores', scores);
  const slope = new Array<number>(labels).fill(2);
  const offset = new Array<number>(labels).fill(0);
  const p = new Float64Array(labels);
  let total = 0;
  for (let i = 0; i < candidates.length; i++) total += weights[i];
  // The length of the steps suits scores of about ±1; much larger ones are first made smaller.
  const largest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  if (largest > LARGEST_SCORE) {
    const unit = LARGEST_SCORE / largest;
    const scaling = fitVectorScaling(
      scores.map((score) => unit * score),
      candidates,
      weights,
      labels,
    );
    return { slope: scaling.slope.map((value) => unit * value), offset: scaling.offset };
  }
  // Gradient ascent with Nesterov's momentum; the problem is small and smooth, and 400 steps settle it.
  const velocity = new Float64Array(2 * labels);
  for (let round = 0; round < 400; round++) {
    const gradient = new Float64Array(2 * labels);
    for (let i = 0; i < candidates.length; i++) {
      softmax(scores, i * labels, slope, offset, p);
      let mass = 0;
      for (let k = 0; k < labels; k++) if ((candidates[i] >>> k) & 1) mass += p[k];
      for (let k = 0; k < labels; k++) {
        const posterior = (candidates[i] >>> k) & 1 ? p[k] / mass : 0;
        const g = (weights[i] / total) * (posterior - p[k]);
        gradient[k] += g * scores[i * labels + k];
        gradient[labels + k] += g;
      }
    }
    for (let k = 0; k < labels; k++) {
      velocity[k] = 0.9 * velocity[k] + 2 * gradient[k];
      velocity[labels + k] = 0.9 * velocity[labels + k] + 2 * gradient[labels + k];
      slope[k] += velocity[k];
      offset[k] += velocity[labels + k];
    }
  }
  return { slope, offset };
}

/** Writes softmax(slope ∘ scores[from..] + offset) into `out`; its length says how many labels there are. */
export function softmax(
  scores: ArrayLike<number>,
  from: number,
  slope: ArrayLike<number>,
  offset: ArrayLike<number>,
  out: Float64Array,
): void {
  const n = slope.length;
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < n; k++) {
    out[k] = slope[k] * scores[from + k] + offset[k];
    if (out[k] > top) top = out[k];
  }
  let sum = 0;
  for (let k = 0; k < n; k++) {
    out[k] = Math.exp(out[k] - top);
    sum += out[k];
  }
  for (let k = 0; k < n; k++) out[k] /= sum;
}

/** 1 / (1 + e^−z), for z of any size. */
export function logistic(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}
