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
