/**
 * The text path in AssemblyScript with SIMD: from tokens to a text's features, and from there to the scores of a
 * head. One instance has one memory, laid out below: the arrays that TypeScript fills (the token stream) and
 * reads (links, hidden layer, scores), room to work in, and behind END what is loaded once (word table, heads).
 * Each function says which TypeScript function it equals; property tests hold them together. Nothing here
 * allocates or checks, and every loop is linear in the text.
 */

const MAX_POINTS: i32 = 12288;
const MAX_TOKENS: i32 = 8192;
const MAX_LINKS: i32 = 49152;
const BUCKETS: i32 = 1 << 18;
const UNITS: i32 = 1024;
const MAX_OUTPUTS: i32 = 256;
/** Between arrays, so that they don't all begin in the same set of the cache; loops may read this far past an end. */
const GAP: i32 = 192;

// The token stream (text/tokens.ts).
export const POINTS: i32 = 64;
export const STARTS: i32 = POINTS + 4 * MAX_POINTS + GAP;
export const ENDS: i32 = STARTS + 2 * MAX_TOKENS + GAP;
export const KINDS: i32 = ENDS + 2 * MAX_TOKENS + GAP;
// The features (text/textVector.ts): bucket and value of each link, activations of the hidden units.
export const LINK_BUCKETS: i32 = KINDS + MAX_TOKENS + GAP;
export const LINK_VALUES: i32 = LINK_BUCKETS + 4 * MAX_LINKS + GAP;
export const HIDDEN: i32 = LINK_VALUES + 4 * MAX_LINKS + GAP;
/** f64, one an output. */
export const SCORES: i32 = HIDDEN + 4 * UNITS + GAP;
// What is written once. 1 + ln(count) for counts below 256, f64.
export const LOG_COUNTS: i32 = SCORES + 8 * (MAX_OUTPUTS + 16) + GAP;
/** The structured layer's signs (the second times its scale) and offsets, f32. */
export const SIGNS1: i32 = LOG_COUNTS + 8 * 256 + GAP;
export const SIGNS2: i32 = SIGNS1 + 4 * UNITS + GAP;
export const OFFSETS: i32 = SIGNS2 + 4 * UNITS + GAP;
/** Hash of each token. */
const HASHES: i32 = OFFSETS + 4 * UNITS + GAP;
/** Each point as MurmurHash3 scrambles it before it is mixed in. */
const SCRAMBLED: i32 = HASHES + 4 * MAX_TOKENS + GAP;
/** Hashes of n-grams, in the order in which they are counted. */
const GRAMS: i32 = SCRAMBLED + 4 * MAX_POINTS + GAP;
/** Buckets in the order in which they first came, and the count of each. */
const COUNTED: i32 = GRAMS + 12 * MAX_POINTS + GAP;
const COUNTS: i32 = COUNTED + 4 * MAX_LINKS + GAP;
/** Bucket → place in COUNTED; only right when COUNTED says so too, and therefore never cleared (Briggs & Torczon 1993). */
const PLACES: i32 = COUNTS + 4 * MAX_LINKS + GAP;
/** Values as whole multiples of 2^-30. */
const FIXED_VALUES: i32 = PLACES + 2 * BUCKETS + GAP;
/** Activations as whole multiples of 2^-35, upper and lower 16 bits apart. */
const HIDDEN_HIGH: i32 = FIXED_VALUES + 4 * MAX_LINKS + GAP;
const HIDDEN_LOW: i32 = HIDDEN_HIGH + 2 * UNITS + GAP;
/** Rows of the words that are known, in the text's order. */
const ROWS: i32 = HIDDEN_LOW + 2 * UNITS + GAP;
/** Sum, greatest and least of the words' vectors, f32, each in a stretch of its own. */
const POOL: i32 = ROWS + 4 * 2 * MAX_TOKENS + GAP;
/** The layer's input, and what the transforms make of it. */
const WORK: i32 = POOL + 12 * (UNITS + 16) + GAP;
/** Addresses of the weight rows that a text's links select, and the values' upper and lower 16 bits. */
const PICKED: i32 = WORK + 4 * UNITS + GAP;
const PICKED_HIGH: i32 = PICKED + 4 * (MAX_LINKS + 2) + GAP;
const PICKED_LOW: i32 = PICKED_HIGH + 2 * (MAX_LINKS + 2) + GAP;
/** What is loaded once begins here. */
export const END: i32 = (PICKED_LOW + 2 * (MAX_LINKS + 2) + GAP + 15) & ~15;

