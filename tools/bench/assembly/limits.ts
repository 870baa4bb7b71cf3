/**
 * What the machine can do at most, as WebAssembly lets a program ask it: multiplications and additions in registers, six
 * chains of each side by side so that none waits for another, and a plain read of memory from one end to the other.
 * Compiled when the benchmark starts (limits.ts beside this folder).
 */

/** 24 operations a round. */
export function f64Rounds(rounds: i32): f64 {
  const m = f64x2.splat(0.9999999);
  const c = f64x2.splat(0.001);
  let p0 = f64x2.splat(1);
  let s0 = f64x2.splat(7);
  let p1 = f64x2.splat(2);
  let s1 = f64x2.splat(8);
  let p2 = f64x2.splat(3);
  let s2 = f64x2.splat(9);
  let p3 = f64x2.splat(4);
  let s3 = f64x2.splat(10);
  let p4 = f64x2.splat(5);
  let s4 = f64x2.splat(11);
  let p5 = f64x2.splat(6);
  let s5 = f64x2.splat(12);
  for (let i = 0; i < rounds; i++) {
    p0 = f64x2.mul(p0, m);
    s0 = f64x2.add(s0, c);
    p1 = f64x2.mul(p1, m);
    s1 = f64x2.add(s1, c);
    p2 = f64x2.mul(p2, m);
    s2 = f64x2.add(s2, c);
    p3 = f64x2.mul(p3, m);
    s3 = f64x2.add(s3, c);
    p4 = f64x2.mul(p4, m);
    s4 = f64x2.add(s4, c);
    p5 = f64x2.mul(p5, m);
    s5 = f64x2.add(s5, c);
  }
  p0 = f64x2.add(p0, s0);
  p0 = f64x2.add(p0, s1);
  p0 = f64x2.add(p0, p1);
  p0 = f64x2.add(p0, s2);
  p0 = f64x2.add(p0, p2);
  p0 = f64x2.add(p0, s3);
  p0 = f64x2.add(p0, p3);
  p0 = f64x2.add(p0, s4);
  p0 = f64x2.add(p0, p4);
  p0 = f64x2.add(p0, s5);
  p0 = f64x2.add(p0, p5);
  return f64x2.extract_lane(p0, 0);
}

/** 48 operations a round. */
export function f32Rounds(rounds: i32): f32 {
  const m = f32x4.splat(0.9999999);
  const c = f32x4.splat(0.001);
  let p0 = f32x4.splat(1);
  let s0 = f32x4.splat(7);
  let p1 = f32x4.splat(2);
  let s1 = f32x4.splat(8);
  let p2 = f32x4.splat(3);
  let s2 = f32x4.splat(9);
  let p3 = f32x4.splat(4);
  let s3 = f32x4.splat(10);
  let p4 = f32x4.splat(5);
  let s4 = f32x4.splat(11);
  let p5 = f32x4.splat(6);
  let s5 = f32x4.splat(12);
  for (let i = 0; i < rounds; i++) {
    p0 = f32x4.mul(p0, m);
    s0 = f32x4.add(s0, c);
    p1 = f32x4.mul(p1, m);
    s1 = f32x4.add(s1, c);
    p2 = f32x4.mul(p2, m);
    s2 = f32x4.add(s2, c);
    p3 = f32x4.mul(p3, m);
    s3 = f32x4.add(s3, c);
    p4 = f32x4.mul(p4, m);
    s4 = f32x4.add(s4, c);
    p5 = f32x4.mul(p5, m);
    s5 = f32x4.add(s5, c);
  }
  p0 = f32x4.add(p0, s0);
  p0 = f32x4.add(p0, s1);
  p0 = f32x4.add(p0, p1);
  p0 = f32x4.add(p0, s2);
  p0 = f32x4.add(p0, p2);
  p0 = f32x4.add(p0, s3);
  p0 = f32x4.add(p0, p3);
  p0 = f32x4.add(p0, s4);
  p0 = f32x4.add(p0, p4);
  p0 = f32x4.add(p0, s5);
  p0 = f32x4.add(p0, p5);
  return f32x4.extract_lane(p0, 0);
}

