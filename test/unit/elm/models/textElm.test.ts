import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBytes, toBytes } from '../../../../src/elm/file/saved.ts';
import { Kernels } from '../../../../src/elm/kernels/kernels.ts';
import { TextElm } from '../../../../src/elm/models/textElm.ts';
import { TextFeatures } from '../../../../src/elm/text/textFeatures.ts';
import { WordTable } from '../../../../src/elm/text/wordTable.ts';

const table = readFileSync(new URL('../../../../models/words.bin', import.meta.url));
const features = new TextFeatures(WordTable.fromBytes(new Uint8Array(table)));

/** Twenty sentences in four topics. */
const TOPICS: Record<string, string[]> = {
  cooking: [
    'Simmer the onions in butter until they are soft.',
    'Add a pinch of salt and stir the soup.',
    'Bake the bread for forty minutes in a hot oven.',
    'Chop the garlic and fry it in olive oil.',
    'Whisk the eggs with sugar until pale.',
  ],
  sport: [
    'The goalkeeper saved a penalty in the last minute.',
    'She won the race by half a second.',
    'The team lost the final after extra time.',
    'He scored three goals in the second half.',
    'The coach praised his players after the match.',
  ],
  weather: [
    'Heavy rain is expected in the north tonight.',
    'Tomorrow will be sunny with a light breeze.',
    'Snow and ice make the roads slippery.',
    'The storm brought strong winds and hail.',
    'Temperatures fall below zero at night.',
  ],
  music: [
    'The band played their new song twice.',
    'She practises the violin every evening.',
    'The choir sang in the old church.',
    'His guitar solo was the best part of the concert.',
    'The album has twelve tracks and a long piano piece.',
  ],
};
const texts = Object.values(TOPICS).flat();
const labels = Object.entries(TOPICS).flatMap(([topic, list]) => list.map(() => topic));

function answers(model: TextElm, questions: string[]): string[] {
  const p = model.predictProbabilities(questions);
  return questions.map((_, i) => model.labels[p.row(i).indexOf(Math.max(...p.row(i)))]);
}

describe('TextElm', () => {
  const model = new TextElm(features);
  model.fit(texts, labels);

  it('learns four topics from twenty sentences, also for words it has not met', () => {
    expect(answers(model, texts)).toEqual(labels);
    expect(
      answers(model, [
        'Boil the potatoes and mash them with milk.',
        'The striker missed an open goal.',
        'Fog and drizzle this morning, clearing later.',
        'The orchestra tuned their cellos.',
      ]),
    ).toEqual(['cooking', 'sport', 'weather', 'music']);
  });

  it('learns words that no table knows, by their letters', () => {
    const invented = new TextElm(features);
    invented.fit(
      ['zorblat frimpix', 'frimpix zorblats', 'quaxilo brenduf', 'brenduf quaxilos'],
      ['left', 'left', 'right', 'right'],
    );
    expect(answers(invented, ['frimpixes', 'a quaxilo', 'zorblatting'])).toEqual(['left', 'right', 'left']);
  });

  it('is a file of at most 100 kB that answers with the same bits', () => {
    const bytes = toBytes(model);
    expect(bytes.length).toBeLessThan(100_000);
    const loaded = TextElm.load(fromBytes(bytes), features);
    expect(loaded.predictProbabilities(texts)).toEqual(model.predictProbabilities(texts));
    expect(toBytes(loaded)).toEqual(bytes);
  });

  it('is the same model when it is solved in WebAssembly', async () => {
    const file = new URL('../../../../src/elm/kernels/kernels.wasm', import.meta.url);
    const fast = new TextElm(features, await Kernels.compile(new Uint8Array(readFileSync(file))));
    fast.fit(texts, labels);
    // To one step of the int8 weights, where rounding may fall either way.
    const scores = model.predictScores(texts).data;
    const gap = fast.predictScores(texts).data.map((score, k) => Math.abs(score - scores[k]));
    expect(Math.max(...gap)).toBeLessThan(1e-3);
  });

  it('refuses what it can not learn from, and damaged files', () => {
    const fresh = new TextElm(features);
    expect(() => fresh.predictScores(['a'])).toThrow(/fitted/);
    expect(() => fresh.fit(['a'], ['x', 'y'])).toThrow(/y: expected 1 labels/);
    expect(() => fresh.fit(['a', 'b'], ['x', 'x'])).toThrow(/two different labels/);
    const bytes = toBytes(model);
    for (let i = 0; i < bytes.length; i += 997) {
      const damaged = bytes.slice();
      damaged[i] ^= 1;
      expect(() => TextElm.load(fromBytes(damaged), features)).toThrow();
    }
    // Texts without a single known thing are no crash.
    fresh.fit(['', ''], ['x', 'y']);
    expect(fresh.predictProbabilities(['']).data.every(Number.isFinite)).toBe(true);
  });
});