/** How many buckets are counted, where the present block begins among them, and the links written so far. */
let counted: i32 = 0;
let block: i32 = 0;
let links: i32 = 0;

// ---- text/murmur.ts

function scramble(point: u32): u32 {
  return rotl<u32>(point * 0xcc9e2d51, 15) * 0x1b873593;
}

function step(h: u32, scrambled: u32): u32 {
  return rotl<u32>(h ^ scrambled, 13) * 5 + 0xe6546b64;
}

function finish(h: u32, blocks: u32): u32 {
  h ^= blocks << 2;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

function scramble4(points: v128): v128 {
  const k = i32x4.mul(points, i32x4.splat(0xcc9e2d51));
  return i32x4.mul(v128.or(i32x4.shl(k, 15), i32x4.shr_u(k, 17)), i32x4.splat(0x1b873593));
}

function step4(h: v128, scrambled: v128): v128 {
  h = v128.xor(h, scrambled);
  h = v128.or(i32x4.shl(h, 13), i32x4.shr_u(h, 19));
  return i32x4.add(i32x4.add(h, i32x4.shl(h, 2)), i32x4.splat(0xe6546b64));
}

function foldRight(h: v128, bits: i32): v128 {
  return v128.xor(h, i32x4.shr_u(h, bits));
}

function finish4(h: v128, blocks: i32): v128 {
  h = v128.xor(h, i32x4.splat(blocks << 2));
  h = i32x4.mul(foldRight(h, 16), i32x4.splat(0x85ebca6b));
  return foldRight(i32x4.mul(foldRight(h, 13), i32x4.splat(0xc2b2ae35)), 16);
}

// ---- text/hashing.ts

const SEED_WORD: u32 = 1;
const SEED_PAIR: u32 = 2;
const SEED_CHARACTERS: u32 = 3;
const SEED_SHAPE: u32 = 4;
const EDGE: u32 = 0x110000;

/** `NgramCounter.#add` of each of `n` hashes. */
function addAll(hashes: i32, n: i32): void {
  let size = counted;
  for (let i = 0; i < n << 2; i += 4) {
    const hash = load<u32>(hashes + i);
    const bucket = hash & (BUCKETS - 1);
    const sign: i32 = 1 | (<i32>hash >> 31);
    const at = PLACES + (bucket << 1);
    const place = <i32>load<u16>(at);
    if (place < size && load<u32>(COUNTED + (place << 2)) === bucket) {
      const count = COUNTS + (place << 2);
      store<i32>(count, load<i32>(count) + sign);
    } else if (size < MAX_LINKS) {
      store<u32>(COUNTED + (size << 2), bucket);
      store<i32>(COUNTS + (size << 2), sign);
      store<u16>(at, <u16>size);
      size++;
    }
  }
  counted = size;
}

/** Begins a text of `length` points. */
export function begin(length: i32): void {
  counted = block = links = 0;
  for (let i = 0; i < length << 2; i += 16) v128.store(SCRAMBLED + i, scramble4(v128.load(POINTS + i)));
}

/** `NgramCounter.countWords`, and the tokens' `wordHash`es before. */
export function countWords(tokens: i32, paired: i32): void {
  let before = scramble(EDGE);
  for (let t = 0; t < tokens; t++) {
    const start = <i32>load<u16>(STARTS + (t << 1));
    const end = <i32>load<u16>(ENDS + (t << 1));
    const hash = hashPoints(start, end);
    store<u32>(HASHES + (t << 2), hash);
    if (t >= paired) continue;
    const word = scramble(hash);
    store<u32>(GRAMS + (t << 2), finish(step(step(SEED_PAIR, before), word), 2));
    before = word;
  }
  addAll(HASHES, tokens);
  if (paired === 0) return;
  store<u32>(GRAMS + (paired << 2), finish(step(step(SEED_PAIR, before), scramble(EDGE)), 2));
  addAll(GRAMS, paired + 1);
}

function hashPoints(start: i32, end: i32): u32 {
  let h = SEED_WORD;
  for (let i = start; i < end; i++) h = step(h, load<u32>(SCRAMBLED + (i << 2)));
  return finish(h, end - start);
}

/** `NgramCounter.countCharacters`: four points at a time, the 3-, 4- and 5-gram of each beside one another. */
export function countCharacters(length: i32): void {
  const seed = i32x4.splat(SEED_CHARACTERS);
  let out = GRAMS;
  for (let i = SCRAMBLED; i < SCRAMBLED + (length << 2); i += 16) {
    let h = step4(step4(step4(seed, v128.load(i)), v128.load(i, 4)), v128.load(i, 8));
    const three = finish4(h, 3);
    h = step4(h, v128.load(i, 12));
    const four = finish4(h, 4);
    h = step4(h, v128.load(i, 16));
    const five = finish4(h, 5);
    const front = v128.shuffle<i32>(three, four, 0, 4, 1, 5);
    const back = v128.shuffle<i32>(three, four, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<i32>(front, five, 0, 1, 4, 2));
    v128.store(out, v128.shuffle<i32>(v128.shuffle<i32>(front, five, 3, 5, 3, 5), back, 0, 1, 4, 5), 16);
    v128.store(out, v128.shuffle<i32>(five, back, 2, 6, 7, 3), 32);
    out += 48;
  }
  // The last two places have no 5-gram, the very last no 4-gram either.
  if (length === 3) addAll(GRAMS, 1);
  if (length < 4) return;
  const last = 12 * (length - 4);
  store<u32>(GRAMS + last, load<u32>(GRAMS + last, 12), 8);
  addAll(GRAMS, 3 * (length - 3));
}

/** `NgramCounter.countShape`. */
export function countShape(feature: u32, value: u32): void {
  store<u32>(GRAMS, finish(step(step(SEED_SHAPE, scramble(feature)), scramble(value)), 2));
  addAll(GRAMS, 1);
}

/** `NgramCounter.take`. @returns links written so far */
export function take(norm: f64): i32 {
  const first = links;
  const size = counted;
  let squares: f64 = 0;
  let n = first;
  for (let i = block; i < size; i++) {
    const count = load<i32>(COUNTS + (i << 2));
    if (count === 0) continue;
    const value = load<f64>(LOG_COUNTS + (min(abs(count), 255) << 3));
    squares += value * value;
    store<u32>(LINK_BUCKETS + (n << 2), load<u32>(COUNTED + (i << 2)));
    store<f32>(LINK_VALUES + (n << 2), <f32>copysign<f64>(value, <f64>count));
    n++;
  }
  if (squares > 0) {
    const scale = f64x2.splat(norm / sqrt(squares));
    for (let at = first << 2; at < n << 2; at += 16) {
      const values = v128.load(LINK_VALUES + at);
      const low = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.promote_low_f32x4(values), scale));
      const others = v128.shuffle<i64>(values, values, 1, 0);
      const high = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.promote_low_f32x4(others), scale));
      const scaled = v128.shuffle<i64>(low, high, 0, 2);
      v128.store(LINK_VALUES + at, scaled);
      const fixed = f32x4.nearest(f32x4.mul(scaled, f32x4.splat(1073741824)));
      v128.store(FIXED_VALUES + at, i32x4.trunc_sat_f32x4_s(fixed));
    }
  }
  links = n;
  block = size;
  return n;
}

