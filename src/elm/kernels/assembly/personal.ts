/**
 * The inner loops of learning from one person (src/elm/learn), in AssemblyScript with SIMD, compiled together
 * with kernels.ts. Each function says which TypeScript it equals; that is the readable reference. Pointers are
 * byte offsets into a memory that the caller lays out. Nothing here allocates or checks.
 */

import { dot, packedRow } from './shared';

/** learn/denseRows.ts `dots`: out (rows, f64) = H q, for H rows × d in f32 and q in f64. Four rows a pass. */
export function mixedDots(h: usize, rows: i32, d: i32, q: usize, out: usize): void {
  const stride = (<usize>d) << 2;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    let p0 = h + <usize>i * stride;
    let p1 = p0 + stride;
    let p2 = p1 + stride;
    let p3 = p2 + stride;
    let s0 = f64x2.splat(0),
      s1 = f64x2.splat(0),
      s2 = f64x2.splat(0),
      s3 = f64x2.splat(0);
    let at = q;
    let u = 0;
    for (; u + 1 < d; u += 2) {
      const value = v128.load(at);
      s0 = f64x2.add(s0, f64x2.mul(value, f64x2.promote_low_f32x4(v128.load64_zero(p0))));
      s1 = f64x2.add(s1, f64x2.mul(value, f64x2.promote_low_f32x4(v128.load64_zero(p1))));
      s2 = f64x2.add(s2, f64x2.mul(value, f64x2.promote_low_f32x4(v128.load64_zero(p2))));
      s3 = f64x2.add(s3, f64x2.mul(value, f64x2.promote_low_f32x4(v128.load64_zero(p3))));
      at += 16;
      p0 += 8;
      p1 += 8;
      p2 += 8;
      p3 += 8;
    }
    let t0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
    let t1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
    let t2 = f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1);
    let t3 = f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1);
    if (u < d) {
      const value = load<f64>(at);
      t0 += value * <f64>load<f32>(p0);
      t1 += value * <f64>load<f32>(p1);
      t2 += value * <f64>load<f32>(p2);
      t3 += value * <f64>load<f32>(p3);
    }
    const to = out + ((<usize>i) << 3);
    store<f64>(to, t0);
    store<f64>(to, t1, 8);
    store<f64>(to, t2, 16);
    store<f64>(to, t3, 24);
  }
  for (; i < rows; i++) {
    const row = h + <usize>i * stride;
    let sum: f64 = 0;
    for (let u = 0; u < d; u++) {
      sum += load<f64>(q + ((<usize>u) << 3)) * <f64>load<f32>(row + ((<usize>u) << 2));
    }
    store<f64>(out + ((<usize>i) << 3), sum);
  }
}

/** learn/denseRows.ts `combine`: out (d, f64) += Hᵀ x, for H rows × d in f32 and x in f64. Four rows a pass. */
export function mixedCombine(h: usize, rows: i32, d: i32, x: usize, out: usize): void {
  const stride = (<usize>d) << 2;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const coefficients = x + ((<usize>i) << 3);
    const x0 = v128.load64_splat(coefficients);
    const x1 = v128.load64_splat(coefficients, 8);
    const x2 = v128.load64_splat(coefficients, 16);
    const x3 = v128.load64_splat(coefficients, 24);
    let p0 = h + <usize>i * stride;
    let p1 = p0 + stride;
    let p2 = p1 + stride;
    let p3 = p2 + stride;
    let at = out;
    let u = 0;
    for (; u + 1 < d; u += 2) {
      let a = f64x2.mul(x0, f64x2.promote_low_f32x4(v128.load64_zero(p0)));
      let b = f64x2.mul(x1, f64x2.promote_low_f32x4(v128.load64_zero(p1)));
      a = f64x2.add(a, f64x2.mul(x2, f64x2.promote_low_f32x4(v128.load64_zero(p2))));
      b = f64x2.add(b, f64x2.mul(x3, f64x2.promote_low_f32x4(v128.load64_zero(p3))));
      v128.store(at, f64x2.add(v128.load(at), f64x2.add(a, b)));
      at += 16;
      p0 += 8;
      p1 += 8;
      p2 += 8;
      p3 += 8;
    }
    if (u < d) {
      let sum = load<f64>(at);
      sum += load<f64>(coefficients) * <f64>load<f32>(p0);
      sum += load<f64>(coefficients, 8) * <f64>load<f32>(p1);
      sum += load<f64>(coefficients, 16) * <f64>load<f32>(p2);
      sum += load<f64>(coefficients, 24) * <f64>load<f32>(p3);
      store<f64>(at, sum);
    }
  }
  for (; i < rows; i++) {
    const row = h + <usize>i * stride;
    const value = load<f64>(x + ((<usize>i) << 3));
    for (let u = 0; u < d; u++) {
      const at = out + ((<usize>u) << 3);
      store<f64>(at, load<f64>(at) + value * <f64>load<f32>(row + ((<usize>u) << 2)));
    }
  }
}

