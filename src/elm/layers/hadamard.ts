/**
 * The Walsh–Hadamard transform of `x` in place, without its 1/√n factor, in n·log2 n additions.
 * @param x length a power of two
 */
export function hadamard(x: Float32Array): void {
  const n = x.length;
  for (let half = 1; half < n; half *= 2) {
    for (let start = 0; start < n; start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const a = x[i];
        const b = x[i + half];
        x[i] = a + b;
        x[i + half] = a - b;
      }
    }
  }
}
