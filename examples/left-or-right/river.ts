/**
 * The game: a boat goes up a river without end, one row with each word, a place to the left or to the right. Lilies are
 * to be gathered, rocks to be passed by. It waits for whoever plays; nothing moves by itself.
 */
import { Random } from '../../src/elm/index.ts';
import type { Word } from './voice.ts';

export const MOVES = 20;
/** Rows ahead that one sees, and places to either side. */
const ROWS = 5;
const SIDE = 4;
const CELL = 48;

type Thing = 'lily' | 'rock' | 'water';
const WORDS: Record<Thing, string> = { lily: 'a lily', rock: 'a rock', water: 'open water' };

export class River {
  #seed: number;
  #column = 0;
  #row = 0;
  lilies = 0;
  rocks = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  get left(): number {
    return MOVES - this.#row;
  }

  /** One row on. @returns what is there; null if the game is over. */
  go(word: Word): Thing | null {
    if (this.left === 0) return null;
    this.#column += word === 'left' ? -1 : 1;
    this.#row++;
    const thing = this.#thing(this.#column, this.#row);
    if (thing === 'lily') this.lilies++;
    if (thing === 'rock') this.rocks++;
    return thing;
  }

  /** What is to be seen, in words. */
  ahead(): string {
    if (this.left === 0) return `You are there. Lilies: ${this.lilies}, rocks: ${this.rocks}.`;
    const at = (by: number) => WORDS[this.#thing(this.#column + by, this.#row + 1)];
    return `Ahead: on the left ${at(-1)}, on the right ${at(1)}. Lilies: ${this.lilies}, rocks: ${this.rocks}, moves left: ${this.left}.`;
  }

  /** What is to be seen, as a picture. */
  draw(): SVGSVGElement {
    const svg = draw('svg', { viewBox: `0 0 ${(2 * SIDE + 1) * CELL} ${(ROWS + 1) * CELL}`, class: 'river' });
    const things = draw('g', { class: 'things' });
    for (let row = 1; row <= ROWS; row++) {
      for (let side = -SIDE; side <= SIDE; side++) {
        // Only every other place can be reached.
        if ((row + side) % 2 !== 0 || Math.abs(side) > row || this.#row + row > MOVES) continue;
        const x = (SIDE + side + 0.5) * CELL;
        const y = (ROWS - row + 0.5) * CELL;
        const thing = this.#thing(this.#column + side, this.#row + row);
        if (thing === 'lily') {
          things.append(draw('circle', { cx: x, cy: y, r: 15, class: 'leaf' }));
          things.append(
            draw('path', { d: `M${x} ${y - 11}l4 7h7l-6 6 3 8-8-5-8 5 3-8-6-6h7z`, class: 'flower' }),
          );
        } else if (thing === 'rock')
          things.append(draw('path', { d: `M${x - 18} ${y + 14}l8-24 10 4 9-8 9 28z`, class: 'rock' }));
        else things.append(draw('path', { d: `M${x - 14} ${y}q7-8 14 0t14 0`, class: 'wave' }));
      }
    }
    const x = (SIDE + 0.5) * CELL;
    const y = (ROWS + 0.5) * CELL;
    svg.append(things, draw('path', { d: `M${x} ${y - 20}q18 20 10 38h-20q-8-18 10-38z`, class: 'boat' }));
    return svg;
  }

  #thing(column: number, row: number): Thing {
    const chance = new Random(this.#seed + 1009 * row + column).uniform();
    return chance < 0.4 ? 'lily' : chance < 0.75 ? 'rock' : 'water';
  }
}

function draw<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