// ---- text/wordTable.ts and text/plainSteps.ts `embed`

const WORD: i32 = 1;
const SOLO: i32 = 2;
const APOSTROPHE: u32 = 0x27;
const N: u32 = 0x6e;
const T: u32 = 0x74;
const JUMP_BITS: i32 = 14;

/** The word table: first row of each leading 14 bits (u16), hashes, vectors (rows of `stride` int8), and so on. */
let first: i32 = 0;
let keys: i32 = 0;
let vectors: i32 = 0;
let scales: i32 = 0;
let weights: i32 = 0;
let centre: i32 = 0;
let spread: i32 = 0;
let dimensions: i32 = 0;
let stride: i32 = 0;
/** Row of the word "not", or −1. */
let notRow: i32 = 0;

/** Says where the parts of the word table lie and the row of "not". */
export function useTable(
  firstAt: i32,
  keysAt: i32,
  vectorsAt: i32,
  scalesAt: i32,
  weightsAt: i32,
  centreAt: i32,
  spreadAt: i32,
  d: i32,
  rowOfNot: i32,
): void {
  first = firstAt;
  keys = keysAt;
  vectors = vectorsAt;
  scales = scalesAt;
  weights = weightsAt;
  centre = centreAt;
  spread = spreadAt;
  dimensions = d;
  stride = (d + 7) & ~7;
  notRow = rowOfNot;
}

