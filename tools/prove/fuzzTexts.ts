import { Random } from '../../src/elm/random.ts';

/** The longest text that is tried, in UTF-16 units. */
const LONGEST = 100_000;

/**
 * Random text of any script and any malice: whole words and single units, halves of surrogate pairs, marks
 * piled up, things that look like addresses, and stretches said again thousands of times. Its length is
 * spread evenly over the orders of magnitude up to {@link LONGEST} units.
 */
export function randomText(random: Random): string {
  const length = Math.floor(LONGEST ** random.uniform());
  const parts: string[] = [];
  let units = 0;
  while (units < length) {
    let part = PARTS[random.below(PARTS.length)](random);
    if (random.below(20) === 0) part = part.repeat(1 + random.below(1 + Math.floor(length / part.length)));
    parts.push(part);
    units += part.length;
  }
  return parts.join('').slice(0, length);
}

/** First and last code points of alphabets, marks, symbols and controls. */
const RANGES = [
  [0x20, 0x7e],
  [0x0, 0x1f],
  [0x80, 0x17f],
  [0x300, 0x36f],
  [0x370, 0x52f],
  [0x590, 0x6ff],
  [0x900, 0xdff],
  [0xe00, 0xe7f],
  [0x1100, 0x11ff],
  [0x1e00, 0x1fff],
  [0x2000, 0x206f],
  [0x20d0, 0x2bff],
  [0x3040, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfb00, 0xffff],
  [0x10000, 0x103ff],
  [0x1d400, 0x1d7ff],
  [0x1f300, 0x1faff],
  [0xe0000, 0xe007f],
  [0x10fff0, 0x10ffff],
] as const;

const STRINGS = [
  ' ',
  '\n',
  '\u200b',
  '\u202e',
  '\ufeff',
  'https://',
  'www.',
  '@',
  '.',
  '//',
  'a@b.c',
  '1,000.50',
  '$',
  '%',
  'f r e e ',
  'w.i.n',
  'fr33',
  'sooooo',
  '!!!',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\ufdfa',
  'e\u0301\u0301\u0301',
  'constructor',
  '__proto__',
];

const PARTS: ((random: Random) => string)[] = [
  (random) => STRINGS[random.below(STRINGS.length)],
  (random) => {
    const [first, last] = RANGES[random.below(RANGES.length)];
    let word = '';
    for (let n = 1 + random.below(12); n > 0; n--) {
      word += String.fromCodePoint(first + random.below(last - first + 1));
    }
    return word;
  },
  (random) => String.fromCharCode(random.below(0x10000)),
];

export interface FuzzedTexts {
  /** Milliseconds of the slowest. */
  slowest: number;
  /** UTF-16 units in all. */
  units: number;
}

/**
 * Gives `work` so many random texts. It must not throw, and returns numbers that must be finite.
 * @throws Error that tells the number of the first text for which that isn't so
 */
export function fuzzTexts(
  work: (text: string) => Iterable<number>,
  times: number,
  seed: number,
): FuzzedTexts {
  const result: FuzzedTexts = { slowest: 0, units: 0 };
  for (let n = 0; n < times; n++) {
    const text = randomText(new Random(seed + n));
    const start = performance.now();
    let problem = '';
    try {
      for (const number of work(text)) if (!Number.isFinite(number)) problem = `gives ${number}`;
    } catch (error) {
      problem = `throws ${error}`;
    }
    if (problem) throw new Error(`text ${n} of seed ${seed} ${problem}`);
    result.slowest = Math.max(result.slowest, performance.now() - start);
    result.units += text.length;
  }
  return result;
}
