/**
 * What part a character plays in a text, looked up in a table that is built once from Unicode's own
 * properties. Characters that a newer Unicode version adds count as `Punctuation` until the engine knows them.
 */
export const Kind = {
  Punctuation: 0,
  Space: 1,
  Letter: 2,
  Digit: 3,
  /** A mark on the letter before it (accent, vowel sign). */
  Mark: 4,
  /** A letter of a script that is written without spaces: a word by itself. */
  Solo: 5,
  /** Emoji and other pictures: a word by itself. */
  Symbol: 6,
  Currency: 7,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

const BLOCK = 0x4000;
// Pure, here and for other tables made when a file is imported: a bundle that has no use for one leaves it out.
const table = /* @__PURE__ */ kinds();

function kinds(): Uint8Array {
  // Later lines win.
  const runs: readonly [RegExp, Kind][] = [
    [/[\p{Z}\p{Cc}]+/gu, Kind.Space],
    [/\p{L}+/gu, Kind.Letter],
    [/\p{N}+/gu, Kind.Symbol],
    [/\p{Nd}+/gu, Kind.Digit],
    [/\p{M}+/gu, Kind.Mark],
    [/\p{So}+/gu, Kind.Symbol],
    [/\p{Sc}+/gu, Kind.Currency],
    [
      /(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar})+/gu,
      Kind.Solo,
    ],
  ];
  const table = new Uint8Array(0x10000);
  for (let start = 0; start < table.length; start += BLOCK) {
    const units = Uint16Array.from({ length: BLOCK }, (_, i) => start + i);
    const text = String.fromCharCode(...units);
    for (const [run, kind] of runs) {
      for (const match of text.matchAll(run)) {
        table.fill(kind, start + match.index, start + match.index + match[0].length);
      }
    }
  }
  return table;
}

/** The kind of a code point. */
export function kindOf(point: number): Kind {
  if (point < 0x10000) return table[point] as Kind;
  if (point >= 0x1f000 && point < 0x1fc00) return Kind.Symbol;
  if (point >= 0x20000 && point < 0x40000) return Kind.Solo;
  return Kind.Letter;
}
