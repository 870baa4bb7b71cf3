/**
 * What each set's label says about our seven intents. Sets were made for other questions, so most say
 * something of a few intents and nothing of the rest, and nothing is made up for these:
 *
 *   is       the text is this intent (the head's answer for it should be this one)
 *   maybe    the intents that it may be; those not listed it is not
 *   silent   says nothing: the output is neither trained up nor down on the text
 *
 * From a row's `maybe` follow the candidates for the calibration; an intent in `maybe` that isn't `is` is
 * silent in training.
 */
export const INTENTS = [
  'question',
  'request',
  'complaint',
  'praise',
  'thanks',
  'promotion',
  'statement',
] as const;
export type Intent = (typeof INTENTS)[number];

export interface Meaning {
  is?: Intent;
  maybe: readonly Intent[];
}

const ANY_BUT = (...not: Intent[]): readonly Intent[] => INTENTS.filter((intent) => !not.includes(intent));

/** set → label → meaning. A label that isn't here is not used. */
export const INTENT_MAP: Record<string, Record<string, Meaning>> = {
  // Reddit comments by emotion. "Neutral" comments may still ask somebody to do something; nobody asked
  // whether they advertise, but comments that do are rare enough to call it no.
  'intent/goemotions-acts': {
    statement: { is: 'statement', maybe: ['statement', 'request'] },
    complaint: { is: 'complaint', maybe: ['complaint'] },
    praise: { is: 'praise', maybe: ['praise'] },
    thanks: { is: 'thanks', maybe: ['thanks'] },
    question: { is: 'question', maybe: ['question'] },
  },
  // Sentences by grammatical mood: says question, request (command) or neither. A question may be a polite
  // request, a command may be an advertisement's.
  'intent/ewt-mood': {
    question: { is: 'question', maybe: ['question', 'request', 'complaint'] },
    command: { is: 'request', maybe: ['request', 'promotion'] },
    statement: { maybe: ANY_BUT('question', 'request') },
    fragment: { maybe: ANY_BUT('question', 'request') },
  },
  // Tweets by communicative act. "Expression" holds opinion, praise and complaint without telling which.
  'intent/tweet-acts': {
    question: { is: 'question', maybe: ['question', 'complaint'] },
    request: { is: 'request', maybe: ['request', 'promotion'] },
    suggestion: { maybe: ['request', 'statement', 'complaint', 'promotion'] },
    statement: { is: 'statement', maybe: ['statement', 'complaint', 'promotion'] },
    expression: { maybe: ANY_BUT('question', 'request') },
    threat: { maybe: ['complaint', 'statement'] },
  },
  // Sentences of mail: "action" asks, promises or proposes something, so it says little; "none" does not ask.
  'intent/email-action': {
    none: { maybe: ANY_BUT('request') },
    action: { maybe: ['request', 'question', 'statement', 'promotion'] },
  },
  // Spam is promotion; what is not spam can be anything else.
  'spam/sms': { spam: { is: 'promotion', maybe: ['promotion'] }, ham: { maybe: ANY_BUT('promotion') } },
  'spam/youtube': { spam: { is: 'promotion', maybe: ['promotion'] }, ham: { maybe: ANY_BUT('promotion') } },
  'spam/spamassassin': {
    spam: { is: 'promotion', maybe: ['promotion'] },
    ham: { maybe: ANY_BUT('promotion') },
  },
  // Voice commands; those that are phrased as questions are left out by `isPlainCommand`.
  'intent-assistant/snips': {
    AddToPlaylist: { is: 'request', maybe: ['request'] },
    BookRestaurant: { is: 'request', maybe: ['request'] },
    PlayMusic: { is: 'request', maybe: ['request'] },
    RateBook: { is: 'request', maybe: ['request'] },
  },
};

const POLITE = /\b(can|could|will|would) you\b.*\bplease\b|\bplease\b.*\b(can|could|will|would) you\b/i;

/** "Could you please …?" is a question by its grammar, and so by the sets' labels, but it asks for a deed. */
export function meaningOf(meaning: Meaning, text: string): Meaning {
  return meaning.is === 'question' && POLITE.test(text) ? { is: 'request', maybe: ['request'] } : meaning;
}

/** Whether a voice command begins as a command does. */
export function isPlainCommand(text: string): boolean {
  return /^(please |can you |could you |add |put |book |make |play |rate |give |find )/i.test(text);
}

/** +1, −1 or 0 (silent) for each intent. */
export function targetsOf(meaning: Meaning, text: string): Int8Array {
  const targets = new Int8Array(INTENTS.length);
  INTENTS.forEach((intent, i) => {
    if (meaning.is === intent) targets[i] = 1;
    // A complaint may well be put as a question; which of the two it is, the sets' labels don't say.
    else if (intent === 'question' && meaning.is !== undefined && text.includes('?')) targets[i] = 0;
    else targets[i] = meaning.maybe.includes(intent) ? 0 : -1;
  });
  return targets;
}

/** Bit k is set when the text may be intent k. */
export function candidatesOf(meaning: Meaning): number {
  return meaning.maybe.reduce((bits, intent) => bits | (1 << INTENTS.indexOf(intent)), 0);
}

/** What the intent sets' labels are called by the shipped head; labels that it has no word for are left out. */
export const INTENT_NAMES: Record<string, Record<string, string>> = {
  'intent/goemotions-acts': {},
  'intent/ewt-mood': { command: 'request' },
  'intent/tweet-acts': {},
  'intent/email-action': { action: 'request' },
};
