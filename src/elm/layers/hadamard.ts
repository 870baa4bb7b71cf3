/**
 * The Walsh–Hadamard transform of `x` in place, without its 1/√n factor, in n·log2 n additions. Two levels
 * are done in one sweep (radix 4), which halves the memory traffic.
 * @param x length a power of two
 */
export function hadamard(x: Float32Array): void {
  const n = x.length;
  let quarter = 1;
  for (; 4 * quarter <= n; quarter *= 4) {
    for (let start = 0; start < n; start += 4 * quarter) {
      for (let i = start; i < start + quarter; i++) {
        const a = x[i];
        const b = x[i + quarter];
        const c = x[i + 2 * quarter];
        const d = x[i + 3 * quarter];
        x[i] = a + b + (c + d);
        x[i + quarter] = a - b + (c - d);
        x[i + 2 * quarter] = a + b - (c + d);
        x[i + 3 * quarter] = a - b - (c - d);
      }
    }
  }
  // One level is left when n is no power of four.
  if (quarter < n) {
    for (let i = 0; i < quarter; i++) {
      const a = x[i];
      const b = x[i + quarter];
      x[i] = a + b;
      x[i + quarter] = a - b;
    }
  }
}