/** `WordTable.find`. */
function find(hash: u32): i32 {
  const at = first + ((hash >>> (32 - JUMP_BITS)) << 1);
  const end = <i32>load<u16>(at, 2);
  for (let row = <i32>load<u16>(at); row < end; row++) {
    if (load<u32>(keys + (row << 2)) === hash) return row;
  }
  return -1;
}

function point(i: i32): u32 {
  return load<u32>(POINTS + (i << 2));
}

function isNegated(end: i32): bool {
  return point(end - 1) === T && point(end - 2) === APOSTROPHE && point(end - 3) === N;
}

function beforeApostrophe(start: i32, end: i32): i32 {
  let mark = end - 1;
  while (mark > start && point(mark) !== APOSTROPHE) mark--;
  if (mark <= start) return -1;
  const whole = find(hashPoints(start, mark));
  if (!isNegated(end) || mark - 1 <= start) return whole;
  const stem = find(hashPoints(start, mark - 1));
  return stem >= 0 ? stem : whole;
}

/**
 * `PlainSteps.embed`: looks the words up (their hashes are there since countWords), pools them, and runs the
 * hidden layer. @returns words · 65,536 + words that are known
 */
export function embed(tokens: i32, ownTokens: i32): i32 {
  let found = 0;
  let words = 0;
  let known = 0;
  for (let t = 0; t < tokens; t++) {
    const kind = <i32>load<u8>(KINDS + t);
    const start = <i32>load<u16>(STARTS + (t << 1));
    const end = <i32>load<u16>(ENDS + (t << 1));
    const counts = t < ownTokens && (kind === SOLO || (kind === WORD && end - start > 1));
    if (counts) words++;
    let row = find(load<u32>(HASHES + (t << 2)));
    if (row < 0 && kind === WORD && end - start > 2) {
      row = beforeApostrophe(start, end);
      if (row >= 0 && notRow >= 0 && isNegated(end)) store<i32>(ROWS + (found++ << 2), notRow);
    }
    if (row < 0) continue;
    store<i32>(ROWS + (found++ << 2), row);
    if (counts) known++;
  }
  if (found === 0) {
    memory.fill(HIDDEN, 0, 4 * UNITS);
    memory.fill(HIDDEN_HIGH, 0, 2 * UNITS);
    memory.fill(HIDDEN_LOW, 0, 2 * UNITS);
  } else {
    pool(found);
    layer();
  }
  return (words << 16) | known;
}

