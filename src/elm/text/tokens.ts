/**
 * Cuts a normalised text into tokens, in one pass from left to right, into arrays that are used again for
 * the next text. What comes out is a stream of code points (runs of space are one space; links, addresses,
 * mentions and digits are classes that keep their shape) and where each token lies in it. Behind the text
 * follow the words that oddly written ones may stand for (`variants.ts`), each after a space: they have
 * words' and characters' features like any other, but no neighbours. Time is linear in the text.
 */
import { Kind, kindOf } from './characterKinds.ts';
import { MAX_TEXT_UNITS } from './normalise.ts';
import { codePoints, MAX_VARIANT_POINTS, plainLetters, withoutRepeats } from './variants.ts';

/** Classes, as code points that no text can contain. */
export const LINK = 0x110001;
export const MAIL = 0x110002;
export const MENTION = 0x110003;

export const TokenKind = {
  /** A word of letters. */
  Word: 1,
  /** A letter of a script without spaces. */
  Solo: 2,
  /** A number, its digits all 0. */
  Number: 3,
  /** A number with a currency sign. */
  Price: 4,
  /** A link, a mail address or a mention. */
  Address: 5,
  /** Punctuation or a picture. */
  Other: 6,
} as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export const MAX_POINTS = 3 * MAX_TEXT_UNITS;
export const MAX_TOKENS = 2 * MAX_TEXT_UNITS;
/** Longest row of single letters that is joined as one spaced-out word. */
const MAX_SPACED_OUT = 24;

const SPACE = 0x20;
const ZERO = 0x30;
const AT = 0x40;
const DOT = 0x2e;
const COLON = 0x3a;
const SLASH = 0x2f;
const HYPHEN = 0x2d;
const ONE = 0x31;
const UNDERSCORE = 0x5f;
const QUESTION = 0x3f;
const APOSTROPHE = 0x27;
const NUMBER_SEPARATORS = /* @__PURE__ */ codePoints('.,:/-');

/** Endings that make "name.ending" a link even without http or www. */
const LINK_ENDINGS = /* @__PURE__ */ wordsOf(
  'com net org info biz edu gov ru ly tk xyz io co uk de me tv online shop site club',
);

function wordsOf(text: string): Set<string> {
  return new Set(text.split(' '));
}

export class TokenStream {
  /** This array and the next three may be put elsewhere, into a kernel's memory. */
  points = new Uint32Array(MAX_POINTS);
  /** Code points in the stream; it begins and ends with a space. */
  length = 0;
  starts = new Uint16Array(MAX_TOKENS);
  ends = new Uint16Array(MAX_TOKENS);
  kinds = new Uint8Array(MAX_TOKENS);
  /** Tokens of the text itself; variants follow. */
  ownTokens = 0;
  tokens = 0;
  /** Where the text's own points end. */
  ownLength = 0;
  /** Counts over the text. */
  letters = 0;
  digits = 0;
  links = 0;
  symbols = 0;
  questionMarks = 0;
  exclamationMarks = 0;

  /** The text as code points, before classes. */
  readonly #source = new Uint32Array(MAX_TEXT_UNITS);
  /** The kind of each. */
  readonly #kinds = new Uint8Array(MAX_TEXT_UNITS);
  readonly #variants: (readonly number[])[] = [];

  /** Reads `text` (normalised, at most MAX_TEXT_UNITS long). */
  read(text: string): void {
    const source = this.#source;
    const kinds = this.#kinds;
    let n = 0;
    for (let i = 0; i < text.length; i++) {
      let point = text.charCodeAt(i);
      if (point > 0x7f) {
        point = text.codePointAt(i)!;
        if (point > 0xffff) i++;
        if (point === 0x2019) point = APOSTROPHE;
      }
      source[n] = point;
      kinds[n++] = kindOf(point);
    }
    this.length = this.tokens = this.ownTokens = 0;
    this.letters = this.digits = this.links = this.symbols = 0;
    this.questionMarks = this.exclamationMarks = 0;
    this.#variants.length = 0;
    this.points[this.length++] = SPACE;
    for (let from = 0; from < n; ) {
      if (kinds[from] === Kind.Space) {
        from++;
        continue;
      }
      let to = from;
      let plain = true;
      let repeats = false;
      for (; to < n && kinds[to] !== Kind.Space; to++) {
        const point = source[to];
        if (point > 0x7f || kinds[to] !== Kind.Letter) plain = false;
        if (to - from > 1 && point === source[to - 1] && point === source[to - 2]) repeats = true;
      }
      if (plain && !this.#isLinkWord(from, to)) this.#plainWord(from, to);
      else this.#chunk(from, to);
      this.#noteVariants(from, to, plain, repeats);
      this.points[this.length++] = SPACE;
      from = to;
    }
    this.ownTokens = this.tokens;
    this.ownLength = this.length;
    this.#spacedOut();
    for (const variant of this.#variants) this.#append(variant);
  }

  /** A piece between spaces that is all Latin letters without accents, as most are. */
  #plainWord(from: number, to: number): void {
    const { points } = this;
    const start = this.length;
    let length = start;
    for (let i = from; i < to; i++) points[length++] = this.#source[i];
    this.length = length;
    this.letters += to - from;
    this.#token(start, TokenKind.Word);
  }

  /** Any other piece between spaces. */
  #chunk(from: number, to: number): void {
    const source = this.#source;
    const kinds = this.#kinds;
    let noLinkBefore = from;
    let at = from;
    while (at < to) {
      const point = source[at];
      const kind = kinds[at] as Kind;
      if (point === AT && at + 1 < to && isWordKind(kinds[at + 1])) {
        at = this.#mention(at, to);
      } else if (isWordKind(kind)) {
        if (at >= noLinkBefore) {
          const end = this.#address(at, to);
          if (end > at) {
            at = end;
            continue;
          }
          noLinkBefore = -end;
        }
        at = kind === Kind.Digit ? this.#numberOrWord(at, at, to) : this.#word(at, to);
      } else if (kind === Kind.Currency && at + 1 < to && kinds[at + 1] === Kind.Digit) {
        at = this.#numberOrWord(at, at + 1, to);
      } else {
        at = this.#sign(at, to, kind);
      }
    }
  }

