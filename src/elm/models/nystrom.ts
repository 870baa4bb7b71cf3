import { ElmError } from '../errors.ts';
import { type Inputs, Matrix, requireInputs } from '../linalg/matrix.ts';
import { multiply } from '../linalg/products.ts';
import { symmetricEigen } from '../linalg/symmetricEigen.ts';
import { type Kernel, kernelMatrix, requireKernel } from './kernelFunctions.ts';

/** Directions in which the landmarks' kernel has less than this share of its greatest eigenvalue are left out. */
const LEAST_SHARE = 1e-10;

/**
 * Nyström features (Williams & Seeger 2001): with K = U Λ Uᵀ the kernel between landmarks, φ(x) =
 * Λ^−½ Uᵀ k(landmarks, x). W = Λ^−½ Uᵀ whitens: W K Wᵀ = I; and φ(x)·φ(z) is k(x, z) exactly whenever x or z
 * is a landmark.
 */
export class Nystrom {
  readonly kernel: Kernel;
  readonly landmarks: Matrix;
  /** Features, at most one a landmark; fewer if landmarks repeat each other. */
  readonly features: number;
  /** Wᵀ: landmarks × features. */
  readonly whitening: Matrix;

  /** One whose whitening is known; {@link Nystrom.fit} finds it. */
  constructor(kernel: Kernel, landmarks: Matrix, whitening: Matrix) {
    this.kernel = kernel;
    this.landmarks = landmarks;
    this.whitening = whitening;
    this.features = whitening.columns;
  }

  /** @param landmarks m × d. @throws ElmError if the kernel between them is nowhere positive. */
  static fit(kernel: Kernel, landmarks: Matrix): Nystrom {
    requireKernel(kernel);
    requireInputs('landmarks', landmarks);
    const m = landmarks.rows;
    if (m === 0) throw new ElmError('landmarks', 'at least one', 0);
    const { values, vectors } = symmetricEigen(kernelMatrix(kernel, landmarks, landmarks));
    if (!(values[0] > 0)) throw new ElmError('kernel', 'a positive definite kernel', values[0]);
    const features = values.filter((value) => value > LEAST_SHARE * values[0]).length;
    const whitening = new Matrix(m, features);
    for (let j = 0; j < m; j++) {
      for (let k = 0; k < features; k++)
        whitening.data[j * features + k] = vectors.data[k * m + j] / Math.sqrt(values[k]);
    }
    return new Nystrom(kernel, landmarks, whitening);
  }

  /** φ of each sample, n × features. */
  apply(x: Inputs): Matrix {
    requireInputs('x', x, this.landmarks.columns);
    return multiply(kernelMatrix(this.kernel, x, this.landmarks), this.whitening);
  }
}
