import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ElmError } from '../../../../src/elm/errors.ts';
import { readContainer, writeContainer } from '../../../../src/elm/file/container.ts';
import { Head } from '../../../../src/elm/head/head.ts';
import { LanguageHead, type LanguageParts } from '../../../../src/elm/head/languageHead.ts';
import { HIDDEN_UNITS, TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import type { TextVector } from '../../../../src/elm/text/textVector.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';

const features = new TextFeatures(WordTable.fromBytes(readFileSync('models/words.bin')));
const shipped = LanguageHead.fromBytes(readFileSync('models/language.bin'));

const parts = (): LanguageParts => ({
  languages: ['en', 'de', 'fr'],
  buckets: Uint32Array.of(3, 70),
  counts: Uint8Array.of(1, 2),
  owners: Uint8Array.of(1, 0, 2),
  weights: Int8Array.of(40, -10, 30),
  scale: 0.5,
  bias: [0.25, 0, -1],
  slope: 2,
  decides: { probability: 0.9, links: 2 },
});

function vectorOf(links: [bucket: number, value: number][]): TextVector {
  return {
    links: links.length,
    buckets: Uint32Array.from(links, ([bucket]) => bucket),
    values: Float32Array.from(links, ([, value]) => value),
    hidden: new Float32Array(HIDDEN_UNITS),
    words: 10,
    knownWords: 10,
  };
}

function detect(text: string) {
  const vector = features.createVector();
  features.extract(text, vector);
  return shipped.detect(vector);
}

describe('LanguageHead', () => {
  it('adds up the weights of the links that are there, whatever their sign', () => {
    const head = LanguageHead.fromParts(parts());
    const out = new Float64Array(3);
    head.scores(
      vectorOf([
        [70, -2],
        [3, 1],
        [4, 9],
      ]),
      out,
    );
    expect([...out]).toEqual([0.5 * 2 * -10 + 0.25, 0.5 * 40, 0.5 * 2 * 30 - 1]);
  });

  it('decides only on text enough, and when it is probable enough', () => {
    const head = LanguageHead.fromParts(parts());
    const clear: [number, number][] = [
      [3, 1],
      [5, 1],
    ];
    expect(head.detect(vectorOf(clear))).toMatchObject({ code: 'de', decided: true });
    expect(head.detect(vectorOf(clear.slice(0, 1)))).toMatchObject({ code: 'de', decided: false });
    const vague = head.detect(
      vectorOf([
        [8, 1],
        [9, 1],
      ]),
    );
    expect(vague).toMatchObject({ code: 'en', decided: false });
    expect(vague.probability).toBeCloseTo(1 / (1 + Math.exp(-0.5) + Math.exp(-2.5)), 12);
  });

  it('comes back from its bytes as it was, and refuses what is no such head', () => {
    const head = LanguageHead.fromParts(parts());
    expect(LanguageHead.fromBytes(head.toBytes()).version).toBe(head.version);
    const good = readContainer(head.toBytes(), 'language');
    const bad: [string, Record<string, unknown>][] = [
      ['features of another version', { features: 99 }],
      ['a language twice', { languages: ['en', 'de', 'de'] }],
      ['languages that are no codes', { languages: ['en', 'de', '<b>'] }],
      ['a language too few for its weights', { languages: ['en', 'de'], bias: [0, 0] }],
      ['more rows than counts', { rows: 3 }],
      ['a bias too few', { bias: [0, 1] }],
      ['a falling slope', { slope: -1 }],
      ['no line', { decidesProbability: undefined }],
    ];
    for (const [what, fields] of bad) {
      const bytes = writeContainer('language', { ...good.fields, ...fields }, good.sections);
      expect(() => LanguageHead.fromBytes(bytes), what).toThrow(ElmError);
    }
    const more = writeContainer('language', good.fields, { ...good.sections, counts: Uint8Array.of(1, 3) });
    expect(() => LanguageHead.fromBytes(more)).toThrow(ElmError);
  });
});

describe('the shipped language head', () => {
  it.each([
    ['en', 'The museum opens at ten and closes at six.'],
    ['en', 'lol u r so late again, c u tmrw'],
    ['en', 'Accept all cookies'],
    ['de', 'Heute regnet es leider den ganzen Nachmittag.'],
    ['fr', 'Le musée ouvre à dix heures.'],
    ['es', 'El museo abre a las diez de la mañana.'],
    ['ru', 'Сегодня хорошая погода.'],
    ['uk', 'Сьогодні гарна погода, правда?'],
    ['ja', '今日はいい天気ですね。'],
    ['zh', '今天天气很好，我们一起去公园散步吧。'],
    ['ar', 'الطقس جميل اليوم في المدينة'],
  ])('%s: %s', (code, text) => {
    expect(detect(text).code).toBe(code);
  });

  it('knows 75 languages, and weighs at most 1 MB', () => {
    expect(shipped.languages).toHaveLength(75);
    expect(shipped.toBytes().length).toBeLessThanOrEqual(1_000_000);
  });

  it('keeps a head silent on languages that it was not trained for', () => {
    const german = detect('Das Wetter ist heute schön und morgen regnet es.');
    const english = detect('The weather is nice today and it rains tomorrow.');
    expect(german.decided && english.decided).toBe(true);
    const head = Head.fromParts({
      task: 'fruit',
      labels: ['plain', 'sweet'],
      ordinary: 'plain',
      wordTable: '00000000',
      buckets: new Uint32Array(0),
      direct: new Int8Array(0),
      hidden: new Int8Array(HIDDEN_UNITS),
      directScale: [1],
      hiddenScale: [1],
      bias: [0],
      scaling: { slope: [1], offset: [0] },
      flagAt: [null, [1, 1, 1, 1, 1]],
      unsure: { knownWords: 2, knownShare: 0.6, probability: 0.6 },
      languages: ['en'],
    });
    const sure = Float64Array.of(0.1, 0.9);
    const vector = vectorOf([]);
    expect(head.isUnsure(vector, sure, german)).toBe(true);
    expect(head.isUnsure(vector, sure, english)).toBe(false);
    // Slang that the table doesn't know is no reason to be silent when the language is plain.
    const slang = { ...vector, knownWords: 4 };
    expect(head.isUnsure(slang, sure)).toBe(true);
    expect(head.isUnsure(slang, sure, english)).toBe(false);
    expect(head.isUnsure(slang, sure, { ...english, decided: false })).toBe(true);
  });
});
