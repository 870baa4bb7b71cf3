/**
 * Ridge regression with an intercept, and its leave-one-out answers in closed form. In come samples (dense or
 * sparse columns side by side), targets and weights; out come weights, the λ taken, and for each sample the
 * score it would have got from a model that had never seen it. Solved by Cholesky in whichever is smaller,
 * the primal (columns × columns) or the dual (samples × samples). Every ELM of the core is solved here.
 *
 * It minimises Σ wᵢ |yᵢ − xᵢB − b|² + λ|B|²; the intercept b is not penalised, which is the same as taking
 * weighted means off X and Y first.
 */
import { ElmError, requirePositive } from '../errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { cholesky, choleskySolve, solveLower } from '../linalg/cholesky.ts';
import { type Inputs, Matrix, requireInputs, requireMatrix, SparseRows } from '../linalg/matrix.ts';
import { gram, multiply, rowGram, transposeMultiply } from '../linalg/products.ts';
import {
  carryRows,
  factorTridiagonal,
  solveTridiagonal,
  type TridiagonalFactor,
  tridiagonalise,
} from '../linalg/tridiagonal.ts';

export interface RidgeOptions {
  /** A strength greater than 0, a list to choose from by leave-one-out, or `'loo'` for the default list. */
  lambda?: number | readonly number[] | 'loo';
  /** Weight of each sample, greater than 0; 1 if left out. */
  sampleWeights?: ArrayLike<number>;
  /** Where to run the Gram matrix and Cholesky; in plain TypeScript if left out. */
  kernels?: Kernels | null;
}

export interface RidgeSolution {
  /** For each block of columns, its d × m weights. */
  weights: Matrix[];
  /** Length m. */
  intercept: Float64Array;
  lambda: number;
  /** n × m: what each sample's score would be, had it been left out. */
  leftOut: Matrix;
  form: 'primal' | 'dual';
}

/** Neither side of the smaller form may be longer: its matrix would pass 512 MB. */
const MAX_SIDE = 8192;

/** Shares of the mean eigenvalue that `'loo'` chooses from: half decades from 1e-8 to 1e3. */
const LOO_GRID = Array.from({ length: 23 }, (_, i) => 10 ** (-8 + i / 2));

const SAMPLES = 64;

/** A sample that decides its own score to the last bits has no say about λ. */
const LEAST_FREEDOM = 1e-10;

/**
 * @param blocks feature blocks with the same samples, n × d each; together they are X.
 * @param y n × m.
 * @throws ElmError for shapes that don't fit, numbers that aren't finite, or a system that isn't positive definite.
 */
export function ridge(blocks: readonly Inputs[], y: Matrix, options: RidgeOptions = {}): RidgeSolution {
  requireMatrix('y', y);
  const n = y.rows;
  if (n === 0) throw new ElmError('y', 'at least one sample', 0);
  if (!Array.isArray(blocks)) throw new ElmError('blocks', 'a list of blocks of features', blocks);
  if (blocks.length === 0) throw new ElmError('blocks', 'at least one block of features', 0);
  for (const block of blocks) {
    requireInputs('blocks', block);
    if (block.rows !== n) throw new ElmError('blocks', `${n} rows, as many as targets`, block.rows);
  }
  requireLambda(options.lambda ?? 'loo');
  const weights = sampleWeights(options.sampleWeights, n);
  const columns = blocks.reduce((sum, block) => sum + block.columns, 0);
  if (Math.min(n, columns) > MAX_SIDE) {
    throw new ElmError(
      'blocks',
      `at most ${MAX_SIDE} samples or columns, whichever is fewer`,
      Math.min(n, columns),
    );
  }
  return columns <= n ? primal(blocks, y, weights, options) : dual(blocks, y, weights, options);
}

/** Throws an {@link ElmError} for a λ that {@link ridge} can't take. */
export function requireLambda(lambda: NonNullable<RidgeOptions['lambda']>): void {
  if (lambda === 'loo') return;
  const candidates = typeof lambda === 'number' ? [lambda] : lambda;
  if (!Array.isArray(candidates) || candidates.length === 0)
    throw new ElmError('lambda', 'a number, a list of them, or "loo"', lambda);
  for (const candidate of candidates) requirePositive('lambda', candidate);
}

