/**
 * What a word that was written oddly may stand for: look-alike letters of other scripts and accents undone,
 * digits and signs read as the letters they resemble ("fr33", "pr!ze"), repeated letters shortened
 * ("sooo"). The result is never put in the word's place, since "18yrs" and "сор" are words of their own:
 * `tokens.ts` adds it behind the text as one more word.
 */
import { Kind, kindOf } from './characterKinds.ts';

/** Longer pieces are no words that somebody disguised. */
export const MAX_VARIANT_POINTS = 40;

/** Letters that look like a Latin one, after case folding (Unicode's confusables, the usual ones). */
const LOOK_ALIKES = /* @__PURE__ */ pairs(
  'аa вb сc ԁd еe ґr һh іi їi јj кk ӏl мm пn оo рp ԛq гr ѕs тt υu ѵv ԝw хx уy ўy ѐe ёe ' +
    'αa βb ϲc δd εe ϝf ηn ιi κk λl μm νv οo ρp σo τt χx γy ωw ızi ɑa ɡg ɩi ʟl ɴn ʀr ʏy øo łl đd ħh ŧt ßs æa œo',
);

/** Digits and signs that are read as letters inside a word. */
const LEET = /* @__PURE__ */ pairs('0o 1i 3e 4a 5s 6g 7t 8b 9g @a $s !i |l +t €e £l ¢c');

/** Signs that only stand for a letter when letters are on both sides ("pr!ze", but not "free!"). */
const INNER_ONLY = /* @__PURE__ */ codePoints('!|+');
const ONE = 0x31;
const SMALL_L = 0x6c;

/** The characters of `text`, as code points. */
export function codePoints(text: string): Set<number> {
  return new Set(Array.from(text, (character) => character.codePointAt(0)!));
}

function pairs(text: string): Map<number, number> {
  const map = new Map<number, number>();
  for (const pair of text.split(' ')) {
    const [from, to] = [...pair];
    map.set(from!.codePointAt(0)!, to!.codePointAt(0)!);
  }
  return map;
}

/**
 * Undoes look-alikes, accents and leetspeak in `points[from, to)` (normalised code points without spaces).
 * @param one what the digit 1 is read as: 'i' or 'l'
 * @returns the word in plain letters, or null when nothing in it was odd or it is no word
 */
export function plainLetters(points: Uint32Array, from: number, to: number, one: 'i' | 'l'): number[] | null {
  if (to - from > MAX_VARIANT_POINTS || to - from < 3) return null;
  const out: number[] = [];
  let changed = false;
  let letters = 0;
  for (let i = from; i < to; i++) {
    const point = points[i];
    const kind = kindOf(point);
    if (kind === Kind.Letter) {
      letters++;
      const alike = point > 0x7f ? (LOOK_ALIKES.get(point) ?? withoutAccent(point)) : point;
      if (alike !== point) changed = true;
      out.push(alike);
    } else if (kind === Kind.Mark) {
      changed = true;
    } else {
      let letter = LEET.get(point);
      if (letter === undefined) return null;
      if (INNER_ONLY.has(point) && !(isLetter(points, i - 1, from, to) && isLetter(points, i + 1, from, to)))
        return null;
      if (point === ONE && one === 'l') letter = SMALL_L;
      changed = true;
      out.push(letter);
    }
  }
  return changed && letters >= 1 && out.length >= 3 ? out : null;
}

function isLetter(points: Uint32Array, i: number, from: number, to: number): boolean {
  return i >= from && i < to && kindOf(points[i]) === Kind.Letter;
}

/** The letter under the accents of `point`, or `point` itself. */
function withoutAccent(point: number): number {
  // Latin, Greek and Cyrillic only: elsewhere the mark is the vowel.
  if (point > 0x52f && !(point >= 0x1e00 && point < 0x2000)) return point;
  const base = String.fromCodePoint(point).normalize('NFD').codePointAt(0)!;
  return LOOK_ALIKES.get(base) ?? base;
}

/**
 * Shortens runs of three or more equal letters in `points[from, to)` to `keep`.
 * @returns the shorter word, or null when there is no such run
 */
export function withoutRepeats(
  points: ArrayLike<number>,
  from: number,
  to: number,
  keep: 1 | 2,
): number[] | null {
  if (to - from < 3) return null;
  const out: number[] = [];
  let run = 0;
  let changed = false;
  for (let i = from; i < to; i++) {
    run = i > from && points[i] === points[i - 1] ? run + 1 : 1;
    if (run > 2) changed = true;
    out.push(points[i]);
    if (run > 2) {
      // The run turned out long: what was kept of it so far shrinks to `keep`.
      out.length -= run === 3 ? 3 - keep : 1;
    }
  }
  return changed ? out.slice(0, MAX_VARIANT_POINTS) : null;
}