/** `WordTable.pool`, from ROWS into WORK. */
function pool(count: i32): void {
  let total: f32 = 0;
  for (let i = 0; i < count; i++) total += <f32>load<u8>(weights + load<i32>(ROWS + (i << 2)));
  const width = stride << 2;
  for (let j = 0; j < stride; j += 8) {
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let most0 = f32x4.splat(-Infinity);
    let most1 = f32x4.splat(-Infinity);
    let least0 = f32x4.splat(Infinity);
    let least1 = f32x4.splat(Infinity);
    for (let i = 0; i < count; i++) {
      const row = load<i32>(ROWS + (i << 2));
      const scale = v128.load32_splat(scales + (row << 2));
      const weight = f32x4.splat(<f32>load<u8>(weights + row));
      const bytes = v128.load8x8_s(vectors + row * stride + j);
      const x0 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(bytes)), scale);
      const x1 = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(bytes)), scale);
      sum0 = f32x4.add(sum0, f32x4.mul(weight, x0));
      sum1 = f32x4.add(sum1, f32x4.mul(weight, x1));
      most0 = f32x4.pmax(most0, x0);
      most1 = f32x4.pmax(most1, x1);
      least0 = f32x4.pmin(least0, x0);
      least1 = f32x4.pmin(least1, x1);
    }
    if (total > 0) {
      sum0 = f32x4.div(sum0, f32x4.splat(total));
      sum1 = f32x4.div(sum1, f32x4.splat(total));
    }
    const at = POOL + (j << 2);
    v128.store(at, sum0);
    v128.store(at, sum1, 16);
    v128.store(at + width, most0);
    v128.store(at + width, most1, 16);
    v128.store(at + 2 * width, least0);
    v128.store(at + 2 * width, least1, 16);
  }
  let out = WORK;
  let k = 0;
  for (let part = 0; part < 3; part++) {
    const from = POOL + part * width;
    for (let j = 0; j < dimensions; j++) {
      const value = <f64>load<f32>(from + (j << 2)) - <f64>load<f32>(centre + k);
      store<f32>(out, <f32>(value * <f64>load<f32>(spread + k)));
      out += 4;
      k += 4;
    }
  }
  memory.fill(out, 0, WORK + 4 * UNITS - out);
}

// ---- layers/

/** layers/structuredLayer.ts `apply`, from WORK into HIDDEN. */
function layer(): void {
  for (let i = 0; i < 4 * UNITS; i += 16) {
    v128.store(WORK + i, f32x4.mul(v128.load(WORK + i), v128.load(SIGNS1 + i)));
  }
  hadamard();
  for (let i = 0; i < 4 * UNITS; i += 16) {
    v128.store(WORK + i, f32x4.mul(v128.load(WORK + i), v128.load(SIGNS2 + i)));
  }
  hadamard();
  const toUnit = f32x4.splat(0.03125);
  const half = i32x4.splat(0x8000);
  for (let u = 0; u < 2 * UNITS; u += 8) {
    const at = u << 1;
    const x = f32x4.add(v128.load(WORK + at), v128.load(OFFSETS + at));
    const h = f32x4.mul(tanh4(x), toUnit);
    v128.store(HIDDEN + at, h);
    const fixed = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(h, f32x4.splat(34359738368))));
    const high = i32x4.shr_s(i32x4.add(fixed, half), 16);
    const low = i32x4.sub(fixed, i32x4.shl(high, 16));
    const halves = i16x8.narrow_i32x4_s(high, low);
    v128.store64_lane(HIDDEN_HIGH + u, halves, 0);
    v128.store64_lane(HIDDEN_LOW + u, halves, 1);
  }
}

/** layers/tanh.ts `tanhF32`. */
function tanh4(x: v128): v128 {
  const s = f32x4.mul(x, x);
  let over = f32x4.add(f32x4.splat(378), s);
  over = f32x4.add(f32x4.splat(17325), f32x4.mul(s, over));
  over = f32x4.mul(x, f32x4.add(f32x4.splat(135135), f32x4.mul(s, over)));
  let under = f32x4.add(f32x4.splat(3150), f32x4.mul(s, f32x4.splat(28)));
  under = f32x4.add(f32x4.splat(62370), f32x4.mul(s, under));
  under = f32x4.add(f32x4.splat(135135), f32x4.mul(s, under));
  const limit = f32x4.splat(4.97);
  const y = v128.bitselect(f32x4.splat(1), f32x4.div(over, under), f32x4.gt(x, limit));
  return v128.bitselect(f32x4.splat(-1), y, f32x4.lt(x, f32x4.neg(limit)));
}

