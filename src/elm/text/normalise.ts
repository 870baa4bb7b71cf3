/**
 * The first step from a page's text to features: the same letters however they were written.
 * Compatibility forms (full-width, ligatures, mathematical letters) become plain ones, case goes, and
 * invisible characters (zero-width, soft hyphen, direction marks, variation selectors) are dropped. What is
 * written with other letters on purpose is left as it is; `variants.ts` adds what it may stand for.
 */

/** The longest text that is looked at, in UTF-16 units; the rest of a longer one has no say. */
export const MAX_TEXT_UNITS = 4096;

const INVISIBLE = /\p{Cf}|[\uFE00-\uFE0F]/gu;
/** Half a character, as a cut leaves it. `normalize` keeps it in V8 and replaces it in SpiderMonkey. */
const HALF = /\p{Cs}/gu;
const BEYOND_ASCII = /[^\0-\x7F]/;

export interface NormalText {
  /** The normalised text, at most {@link MAX_TEXT_UNITS} long. */
  text: string;
  /** How many letters were capitals. */
  capitals: number;
}

/** Normalises `text`; time and memory are linear in the capped length. */
export function normalise(text: string): NormalText {
  let plain = cap(text);
  if (BEYOND_ASCII.test(plain)) {
    plain = cap(plain.replace(HALF, '\uFFFD').normalize('NFKC').replace(INVISIBLE, ''));
  }
  // Greek sigma has a form of its own at a word's end, which is not a different letter.
  const lower = cap(plain.toLowerCase().replaceAll('ς', 'σ'));
  let capitals = 0;
  const n = Math.min(plain.length, lower.length);
  for (let i = 0; i < n; i++) if (plain.charCodeAt(i) !== lower.charCodeAt(i)) capitals++;
  return { text: lower, capitals };
}

function cap(text: string): string {
  return text.length > MAX_TEXT_UNITS ? text.slice(0, MAX_TEXT_UNITS) : text;
}
