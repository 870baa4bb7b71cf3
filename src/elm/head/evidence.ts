/**
 * Which words of a text spoke for a label, and which against it: each word is left out in turn and the
 * score taken again, so that direct links, neighbours and the hidden layer all have their say. (A gradient
 * through the hidden layer finds the same first word only two times in three.) Costs one feature pass a
 * different word; called for one text at a time, when a person asks why.
 */
import { requireInteger } from '../errors.ts';
import type { PersonalWeights } from '../learn/personalWeights.ts';
import { Kind, kindOf } from '../text/characterKinds.ts';
import { MAX_TEXT_UNITS } from '../text/normalise.ts';
import type { TextFeatures } from '../text/textFeatures.ts';
import type { TextVector } from '../text/textVector.ts';
import type { Head } from './head.ts';

export interface Evidence {
  /** As it stands in the text where it comes first. */
  word: string;
  /** Above 0: spoke for the label. The sizes of all words' shares add up to 1. */
  share: number;
}

/** What gives a text its scores: a head, or what stands for one. */
type Scores = Pick<Head, 'outputs' | 'scores'>;

/** More different words than this are not tried: the first ones of a long text have to do. */
const MAX_WORDS = 160;

/**
 * @param label index into the head's labels
 * @param limit most words returned
 * @returns the words that moved the label's score most, strongest first (by size, for and against)
 */
export function evidence(
  text: string,
  features: TextFeatures,
  head: Scores,
  personal: PersonalWeights | null,
  label: number,
  limit: number,
): Evidence[] {
  requireInteger('label', label, 0, Math.max(1, head.outputs - 1));
  requireInteger('limit', limit, 0);
  const capped = text.slice(0, MAX_TEXT_UNITS);
  const { vector } = features;
  const scores = new Float64Array(head.outputs);
  const score = (of: string): number => {
    features.extract(of);
    return labelScore(head, personal, vector, scores, label);
  };
  const whole = score(capped);
  const found: Evidence[] = [];
  let total = 0;
  for (const places of wordPlaces(capped).slice(0, MAX_WORDS)) {
    const share = whole - score(without(capped, places));
    total += Math.abs(share);
    found.push({ word: capped.slice(places[0].from, places[0].to), share });
  }
  if (total === 0) return [];
  for (const item of found) item.share /= total;
  found.sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  return found.filter(({ share }) => share !== 0).slice(0, limit);
}

/** How much the scores speak for the label: its own, or the other way round for the ordinary one of two. */
function labelScore(
  head: Scores,
  personal: PersonalWeights | null,
  vector: TextVector,
  scores: Float64Array,
  label: number,
): number {
  head.scores(vector, scores);
  personal?.addScores(vector, scores);
  if (head.outputs === 1) return label === 1 ? scores[0] : -scores[0];
  return scores[label];
}

interface Place {
  from: number;
  to: number;
}

/** Where each different word (case aside) stands, in the order of first appearance. */
function wordPlaces(text: string): Place[][] {
  const words = new Map<string, Place[]>();
  for (let from = 0; from < text.length; ) {
    let to = from;
    let kind = kindAt(text, to);
    if (kind === Kind.Solo || kind === Kind.Symbol) to += widthAt(text, to);
    while (to === from || kind === Kind.Letter || kind === Kind.Digit || kind === Kind.Mark) {
      if (kind !== Kind.Letter && kind !== Kind.Digit && kind !== Kind.Mark && !isInner(text, to)) break;
      to += widthAt(text, to);
      if (to >= text.length) break;
      kind = isInner(text, to) ? Kind.Letter : kindAt(text, to);
    }
    if (to === from) {
      from += widthAt(text, from);
      continue;
    }
    const word = text.slice(from, to).toLowerCase();
    const places = words.get(word);
    if (places) places.push({ from, to });
    else words.set(word, [{ from, to }]);
    from = to;
  }
  return [...words.values()];
}

function kindAt(text: string, at: number): Kind {
  return kindOf(text.codePointAt(at)!);
}

function widthAt(text: string, at: number): number {
  return text.codePointAt(at)! > 0xffff ? 2 : 1;
}

/** An apostrophe inside a word, or a sign that disguises a letter of it. */
function isInner(text: string, at: number): boolean {
  return /['’*$@!|]/.test(text[at]) && at > 0 && isLetterAt(text, at - 1) && isLetterAt(text, at + 1);
}

function isLetterAt(text: string, at: number): boolean {
  return at < text.length && kindOf(text.charCodeAt(at)) === Kind.Letter;
}

function without(text: string, places: readonly Place[]): string {
  let rest = '';
  let at = 0;
  for (const { from, to } of places) {
    rest += text.slice(at, from);
    at = to;
  }
  return rest + text.slice(at);
}