/** layers/hadamard.ts, over WORK: the first two of five sweeps as one, in registers. */
function hadamard(): void {
  for (let i = WORK; i < WORK + 4 * UNITS; i += 64) {
    butterfly(
      i,
      16,
      within(v128.load(i)),
      within(v128.load(i, 16)),
      within(v128.load(i, 32)),
      within(v128.load(i, 48)),
    );
  }
  for (let quarter = 64; quarter < 4 * UNITS; quarter <<= 2) {
    for (let start = WORK; start < WORK + 4 * UNITS; start += 4 * quarter) {
      for (let i = start; i < start + quarter; i += 16) {
        const a = v128.load(i);
        const b = v128.load(i + quarter);
        butterfly(i, quarter, a, b, v128.load(i + 2 * quarter), v128.load(i + 3 * quarter));
      }
    }
  }
}

/** The four-point transform of a vector's own lanes. */
function within(x: v128): v128 {
  const inner = i32x4(0, 0x80000000, 0, 0x80000000);
  const pairs = f32x4.add(
    v128.shuffle<f32>(x, x, 0, 0, 2, 2),
    v128.xor(v128.shuffle<f32>(x, x, 1, 1, 3, 3), inner),
  );
  const outer = i32x4(0, 0, 0x80000000, 0x80000000);
  const flipped = v128.xor(v128.shuffle<f32>(pairs, pairs, 2, 3, 2, 3), outer);
  return f32x4.add(v128.shuffle<f32>(pairs, pairs, 0, 1, 0, 1), flipped);
}

/** The same of four vectors lane by lane, into four places `quarter` bytes apart. */
function butterfly(at: i32, quarter: i32, a: v128, b: v128, c: v128, d: v128): void {
  const ab = f32x4.add(a, b);
  const cd = f32x4.add(c, d);
  const aLessB = f32x4.sub(a, b);
  const cLessD = f32x4.sub(c, d);
  v128.store(at, f32x4.add(ab, cd));
  v128.store(at + quarter, f32x4.add(aLessB, cLessD));
  v128.store(at + 2 * quarter, f32x4.sub(ab, cd));
  v128.store(at + 3 * quarter, f32x4.sub(aLessB, cLessD));
}

// ---- head/head.ts

/**
 * `Head.scores` of the text that was read last, into SCORES. Values and activations are taken as whole multiples
 * of 2^-30 and 2^-35 in two halves of 16 bits, so that eight products are one instruction and their sums exact.
 * @param bits for each 64 buckets 16 bytes: which have weights (64 bits), and how many have before (32 bits)
 * @param direct rows × outputs int8, readable 16 bytes past the end
 * @param hidden outputs × UNITS int8
 * (0 when the hidden layer has no say)
 * @param scales three lists of f64, one an output: of direct, of hidden, and the bias
 * @param unsigned 1 when a link counts with its size alone (of several outputs only)
 */
