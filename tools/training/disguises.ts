/**
 * Ways in which people hide words from filters. The trainer shows the heads some texts so disguised, the stress
 * sets measure what of a score is kept; the texts differ, the ways are the same.
 */
const swap = (from: string, to: string) => (text: string) =>
  [...text].map((letter) => [...to][[...from].indexOf(letter)] ?? letter).join('');
/** Every word of five letters and more, changed. */
const longWords = (change: (word: string) => string) => (text: string) =>
  text.replace(/[A-Za-z]{5,}/g, change);

export const DISGUISES: Record<string, (text: string) => string> = {
  'digits for letters (1d10t)': longWords(swap('aeiost', '431057')),
  'signs for letters (id!ot)': longWords(swap('ais', '@!$')),
  'spaced out (i d i o t)': longWords((word) => [...word].join(' ')),
  'dots between (i.d.i.o.t)': longWords((word) => [...word].join('.')),
  'repeated letters (idiooot)': longWords((word) => word.replace(/[aeiou](?=[^aeiou]*$)/i, '$&$&$&')),
  'zero-width characters': longWords((word) => [...word].join('\u200B')),
  'look-alike letters (Cyrillic)': swap('aceopxyi', 'асеорхуі'),
  'full-width letters': (text) =>
    text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  'mathematical letters': (text) =>
    text.replace(/[a-z]/g, (letter) => String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97)),
  'all capitals': (text) => text.toUpperCase(),
};
