import { ElmError, requireInteger } from '../errors.ts';
import { Matrix, requireMatrix } from '../linalg/matrix.ts';
import { Random } from '../random.ts';

export interface Clustering {
  /** k × d. */
  centres: Matrix;
  /** Which centre each sample is nearest to; length n. */
  assignment: Uint32Array;
  /** Sum of squared distances to the nearest centre. */
  inertia: number;
}

/** Lloyd's steps at most; on real data it settles long before. */
const MAX_ROUNDS = 100;

/**
 * Indices of k samples to start from: each next one drawn with a chance in proportion to its squared distance
 * to those drawn (k-means++; Arthur & Vassilvitskii 2007). Distinct while there are distinct samples left.
 */
export function kMeansPlusPlus(x: Matrix, k: number, random: Random): Uint32Array {
  requireInteger('k', k, 1, x.rows);
  const chosen = new Uint32Array(k);
  const nearest = new Float64Array(x.rows).fill(Number.POSITIVE_INFINITY);
  const taken = new Uint8Array(x.rows);
  let next = random.below(x.rows);
  for (let c = 0; c < k; c++) {
    chosen[c] = next;
    taken[next] = 1;
    let total = 0;
    for (let i = 0; i < x.rows; i++) {
      nearest[i] = taken[i] ? 0 : Math.min(nearest[i], squaredDistance(x, i, x, next));
      total += nearest[i];
    }
    if (c + 1 === k) break;
    let target = random.uniform() * total;
    next = taken.indexOf(0); // Where all that is left repeats what was drawn.
    if (total === 0) continue;
    for (let i = 0; i < x.rows; i++) {
      if (nearest[i] === 0) continue;
      next = i;
      target -= nearest[i];
      if (target < 0) break;
    }
  }
  return chosen;
}

/**
 * k-means by Lloyd's iteration from a k-means++ start. The same seed gives the same clusters.
 * @param x n × d, k ≤ n. Use rows of length 1 to cluster by cosine.
 */
export function kMeans(x: Matrix, k: number, seed: number): Clustering {
  requireMatrix('x', x);
  if (x.rows === 0) throw new ElmError('x', 'at least one sample', 0);
  requireInteger('k', k, 1, x.rows);
  const d = x.columns;
  const centres = new Matrix(k, d);
  kMeansPlusPlus(x, k, new Random(seed)).forEach((row, c) => {
    centres.data.set(x.row(row), c * d);
  });
  const assignment = new Uint32Array(x.rows);
  for (let round = 0; ; round++) {
    let inertia = 0;
    let moved = round === 0;
    for (let i = 0; i < x.rows; i++) {
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let c = 0; c < k; c++) {
        const distance = squaredDistance(x, i, centres, c);
        if (distance < least) {
          least = distance;
          best = c;
        }
      }
      if (assignment[i] !== best) moved = true;
      assignment[i] = best;
      inertia += least;
    }
    if (!moved || round === MAX_ROUNDS) return { centres, assignment, inertia };
    const counts = new Uint32Array(k);
    const sums = new Matrix(k, d);
    for (let i = 0; i < x.rows; i++) {
      counts[assignment[i]]++;
      for (let j = 0; j < d; j++) sums.data[assignment[i] * d + j] += x.data[i * d + j];
    }
    // A centre that nothing is nearest to stays where it is.
    for (let c = 0; c < k; c++) {
      for (let j = 0; j < d && counts[c] > 0; j++) centres.data[c * d + j] = sums.data[c * d + j] / counts[c];
    }
  }
}

function squaredDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.columns; k++) {
    const gap = a.data[i * a.columns + k] - b.data[j * a.columns + k];
    sum += gap * gap;
  }
  return sum;
}
