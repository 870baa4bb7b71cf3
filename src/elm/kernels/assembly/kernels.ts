/**
 * The inner loops of the core in AssemblyScript with SIMD: what costs H² or H³, or runs over a whole index.
 * Compiled by `npx tsx tools/kernels.ts` to kernels.wasm beside the folder. Each function says which
 * TypeScript function it equals; that is the readable reference, and a property test holds the two
 * together. Pointers are byte offsets into a memory that the caller lays out; matrices are row-major f64
 * unless said otherwise. Nothing here allocates or checks.
 */

import { dot, packedRow } from './shared';

/** linalg/triangularUpdate.ts `rankOneUpdate`. Four rows a pass, so that [x | y] is read and written once for four. */
export function rankOneUpdate(rz: usize, n: i32, width: i32, xy: usize, decay: f64, first: i32): f64 {
  const shrink = sqrt(decay);
  let gamma: f64 = 1;
  const stride = (<usize>width) << 3;
  let k = 0;
  if (shrink === 1) k = first & ~3;
  for (; k + 3 < n; k += 4) {
    const r0 = rz + <usize>k * stride;
    const r1 = r0 + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    // The corner of the four rows, one entry at a time, finds the four rotations.
    let c0: f64 = 1,
      c1: f64 = 1,
      c2: f64 = 1,
      c3: f64 = 1;
    let s0: f64 = 0,
      s1: f64 = 0,
      s2: f64 = 0,
      s3: f64 = 0;
    for (let q = 0; q < 4; q++) {
      const column = k + q;
      const row = rz + <usize>column * stride;
      const x = load<f64>(xy + ((<usize>column) << 3));
      let c: f64 = 1;
      let s: f64 = 0;
      const at = row + ((<usize>column) << 3);
      const diagonal = load<f64>(at) * shrink;
      if (x !== 0) {
        const length = sqrt(diagonal * diagonal + x * x);
        c = diagonal / length;
        s = x / length;
        gamma *= c;
        store<f64>(at, length);
      } else store<f64>(at, diagonal);
      for (let j = column + 1; j < k + 4; j++) {
        const offset = (<usize>j) << 3;
        const old = load<f64>(row + offset);
        const other = load<f64>(xy + offset);
        store<f64>(row + offset, c * shrink * old + s * other);
        store<f64>(xy + offset, c * other - s * shrink * old);
      }
      if (q === 0) {
        c0 = c;
        s0 = s;
      } else if (q === 1) {
        c1 = c;
        s1 = s;
      } else if (q === 2) {
        c2 = c;
        s2 = s;
      } else {
        c3 = c;
        s3 = s;
      }
    }
    const vc0 = f64x2.splat(c0),
      vs0 = f64x2.splat(s0),
      co0 = f64x2.splat(c0 * shrink),
      so0 = f64x2.splat(s0 * shrink);
    const vc1 = f64x2.splat(c1),
      vs1 = f64x2.splat(s1),
      co1 = f64x2.splat(c1 * shrink),
      so1 = f64x2.splat(s1 * shrink);
    const vc2 = f64x2.splat(c2),
      vs2 = f64x2.splat(s2),
      co2 = f64x2.splat(c2 * shrink),
      so2 = f64x2.splat(s2 * shrink);
    const vc3 = f64x2.splat(c3),
      vs3 = f64x2.splat(s3),
      co3 = f64x2.splat(c3 * shrink),
      so3 = f64x2.splat(s3 * shrink);
    let j = k + 4;
    for (; j + 1 < width; j += 2) {
      const offset = (<usize>j) << 3;
      let x = v128.load(xy + offset);
      let old = v128.load(r0 + offset);
      v128.store(r0 + offset, f64x2.add(f64x2.mul(co0, old), f64x2.mul(vs0, x)));
      x = f64x2.sub(f64x2.mul(vc0, x), f64x2.mul(so0, old));
      old = v128.load(r1 + offset);
      v128.store(r1 + offset, f64x2.add(f64x2.mul(co1, old), f64x2.mul(vs1, x)));
      x = f64x2.sub(f64x2.mul(vc1, x), f64x2.mul(so1, old));
      old = v128.load(r2 + offset);
      v128.store(r2 + offset, f64x2.add(f64x2.mul(co2, old), f64x2.mul(vs2, x)));
      x = f64x2.sub(f64x2.mul(vc2, x), f64x2.mul(so2, old));
      old = v128.load(r3 + offset);
      v128.store(r3 + offset, f64x2.add(f64x2.mul(co3, old), f64x2.mul(vs3, x)));
      x = f64x2.sub(f64x2.mul(vc3, x), f64x2.mul(so3, old));
      v128.store(xy + offset, x);
    }
    for (; j < width; j++) {
      const offset = (<usize>j) << 3;
      rotate(r0 + offset, xy + offset, c0, s0, shrink);
      rotate(r1 + offset, xy + offset, c1, s1, shrink);
      rotate(r2 + offset, xy + offset, c2, s2, shrink);
      rotate(r3 + offset, xy + offset, c3, s3, shrink);
    }
  }
  for (; k < n; k++) {
    const row = rz + <usize>k * stride;
    const at = row + ((<usize>k) << 3);
    const x = load<f64>(xy + ((<usize>k) << 3));
    const diagonal = load<f64>(at) * shrink;
    let c: f64 = 1;
    let s: f64 = 0;
    if (x !== 0) {
      const length = sqrt(diagonal * diagonal + x * x);
      c = diagonal / length;
      s = x / length;
      gamma *= c;
      store<f64>(at, length);
    } else store<f64>(at, diagonal);
    for (let j = k + 1; j < width; j++) {
      rotate(row + ((<usize>j) << 3), xy + ((<usize>j) << 3), c, s, shrink);
    }
  }
  return gamma;
}

