import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ElmError } from '../../../../src/elm/errors.ts';
import { readContainer, writeContainer } from '../../../../src/elm/file/container.ts';
import { Random } from '../../../../src/elm/random.ts';
import { TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';
import { fuzzFiles } from '../../../../tools/prove/fuzzFiles.ts';
import { fuzzTexts, randomText } from '../../../../tools/prove/fuzzTexts.ts';
import { DAMAGE_NAMES, damage } from '../../../../tools/prove/mutatedFiles.ts';
import { readers } from '../../../../tools/prove/readers.ts';

/** The short form of what `npm run prove` does a hundred thousand times. */
describe('damaged files', () => {
  const bytes = writeContainer('sample', { width: 2, name: 'x' }, { floats: Float32Array.of(1, 2) });

  it.each(readers())('are refused by the reader of a $name, or are sound', (reader) => {
    const { refused, accepted } = fuzzFiles(reader, 1300, 1);
    expect(refused + accepted).toBe(1300);
    // All refused would mean that only the checksum was ever tried.
    expect(accepted).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(100);
  });

  it('are damaged in the way that their kind says, and the same each time', () => {
    for (const kind of DAMAGE_NAMES) {
      const files = Array.from({ length: 20 }, (_, n) => damage(kind, bytes, new Random(n)));
      expect(
        files.some((file) => !Buffer.from(file).equals(Buffer.from(bytes))),
        kind,
      ).toBe(true);
      expect(damage(kind, bytes, new Random(3)), kind).toEqual(files[3]);
    }
  });

  it('get past the checksum, or nothing behind it would be tried', () => {
    const reasons = new Set<string>();
    for (let n = 0; n < 2000; n++) {
      try {
        readContainer(damage(DAMAGE_NAMES[n % DAMAGE_NAMES.length], bytes, new Random(n)), 'sample');
      } catch (error) {
        reasons.add((error as ElmError).argument);
      }
    }
    expect([...reasons]).toEqual(
      expect.arrayContaining(['header', 'section.length', 'section.type', 'file']),
    );
  });

  const isRefusal = (error: unknown) => error instanceof ElmError;
  const fault = { name: 'x', bytes, isRefusal, use: () => [] };
  it.each([
    ['another error', { ...fault, read: () => JSON.parse('{') }, /throws SyntaxError/],
    ['a number that is none', { ...fault, read: () => 0, use: () => [Number.NaN] }, /gives NaN/],
    ['a changed file', { ...fault, read: (file: Uint8Array) => file.fill(1) }, /was changed/],
    [
      'a message as long as the file',
      {
        ...fault,
        read: () => {
          throw new ElmError('file', 'x'.repeat(600), 0);
        },
      },
      /message/,
    ],
  ])('a reader is caught that answers with %s', (_name, reader, message) => {
    expect(() => fuzzFiles(reader, 100, 1)).toThrow(message);
  });
});

describe('random texts', () => {
  it('go through the features without an exception', () => {
    const features = new TextFeatures(WordTable.fromBytes(readFileSync('models/words.bin')));
    const vector = features.createVector();
    const { units } = fuzzTexts(
      (text) => {
        features.extract(text, vector);
        return [...vector.values.subarray(0, vector.links), ...vector.hidden];
      },
      300,
      1,
    );
    expect(units).toBeGreaterThan(1e6);
  });

  it('have every length up to 100,000 units, halves of pairs and several scripts', () => {
    const texts = Array.from({ length: 300 }, (_, n) => randomText(new Random(n)));
    expect(texts.some((text) => text.length < 10)).toBe(true);
    expect(texts.some((text) => text.length > 50_000)).toBe(true);
    for (const kind of [/\p{Cs}/u, /\p{Script=Arabic}/u, /\p{Script=Han}/u, /\p{M}{3}/u, /\u202e/u]) {
      expect(texts.some((text) => kind.test(text))).toBe(true);
    }
  });

  it('catch what throws, and what gives no number', () => {
    const thrower = () => {
      throw new Error('no');
    };
    expect(() => fuzzTexts(thrower, 1, 1)).toThrow(/text 0 of seed 1 throws/);
    expect(() => fuzzTexts(() => [Infinity], 1, 1)).toThrow(/gives Infinity/);
  });
});
