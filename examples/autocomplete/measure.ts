/** How good suggestions are on texts that were held back, beside those of a mere count of words. */
import { type Kernels, Random } from '../../src/elm/index.ts';
import { type Before, keyOf, Learner, SHOWN, stepsOf } from './learner.ts';

export interface Measured {
  /** Texts learned from and held back, and words in these. */
  learned: number;
  held: number;
  words: number;
  /** Share of the words that were among the suggestions before their first letter; and with the commonest words. */
  hits: number;
  commonHits: number;
  /** Share of the keys that need not have been pressed. */
  saved: number;
  commonSaved: number;
}

type Suggest = (before: Before, begun: string) => string[];

/** Learns four fifths of the texts and writes the others; null if there are too few. */
export function measure(texts: readonly string[], kernels: Kernels | null): Measured | null {
  const shuffled = new Random(3).shuffle([...texts]);
  const held = shuffled.filter((_, i) => i % 5 === 0).flatMap(stepsOf);
  const rest = shuffled.filter((_, i) => i % 5 !== 0);
  if (texts.length < 10 || held.length === 0) return null;
  const learner = new Learner(kernels);
  learner.keep(rest);
  const counts = new Map<string, number>();
  for (const { word } of rest.flatMap(stepsOf)) counts.set(keyOf(word), (counts.get(keyOf(word)) ?? 0) + 1);
  const commonest = [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  const byModel: Suggest = (before, begun) => learner.suggest(before, begun).map(keyOf);
  const byCount: Suggest = (_, begun) =>
    commonest.filter((word) => word.startsWith(begun) && word !== begun).slice(0, SHOWN);
  let typed = 0;
  const of = { hits: 0, keys: 0 };
  const common = { hits: 0, keys: 0 };
  for (const { before, word } of held) {
    const key = keyOf(word);
    typed += key.length + 1;
    for (const [sum, suggest] of [
      [of, byModel],
      [common, byCount],
    ] as const) {
      if (suggest(before, '').includes(key)) sum.hits++;
      sum.keys += keysFor(key, before, suggest);
    }
  }
  return {
    learned: rest.length,
    held: texts.length - rest.length,
    words: held.length,
    hits: of.hits / held.length,
    commonHits: common.hits / held.length,
    saved: 1 - of.keys / typed,
    commonSaved: 1 - common.keys / typed,
  };
}

/** Keys for a word and its space, taking it as soon as it is suggested if that is fewer than writing it out. */
function keysFor(word: string, before: Before, suggest: Suggest): number {
  for (let written = 0; written < word.length; written++) {
    const place = suggest(before, word.slice(0, written)).indexOf(word);
    // One key for the first; an arrow down for each place and Enter for another.
    const keys = place === 0 ? 1 : place + 2;
    if (place >= 0 && keys < word.length + 1 - written) return written + keys;
  }
  return word.length + 1;
}
