/**
 * The hyperbolic tangent to 1e-4, by Lambert's continued fraction cut after four terms. `Math.tanh` may
 * differ in its last bits from one engine to the next; this needs only + × ÷, which IEEE 754 fixes, so that
 * a head computes the same everywhere.
 */
export function tanh(x: number): number {
  if (x > 4.97) return 1;
  if (x < -4.97) return -1;
  const s = x * x;
  return (x * (135135 + s * (17325 + s * (378 + s)))) / (135135 + s * (62370 + s * (3150 + s * 28)));
}

const LIMIT = Math.fround(4.97);

/** The same in single precision, each step rounded as f32 arithmetic rounds it: the bits that SIMD kernels compute. */
export function tanhF32(x: number): number {
  if (x > LIMIT) return 1;
  if (x < -LIMIT) return -1;
  const f = Math.fround;
  const s = f(x * x);
  const over = f(x * f(135135 + f(s * f(17325 + f(s * f(378 + s))))));
  const under = f(135135 + f(s * f(62370 + f(s * f(3150 + f(s * 28))))));
  return f(over / under);
}
