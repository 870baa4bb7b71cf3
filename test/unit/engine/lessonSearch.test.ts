import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bench } from './harness.ts';
import { uuid } from './texts.ts';

/** Forty lessons of four kinds, and what one might look for; most queries have no word of what they mean. */
const LESSONS: Record<string, string[]> = {
  offers: [
    'Win a free cruise to the islands today',
    'Cheap watches, order now and save half',
    'Your parcel is waiting, confirm the delivery fee',
    'Limited offer on garden furniture',
    'Claim your prize before midnight',
    'Buy two phones and get the third for free',
    'Huge discount on all winter shoes this week',
    'We have a voucher for you, click here',
    'Lowest prices on printer ink',
    'Subscribe and receive a gift card',
  ],
  food: [
    'Simmer the onions in butter until soft',
    'The soup needs more salt',
    'Bake the bread for forty minutes',
    'My grandmother makes the best apple pie',
    'Chop the garlic and fry it in olive oil',
    'We had pasta with mushrooms for dinner',
    'The restaurant on the corner serves good fish',
    'Whisk the eggs with sugar',
    'A salad of tomatoes and cheese',
    'This cake is too sweet for me',
  ],
  sport: [
    'The goalkeeper saved a penalty in the last minute',
    'She won the race by half a second',
    'Our team lost the final after extra time',
    'He scored three goals in the second half',
    'The coach praised his players after the match',
    'The marathon starts at nine in the park',
    'They trained on the bicycle all winter',
    'The referee showed him a red card',
    'Tennis was rained off again',
    'The swimmer broke her own record',
  ],
  weather: [
    'Heavy rain is expected in the north tonight',
    'Tomorrow will be sunny with a light breeze',
    'Snow and ice make the roads slippery',
    'The storm brought strong winds and hail',
    'Temperatures fall below zero at night',
    'Fog in the valley until noon',
    'A mild autumn day with some clouds',
    'Thunder and lightning kept us awake',
    'It has been too dry for weeks',
    'The river rose after the flood',
  ],
};
const QUERIES: Record<string, string[]> = {
  offers: ['advertising', 'special offer', 'lottery win', 'cheap price sale'],
  food: ['cooking', 'recipe with vegetables', 'lunch', 'dessert'],
  sport: ['football', 'athletes and competition', 'tournament', 'running'],
  weather: ['forecast', 'cold winter', 'storm', 'sunshine and clouds'],
};

const POPUP = 2;
let bench: Bench;
beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  bench = await Bench.started();
});
afterEach(() => vi.unstubAllGlobals());

const find = async (query: string) =>
  (await bench.ask(POPUP, 'lessons', { query, by: 'meaning', limit: 100 })).lessons.map(({ text }) => text);

describe('search by meaning', () => {
  beforeEach(async () => {
    for (const [i, text] of Object.values(LESSONS).flat().entries())
      await bench.ask(POPUP, 'teach', {
        lesson: uuid(i),
        text,
        task: 'spam',
        label: i < 10 ? 'spam' : 'ham',
        site: '',
      });
  });

  test('finds most of what is meant, first of all, and leaves out most of the rest', async () => {
    let right = 0;
    let among = 0;
    let firstRight = 0;
    let first = 0;
    for (const [kind, queries] of Object.entries(QUERIES)) {
      for (const query of queries) {
        const found = await find(query);
        const meant = (texts: string[]) => texts.filter((text) => LESSONS[kind].includes(text)).length;
        expect(found.length, query).toBeLessThan(20);
        expect(meant(found), query).toBeGreaterThan(1);
        right += meant(found);
        among += found.length;
        firstRight += meant(found.slice(0, 5));
        first += Math.min(5, found.length);
      }
    }
    expect(right / among).toBeGreaterThan(0.7);
    expect(right / 160).toBeGreaterThan(0.7);
    expect(firstRight / first).toBeGreaterThan(0.85);
  });

  test('finds next to nothing where nothing is meant, but always what has the very words', async () => {
    expect((await find('quantum physics')).length).toBeLessThan(3);
    expect(await find('the second half')).toContain('He scored three goals in the second half');
    for (const query of ['the river', 'is', 'for me']) {
      const found = await find(query);
      const worded = Object.values(LESSONS)
        .flat()
        .filter((text) => query.split(' ').every((word) => text.toLowerCase().includes(word)));
      expect(worded.length).toBeGreaterThan(0);
      expect(found).toEqual(expect.arrayContaining(worded));
    }
  });
});
