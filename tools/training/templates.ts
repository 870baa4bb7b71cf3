/** Texts put together with seeded chance: from templates with gaps, and from other texts. */
import type { Random } from '../../src/elm/random.ts';

/** The words of a gap. */
export const split = (words: string): string[] => words.split('|');

/** Each template `times` times with words for its gaps ("{gap}"), twice the same left out. */
export function fillTemplates(
  templates: readonly string[],
  words: Readonly<Record<string, readonly string[]>>,
  times: number,
  random: Random,
): string[] {
  const pick = (list: readonly string[]) => list[random.below(list.length)];
  const all = templates.flatMap((template) =>
    Array.from({ length: times }, () => template.replace(/\{(\w+)\}/g, (_, gap) => pick(words[gap]))),
  );
  return [...new Set(all)];
}

/** `count` texts of `least` to `most` of the others each, one after the other. */
export function joinTexts(
  texts: readonly string[],
  count: number,
  [least, most]: readonly [number, number],
  random: Random,
): string[] {
  return Array.from({ length: count }, () => {
    const parts = least + random.below(most - least + 1);
    return Array.from({ length: parts }, () => texts[random.below(texts.length)]).join(' ');
  });
}
