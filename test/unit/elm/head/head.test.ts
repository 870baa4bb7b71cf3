import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElmError } from '../../../../src/elm/errors.ts';
import { readContainer, writeContainer } from '../../../../src/elm/file/container.ts';
import { evidence } from '../../../../src/elm/head/evidence.ts';
import { DEFAULT_STEP, Head, type HeadParts, SENSITIVITY_STEPS } from '../../../../src/elm/head/head.ts';
import { HIDDEN_UNITS, TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import type { TextVector } from '../../../../src/elm/text/textVector.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';

const table = WordTable.fromBytes(readFileSync('models/words.bin'));
const features = new TextFeatures(table);
const shipped = ['spam', 'toxicity', 'intent'].map((task) =>
  Head.fromBytes(readFileSync(`models/${task}.bin`)),
);

function parts(labels: string[]): HeadParts {
  const outputs = labels.length === 2 ? 1 : labels.length;
  return {
    task: 'fruit',
    labels,
    ordinary: labels[0],
    wordTable: table.digest,
    buckets: Uint32Array.of(3, 70, 200_000),
    direct: Int8Array.from({ length: 3 * outputs }, (_, i) => 10 * (i + 1)),
    hidden: Int8Array.from({ length: outputs * HIDDEN_UNITS }, (_, i) => (i % 5) - 2),
    directScale: new Array(outputs).fill(0.5),
    hiddenScale: new Array(outputs).fill(0.25),
    bias: Array.from({ length: outputs }, (_, o) => o - 1),
    scaling: { slope: new Array(outputs).fill(2), offset: new Array(outputs).fill(0.5) },
    flagAt: labels.map((_, k) => (k === 0 ? null : [0.95, 0.9, 0.8, 0.7, 0.6])),
    unsure: { knownWords: 2, knownShare: 0.5, probability: 0.6 },
  };
}

function vectorOf(
  links: [bucket: number, value: number][],
  hidden = new Float32Array(HIDDEN_UNITS),
): TextVector {
  return {
    links: links.length,
    buckets: Uint32Array.from(links, ([bucket]) => bucket),
    values: Float32Array.from(links, ([, value]) => value),
    hidden,
    words: 10,
    knownWords: 10,
  };
}

function scoresOf(head: Head, vector: TextVector): Float64Array {
  const out = new Float64Array(head.outputs);
  head.scores(vector, out);
  return out;
}

describe('Head', () => {
  it('scores by its kept links, the hidden layer and the bias', () => {
    const hidden = new Float32Array(HIDDEN_UNITS);
    hidden[0] = 1; // weight −2 · 0.25
    hidden[3] = 2; // weight  1 · 0.25
    const two = Head.fromParts(parts(['plain', 'sweet']));
    // Bucket 4 is pruned and says nothing.
    const vector = vectorOf(
      [
        [70, 2],
        [4, 9],
        [200_000, -1],
      ],
      hidden,
    );
    expect([...scoresOf(two, vector)]).toEqual([0.5 * (2 * 20 - 30) + 0.25 * (-2 + 2) - 1]);

    const three = Head.fromParts(parts(['plain', 'sweet', 'sour']));
    // Row 1 holds 40, 50, 60. A unit's weight is (i % 5 − 2) with i = output · 1024 + unit.
    const want = [40, 50, 60].map((w, o) => {
      const unit = (u: number) => ((o * HIDDEN_UNITS + u) % 5) - 2;
      return 0.5 * 2 * w + 0.25 * (unit(0) + 2 * unit(3)) + (o - 1);
    });
    expect([...scoresOf(three, vectorOf([[70, 2]], hidden))]).toEqual(want);
  });

  it('makes probabilities that add up to one', () => {
    for (const labels of [
      ['plain', 'sweet'],
      ['plain', 'sweet', 'sour'],
    ]) {
      const head = Head.fromParts(parts(labels));
      const p = new Float64Array(labels.length);
      head.probabilities(
        Float64Array.from({ length: head.outputs }, (_, o) => o - 0.3),
        p,
      );
      expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      if (labels.length === 2) expect(p[1]).toBeCloseTo(1 / (1 + Math.exp(-(2 * -0.3 + 0.5))), 12);
    }
  });

  it('never flags the ordinary label, and flags more at each step', () => {
    for (const head of [Head.fromParts(parts(['plain', 'sweet', 'sour'])), ...shipped]) {
      head.labels.forEach((label, k) => {
        for (let step = 0; step < SENSITIVITY_STEPS; step++) {
          const line = head.flagAt(k, step);
          if (label === head.ordinary) expect(line).toBe(Number.POSITIVE_INFINITY);
          else if (step > 0) expect(line).toBeLessThanOrEqual(head.flagAt(k, step - 1));
        }
      });
      expect(() => head.flagAt(99, 0)).toThrow(ElmError);
      expect(() => head.flagAt(1, 5)).toThrow(ElmError);
    }
  });

  it('is unsure in its grey band, on little text, and on words it does not know', () => {
    const head = Head.fromParts(parts(['plain', 'sweet']));
    const sure = Float64Array.of(0.1, 0.9);
    const vector = vectorOf([]);
    expect(head.isUnsure(vector, sure)).toBe(false);
    expect(head.isUnsure(vector, Float64Array.of(0.45, 0.55))).toBe(true);
    expect(head.isUnsure({ ...vector, words: 1, knownWords: 1 }, sure)).toBe(true);
    expect(head.isUnsure({ ...vector, words: 10, knownWords: 4 }, sure)).toBe(true);
  });

  it('is unsure of next to nothing, even where no known word is asked for', () => {
    const made = parts(['plain', 'sweet']);
    const head = Head.fromParts({ ...made, unsure: { ...made.unsure, knownWords: 0 } });
    const sure = Float64Array.of(0.1, 0.9);
    const bare = { ...vectorOf([]), words: 0, knownWords: 0 };
    expect(head.isUnsure({ ...bare, links: 14 }, sure)).toBe(true);
    expect(head.isUnsure({ ...bare, links: 15 }, sure)).toBe(false);
    expect(head.isUnsure({ ...bare, links: 14, words: 1, knownWords: 1 }, sure)).toBe(false);
  });

  it('sets targets that make the taught label the answer, past the default line, and leaves right scores alone', () => {
    const heads = [
      Head.fromParts(parts(['plain', 'sweet'])),
      Head.fromParts(parts(['plain', 'sweet', 'sour'])),
      ...shipped,
    ];
    // A flat scaling, for which a score of 1 is not yet past the line.
    for (const labels of [
      ['plain', 'sweet'],
      ['plain', 'sweet', 'sour'],
    ]) {
      const outputs = labels.length === 2 ? 1 : 3;
      const scaling = { slope: new Array(outputs).fill(0.5), offset: new Array(outputs).fill(-0.4) };
      heads.push(Head.fromParts({ ...parts(labels), scaling }));
    }
    for (const head of heads) {
      fc.assert(
        fc.property(
          fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
            minLength: head.outputs,
            maxLength: head.outputs,
          }),
          fc.nat({ max: head.labels.length - 1 }),
          (base, label) => {
            const scores = Float64Array.from(base);
            const wanted = new Float64Array(head.outputs);
            const p = new Float64Array(head.labels.length);
            head.targets(label, scores, wanted);
            head.probabilities(wanted, p);
            expect(p.indexOf(Math.max(...p))).toBe(label);
            const line = head.flagAt(label, DEFAULT_STEP);
            if (Number.isFinite(line)) expect(p[label]).toBeGreaterThan(Math.min(line, 0.999));
            const again = new Float64Array(head.outputs);
            head.targets(label, wanted, again);
            again.forEach((value, o) => {
              expect(value).toBeCloseTo(wanted[o], 9);
            });
          },
        ),
      );
    }
  });

  it('of two labels teaches either as surely, so that lessons of both do not move all texts to one side', () => {
    for (const head of shipped.filter(({ outputs }) => outputs === 1)) {
      const sure = [0, 1].map((label) => {
        const wanted = new Float64Array(1);
        const p = new Float64Array(2);
        head.targets(label, new Float64Array(1), wanted);
        head.probabilities(wanted, p);
        return p[label];
      });
      expect(sure[0]).toBeCloseTo(sure[1], 9);
    }
  });

  it('comes back from its bytes as it was', () => {
    for (const head of shipped) {
      const again = Head.fromBytes(head.toBytes());
      expect(again.version).toBe(head.version);
      expect(again.version).toMatch(/^[0-9a-f]{8}$/);
      const vector = features.createVector();
      features.extract('You have won a free cruise, call now!', vector);
      expect(scoresOf(again, vector)).toEqual(scoresOf(head, vector));
    }
  });

  it('keeps its anchors, which change no score, and refuses ones that are none', () => {
    const plain = Head.fromParts(parts(['plain', 'sweet']));
    expect(plain.anchors).toEqual([]);
    const anchors = {
      buckets: Uint32Array.of(5, 9),
      direct: Int8Array.of(1, -2, 3, 4),
      hidden: Int8Array.from({ length: 2 * HIDDEN_UNITS }, (_, i) => i % 100),
      directScale: [0.5, 0.25],
      hiddenScale: [0.125, 1],
    };
    const head = Head.fromBytes(plain.withAnchors(anchors).toBytes());
    expect(head.anchors.map(({ links, buckets, values }) => [links, [...buckets], [...values]])).toEqual([
      [2, [5, 9], [0.5, 1.5]],
      [2, [5, 9], [-0.5, 1]],
    ]);
    expect(head.anchors[0].hidden[3]).toBe(0.375);
    expect(head.anchors[1].hidden[1]).toBe((HIDDEN_UNITS + 1) % 100);
    const vector = vectorOf([[70, 2]]);
    expect(scoresOf(head, vector)).toEqual(scoresOf(plain, vector));
    for (const wrong of [
      { ...anchors, direct: Int8Array.of(1, 2, 3) },
      { ...anchors, hiddenScale: [1] },
      { ...anchors, directScale: [Number.NaN, 1] },
      { ...anchors, hidden: new Int8Array(5) },
    ]) {
      expect(() => plain.withAnchors(wrong)).toThrow(ElmError);
    }
  });

  it('refuses fields that are no head, whatever they are', () => {
    const good = readContainer(Head.fromParts(parts(['plain', 'sweet', 'sour'])).toBytes(), 'head');
    const bad: [string, Record<string, unknown>][] = [
      ['features of another version', { features: 99 }],
      ['one label', { labels: ['plain'] }],
      ['labels twice', { labels: ['plain', 'sweet', 'sweet'] }],
      ['labels that are no names', { labels: ['plain', 7, ''] }],
      ['an ordinary label that is none', { ordinary: 'salty' }],
      ['more rows than weights', { rows: 4 }],
      ['very many rows', { rows: 2 ** 40 }],
      ['a bias too few', { bias: [0, 1] }],
      ['a bias that overflowed', { bias: [0, 1, Number.POSITIVE_INFINITY] }],
      ['a bias whose sums overflow', { bias: [0, 1, 1e300] }],
      ['a falling scaling', { slope: [2, 2, -2] }],
      ['no lines', { flagAt: [null, null, null] }],
      [
        'a line for the ordinary label',
        {
          flagAt: [
            [1, 1, 1, 1, 1],
            [1, 1, 1, 1, 1],
            [1, 1, 1, 1, 1],
          ],
        },
      ],
      ['no rule for being unsure', { unsure: [] }],
    ];
    for (const [what, fields] of bad) {
      const bytes = writeContainer('head', { ...good.fields, ...fields }, good.sections);
      expect(() => Head.fromBytes(bytes), what).toThrow(ElmError);
    }
    const short = writeContainer('head', good.fields, { ...good.sections, hidden: new Int8Array(7) });
    expect(() => Head.fromBytes(short)).toThrow(/hidden/);
    expect(Head.fromBytes(writeContainer('head', good.fields, good.sections)).rows).toBe(3);
  });

  it('was trained with the word table beside it', () => {
    for (const head of shipped) expect(head.wordTable).toBe(table.digest);
  });
});