/** Rows that stay in the second-level cache while all others pass. */
const GRAM_BLOCK = 64;

/**
 * learn/denseRows.ts `gram`: products in f64 of all pairs of rows of H (rows × d, f32), as a packed triangle.
 * Two rows by four a pass.
 */
export function mixedGram(h: usize, rows: i32, d: i32, out: usize): void {
  const stride = (<usize>d) << 2;
  for (let from = 0; from < rows; from += GRAM_BLOCK) {
    const to = min(from + GRAM_BLOCK, rows);
    for (let i = from; i < rows; i += 2) {
      const second = i + 1 < rows;
      const last = min(i + 1, to - 1);
      for (let j = from; j <= last; j += 4) {
        // Past the end a row meets itself; what comes of it is not stored.
        let p0 = h + <usize>i * stride;
        let p1 = second ? p0 + stride : p0;
        let q0 = h + <usize>j * stride;
        let q1 = h + <usize>min(j + 1, rows - 1) * stride;
        let q2 = h + <usize>min(j + 2, rows - 1) * stride;
        let q3 = h + <usize>min(j + 3, rows - 1) * stride;
        let a0 = f64x2.splat(0),
          a1 = f64x2.splat(0),
          a2 = f64x2.splat(0),
          a3 = f64x2.splat(0);
        let b0 = f64x2.splat(0),
          b1 = f64x2.splat(0),
          b2 = f64x2.splat(0),
          b3 = f64x2.splat(0);
        let u = 0;
        for (; u + 1 < d; u += 2) {
          const x = f64x2.promote_low_f32x4(v128.load64_zero(p0));
          const y = f64x2.promote_low_f32x4(v128.load64_zero(p1));
          let q = f64x2.promote_low_f32x4(v128.load64_zero(q0));
          a0 = f64x2.add(a0, f64x2.mul(x, q));
          b0 = f64x2.add(b0, f64x2.mul(y, q));
          q = f64x2.promote_low_f32x4(v128.load64_zero(q1));
          a1 = f64x2.add(a1, f64x2.mul(x, q));
          b1 = f64x2.add(b1, f64x2.mul(y, q));
          q = f64x2.promote_low_f32x4(v128.load64_zero(q2));
          a2 = f64x2.add(a2, f64x2.mul(x, q));
          b2 = f64x2.add(b2, f64x2.mul(y, q));
          q = f64x2.promote_low_f32x4(v128.load64_zero(q3));
          a3 = f64x2.add(a3, f64x2.mul(x, q));
          b3 = f64x2.add(b3, f64x2.mul(y, q));
          p0 += 8;
          p1 += 8;
          q0 += 8;
          q1 += 8;
          q2 += 8;
          q3 += 8;
        }
        // With an odd d the last unit alone: its high lane is made zero.
        if (u < d) {
          const x = f64x2.promote_low_f32x4(v128.load32_zero(p0));
          const y = f64x2.promote_low_f32x4(v128.load32_zero(p1));
          let q = f64x2.promote_low_f32x4(v128.load32_zero(q0));
          a0 = f64x2.add(a0, f64x2.mul(x, q));
          b0 = f64x2.add(b0, f64x2.mul(y, q));
          q = f64x2.promote_low_f32x4(v128.load32_zero(q1));
          a1 = f64x2.add(a1, f64x2.mul(x, q));
          b1 = f64x2.add(b1, f64x2.mul(y, q));
          q = f64x2.promote_low_f32x4(v128.load32_zero(q2));
          a2 = f64x2.add(a2, f64x2.mul(x, q));
          b2 = f64x2.add(b2, f64x2.mul(y, q));
          q = f64x2.promote_low_f32x4(v128.load32_zero(q3));
          a3 = f64x2.add(a3, f64x2.mul(x, q));
          b3 = f64x2.add(b3, f64x2.mul(y, q));
        }
        storeFour(packedRow(out, i), i, j, to, a0, a1, a2, a3);
        if (second) storeFour(packedRow(out, i + 1), i + 1, j, to, b0, b1, b2, b3);
      }
    }
  }
}