export function scores(outputs: i32, bits: i32, direct: i32, hidden: i32, scales: i32, unsigned: i32): void {
  if (outputs === 1) store<f64>(SCORES, <f64>directSum(bits, direct));
  else directSums(outputs, bits, direct, unsigned);
  let o = 0;
  const toHidden = scales + (outputs << 3);
  const toBias = toHidden + (outputs << 3);
  if (hidden === 0) {
    const none = i32x4.splat(0);
    for (; o < outputs; o++) finishScore(o, none, none, scales, toHidden, toBias);
  }
  for (; o + 3 < outputs; o += 4) {
    const w = hidden + o * UNITS;
    let h0 = i32x4.splat(0);
    let h1 = i32x4.splat(0);
    let h2 = i32x4.splat(0);
    let h3 = i32x4.splat(0);
    let l0 = i32x4.splat(0);
    let l1 = i32x4.splat(0);
    let l2 = i32x4.splat(0);
    let l3 = i32x4.splat(0);
    for (let u = 0; u < UNITS; u += 8) {
      const high = v128.load(HIDDEN_HIGH + (u << 1));
      const low = v128.load(HIDDEN_LOW + (u << 1));
      let x = v128.load8x8_s(w + u);
      h0 = i32x4.add(h0, i32x4.dot_i16x8_s(x, high));
      l0 = i32x4.add(l0, i32x4.dot_i16x8_s(x, low));
      x = v128.load8x8_s(w + u, UNITS);
      h1 = i32x4.add(h1, i32x4.dot_i16x8_s(x, high));
      l1 = i32x4.add(l1, i32x4.dot_i16x8_s(x, low));
      x = v128.load8x8_s(w + u, 2 * UNITS);
      h2 = i32x4.add(h2, i32x4.dot_i16x8_s(x, high));
      l2 = i32x4.add(l2, i32x4.dot_i16x8_s(x, low));
      x = v128.load8x8_s(w + u, 3 * UNITS);
      h3 = i32x4.add(h3, i32x4.dot_i16x8_s(x, high));
      l3 = i32x4.add(l3, i32x4.dot_i16x8_s(x, low));
    }
    finishScore(o, h0, l0, scales, toHidden, toBias);
    finishScore(o + 1, h1, l1, scales, toHidden, toBias);
    finishScore(o + 2, h2, l2, scales, toHidden, toBias);
    finishScore(o + 3, h3, l3, scales, toHidden, toBias);
  }
  for (; o < outputs; o++) {
    const w = hidden + o * UNITS;
    let h = i32x4.splat(0);
    let l = i32x4.splat(0);
    for (let u = 0; u < UNITS; u += 8) {
      const x = v128.load8x8_s(w + u);
      h = i32x4.add(h, i32x4.dot_i16x8_s(x, v128.load(HIDDEN_HIGH + (u << 1))));
      l = i32x4.add(l, i32x4.dot_i16x8_s(x, v128.load(HIDDEN_LOW + (u << 1))));
    }
    finishScore(o, h, l, scales, toHidden, toBias);
  }
}

function finishScore(o: i32, high: v128, low: v128, toDirect: i32, toHidden: i32, toBias: i32): void {
  const at = o << 3;
  const sum = (sumLanes(high) * 65536 + sumLanes(low)) * 2.9103830456733704e-11;
  const direct = load<f64>(SCORES + at) * 9.313225746154785e-10;
  store<f64>(
    SCORES + at,
    direct * load<f64>(toDirect + at) + sum * load<f64>(toHidden + at) + load<f64>(toBias + at),
  );
}

function sumLanes(x: v128): f64 {
  return <f64>(
    (<i64>i32x4.extract_lane(x, 0) +
      <i64>i32x4.extract_lane(x, 1) +
      <i64>i32x4.extract_lane(x, 2) +
      <i64>i32x4.extract_lane(x, 3))
  );
}

/** Σ value × weight over the links, for a head with one output. */
function directSum(bits: i32, direct: i32): i64 {
  let sum: i64 = 0;
  for (let i = 0; i < links << 2; i += 4) {
    const bucket = load<u32>(LINK_BUCKETS + i);
    const entry = bits + ((bucket >>> 6) << 4);
    // The bits up to the bucket's own, which is now the highest and says whether the bucket has weights.
    const below = load<u64>(entry) << (63 - <u64>(bucket & 63));
    const row = load<i32>(entry, 8) + <i32>popcnt<u64>(below << 1);
    const weight = <i64>load<i8>(direct + row) & (<i64>below >> 63);
    sum += weight * <i64>load<i32>(FIXED_VALUES + i);
  }
  return sum;
}

