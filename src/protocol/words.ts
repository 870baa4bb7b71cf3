import type messages from '../../_locales/en/messages.json';
import type { TaskId, TaskInfo, Verdict } from './verdict.ts';

/**
 * The words that a person reads. They stand in `_locales`; this file picks them, and says once for
 * the card, the popup and the menus how a label, a probability and a verdict are worded.
 */

/** A key of `_locales/en/messages.json`; a misspelt one does not compile. */
export type WordsKey = keyof typeof messages;

/** The message of that key in the browser's language, with `$1`, `$2` … filled in. */
export function words(key: WordsKey, ...substitutions: (string | number)[]): string {
  return chrome.i18n.getMessage(key, substitutions.map(String));
}

/**
 * What people call a label ("not spam" for "ham"); of a task of the person's own what they call it, given the
 * task's `info`. A label without words is its own name.
 */
export function labelName(label: string, info?: Pick<TaskInfo, 'own'>): string {
  const own = info?.own?.labels.find(({ id }) => id === label);
  return own?.name ?? (words(`label_${keyOf(label)}` as WordsKey) || label);
}

/** A label as part of a key, which may hold no hyphen. */
function keyOf(label: string): string {
  return label.replaceAll('-', '_');
}

/** What people call a task; of one of the person's own what they call it, given its `info`. */
export function taskName(task: TaskId, info?: Pick<TaskInfo, 'own'>): string {
  return info?.own?.name ?? (words(`task_${task}` as WordsKey) || task);
}

/**
 * A probability as plain words: "9 in 10", "about even", "more than 99 in 100".
 * Tenths where tenths say enough, hundredths near the ends, and never a certainty: no rounding
 * gives "10 in 10" or "0 in 10".
 * @param probability in [0, 1]
 */
export function odds(probability: number): string {
  if (probability >= 0.995) return words('oddsMost');
  if (probability < 0.005) return words('oddsLeast');
  if (probability >= 0.95 || probability < 0.05) return words('oddsHundred', Math.round(probability * 100));
  if (probability >= 0.45 && probability < 0.55) return words('oddsEven');
  return words('oddsTen', Math.round(probability * 10));
}

/** A verdict as one sentence: "Looks like spam: 9 in 10", "You said: spam", "Not sure". */
export function looksLike(
  verdict: Pick<Verdict, 'label' | 'probability' | 'unsure' | 'yours'>,
  info?: Pick<TaskInfo, 'own'>,
): string {
  if (verdict.yours) return words('looksYours', labelName(verdict.label, info));
  if (verdict.unsure) return words('looksUnsure');
  const likely = odds(verdict.probability);
  return (
    (info?.own ? '' : words(`looks_${keyOf(verdict.label)}` as WordsKey, likely)) ||
    words('looksOther', labelName(verdict.label, info), likely)
  );
}
