import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUCKETS, MAX_LINKS, wordHash } from '../../../../src/elm/text/hashing.ts';
import { HIDDEN_UNITS, TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import { copyTextVector, type TextVector } from '../../../../src/elm/text/textVector.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';

let features: TextFeatures;
let table: WordTable;
let vector: TextVector;

beforeAll(() => {
  table = WordTable.fromBytes(readFileSync('models/words.bin'));
  features = new TextFeatures(table);
  vector = features.createVector();
});

function read(text: string): TextVector {
  features.extract(text, vector);
  return copyTextVector(vector);
}

function dot(a: TextVector, b: TextVector): number {
  const values = new Map<number, number>();
  a.buckets.forEach((bucket, i) => {
    values.set(bucket, a.values[i]);
  });
  return b.buckets.reduce((sum, bucket, i) => sum + (values.get(bucket) ?? 0) * b.values[i], 0);
}

const norm = (values: Float32Array) => Math.hypot(...values);

describe('TextFeatures', () => {
  it('gives these very features, on every machine', () => {
    const v = read('You have won a FREE cruise! Call 07700 900123 or see www.example.com/win now 😀');
    const order = [...v.buckets.keys()].sort((a, b) => v.buckets[a] - v.buckets[b]);
    const sample = order.filter((_, k) => k % 40 === 0).map((i) => [v.buckets[i], v.values[i].toFixed(6)]);
    expect({ links: v.links, words: v.words, known: v.knownWords, sample }).toMatchInlineSnapshot(`
      {
        "known": 9,
        "links": 274,
        "sample": [
          [
            660,
            "0.031792",
          ],
          [
            41458,
            "-0.031792",
          ],
          [
            79415,
            "0.031792",
          ],
          [
            106679,
            "0.126491",
          ],
          [
            146980,
            "-0.031792",
          ],
          [
            184273,
            "-0.031792",
          ],
          [
            226633,
            "0.053828",
          ],
        ],
        "words": 9,
      }
    `);
    expect([...v.hidden.slice(0, 6)].map((h) => h.toFixed(7))).toMatchInlineSnapshot(`
      [
        "-0.0122060",
        "0.0245303",
        "-0.0225342",
        "0.0165125",
        "0.0246337",
        "-0.0259347",
      ]
    `);
  });

  it('is the same whatever was read before', () => {
    const text = 'The train leaves at nine, as always.';
    const first = read(text);
    read(`WIN $$$ ${'z '.repeat(3000)} www.example.com`);
    expect(read(text)).toEqual(first);
  });

  it('holds every bucket once, inside the table, with finite values and norm one', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.lorem()),
        (text) => {
          const v = read(text);
          expect(new Set(v.buckets).size).toBe(v.links);
          expect(v.buckets.every((bucket) => bucket < BUCKETS)).toBe(true);
          expect(v.values.every(Number.isFinite) && v.hidden.every(Number.isFinite)).toBe(true);
          expect(norm(v.values)).toBeLessThan(1.0001);
          expect(norm(v.hidden)).toBeLessThanOrEqual(1.0001);
          expect(v.knownWords).toBeLessThanOrEqual(v.words);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads nothing behind the 4,096th unit', () => {
    const text = 'word '.repeat(1000).slice(0, 4096);
    expect(read(`${text} free prize`)).toEqual(read(text));
  });

  it('is near for texts that differ in case, width or invisible characters only', () => {
    const plain = read('claim your prize now');
    expect(dot(plain, read('claim\u200B your pri\u00ADze now'))).toBeCloseTo(dot(plain, plain), 5);
    expect(dot(plain, read('ｃlaim your prize ｎow'))).toBeCloseTo(dot(plain, plain), 5);
    expect(dot(plain, read('Claim Your Prize NOW'))).toBeGreaterThan(0.88);
  });

  it('is nearer to the clean word when it was disguised than without the guess', () => {
    // The clean word itself is among the links of each disguise.
    const bucketOf = (word: string) =>
      wordHash(
        Uint32Array.from(word, (c) => c.charCodeAt(0)),
        0,
        word.length,
      ) &
      (BUCKETS - 1);
    for (const disguise of [
      'fr33 stuff',
      'f r e e stuff',
      'freeeee stuff',
      'frее stuff',
      'fr\u00E9e stuff',
    ]) {
      expect([...read(disguise).buckets], disguise).toContain(bucketOf('free'));
    }
    expect([...read('some stuff').buckets]).not.toContain(bucketOf('free'));
  });

  it('knows English words, not others', () => {
    expect(read('the weather is fine and we go for a walk')).toMatchObject({ words: 9, knownWords: 9 });
    const german = read('heute regnet es leider den ganzen Nachmittag');
    expect(german.knownWords / german.words).toBeLessThan(0.6);
    expect(read('今天天气很好')).toMatchObject({ words: 6, knownWords: 0 });
    expect(read("it's what they don't know")).toMatchObject({ words: 5, knownWords: 5 });
  });

  it('says nothing of an empty text', () => {
    for (const text of ['', ' \n\t', '\u200B\u200B']) {
      const v = read(text);
      expect(v.words).toBe(0);
      expect(v.hidden.every((h) => h === 0)).toBe(true);
    }
  });

  it('takes time linear in hostile texts', () => {
    const hostile = [
      'a',
      'a.',
      '@',
      '1',
      'ﷺ',
      'a ',
      'http://',
      'é',
      'x1 ',
      'aaa ',
      'a-',
      '...',
      '1,',
      '@a',
      'www.',
      "a'",
      '\u0300',
    ];
    for (const piece of hostile) {
      const timed = (units: number) => {
        const text = piece.repeat(Math.ceil(units / piece.length));
        let best = Number.POSITIVE_INFINITY;
        for (let i = 0; i < 9; i++) {
          const started = performance.now();
          features.extract(text, vector);
          best = Math.min(best, performance.now() - started);
        }
        return best;
      };
      timed(2000);
      // Four times the text, at most nine times the time (a quadratic step would take sixteen).
      expect(timed(4000), piece).toBeLessThan(9 * timed(1000) + 1);
    }
  });

  it('fits its arrays for the texts with the most n-grams', () => {
    const points = Array.from({ length: 4096 }, (_, i) => String.fromCharCode(0xac00 + ((i * 7919) % 11000)));
    const v = read(points.join(''));
    expect(v.links).toBeGreaterThan(10_000);
    expect(v.links).toBeLessThanOrEqual(MAX_LINKS);
    expect(vector.hidden).toHaveLength(HIDDEN_UNITS);
  });
});