function primal(
  blocks: readonly Inputs[],
  y: Matrix,
  weights: Float64Array,
  { lambda = 'loo', kernels }: RidgeOptions,
): RidgeSolution {
  const n = y.rows;
  const x = sideBySide(blocks);
  const d = x.columns;
  const mean = weightedMean(x, weights);
  for (let i = 0; i < n; i++) {
    const root = Math.sqrt(weights[i]);
    for (let j = 0; j < d; j++) x.data[i * d + j] = root * (x.data[i * d + j] - mean[j]);
  }
  const targets = centredTargets(y, weights);
  const a = kernels ? kernels.gram(x) : gram(x);
  const { lambda: chosen, leverage } =
    typeof lambda === 'number'
      ? { lambda, leverage: null }
      : chooseLambda(lambda, targets.scaled, weights, a, x.clone());
  addToDiagonal(a, chosen);
  const factor = kernels ? kernels.cholesky(a) : cholesky(a);
  const solution = choleskySolve(factor, transposeMultiply(x, targets.scaled));
  const fitted = multiply(x, solution);
  const residuals = new Matrix(
    n,
    y.columns,
    targets.scaled.data.map((t, k) => t - fitted.data[k]),
  );
  const out: Matrix[] = [];
  let at = 0;
  for (const block of blocks) {
    const rows = solution.data.slice(at * y.columns, (at + block.columns) * y.columns);
    out.push(new Matrix(block.columns, y.columns, rows));
    at += block.columns;
  }
  const intercept = targets.mean.slice();
  for (let j = 0; j < d; j++) {
    for (let o = 0; o < y.columns; o++) intercept[o] -= mean[j] * solution.data[j * y.columns + o];
  }
  return {
    weights: out,
    intercept,
    lambda: chosen,
    leftOut: leftOutScores(y, weights, residuals, leverage ?? leverages(x, factor)),
    form: 'primal',
  };
}

function dual(
  blocks: readonly Inputs[],
  y: Matrix,
  weights: Float64Array,
  { lambda = 'loo', kernels }: RidgeOptions,
): RidgeSolution {
  const n = y.rows;
  const m = y.columns;
  const k = new Matrix(n, n);
  for (const block of blocks) {
    // A Aᵀ is the Gram matrix of the columns of Aᵀ.
    const part = kernels && block instanceof Matrix ? kernels.gram(block.transpose()) : rowGram(block);
    for (let i = 0; i < k.data.length; i++) k.data[i] += part.data[i];
  }
  centreKernel(k, weights);
  const targets = centredTargets(y, weights);
  const { lambda: chosen, leverage } =
    typeof lambda === 'number'
      ? { lambda, leverage: null }
      : chooseLambda(lambda, targets.scaled, weights, k, null);
  addToDiagonal(k, chosen);
  const factor = kernels ? kernels.cholesky(k) : cholesky(k);
  const alpha = choleskySolve(factor, targets.scaled);
  const residuals = new Matrix(n, m);
  for (let i = 0; i < residuals.data.length; i++) residuals.data[i] = chosen * alpha.data[i];
  // √w is a null vector of the centred kernel, so Σ √wᵢ αᵢ = 0 and the means drop out of XᵀA.
  for (let i = 0; i < n; i++) {
    for (let o = 0; o < m; o++) alpha.data[i * m + o] *= Math.sqrt(weights[i]);
  }
  const out = blocks.map((block) => transposeMultiply(block, alpha));
  const intercept = targets.mean.slice();
  const total = weights.reduce((sum, w) => sum + w, 0);
  for (let b = 0; b < blocks.length; b++) {
    const fitted = multiply(blocks[b], out[b]);
    for (let i = 0; i < n; i++) {
      for (let o = 0; o < m; o++) intercept[o] -= (weights[i] / total) * fitted.data[i * m + o];
    }
  }
  return {
    weights: out,
    intercept,
    lambda: chosen,
    leftOut: leftOutScores(
      y,
      weights,
      residuals,
      leverage ?? inverseDiagonal(factor).map((value) => 1 - chosen * value),
    ),
    form: 'dual',
  };
}