function rotate(r: usize, x: usize, c: f64, s: f64, shrink: f64): void {
  const old = load<f64>(r);
  const other = load<f64>(x);
  store<f64>(r, c * shrink * old + s * other);
  store<f64>(x, c * other - s * shrink * old);
}

/** Columns factored at a time; a panel of 1,024 rows is 512 kB and stays in the second-level cache. */
const PANEL = 64;

/**
 * linalg/cholesky.ts `cholesky` and learn/packedTriangle.ts `rebuild`, in place: the packed lower triangle of A
 * (n × n) becomes L. Right-looking by panels. Returns −1, or the first pivot that does not pass its limit, of
 * which there are n at `limits` (A is spoilt then).
 */
export function packedCholesky(a: usize, n: i32, limits: usize): i32 {
  for (let from = 0; from < n; from += PANEL) {
    const to = min(from + PANEL, n);
    const skip = (<usize>from) << 3;
    for (let i = from; i < n; i++) {
      const row = packedRow(a, i);
      const last = min(i, to);
      for (let j = from; j < last; j++) {
        const other = packedRow(a, j);
        const at = row + ((<usize>j) << 3);
        const value = load<f64>(at) - dot(row + skip, other + skip, j - from);
        store<f64>(at, value / load<f64>(other + ((<usize>j) << 3)));
      }
      if (i < to) {
        const at = row + ((<usize>i) << 3);
        const pivot = load<f64>(at) - dot(row + skip, row + skip, i - from);
        if (!(pivot > load<f64>(limits + ((<usize>i) << 3))) || pivot === Infinity) return i;
        store<f64>(at, sqrt(pivot));
      }
    }
    for (let i = to; i < n; i += 4) {
      const rows = min(4, n - i);
      for (let j = to; j < i + rows; j += 2) {
        if (rows === 4 && j + 1 < n) tile(a, i, j, skip, to - from);
        else {
          for (let p = i; p < i + rows; p++) {
            for (let q = j; q < min(j + 2, p + 1); q++) {
              const row = packedRow(a, p);
              const at = row + ((<usize>q) << 3);
              store<f64>(at, load<f64>(at) - dot(row + skip, packedRow(a, q) + skip, to - from));
            }
          }
        }
      }
    }
  }
  return -1;
}

/**
 * A[i..i+4][j..j+2] −= the dot products of those rows over `length` columns (a panel's) from byte `skip` on; left of
 * the diagonal only.
 */
function tile(a: usize, i: i32, j: i32, skip: usize, length: i32): void {
  const r0 = packedRow(a, i);
  const r1 = packedRow(a, i + 1);
  const r2 = packedRow(a, i + 2);
  const r3 = packedRow(a, i + 3);
  let p0 = r0 + skip;
  let p1 = r1 + skip;
  let p2 = r2 + skip;
  let p3 = r3 + skip;
  let q0 = packedRow(a, j) + skip;
  let q1 = packedRow(a, j + 1) + skip;
  let a00 = f64x2.splat(0),
    a01 = f64x2.splat(0);
  let a10 = f64x2.splat(0),
    a11 = f64x2.splat(0);
  let a20 = f64x2.splat(0),
    a21 = f64x2.splat(0);
  let a30 = f64x2.splat(0),
    a31 = f64x2.splat(0);
  for (let k = 0; k + 1 < length; k += 2) {
    const b0 = v128.load(q0);
    const b1 = v128.load(q1);
    let p = v128.load(p0);
    a00 = f64x2.add(a00, f64x2.mul(p, b0));
    a01 = f64x2.add(a01, f64x2.mul(p, b1));
    p = v128.load(p1);
    a10 = f64x2.add(a10, f64x2.mul(p, b0));
    a11 = f64x2.add(a11, f64x2.mul(p, b1));
    p = v128.load(p2);
    a20 = f64x2.add(a20, f64x2.mul(p, b0));
    a21 = f64x2.add(a21, f64x2.mul(p, b1));
    p = v128.load(p3);
    a30 = f64x2.add(a30, f64x2.mul(p, b0));
    a31 = f64x2.add(a31, f64x2.mul(p, b1));
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
    q0 += 16;
    q1 += 16;
  }
  const at = (<usize>j) << 3;
  take(r0 + at, a00, a01, i - j);
  take(r1 + at, a10, a11, i + 1 - j);
  take(r2 + at, a20, a21, i + 2 - j);
  take(r3 + at, a30, a31, i + 3 - j);
}