describe('WordTable', () => {
  it('finds words by their hash and nothing else', () => {
    const find = (word: string) =>
      table.find(
        wordHash(
          Uint32Array.from(word, (c) => c.codePointAt(0)!),
          0,
          word.length,
        ),
      );
    expect(find('weather')).toBeGreaterThanOrEqual(0);
    expect(find('weather')).not.toBe(find('whether'));
    expect(find('qwzkxv')).toBe(-1);
  });

  it('refuses a damaged file', () => {
    const bytes = new Uint8Array(readFileSync('models/words.bin'));
    bytes[bytes.length - 100] ^= 1;
    expect(() => WordTable.fromBytes(bytes)).toThrow(/checksum/);
    expect(() => WordTable.fromBytes(readFileSync('models/spam.bin'))).toThrow(/words/);
  });

  it('refuses hashes that are not ascending, and numbers that are not finite', () => {
    const parts = {
      hashes: Uint32Array.of(5, 9),
      vectors: new Int8Array(2),
      scales: Float32Array.of(1, 1),
      weights: Uint8Array.of(255, 255),
      centre: new Float32Array(3),
      spread: new Float32Array(3).fill(1),
    };
    expect(WordTable.fromBytes(WordTable.toBytes(parts, 1)).size).toBe(2);
    expect(() =>
      WordTable.fromBytes(WordTable.toBytes({ ...parts, hashes: Uint32Array.of(9, 5) }, 1)),
    ).toThrow(/ascending/);
    expect(() =>
      WordTable.fromBytes(WordTable.toBytes({ ...parts, scales: Float32Array.of(1, Number.NaN) }, 1)),
    ).toThrow(/finite/);
    expect(() => WordTable.fromBytes(WordTable.toBytes({ ...parts, vectors: new Int8Array(3) }, 1))).toThrow(
      /vectors/,
    );
  });

  it('pools mean, greatest and least, weighted and centred', () => {
    const tiny = WordTable.fromBytes(
      WordTable.toBytes(
        {
          hashes: Uint32Array.of(5, 9),
          vectors: Int8Array.of(10, -20, 40, 30),
          scales: Float32Array.of(0.5, 1),
          weights: Uint8Array.of(100, 50),
          centre: Float32Array.of(1, 0, 0, 0, 0, 0),
          spread: Float32Array.of(2, 1, 1, 1, 1, 1),
        },
        2,
      ),
    );
    const out = new Float32Array(6);
    tiny.pool(Int32Array.of(0, 1), 2, out);
    // Words (5, −10) and (40, 30): mean (50/3, 10/3).
    expect(out[0]).toBeCloseTo((50 / 3 - 1) * 2, 4);
    expect(out[1]).toBeCloseTo(10 / 3, 4);
    expect([...out.slice(2)]).toEqual([40, 30, 5, -10]);
  });
});