/**
 * The λ with the least weighted sum of squared leave-one-out errors (PRESS; Allen 1974), and the leverages that it
 * gives. One reduction to tridiagonal form serves all candidates, each of which then costs O(n · side): what
 * eigenvectors would also do, but they cost several times as much.
 * @param a centred, weighted Gram matrix: of columns (primal) or samples (dual).
 * @param samples in the primal form X, which is used up; null in the dual form.
 */
function chooseLambda(
  list: readonly number[] | 'loo',
  targets: Matrix,
  weights: Float64Array,
  a: Matrix,
  samples: Matrix | null,
): { lambda: number; leverage: Float64Array | null } {
  const form = tridiagonalise(a);
  const n = targets.rows;
  const m = targets.columns;
  const side = a.rows;
  const trace = form.diagonal.reduce((sum, value) => sum + value, 0);
  const candidates =
    list === 'loo' ? LOO_GRID.map((share) => (share * (trace > 0 ? trace : 1)) / side) : list;
  // In the form's basis: X Bᵀ, or in the dual form Bᵀ.
  const t = samples ?? identity(side);
  carryRows(t, form);
  const c = transposeMultiply(t, targets);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const best: { lambda: number; leverage: Float64Array | null } = { lambda: candidates[0], leverage: null };
  let least = Number.POSITIVE_INFINITY;
  for (const lambda of candidates) {
    const factor = factorTridiagonal(form, lambda);
    if (factor === null) continue;
    const leverage = quadraticForms(t, factor);
    const fitted = multiply(t, solveTridiagonal(factor, c));
    let press = 0;
    for (let i = 0; i < n; i++) {
      if (samples === null) leverage[i] = 1 - lambda * leverage[i];
      const freedom = Math.max(1 - leverage[i] - weights[i] / total, LEAST_FREEDOM);
      for (let o = 0; o < m; o++) {
        const f = fitted.data[i * m + o];
        press += ((samples ? targets.data[i * m + o] - f : lambda * f) / freedom) ** 2;
      }
    }
    if (press < least) {
      least = press;
      best.lambda = lambda;
      best.leverage = leverage;
    }
  }
  return best;
}

/** tᵢ (T + λ)⁻¹ tᵢᵀ for each row of t. */
function quadraticForms(t: Matrix, { d, l }: TridiagonalFactor): Float64Array {
  const out = new Float64Array(t.rows);
  const side = t.columns;
  const inverse = d.map((pivot) => 1 / pivot);
  for (let i = 0; i < t.rows; i++) {
    let z = 0;
    let sum = 0;
    for (let k = 0; k < side; k++) {
      z = t.data[i * side + k] - l[k] * z;
      sum += z * z * inverse[k];
    }
    out[i] = sum;
  }
  return out;
}

function identity(n: number): Matrix {
  const out = new Matrix(n, n);
  addToDiagonal(out, 1);
  return out;
}

/** y − e / (1 − h): exact for every smoother that is a penalised least-squares fit. */
function leftOutScores(
  y: Matrix,
  weights: Float64Array,
  scaledResiduals: Matrix,
  leverage: Float64Array,
): Matrix {
  const out = y.clone();
  const m = y.columns;
  const total = weights.reduce((sum, w) => sum + w, 0);
  for (let i = 0; i < y.rows; i++) {
    const freedom = Math.max(1 - leverage[i] - weights[i] / total, LEAST_FREEDOM) * Math.sqrt(weights[i]);
    for (let o = 0; o < m; o++) out.data[i * m + o] -= scaledResiduals.data[i * m + o] / freedom;
  }
  return out;
}