  /** Notes what the piece `[from, to)` may stand for. */
  #noteVariants(from: number, to: number, plain: boolean, repeats: boolean): void {
    const source = this.#source;
    if (to - from > MAX_VARIANT_POINTS || (plain && !repeats) || source[from] === AT) return;
    // Punctuation around a word is no disguise; a sign at its start may be ("$ale").
    while (to > from && this.#isEdge(to - 1)) to--;
    while (from < to && this.#isEdge(from)) from++;
    const letters = plain ? null : plainLetters(source, from, to, 'i');
    if (letters) {
      this.#note(letters);
      this.#noteShorter(letters);
      if (source.subarray(from, to).includes(ONE)) this.#note(plainLetters(source, from, to, 'l')!);
    } else if (repeats) {
      this.#noteShorter(source, from, to);
    }
  }

  #noteShorter(points: ArrayLike<number>, from = 0, to = points.length): void {
    const once = withoutRepeats(points, from, to, 1);
    if (!once) return;
    this.#note(once);
    this.#note(withoutRepeats(points, from, to, 2)!);
  }

  #note(variant: readonly number[]): void {
    if (variant.length > 1) this.#variants.push(variant);
  }

  /**
   * Joins rows of three or more single letters that are parted all by a space, or all by a sign
   * ("f r e e", "f.r.e.e"; in "f.r.e.e c.a.s.h" the space parts two rows).
   */
  #spacedOut(): void {
    let row: number[] = [];
    let rowHasSigns = false;
    let lastEnd = -2;
    for (let t = 0; t < this.ownTokens; t++) {
      const start = this.starts[t];
      if (this.kinds[t] !== TokenKind.Word || this.ends[t] - start > 1) continue;
      const hasSign = this.points[lastEnd] !== SPACE;
      const goesOn =
        start - lastEnd === 1 && (row.length < 2 || hasSign === rowHasSigns) && row.length < MAX_SPACED_OUT;
      if (!goesOn) {
        if (row.length > 2) this.#note(row);
        row = [];
      }
      row.push(this.points[start]);
      rowHasSigns = hasSign;
      lastEnd = this.ends[t];
    }
    if (row.length > 2) this.#note(row);
  }

  #append(variant: readonly number[]): void {
    if (this.length + variant.length + 1 > MAX_POINTS || this.tokens === MAX_TOKENS) return;
    const start = this.length;
    for (const point of variant) this.points[this.length++] = point;
    this.#token(start, TokenKind.Word);
    this.points[this.length++] = SPACE;
  }

  #token(start: number, kind: TokenKind): void {
    this.starts[this.tokens] = start;
    this.ends[this.tokens] = this.length;
    this.kinds[this.tokens++] = kind;
  }

  /** A token of one class. */
  #class(point: number): void {
    const start = this.length;
    this.points[this.length++] = point;
    this.#token(start, TokenKind.Address);
  }

  /**
   * A link or mail address at `at`.
   * @returns its end, or minus the place before which there is none, so that no character is tried twice
   */
  #address(at: number, to: number): number {
    const source = this.#source;
    let end = at;
    let lastDot = -1;
    while (end < to && this.#isHost(end)) {
      if (source[end] === DOT && end + 1 < to && this.#isHost(end + 1)) lastDot = end;
      end++;
    }
    if (source[end] === AT && end + 1 < to && isWordKind(this.#kinds[end + 1])) {
      end++;
      while (end < to && this.#isHost(end)) end++;
      while (source[end - 1] === DOT) end--;
      this.#class(MAIL);
      return end;
    }
    let hostStart = at;
    let isLink = false;
    if (source[end] === COLON && end + 3 < to && source[end + 1] === SLASH && source[end + 2] === SLASH) {
      hostStart = end + 3;
      end = hostStart;
      lastDot = -1;
      while (end < to && this.#isHost(end)) {
        if (source[end] === DOT && end + 1 < to && this.#isHost(end + 1)) lastDot = end;
        end++;
      }
      isLink = true;
    } else if (this.#isWord(at, 'www.')) {
      isLink = true;
    } else if (lastDot > at) {
      let ending = '';
      for (let i = lastDot + 1; i < end && ending.length < 8; i++) {
        if (this.#kinds[i] === Kind.Letter) ending += String.fromCodePoint(source[i]);
        else break;
      }
      isLink = LINK_ENDINGS.has(ending);
    } else if (this.#isLinkWord(at, end)) {
      isLink = true;
    }
    if (!isLink) return -end;
    this.links++;
    let hasPath = false;
    let hasQuery = false;
    for (let i = end; i < to; i++) {
      if (source[i] === SLASH && i + 1 < to) hasPath = true;
      if (source[i] === QUESTION && i + 1 < to) hasQuery = true;
    }
    let tail = to;
    while (tail > end && this.#isEdge(tail - 1)) tail--;
    this.#class(LINK);
    // Its shape: the ending, then / and ? when there is a path and a query.
    if (lastDot > 0 && end - lastDot <= 10) {
      const start = this.length;
      for (let i = lastDot; i < end; i++) this.points[this.length++] = source[i];
      if (hasPath) this.points[this.length++] = SLASH;
      if (hasQuery) this.points[this.length++] = QUESTION;
      this.#token(start, TokenKind.Address);
    }
    return tail;
  }

  /** What collections of tweets put in a link's place. */
  #isLinkWord(from: number, to: number): boolean {
    return to - from === 3 && this.#isWord(from, 'url');
  }

  #isHost(at: number): boolean {
    const point = this.#source[at];
    return point === DOT || point === HYPHEN || point === UNDERSCORE || isWordKind(this.#kinds[at]);
  }

  /** Punctuation that stands beside a word without belonging to it. */
  #isEdge(at: number): boolean {
    return this.#kinds[at] === Kind.Punctuation && this.#source[at] !== AT;
  }

  #isWord(at: number, word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.#source[at + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  #mention(at: number, to: number): number {
    const source = this.#source;
    at++;
    while (at < to && (isWordKind(this.#kinds[at]) || source[at] === UNDERSCORE)) at++;
    this.#class(MENTION);
    return at;
  }

  #word(at: number, to: number): number {
    const source = this.#source;
    const start = this.length;
    while (at < to) {
      const point = source[at];
      const kind = kindOf(point);
      const inner =
        point === APOSTROPHE &&
        at + 1 < to &&
        this.#kinds[at + 1] === Kind.Letter &&
        this.length > start &&
        this.#kinds[at - 1] === Kind.Letter;
      if (!isWordKind(kind) && !inner) break;
      if (kind === Kind.Letter) this.letters++;
      else if (kind === Kind.Digit) this.digits++;
      this.points[this.length++] = point;
      at++;
    }
    this.#token(start, TokenKind.Word);
    return at;
  }

  /** A number (with a price's sign at `at`, digits from `digits` on), or a word that begins with digits. */
  #numberOrWord(at: number, digits: number, to: number): number {
    const source = this.#source;
    let end = digits;
    while (end < to) {
      const kind = this.#kinds[end];
      if (kind === Kind.Digit) end++;
      else if (NUMBER_SEPARATORS.has(source[end]) && end + 1 < to && this.#kinds[end + 1] === Kind.Digit)
        end++;
      else break;
    }
    if (end < to && at === digits && this.#kinds[end] === Kind.Letter && end - at < 5)
      return this.#word(at, to);
    let price = digits > at;
    if (!price && end < to && this.#kinds[end] === Kind.Currency) {
      price = true;
      end++;
    }
    const start = this.length;
    for (let i = at; i < end; i++) {
      const isDigit = this.#kinds[i] === Kind.Digit;
      if (isDigit) this.digits++;
      this.points[this.length++] = isDigit ? ZERO : source[i];
    }
    this.#token(start, price ? TokenKind.Price : TokenKind.Number);
    return end;
  }

  /** A letter of a script without spaces, a picture, or a run of one punctuation mark (three at most are kept). */
  #sign(at: number, to: number, kind: Kind): number {
    const source = this.#source;
    const point = source[at];
    const start = this.length;
    this.points[this.length++] = point;
    let end = at + 1;
    if (kind === Kind.Solo) {
      this.letters++;
      while (end < to && this.#kinds[end] === Kind.Mark) this.points[this.length++] = source[end++];
    } else if (kind === Kind.Symbol) {
      this.symbols++;
    } else {
      while (end < to && source[end] === point) {
        if (end - at < 3) this.points[this.length++] = point;
        end++;
      }
      if (point === QUESTION) this.questionMarks += end - at;
      else if (point === 0x21) this.exclamationMarks += end - at;
    }
    this.#token(start, kind === Kind.Solo ? TokenKind.Solo : TokenKind.Other);
    return end;
  }
}

function isWordKind(kind: number): boolean {
  return kind === Kind.Letter || kind === Kind.Digit || kind === Kind.Mark;
}
