/**
 * The Walsh–Hadamard transform of `x` in place, without its 1/√n factor, in n·log2 n additions. Two levels
 * are done in one sweep (radix 4), which halves the memory traffic. Sums are rounded to single precision one by
 * one, so that a kernel in f32 arithmetic gives the same bits.
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
        const ab = Math.fround(a + b);
        const cd = Math.fround(c + d);
        const aLessB = Math.fround(a - b);
        const cLessD = Math.fround(c - d);
        x[i] = ab + cd;
        x[i + quarter] = aLessB + cLessD;
        x[i + 2 * quarter] = ab - cd;
        x[i + 3 * quarter] = aLessB - cLessD;
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
