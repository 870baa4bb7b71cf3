import { ElmError, requireInteger, requirePositive } from '../errors.ts';
import type { Saved } from '../file/saved.ts';
import { type Inputs, Matrix, requireInputs, toDense } from '../linalg/matrix.ts';
import { multiplyTranspose } from '../linalg/products.ts';

/** A positive definite function of two samples: an inner product in a space of features, maybe infinite. */
export type Kernel =
  /** x·z */
  | { kind: 'linear' }
  /** (scale · x·z + offset)^degree */
  | { kind: 'polynomial'; degree: number; scale: number; offset: number }
  /** exp(−gamma |x − z|²) */
  | { kind: 'rbf'; gamma: number }
  /** exp(−gamma |x − z|₁) */
  | { kind: 'laplacian'; gamma: number }
  /** Infinitely many random units of step (order 0) or relu (order 1): Cho & Saul 2009. */
  | { kind: 'arcCosine'; order: 0 | 1 }
  /** Any function; that it is positive definite is the caller's promise. Can't be saved. */
  | { kind: 'custom'; of: (x: Float64Array, z: Float64Array) => number };

/** k(aᵢ, bⱼ): a.rows × b.rows. Dense or sparse. */
export function kernelMatrix(kernel: Kernel, a: Inputs, b: Inputs): Matrix {
  requireInputs('a', a);
  requireInputs('b', b, a.columns);
  if (kernel.kind === 'laplacian' || kernel.kind === 'custom') {
    const left = toDense(a);
    const right = toDense(b);
    const of = kernel.kind === 'custom' ? kernel.of : laplacian(kernel.gamma);
    const out = new Matrix(a.rows, b.rows);
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < b.rows; j++) out.data[i * b.rows + j] = of(left.row(i), right.row(j));
    }
    return out;
  }
  const out = multiplyTranspose(a, b);
  const n = b.rows;
  if (kernel.kind === 'linear') return out;
  if (kernel.kind === 'polynomial') {
    const { degree, scale, offset } = kernel;
    for (let k = 0; k < out.data.length; k++) out.data[k] = (scale * out.data[k] + offset) ** degree;
    return out;
  }
  const squaresA = squares(a);
  const squaresB = squares(b);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < n; j++) {
      const product = out.data[i * n + j];
      out.data[i * n + j] =
        kernel.kind === 'rbf'
          ? Math.exp(-kernel.gamma * Math.max(0, squaresA[i] + squaresB[j] - 2 * product))
          : arcCosine(kernel.order, product, Math.sqrt(squaresA[i] * squaresB[j]));
    }
  }
  return out;
}

/** Throws an {@link ElmError} for a kernel of no kind, or one whose numbers would not make it definite. */
export function requireKernel(kernel: Kernel): void {
  switch (kernel?.kind) {
    case 'linear':
      return;
    case 'polynomial':
      requireInteger('kernel.degree', kernel.degree, 1, 20);
      requirePositive('kernel.scale', kernel.scale);
      if (!(kernel.offset >= 0 && kernel.offset < Number.POSITIVE_INFINITY)) {
        throw new ElmError('kernel.offset', 'a number from 0', kernel.offset);
      }
      return;
    case 'rbf':
    case 'laplacian':
      requirePositive('kernel.gamma', kernel.gamma);
      return;
    case 'arcCosine':
      requireInteger('kernel.order', kernel.order, 0, 1);
      return;
    case 'custom':
      if (typeof kernel.of !== 'function') throw new ElmError('kernel.of', 'a function', kernel.of);
      return;
    default:
      throw new ElmError('kernel.kind', 'linear, polynomial, rbf, laplacian, arcCosine or custom', kernel);
  }
}

/** Throws an {@link ElmError} for a kernel that no file can hold. */
export function requireSavable(kernel: Kernel): void {
  if (kernel.kind === 'custom')
    throw new ElmError(
      'kernel',
      'one of the kinds with a name (a function of your own fits in no file)',
      kernel,
    );
}

/** The kernel of a saved model. */
export function savedKernel(saved: Saved): Kernel {
  const kernel = saved.fields.kernel as Kernel;
  requireKernel(kernel);
  requireSavable(kernel);
  return kernel;
}

function laplacian(gamma: number): (x: Float64Array, z: Float64Array) => number {
  return (x, z) => {
    let distance = 0;
    for (let j = 0; j < x.length; j++) distance += Math.abs(x[j] - z[j]);
    return Math.exp(-gamma * distance);
  };
}

/** J(θ)/π of the angle between x and z, times |x||z| for order 1. A zero vector has no angle: 90°. */
function arcCosine(order: 0 | 1, product: number, lengths: number): number {
  const cosine = lengths > 0 ? Math.max(-1, Math.min(1, product / lengths)) : 0;
  const angle = Math.acos(cosine);
  if (order === 0) return 1 - angle / Math.PI;
  return (lengths / Math.PI) * (Math.sin(angle) + (Math.PI - angle) * cosine);
}

function squares(x: Inputs): Float64Array {
  const out = new Float64Array(x.rows);
  for (let i = 0; i < x.rows; i++) {
    if (x instanceof Matrix) for (const value of x.row(i)) out[i] += value * value;
    else for (let k = x.starts[i]; k < x.starts[i + 1]; k++) out[i] += x.values[k] ** 2;
  }
  return out;
}