describe('shipped heads', () => {
  const best = (head: Head, text: string) => {
    const vector = features.createVector();
    features.extract(text, vector);
    const p = new Float64Array(head.labels.length);
    head.probabilities(scoresOf(head, vector), p);
    const k = p.indexOf(Math.max(...p));
    const flagged = !head.isUnsure(vector, p) && p[k] >= head.flagAt(k, DEFAULT_STEP);
    return { label: head.labels[k], flagged };
  };
  const [spam, toxicity, intent] = shipped;

  it.each([
    ['Congratulations, you have won a free cruise! Call now to claim your prize', spam, 'spam', true],
    ['Make money from home, click here to subscribe: http://www.example.com/win', spam, 'spam', true],
    ['Are we still meeting for lunch at noon tomorrow?', spam, 'ham', false],
    ['The committee published its annual report on Tuesday.', spam, 'ham', false],
    ['You are a silly fool and everybody thinks you are stupid', toxicity, 'toxic', true],
    ['I disagree with the second paragraph, here is why.', toxicity, 'ok', false],
    ['The museum opens at ten and closes at six.', toxicity, 'ok', false],
    ['Thank you so much for your help!', intent, 'thanks', true],
    ['Does anyone know where I can find the manual?', intent, 'question', true],
    ['What a wonderful photo, great work!', intent, 'praise', true],
    ['This is the worst service I have ever had.', intent, 'complaint', true],
    ['You have won a free cruise! Call now to claim your prize', intent, 'promotion', true],
  ] as const)('%s', (text, head, label, flagged) => {
    expect(best(head, text)).toEqual({ label, flagged });
  });

  it('abstain on languages and scripts that they have not learned', () => {
    for (const text of [
      'Heute regnet es leider den ganzen Nachmittag in Hamburg.',
      '今天天气很好，我们去散步。',
      'Сегодня хорошая погода.',
    ]) {
      const vector = features.createVector();
      features.extract(text, vector);
      for (const head of shipped) {
        const p = new Float64Array(head.labels.length);
        head.probabilities(scoresOf(head, vector), p);
        expect(head.isUnsure(vector, p), text).toBe(true);
      }
    }
  });
});