/** Sums of both lanes to entries j to j + 3 of row i, as far as they are left of the diagonal and before `to`. */
function storeFour(row: usize, i: i32, j: i32, to: i32, a0: v128, a1: v128, a2: v128, a3: v128): void {
  const at = row + ((<usize>j) << 3);
  const last = min(i, to - 1) - j;
  if (last >= 0) store<f64>(at, f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1));
  if (last >= 1) store<f64>(at, f64x2.extract_lane(a1, 0) + f64x2.extract_lane(a1, 1), 8);
  if (last >= 2) store<f64>(at, f64x2.extract_lane(a2, 0) + f64x2.extract_lane(a2, 1), 16);
  if (last >= 3) store<f64>(at, f64x2.extract_lane(a3, 0) + f64x2.extract_lane(a3, 1), 24);
}

/**
 * learn/linkRows.ts `dots`: out (rows, f64) = S t. Row i of S has lengths[i] pairs (column u32, value f32) from
 * pair starts[i] on; t has one f64 a column.
 */
export function linkDots(starts: usize, lengths: usize, rows: i32, pairs: usize, t: usize, out: usize): void {
  for (let i = 0; i < rows; i++) {
    const skip = (<usize>i) << 2;
    let at = pairs + ((<usize>load<u32>(starts + skip)) << 3);
    const end = at + ((<usize>load<u32>(lengths + skip)) << 3);
    let s0: f64 = 0;
    let s1: f64 = 0;
    for (; at + 8 < end; at += 16) {
      s0 += load<f64>(t + ((<usize>load<u32>(at)) << 3)) * <f64>load<f32>(at, 4);
      s1 += load<f64>(t + ((<usize>load<u32>(at, 8)) << 3)) * <f64>load<f32>(at, 12);
    }
    if (at < end) s0 += load<f64>(t + ((<usize>load<u32>(at)) << 3)) * <f64>load<f32>(at, 4);
    store<f64>(out + ((<usize>i) << 3), s0 + s1);
  }
}

/** learn/linkRows.ts `combine`: t += Sᵀ x, S as in `linkDots`. Rows with x = 0 cost nothing. */
export function linkCombine(
  starts: usize,
  lengths: usize,
  rows: i32,
  pairs: usize,
  x: usize,
  t: usize,
): void {
  for (let i = 0; i < rows; i++) {
    const value = load<f64>(x + ((<usize>i) << 3));
    if (value === 0) continue;
    const skip = (<usize>i) << 2;
    let at = pairs + ((<usize>load<u32>(starts + skip)) << 3);
    const end = at + ((<usize>load<u32>(lengths + skip)) << 3);
    for (; at < end; at += 8) {
      const to = t + ((<usize>load<u32>(at)) << 3);
      store<f64>(to, load<f64>(to) + value * <f64>load<f32>(at, 4));
    }
  }
}

/** learn/packedTriangle.ts `solveLower`: L x = b for rows from `first` on, where b is zero before; b becomes x. */
export function packedForward(l: usize, n: i32, first: i32, x: usize): void {
  const from = x + ((<usize>first) << 3);
  for (let i = first; i < n; i++) {
    const row = packedRow(l, i);
    const at = x + ((<usize>i) << 3);
    const sum = load<f64>(at) - dot(row + ((<usize>first) << 3), from, i - first);
    store<f64>(at, sum / load<f64>(row + ((<usize>i) << 3)));
  }
}

/** learn/packedTriangle.ts `solveUpper`: Lᵀ x = b; b becomes x. */
export function packedBackward(l: usize, n: i32, x: usize): void {
  for (let i = n - 1; i >= 0; i--) {
    let row = packedRow(l, i);
    const at = x + ((<usize>i) << 3);
    const value = load<f64>(at) / load<f64>(row + ((<usize>i) << 3));
    store<f64>(at, value);
    const share = f64x2.splat(value);
    let to = x;
    let j = 0;
    for (; j + 3 < i; j += 4) {
      v128.store(to, f64x2.sub(v128.load(to), f64x2.mul(share, v128.load(row))));
      v128.store(to, f64x2.sub(v128.load(to, 16), f64x2.mul(share, v128.load(row, 16))), 16);
      to += 32;
      row += 32;
    }
    for (; j < i; j++) {
      store<f64>(to, load<f64>(to) - value * load<f64>(row));
      to += 8;
      row += 8;
    }
  }
}