/** 48 operations a round, of 32-bit integers. */
export function i32Rounds(rounds: i32): i32 {
  const m = i32x4.splat(0x5bd1e995);
  const c = i32x4.splat(12345);
  let p0 = i32x4.splat(1);
  let s0 = i32x4.splat(7);
  let p1 = i32x4.splat(2);
  let s1 = i32x4.splat(8);
  let p2 = i32x4.splat(3);
  let s2 = i32x4.splat(9);
  let p3 = i32x4.splat(4);
  let s3 = i32x4.splat(10);
  let p4 = i32x4.splat(5);
  let s4 = i32x4.splat(11);
  let p5 = i32x4.splat(6);
  let s5 = i32x4.splat(12);
  for (let i = 0; i < rounds; i++) {
    p0 = i32x4.mul(p0, m);
    s0 = i32x4.add(s0, c);
    p1 = i32x4.mul(p1, m);
    s1 = i32x4.add(s1, c);
    p2 = i32x4.mul(p2, m);
    s2 = i32x4.add(s2, c);
    p3 = i32x4.mul(p3, m);
    s3 = i32x4.add(s3, c);
    p4 = i32x4.mul(p4, m);
    s4 = i32x4.add(s4, c);
    p5 = i32x4.mul(p5, m);
    s5 = i32x4.add(s5, c);
  }
  p0 = i32x4.add(p0, s0);
  p0 = i32x4.add(p0, s1);
  p0 = i32x4.add(p0, p1);
  p0 = i32x4.add(p0, s2);
  p0 = i32x4.add(p0, p2);
  p0 = i32x4.add(p0, s3);
  p0 = i32x4.add(p0, p3);
  p0 = i32x4.add(p0, s4);
  p0 = i32x4.add(p0, p4);
  p0 = i32x4.add(p0, s5);
  p0 = i32x4.add(p0, p5);
  return i32x4.extract_lane(p0, 0);
}

/** 96 operations a round: six dot products of 16-bit integers (eight products, four sums) and six additions. */
export function i16Rounds(rounds: i32): i32 {
  const m = i16x8.splat(77);
  const c = i32x4.splat(12345);
  let p0 = i32x4.splat(1);
  let s0 = i32x4.splat(7);
  let p1 = i32x4.splat(2);
  let s1 = i32x4.splat(8);
  let p2 = i32x4.splat(3);
  let s2 = i32x4.splat(9);
  let p3 = i32x4.splat(4);
  let s3 = i32x4.splat(10);
  let p4 = i32x4.splat(5);
  let s4 = i32x4.splat(11);
  let p5 = i32x4.splat(6);
  let s5 = i32x4.splat(12);
  for (let i = 0; i < rounds; i++) {
    p0 = i32x4.dot_i16x8_s(p0, m);
    s0 = i32x4.add(s0, c);
    p1 = i32x4.dot_i16x8_s(p1, m);
    s1 = i32x4.add(s1, c);
    p2 = i32x4.dot_i16x8_s(p2, m);
    s2 = i32x4.add(s2, c);
    p3 = i32x4.dot_i16x8_s(p3, m);
    s3 = i32x4.add(s3, c);
    p4 = i32x4.dot_i16x8_s(p4, m);
    s4 = i32x4.add(s4, c);
    p5 = i32x4.dot_i16x8_s(p5, m);
    s5 = i32x4.add(s5, c);
  }
  p0 = i32x4.add(p0, s0);
  p0 = i32x4.add(p0, s1);
  p0 = i32x4.add(p0, p1);
  p0 = i32x4.add(p0, s2);
  p0 = i32x4.add(p0, p2);
  p0 = i32x4.add(p0, s3);
  p0 = i32x4.add(p0, p3);
  p0 = i32x4.add(p0, s4);
  p0 = i32x4.add(p0, p4);
  p0 = i32x4.add(p0, s5);
  p0 = i32x4.add(p0, p5);
  return i32x4.extract_lane(p0, 0);
}

/** Reads `bytes` (a multiple of 64) from address 1024 on. */
export function read(bytes: i32): i32 {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  for (let p = 1024; p < 1024 + bytes; p += 64) {
    s0 = v128.or(s0, v128.load(p));
    s1 = v128.or(s1, v128.load(p, 16));
    s2 = v128.or(s2, v128.load(p, 32));
    s3 = v128.or(s3, v128.load(p, 48));
  }
  s0 = v128.or(v128.or(s0, s1), v128.or(s2, s3));
  return i32x4.extract_lane(s0, 0);
}
