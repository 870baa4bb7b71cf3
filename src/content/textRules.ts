import { MAX_TEXT } from '../protocol/verdict.ts';

/**
 * What a text tells of itself, wherever it stands: whether there is enough of it to judge, whether it is a
 * name, and whether preformatted text was written for people. `blocks.ts` asks before it makes a piece of it.
 */

/** White space folded, at most MAX_TEXT units, no surrogate pair cut in two. */
export function foldText(raw: string): string {
  const folded = raw.replace(/\s+/g, ' ').trim();
  if (folded.length <= MAX_TEXT) return folded;
  const last = folded.charCodeAt(MAX_TEXT - 1);
  return folded.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_TEXT - 1 : MAX_TEXT);
}

/**
 * Whether there is enough to judge: two words with twelve letters, or six characters of a script without
 * spaces, among which a Latin word counts as one. A date is no words, nor is an address.
 */
export function isWorthReading(text: string): boolean {
  const start = text.slice(0, 200).replace(DATE_OR_ADDRESS, ' ');
  const unspaced = count(start, UNSPACED);
  if (unspaced > 0 && unspaced + count(start, LATIN) >= 6) return true;
  return count(start, LETTER) >= 12 && count(start, WORD) >= 2 && start.includes(' ');
}
const DATE_OR_ADDRESS = /\d[年月日时時分秒년월일]|\S{1,40}(?::\/\/|@)\S{1,200}/g;
const LETTER = /\p{L}/gu;
const LATIN = /\p{sc=Latin}{2,}/gu;
const WORD = /\p{L}[\p{L}\p{M}\p{N}'’-]*/gu;
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}

export function wordsIn(text: string): number {
  return count(text, WORD) + count(text, UNSPACED) / 2;
}

/** Whether a short text says something, as a headline in a few long words does: not every word has a capital letter. */
export function isTelling(text: string): boolean {
  return count(text, LETTER) > 24 && /(?:^|\s)\p{Ll}/u.test(text);
}

/** Whether a text is a name or two and perhaps a date: few words, each with a capital letter, and no sentence. */
export function isName(text: string): boolean {
  if (text.length > 60 || /[.!?…:]$/.test(text)) return false;
  // "Page editor: Jonathan Corbet"
  const words = text.replace(/^\S{1,40}(?: \S{1,40})?: /, '').match(WORD) ?? [];
  return words.length <= 4 && words.every((word) => /\p{Lu}/u.test(word) && /\p{Ll}/u.test(word));
}

/** Whether a text says where in a site one is: "News > 2026 > Harbour". */
export function isPath(text: string): boolean {
  return count(text, /\s[>»›]\s/g) > 1;
}

/**
 * Whether preformatted text was written for people, as mails and old reports are: few digits, hardly any signs
 * but those of sentences, no columns, no header lines, and begun like a sentence or a list, or ended like a sentence. Numbers of headings
 * and the marks of what a mail quotes don't count.
 */
export function isProse(raw: string): boolean {
  const text = raw
    .replace(/^[\s>|]+/gm, '')
    .replace(/^[\d.]+\s/, '')
    .trim();
  return (
    count(text, SIGN) <= text.length * 0.09 &&
    count(text, /\p{N}/gu) <= text.length * 0.15 &&
    !UNLIKE_PROSE.test(text) &&
    (/^(?:[*•-] \p{L}|[^\p{L}]{0,8}[\p{Lu}\p{Lo}])/u.test(text) || /[.!?…:,。！？]["'”’)]?$/.test(text))
  );
}
const SIGN = /[^\p{L}\p{M}\p{N}\s.,:;!?'"’“”«»、。，！？…–—-]/gu;
/** Columns and leaders; the end of a statement; a comment; an entry of a bibliography; two lines of a header. */
const UNLIKE_PROSE =
  /\S(?: {4}|\.{4})|[;{}]$|^(?:[#;]|--|\/[/*]|\[\S{1,40}\]\s)|(?:^|\n)[A-Z][\w-]{0,40}: .{1,200}\n[A-Z][\w-]{0,40}: /;