function take(at: usize, s0: v128, s1: v128, reach: i32): void {
  if (reach >= 0) store<f64>(at, load<f64>(at) - (f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1)));
  if (reach >= 1)
    store<f64>(at, load<f64>(at, 8) - (f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1)), 8);
}

/** linalg/products.ts `gram`, lower triangle: G (d × d) += AᵀA for `rows` rows of A. */
export function gram(a: usize, rows: i32, d: i32, g: usize): void {
  const stride = (<usize>d) << 3;
  for (let from = 0; from < rows; from += 128) {
    const to = min(from + 128, rows);
    for (let i = 0; i < d; i += 4) {
      const count = min(4, d - i);
      let j = 0;
      if (count === 4) {
        for (; j + 3 < d && j <= i; j += 4) {
          let a00 = f64x2.splat(0),
            a01 = f64x2.splat(0);
          let a10 = f64x2.splat(0),
            a11 = f64x2.splat(0);
          let a20 = f64x2.splat(0),
            a21 = f64x2.splat(0);
          let a30 = f64x2.splat(0),
            a31 = f64x2.splat(0);
          let p = a + <usize>from * stride + ((<usize>i) << 3);
          let q = a + <usize>from * stride + ((<usize>j) << 3);
          for (let s = from; s < to; s++) {
            const b0 = v128.load(q);
            const b1 = v128.load(q, 16);
            let x = v128.load64_splat(p);
            a00 = f64x2.add(a00, f64x2.mul(x, b0));
            a01 = f64x2.add(a01, f64x2.mul(x, b1));
            x = v128.load64_splat(p, 8);
            a10 = f64x2.add(a10, f64x2.mul(x, b0));
            a11 = f64x2.add(a11, f64x2.mul(x, b1));
            x = v128.load64_splat(p, 16);
            a20 = f64x2.add(a20, f64x2.mul(x, b0));
            a21 = f64x2.add(a21, f64x2.mul(x, b1));
            x = v128.load64_splat(p, 24);
            a30 = f64x2.add(a30, f64x2.mul(x, b0));
            a31 = f64x2.add(a31, f64x2.mul(x, b1));
            p += stride;
            q += stride;
          }
          const at = g + <usize>i * stride + ((<usize>j) << 3);
          accumulate(at, a00, a01);
          accumulate(at + stride, a10, a11);
          accumulate(at + 2 * stride, a20, a21);
          accumulate(at + 3 * stride, a30, a31);
        }
      }
      for (let p = i; p < i + count; p++) {
        for (let q = j; q <= p; q++) {
          let sum: f64 = 0;
          for (let s = from; s < to; s++) {
            const row = a + <usize>s * stride;
            sum += load<f64>(row + ((<usize>p) << 3)) * load<f64>(row + ((<usize>q) << 3));
          }
          const at = g + <usize>p * stride + ((<usize>q) << 3);
          store<f64>(at, load<f64>(at) + sum);
        }
      }
    }
  }
}

function accumulate(at: usize, low: v128, high: v128): void {
  v128.store(at, f64x2.add(v128.load(at), low));
  v128.store(at, f64x2.add(v128.load(at, 16), high), 16);
}

/** out (rows, i32) = A x, for A rows × d and x in int8: exact. Four rows at a time share what is read of x. */
export function multiplyVectorI8(a: usize, rows: i32, d: i32, x: usize, out: usize): void {
  const stride = <usize>d;
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    let s0 = i32x4.splat(0),
      s1 = i32x4.splat(0),
      s2 = i32x4.splat(0),
      s3 = i32x4.splat(0);
    let p = a;
    let j = 0;
    for (; j + 7 < d; j += 8) {
      const q = v128.load8x8_s(x + <usize>j);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load8x8_s(p), q));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load8x8_s(p + stride), q));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load8x8_s(p + 2 * stride), q));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load8x8_s(p + 3 * stride), q));
      p += 8;
    }
    // The sums of the four, side by side.
    const s01 = i32x4.add(v128.shuffle<i32>(s0, s1, 0, 4, 1, 5), v128.shuffle<i32>(s0, s1, 2, 6, 3, 7));
    const s23 = i32x4.add(v128.shuffle<i32>(s2, s3, 0, 4, 1, 5), v128.shuffle<i32>(s2, s3, 2, 6, 3, 7));
    let sums = i32x4.add(v128.shuffle<i32>(s01, s23, 0, 1, 4, 5), v128.shuffle<i32>(s01, s23, 2, 3, 6, 7));
    for (; j < d; j++) {
      const q = <i32>load<i8>(x + <usize>j);
      const column = i32x4(
        load<i8>(p),
        load<i8>(p + stride),
        load<i8>(p + 2 * stride),
        load<i8>(p + 3 * stride),
      );
      sums = i32x4.add(sums, i32x4.mul(column, i32x4.splat(q)));
      p++;
    }
    v128.store(out + ((<usize>i) << 2), sums);
    a += 4 * stride;
  }
  for (; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += <i32>load<i8>(a + <usize>j) * <i32>load<i8>(x + <usize>j);
    store<i32>(out + ((<usize>i) << 2), sum);
    a += stride;
  }
}
