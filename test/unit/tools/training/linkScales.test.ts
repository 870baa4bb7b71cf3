import { describe, expect, it } from 'vitest';
import { DISGUISES } from '../../../../tools/training/disguises.ts';
import { EMOTION_OF, EMOTIONS } from '../../../../tools/training/emotionMap.ts';
import { INTENT_MAP, meaningOf } from '../../../../tools/training/intentMap.ts';
import { evenedWeights, linkScales } from '../../../../tools/training/trainHead.ts';

/** Bucket 3 is in every text, 5 only in those that are it, 9 in one of each. */
const x = {
  size: 40,
  offsets: Uint32Array.from({ length: 41 }, (_, i) => 2 * i),
  buckets: Uint32Array.from({ length: 80 }, (_, k) => (k % 2 === 0 ? 3 : (k >> 1) % 2 === 0 ? 5 : 9)),
  values: new Float32Array(80).fill(0.7),
  hidden: new Float32Array(40),
  units: 1,
  words: new Uint16Array(40),
  knownWords: new Uint16Array(40),
};
const targets = Int8Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : -1));
const costs = new Float64Array(40).fill(1);

describe('linkScales', () => {
  it('widens links that one side uses, narrows those that both use, and keeps the mean square', () => {
    const scales = linkScales(x, targets, costs, { cost: 1, ratio: 0.5, rarity: 0 });
    expect(scales[5]).toBeGreaterThan(1.2);
    expect(scales[5]).toBeCloseTo(scales[9], 5);
    expect(scales[3]).toBeLessThan(0.6);
    let square = 0;
    for (const bucket of x.buckets) square += scales[bucket] ** 2 / x.buckets.length;
    expect(square).toBeCloseTo(1, 5);
  });

  it('leaves all alike when the powers are 0, and widens rare links by rarity', () => {
    expect(linkScales(x, targets, costs, { cost: 1, ratio: 0, rarity: 0 })[3]).toBeCloseTo(1, 6);
    const rare = linkScales(x, targets, costs, { cost: 1, ratio: 0, rarity: 1 });
    expect(rare[5]).toBeGreaterThan(rare[3]);
  });
});

it('evenedWeights counts all alike at 0, and every label alike at 1', () => {
  const labels = Uint32Array.of(1, 1, 1, 1, 1, 1, 2, 2);
  expect([...evenedWeights(labels, 0)]).toEqual(new Array(8).fill(1));
  const even = evenedWeights(labels, 1);
  expect(even.slice(0, 6).reduce((a, b) => a + b)).toBeCloseTo(even[6] + even[7], 9);
  const half = evenedWeights(labels, 0.5);
  expect(half[7] / half[0]).toBeCloseTo(Math.sqrt(3), 9);
});

describe('maps and disguises', () => {
  it('puts each of goemotions’ 28 labels into one group', () => {
    expect(Object.keys(EMOTION_OF)).toHaveLength(28);
    expect(new Set(Object.values(EMOTION_OF))).toEqual(new Set(EMOTIONS));
  });

  it('takes a polite question for a request, and no other', () => {
    const question = INTENT_MAP['intent/ewt-mood'].question;
    expect(meaningOf(question, 'Could you please post the list?').is).toBe('request');
    expect(meaningOf(question, 'Can you believe it?').is).toBe('question');
    expect(meaningOf(INTENT_MAP['intent/ewt-mood'].statement, 'Could you please?')).toBe(
      INTENT_MAP['intent/ewt-mood'].statement,
    );
  });

  it('disguises a word each in its way', () => {
    const all = Object.values(DISGUISES).map((disguise) => disguise('what an idiot'));
    expect(new Set([...all, 'what an idiot']).size).toBe(all.length + 1);
    expect(DISGUISES['dots between (i.d.i.o.t)']('what an idiot')).toBe('what an i.d.i.o.t');
  });
});