describe('evidence', () => {
  const [, toxicity, intent] = shipped;

  it('names the word that made the difference first', () => {
    const found = evidence('you are such an idiot, my friend', features, toxicity, null, 1, 3);
    expect(found[0].word).toBe('idiot');
    expect(found[0].share).toBeGreaterThan(0);
    expect(found).toHaveLength(3);
    expect(
      evidence(
        'Thank you for the lovely evening',
        features,
        intent,
        null,
        intent.labels.indexOf('thanks'),
        1,
      )[0].word,
    ).toBe('Thank');
  });

  it('turns round when the other label of two is asked about', () => {
    const text = 'you are such an idiot, my friend';
    const forToxic = evidence(text, features, toxicity, null, 1, 20);
    const forOk = evidence(text, features, toxicity, null, 0, 20);
    expect(forOk.map(({ word, share }) => [word, -share])).toEqual(
      forToxic.map(({ word, share }) => [word, share]),
    );
  });

  it('gives shares whose sizes add up to one, strongest first', () => {
    const found = evidence('What a lovely day, is it not? Lovely!', features, toxicity, null, 1, 50);
    expect(found.reduce((sum, { share }) => sum + Math.abs(share), 0)).toBeCloseTo(1, 9);
    const sizes = found.map(({ share }) => Math.abs(share));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(found.filter(({ word }) => word.toLowerCase() === 'lovely')).toHaveLength(1);
  });

  it('keeps a disguised word in one piece, and takes letters of scripts without spaces singly', () => {
    const words = evidence("don't be an id!ot", features, toxicity, null, 1, 20).map(({ word }) => word);
    expect(words).toContain('id!ot');
    expect(words).toContain("don't");
    const solo = evidence('好人 😀', features, toxicity, null, 1, 20).map(({ word }) => word);
    for (const word of solo) expect(['好', '人', '😀']).toContain(word);
  });

  it('is empty for a text without words', () => {
    expect(evidence('', features, toxicity, null, 1, 5)).toEqual([]);
    expect(evidence('  ', features, toxicity, null, 1, 5)).toEqual([]);
  });
});
