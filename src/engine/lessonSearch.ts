import { VectorIndex } from '../elm/retrieve/vectorIndex.ts';
import { HIDDEN_UNITS } from '../elm/text/textFeatures.ts';
import type { EngineParams } from '../protocol/messages.ts';
import type { Holdings, Step } from './holdings.ts';
import type { Judge } from './judge.ts';
import { type KeptLesson, plainText } from './lessons.ts';
import { ORDINARY_TEXTS } from './ordinaryTexts.ts';

/**
 * Finds lessons that hold: by the words of their text, or by meaning, that is by the cosine of hidden layers.
 * The index by meaning is made when it is first asked for, and then kept in step with the lessons.
 */
const AT_ONCE = 32;
/** How many are found by meaning at most. */
const MOST_SIMILAR = 100;
/**
 * A lesson is like the query when it is nearer to it than all but so many of the 48 ordinary texts. No one level of the
 * cosine says so: what is near to one query is far from another.
 */
const NEARER_ORDINARY = 5;
/** How much it counts beside the cosine when a text has all words of the query; right and wrong ones differ by .1 to .2. */
const SAME_WORDS = 0.3;

export interface FoundLesson {
  lesson: KeptLesson;
  similarity: number | null;
}

export async function searchLessons(
  held: Holdings,
  { limit, offset = 0, query = '', by = 'words', task, label, site }: EngineParams<'lessons'>,
  step: Step,
): Promise<{ found: FoundLesson[]; total: number }> {
  const wanted = held.lessons
    .newest(Number.POSITIVE_INFINITY, task)
    .filter(
      (lesson) =>
        (label === undefined || lesson.label === label) && (site === undefined || lesson.site === site),
    );
  const words = wordsOf(query);
  let found: FoundLesson[];
  if (words.length === 0) found = wanted.map((lesson) => ({ lesson, similarity: null }));
  else if (by === 'words') {
    found = [];
    for (const [i, lesson] of wanted.entries()) {
      if (i % (AT_ONCE * 8) === 0) await step(i, wanted.length);
      const plain = plainText(lesson.text);
      if (words.every((word) => plain.includes(word))) found.push({ lesson, similarity: null });
    }
  } else found = await byMeaning(held, wanted, query, step);
  return { found: found.slice(offset, offset + limit), total: found.length };
}

const indices = new WeakMap<Holdings, VectorIndex>();
const yardsticks = new WeakMap<Judge, VectorIndex>();

/** How similar to the query a lesson has to be. */
function leastSimilarity(judge: Judge, query: Float32Array): number {
  let ordinary = yardsticks.get(judge);
  if (ordinary === undefined) {
    ordinary = new VectorIndex(HIDDEN_UNITS, 'i8');
    for (const text of ORDINARY_TEXTS) ordinary.add(text, judge.vectorOf(text).hidden);
    yardsticks.set(judge, ordinary);
  }
  return ordinary.search(query, NEARER_ORDINARY).at(-1)?.similarity ?? -1;
}

async function byMeaning(
  held: Holdings,
  wanted: readonly KeptLesson[],
  query: string,
  step: Step,
): Promise<FoundLesson[]> {
  const { judge } = held;
  const index = indices.get(held) ?? new VectorIndex(HIDDEN_UNITS, 'i8');
  indices.set(held, index);
  const missing = wanted.filter(({ id }) => !index.has(id));
  for (const [i, { id, text, features }] of missing.entries()) {
    if (i % AT_ONCE === 0) await step(i, missing.length);
    const { hidden } = features?.vector ?? judge.vectorOf(text);
    // Without a word that is known there is no meaning to go by.
    if (hidden.some((unit) => unit !== 0)) index.add(id, hidden);
  }
  const { hidden } = judge.vectorOf(query);
  if (index.size === 0 || !hidden.some((unit) => unit !== 0)) return [];
  const least = leastSimilarity(judge, hidden);
  const byId = new Map(wanted.map((lesson) => [lesson.id, lesson]));
  const words = wordsOf(query);
  const ranked: (FoundLesson & { rank: number })[] = [];
  for (const { id, similarity } of index.search(hidden, index.size)) {
    const lesson = byId.get(id);
    if (lesson) {
      const plain = plainText(lesson.text);
      const same = words.filter((word) => plain.includes(word)).length / Math.max(1, words.length);
      if (similarity > least || same === 1)
        ranked.push({ lesson, similarity, rank: similarity + SAME_WORDS * same });
    } else if (!held.lessons.get(id)) index.delete(id);
  }
  return ranked.sort((a, b) => b.rank - a.rank).slice(0, MOST_SIMILAR);
}

function wordsOf(query: string): string[] {
  return plainText(query).split(' ').filter(Boolean);
}