function sampleWeights(given: ArrayLike<number> | undefined, n: number): Float64Array {
  if (given === undefined) return new Float64Array(n).fill(1);
  if (given.length !== n) throw new ElmError('sampleWeights', `${n} numbers`, given.length);
  const weights = Float64Array.from(given);
  for (let i = 0; i < n; i++) requirePositive(`sampleWeights[${i}]`, weights[i]);
  return weights;
}

function centredTargets(y: Matrix, weights: Float64Array): { scaled: Matrix; mean: Float64Array } {
  const mean = weightedMean(y, weights);
  const scaled = y.clone();
  const m = y.columns;
  for (let i = 0; i < y.rows; i++) {
    const root = Math.sqrt(weights[i]);
    for (let o = 0; o < m; o++) scaled.data[i * m + o] = root * (y.data[i * m + o] - mean[o]);
  }
  return { scaled, mean };
}

function weightedMean(x: Matrix, weights: Float64Array): Float64Array {
  const mean = new Float64Array(x.columns);
  let total = 0;
  for (let i = 0; i < x.rows; i++) {
    total += weights[i];
    for (let j = 0; j < x.columns; j++) mean[j] += weights[i] * x.data[i * x.columns + j];
  }
  return mean.map((value) => value / total);
}

/** K becomes W^½ C K Cᵀ W^½, C taking off the weighted mean: the kernel of centred, weighted samples. */
function centreKernel(k: Matrix, weights: Float64Array): void {
  const n = k.rows;
  const total = weights.reduce((sum, w) => sum + w, 0);
  const rowMean = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) rowMean[i] += (weights[j] / total) * k.data[i * n + j];
  }
  let mean = 0;
  for (let i = 0; i < n; i++) mean += (weights[i] / total) * rowMean[i];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      k.data[i * n + j] =
        Math.sqrt(weights[i] * weights[j]) * (k.data[i * n + j] - rowMean[i] - rowMean[j] + mean);
    }
  }
}

/** Dense columns side by side, a copy. */
function sideBySide(blocks: readonly Inputs[]): Matrix {
  const dense = blocks.map((block) => (block instanceof SparseRows ? block.toDense() : block));
  const columns = dense.reduce((sum, block) => sum + block.columns, 0);
  const out = new Matrix(dense[0].rows, columns);
  for (let i = 0; i < out.rows; i++) {
    let at = i * columns;
    for (const block of dense) {
      out.data.set(block.row(i), at);
      at += block.columns;
    }
  }
  return out;
}

/** |L⁻¹ xᵢ|² for each row of X: how much a sample decides its own score. */
function leverages(x: Matrix, factor: Matrix): Float64Array {
  const { rows: n, columns: d } = x;
  const out = new Float64Array(n);
  // Some samples at a time, that stay near while L passes.
  for (let from = 0; from < n; from += SAMPLES) {
    const to = Math.min(from + SAMPLES, n);
    const carried = new Matrix(to - from, d, x.data.subarray(from * d, to * d)).transpose();
    solveLower(factor, carried);
    for (let k = 0; k < carried.data.length; k++) out[from + (k % (to - from))] += carried.data[k] ** 2;
  }
  return out;
}

/** The diagonal of (L Lᵀ)⁻¹: squared column norms of L⁻¹. */
function inverseDiagonal(l: Matrix): Float64Array {
  const n = l.rows;
  const inverse = new Matrix(n, n);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // Row i of L⁻¹ from the rows before it; it is zero right of column i.
    for (let k = 0; k < i; k++) {
      const entry = l.data[i * n + k];
      for (let j = 0; j <= k; j++) inverse.data[i * n + j] -= entry * inverse.data[k * n + j];
    }
    const pivot = 1 / l.data[i * n + i];
    for (let j = 0; j < i; j++) inverse.data[i * n + j] *= pivot;
    inverse.data[i * n + i] = pivot;
    for (let j = 0; j <= i; j++) diagonal[j] += inverse.data[i * n + j] ** 2;
  }
  return diagonal;
}

function addToDiagonal(a: Matrix, value: number): void {
  for (let i = 0; i < a.rows; i++) a.data[i * a.columns + i] += value;
}
