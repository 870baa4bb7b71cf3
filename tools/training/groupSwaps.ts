/**
 * Copies of ordinary texts in which a word for a group of people is another one (counterfactual augmentation, Dixon
 * et al. 2018, "Measuring and mitigating unintended bias in text classification"). The sets speak of some groups
 * mostly in abuse, and sentences of ours alone (`peopleTexts.ts`) don't make up for it. With the copies the mean
 * probability of the neutral stress sentences went from 5.4 to 3.2 %, the group furthest above the others from 5.8 to
 * 4.0 points, and 37 pieces of other pages were marked instead of 40; as many toxic texts of `valid` were found.
 */
import type { Random } from '../../src/elm/random.ts';
import type { Example } from './examples.ts';
import { GROUP_WORDS } from './peopleTexts.ts';
import { split } from './templates.ts';

/** These mostly mean something else, or stand in next to no text of the sets. */
const LEFT_OUT = new Set(
  split('Orthodox|straight|brown|Polish|old|young|rural|nonbinary|Romani|Indigenous|dyslexic'),
);
const WORDS = GROUP_WORDS.filter((word) => !LEFT_OUT.has(word));
const WORD = new RegExp(`\\b(?:${WORDS.join('|')})\\b`, 'i');

/** With one, how far the highest group of the stress sets lay above the others hung on the draw: 3.4 to 5.7 points. */
const COPIES = 2;

/**
 * Of each ordinary text with such a word two copies, the first one swapped: half of the new words are drawn evenly,
 * half as often as toxic texts have them, so that a group that is much abused is also much spoken of.
 */
export function groupSwaps(examples: readonly Example[], random: Random): Example[] {
  const found = (text: string) => WORD.exec(text)?.[0].toLowerCase();
  const abused = examples
    .filter(({ targets }) => targets[0] > 0)
    .map(({ text }) => WORDS.find((word) => word.toLowerCase() === found(text)))
    .filter((word) => word !== undefined);
  const draw = () => {
    const words = abused.length > 0 && random.below(2) === 0 ? abused : WORDS;
    return words[random.below(words.length)];
  };
  const asWritten = (word: string, old: string) => (old === old.toLowerCase() ? word.toLowerCase() : word);
  return examples
    .filter(({ targets, text }) => targets[0] < 0 && WORD.test(text))
    .flatMap((example) =>
      Array.from({ length: COPIES }, () => ({
        ...example,
        text: example.text.replace(WORD, (old) => asWritten(draw(), old)),
      })),
    );
}
