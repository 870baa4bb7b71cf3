/** What the other files of this folder share. A packed triangle holds row i, i + 1 numbers in f64, at i (i + 1) / 2. */

/** Address of row i of a packed triangle. */
export function packedRow(l: usize, i: i32): usize {
  return l + (((<usize>i * <usize>(i + 1)) >> 1) << 3);
}

/** Σ a[k] b[k] over `length` f64. */
export function dot(a: usize, b: usize, length: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; k < length; k++) {
    sum += load<f64>(a) * load<f64>(b);
    a += 8;
    b += 8;
  }
  return sum;
}