/**
 * learn/packedTriangle.ts `removeRow`: takes row and column `index` out of a packed factor of n rows. `work` has
 * room for 2 n f64: the rotations. Four rows a pass, whose chains of rotations run side by side.
 */
export function packedRemove(l: usize, n: i32, index: i32, work: usize): void {
  const first = index + 1;
  let row = first;
  for (; row + 3 < n; row += 4) {
    const f0 = packedRow(l, row);
    const f1 = packedRow(l, row + 1);
    const f2 = packedRow(l, row + 2);
    const f3 = packedRow(l, row + 3);
    const hole = (<usize>index) << 3;
    const x0 = load<f64>(f0 + hole);
    const x1 = load<f64>(f1 + hole);
    const x2 = load<f64>(f2 + hole);
    const x3 = load<f64>(f3 + hole);
    // Row r moves to row r − 1, which is shorter by one: in ascending order nothing unread is overwritten,
    // as long as each of the four has moved what it keeps before the next one's place is written to.
    rotateInPlace(f0, f1, f2, f3, x0, x1, x2, x3, index, row, work, l);
  }
  for (; row < n; row++) {
    const from = packedRow(l, row);
    let x = load<f64>(from + ((<usize>index) << 3));
    x = rotateRow(from, x, first, row, work, index);
    finishRow(l, from, x, row, index, work);
  }
}

/** Rotates entries first..row−1 of a row in place; entry `column` ends one to the left. Returns what is left of x. */
function rotateRow(from: usize, x: f64, first: i32, row: i32, work: usize, index: i32): f64 {
  for (let column = first; column < row; column++) {
    const at = from + ((<usize>column) << 3);
    const rotation = work + ((<usize>(column - index - 1)) << 4);
    const c = load<f64>(rotation);
    const s = load<f64>(rotation, 8);
    const value = load<f64>(at);
    store<f64>(at - 8, c * value + s * x);
    x = c * x - s * value;
  }
  return x;
}

/** Makes the row's own rotation and moves the row up by one. */
function finishRow(l: usize, from: usize, x: f64, row: i32, index: i32, work: usize): void {
  const diagonal = load<f64>(from + ((<usize>row) << 3));
  const length = sqrt(diagonal * diagonal + x * x);
  const rotation = work + ((<usize>(row - index - 1)) << 4);
  store<f64>(rotation, diagonal / length);
  store<f64>(rotation, x / length, 8);
  store<f64>(from + ((<usize>(row - 1)) << 3), length);
  memory.copy(packedRow(l, row - 1), from, (<usize>row) << 3);
}

function rotateInPlace(
  f0: usize,
  f1: usize,
  f2: usize,
  f3: usize,
  x0: f64,
  x1: f64,
  x2: f64,
  x3: f64,
  index: i32,
  row: i32,
  work: usize,
  l: usize,
): void {
  let rotation = work;
  for (let column = index + 1; column < row; column++) {
    const skip = (<usize>column) << 3;
    const c = load<f64>(rotation);
    const s = load<f64>(rotation, 8);
    rotation += 16;
    const v0 = load<f64>(f0 + skip);
    const v1 = load<f64>(f1 + skip);
    const v2 = load<f64>(f2 + skip);
    const v3 = load<f64>(f3 + skip);
    store<f64>(f0 + skip - 8, c * v0 + s * x0);
    store<f64>(f1 + skip - 8, c * v1 + s * x1);
    store<f64>(f2 + skip - 8, c * v2 + s * x2);
    store<f64>(f3 + skip - 8, c * v3 + s * x3);
    x0 = c * x0 - s * v0;
    x1 = c * x1 - s * v1;
    x2 = c * x2 - s * v2;
    x3 = c * x3 - s * v3;
  }
  finishRow(l, f0, x0, row, index, work);
  x1 = rotateRow(f1, x1, row, row + 1, work, index);
  finishRow(l, f1, x1, row + 1, index, work);
  x2 = rotateRow(f2, x2, row, row + 2, work, index);
  finishRow(l, f2, x2, row + 2, index, work);
  x3 = rotateRow(f3, x3, row, row + 3, work, index);
  finishRow(l, f3, x3, row + 3, index, work);
}