/** The same for several outputs, into SCORES: first which rows, then 16 outputs at a time, two rows a step. */
function directSums(outputs: i32, bits: i32, direct: i32, unsigned: i32): void {
  let n = 0;
  for (let i = 0; i < links << 2; i += 4) {
    const bucket = load<u32>(LINK_BUCKETS + i);
    const entry = bits + ((bucket >>> 6) << 4);
    const below = load<u64>(entry) << (63 - <u64>(bucket & 63));
    const row = load<i32>(entry, 8) + <i32>popcnt<u64>(below << 1);
    const signed = load<i32>(FIXED_VALUES + i);
    const value = unsigned ? abs(signed) : signed;
    const high = (value + 0x8000) >> 16;
    store<i32>(PICKED + (n << 2), direct + row * outputs);
    store<i16>(PICKED_HIGH + (n << 1), <i16>high);
    store<i16>(PICKED_LOW + (n << 1), <i16>(value - (high << 16)));
    n += <i32>(below >> 63);
  }
  // Two rows a step: the last of an odd number has one that counts nothing beside it.
  store<i32>(PICKED + (n << 2), direct);
  store<i16>(PICKED_HIGH + (n << 1), 0);
  store<i16>(PICKED_LOW + (n << 1), 0);
  for (let o = 0; o < outputs; o += 16) {
    const out = SCORES + (o << 3);
    memory.fill(out, 0, 128);
    for (let from = 0; from < n; from += 256) tile(o, from, min(from + 256, n), out);
  }
}

/** Adds the picked rows [from, to) to 16 outputs; not more than 256, or the sums overflow. */
function tile(o: i32, from: i32, to: i32, out: i32): void {
  let h0 = i32x4.splat(0);
  let h1 = i32x4.splat(0);
  let h2 = i32x4.splat(0);
  let h3 = i32x4.splat(0);
  let l0 = i32x4.splat(0);
  let l1 = i32x4.splat(0);
  let l2 = i32x4.splat(0);
  let l3 = i32x4.splat(0);
  for (let k = from; k < to; k += 2) {
    const a = v128.load(load<i32>(PICKED + (k << 2)) + o);
    const b = v128.load(load<i32>(PICKED + (k << 2), 4) + o);
    const high = v128.load32_splat(PICKED_HIGH + (k << 1));
    const low = v128.load32_splat(PICKED_LOW + (k << 1));
    const front = v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const back = v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    let x = i16x8.extend_low_i8x16_s(front);
    h0 = i32x4.add(h0, i32x4.dot_i16x8_s(x, high));
    l0 = i32x4.add(l0, i32x4.dot_i16x8_s(x, low));
    x = i16x8.extend_high_i8x16_s(front);
    h1 = i32x4.add(h1, i32x4.dot_i16x8_s(x, high));
    l1 = i32x4.add(l1, i32x4.dot_i16x8_s(x, low));
    x = i16x8.extend_low_i8x16_s(back);
    h2 = i32x4.add(h2, i32x4.dot_i16x8_s(x, high));
    l2 = i32x4.add(l2, i32x4.dot_i16x8_s(x, low));
    x = i16x8.extend_high_i8x16_s(back);
    h3 = i32x4.add(h3, i32x4.dot_i16x8_s(x, high));
    l3 = i32x4.add(l3, i32x4.dot_i16x8_s(x, low));
  }
  addTo(out, h0, l0);
  addTo(out + 32, h1, l1);
  addTo(out + 64, h2, l2);
  addTo(out + 96, h3, l3);
}

function addTo(out: i32, high: v128, low: v128): void {
  const scale = f64x2.splat(65536);
  const a = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(high), scale), f64x2.convert_low_i32x4_s(low));
  v128.store(out, f64x2.add(v128.load(out), a));
  const high2 = v128.shuffle<i64>(high, high, 1, 0);
  const low2 = v128.shuffle<i64>(low, low, 1, 0);
  const b = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(high2), scale), f64x2.convert_low_i32x4_s(low2));
  v128.store(out, f64x2.add(v128.load(out, 16), b), 16);
}
