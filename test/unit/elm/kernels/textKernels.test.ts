import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Head, type HeadParts } from '../../../../src/elm/head/head.ts';
import { LanguageHead } from '../../../../src/elm/head/languageHead.ts';
import { Kernels } from '../../../../src/elm/kernels/kernels.ts';
import { Random } from '../../../../src/elm/random.ts';
import { BUCKETS } from '../../../../src/elm/text/hashing.ts';
import { HIDDEN_UNITS, TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import { copyTextVector, type TextVector } from '../../../../src/elm/text/textVector.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';

const bytesOf = (file: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../${file}`, import.meta.url)));
const kernels = await Kernels.compile(bytesOf('src/elm/kernels/kernels.wasm'));
const table = WordTable.fromBytes(bytesOf('models/words.bin'));
const plain = new TextFeatures(table);
const fast = new TextFeatures(table, kernels);
const shipped = readdirSync(new URL('../../../../models', import.meta.url))
  .filter((file) => file.endsWith('.bin') && !['words.bin', 'language.bin'].includes(file))
  .map((file) => Head.fromBytes(bytesOf(`models/${file}`)));

const language = LanguageHead.fromBytes(bytesOf('models/language.bin'));

/** A head with random weights, the extremes of int8 among them, on every bucket that `keeps` says. */
function randomHead(labels: number, seed: number, keeps: (bucket: number) => boolean): Head {
  const random = new Random(seed);
  const outputs = labels === 2 ? 1 : labels;
  const buckets = Uint32Array.from({ length: BUCKETS }, (_, bucket) => bucket).filter(keeps);
  const int8 = (length: number) => Int8Array.from({ length }, () => random.below(256) - 128);
  const numbers = () => Array.from({ length: outputs }, () => random.uniform() / 100);
  const names = Array.from({ length: labels }, (_, k) => `label ${k}`);
  const parts: HeadParts = {
    task: 'random',
    labels: names,
    ordinary: names[0],
    wordTable: table.digest,
    buckets,
    direct: int8(buckets.length * outputs),
    hidden: int8(outputs * HIDDEN_UNITS),
    directScale: numbers(),
    hiddenScale: numbers(),
    bias: numbers(),
    scaling: { slope: new Array(outputs).fill(3), offset: numbers() },
    flagAt: names.map((_, k) => (k === 0 ? null : [0.95, 0.9, 0.8, 0.7, 0.6])),
    unsure: { knownWords: 2, knownShare: 0.5, probability: 0.6 },
  };
  return Head.fromParts(parts);
}

const heads = [
  ...shipped,
  randomHead(2, 1, (bucket) => bucket % 3 > 0),
  randomHead(2, 2, () => false),
  randomHead(3, 3, (bucket) => bucket % 64 === 63 || bucket % 64 === 0),
  randomHead(16, 4, (bucket) => bucket % 2 === 0),
  randomHead(17, 5, () => true),
  randomHead(75, 6, (bucket) => bucket % 4 === 0),
];

function probabilitiesOf(head: Head, vector: TextVector): Float64Array {
  const scores = new Float64Array(head.outputs);
  const probabilities = new Float64Array(head.labels.length);
  head.scores(vector, scores);
  head.probabilities(scores, probabilities);
  return probabilities;
}

function sameBytes(a: Uint32Array | Float32Array, b: Uint32Array | Float32Array): boolean {
  return Buffer.compare(new Uint8Array(a.buffer), new Uint8Array(b.buffer)) === 0;
}

function expectSame(text: string): void {
  plain.extract(text);
  fast.extract(text);
  const got = copyTextVector(fast.vector);
  const wanted = copyTextVector(plain.vector);
  for (const name of ['buckets', 'values', 'hidden'] as const) {
    if (!sameBytes(got[name], wanted[name]))
      expect(got[name], `${name} of ${JSON.stringify(text)}`).toEqual(wanted[name]);
  }
  expect([got.links, got.words, got.knownWords]).toEqual([wanted.links, wanted.words, wanted.knownWords]);
  for (const head of heads) {
    const want = probabilitiesOf(head, plain.vector);
    probabilitiesOf(head, fast.vector).forEach((p, k) => {
      if (!(Math.abs(p - want[k]) < 1e-6)) expect(p, `${head.task} of ${JSON.stringify(text)}`).toBe(want[k]);
    });
  }
  const want = language.detect(plain.vector);
  const detected = language.detect(fast.vector);
  expect(detected.probability).toBeCloseTo(want.probability, 6);
  expect({ ...detected, probability: 0 }).toEqual({ ...want, probability: 0 });
}

/** Letters of many scripts, marks, digits, signs, pictures, halves of characters. */
const scripts = fc.constantFrom(
  ...'aé ßçñ ЖдёΣς אב ةع हिन् ไทย 漢字 かな 한글 ഒരു ქარ Ելք 𝒂𝓑 ﬁﷺ ｗｉｄｅ',
  '👩‍👩‍👧',
  '🇩🇪',
  '👍🏽',
  '\uD800',
  '\u0301',
  '\u200B',
  '\u202E',
  '\uFE0F',
);
const pieces = fc.constantFrom(
  'the ',
  "don't ",
  "can't ",
  "it's ",
  'fr33 ',
  'f r e e ',
  'sooooo ',
  'FREE!!! ',
  '$5.00 ',
  '€9,99 ',
  'https://www.example.com/a/b?c=d#e ',
  'me@example.org ',
  '@somebody ',
  '07700 900123 ',
  '12:30 ',
  '... ',
  'url ',
  'pr!ze ',
  'сор ',
  "n't ",
  "'' ",
  'a'.repeat(50),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: scripts, maxLength: 300 }),
  fc
    .array(fc.oneof(pieces, scripts, fc.lorem({ maxCount: 3 })), { maxLength: 60 })
    .map((all) => all.join('')),
);

describe('the text path in WebAssembly equals the one in TypeScript', () => {
  it('features to the last bit and probabilities to 1e-6: any text', () => {
    fc.assert(fc.property(texts, expectSame), { numRuns: 300 });
  }, 60_000);

  it('long texts, texts with the most n-grams, texts that repeat one', () => {
    const hangul = Array.from({ length: 4096 }, (_, i) => String.fromCharCode(0xac00 + ((i * 7919) % 11000)));
    const words = Array.from({ length: 1300 }, (_, i) => (i * 2654435761).toString(36).slice(0, 2));
    for (const text of [
      hangul.join(''),
      hangul.join(' '),
      words.join(' '),
      'z '.repeat(3000),
      'a'.repeat(5000),
      'free money '.repeat(500),
      "don't ".repeat(800),
      'x'.repeat(40).concat(' ').repeat(100),
      '',
      ' ',
      'a',
      'ab',
      '漢',
    ]) {
      expectSame(text);
    }
  }, 60_000);

  it('pages of the demo', () => {
    const folder = new URL('../../../../demo/', import.meta.url);
    const pages = readdirSync(folder).filter((file) => file.endsWith('.html'));
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) {
      const text = readFileSync(new URL(page, folder), 'utf8').replace(/<[^>]*>/g, '\n');
      for (const block of text.split(/\n\s*\n/)) expectSame(block.trim());
    }
  }, 60_000);

  it('copies into a vector of the caller’s, which heads then score in TypeScript', () => {
    const own = fast.createVector();
    fast.extract('You have won a cruise for two', own);
    fast.extract('something else');
    plain.extract('You have won a cruise for two');
    expect(copyTextVector(own)).toEqual(copyTextVector(plain.vector));
    for (const head of heads) {
      expect(probabilitiesOf(head, own)).toEqual(probabilitiesOf(head, plain.vector));
      // A copy made by spreading is no vector of the kernels any more.
      expect(probabilitiesOf(head, { ...fast.vector, ...copyTextVector(own) })).toEqual(
        probabilitiesOf(head, own),
      );
    }
  });

  it('a head that comes later moves nothing that was there', () => {
    const late = new TextFeatures(table, kernels);
    late.extract('The train leaves at nine');
    const before = copyTextVector(late.vector);
    const { buffer } = late.vector.buckets;
    const head = randomHead(30, 9, () => true);
    const first = probabilitiesOf(head, late.vector);
    expect(late.vector.buckets.buffer).not.toBe(buffer);
    expect(copyTextVector(late.vector)).toEqual(before);
    late.extract('The train leaves at nine');
    expect(probabilitiesOf(head, late.vector)).toEqual(first);
  });

  it('reads 100,000 random texts without an exception', () => {
    const random = new Random(1);
    const scores = heads.map((head) => new Float64Array(head.outputs));
    for (let i = 0; i < 100_000; i++) {
      // From one plane of Unicode or all of them, halves of characters among them; short, as most texts are.
      const limit = [0x80, 0x250, 0x3000, 0x10000, 0x110000][i % 5];
      const text = Array.from({ length: random.below(12) }, () =>
        String.fromCodePoint(random.below(limit)),
      ).join('');
      fast.extract(text);
      const { vector } = fast;
      let sum = vector.hidden[0];
      for (let k = 0; k < vector.links; k++) sum += vector.values[k];
      heads[i % heads.length].scores(vector, scores[i % heads.length]);
      for (const score of scores[i % heads.length]) sum += score;
      language.detect(vector);
      if (!Number.isFinite(sum) || vector.knownWords > vector.words) expect(text).toBe('');
    }
  }, 60_000);

  it('takes time linear in hostile texts', () => {
    // Collisions can't pile up: a bucket is found in one step however many n-grams there are.
    for (const piece of ['a', '漢字', '@a', 'www.', "n't ", 'a-', '1,', 'aaa ', '\u0300']) {
      const least = (units: number) => {
        const text = piece.repeat(Math.ceil(units / piece.length));
        return Math.min(
          ...Array.from({ length: 15 }, () => {
            const started = performance.now();
            fast.extract(text);
            return performance.now() - started;
          }),
        );
      };
      least(1000);
      // Four times the text, at most nine times the time (a quadratic step would take sixteen).
      expect(least(4000), piece).toBeLessThan(9 * least(1000) + 1);
    }
  });

  it('takes no more memory however many texts it reads', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const scores = heads.map((head) => new Float64Array(head.outputs));
    const read = (count: number) => {
      for (let i = 0; i < count; i++) {
        fast.extract(`Number ${i}: you have won ${i * i} cruises, see www.example.com/${i}`);
        heads.forEach((head, h) => {
          head.scores(fast.vector, scores[h]);
        });
      }
      collect();
      return process.memoryUsage();
    };
    const { buffer } = fast.vector.buckets;
    const before = read(2000);
    const after = read(20_000);
    expect(fast.vector.buckets.buffer).toBe(buffer);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(10_000);
    // 20,000 texts that left 10 bytes each would show.
    expect(after.heapUsed - before.heapUsed).toBeLessThan(200_000);
  }, 60_000);
});
