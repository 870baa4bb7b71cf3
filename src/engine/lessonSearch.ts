import { VectorIndex } from '../elm/retrieve/vectorIndex.ts';
import { HIDDEN_UNITS } from '../elm/text/textFeatures.ts';
import type { EngineParams } from '../protocol/messages.ts';
import type { Holdings, Step } from './holdings.ts';
import { type KeptLesson, plainText } from './lessons.ts';

/**
 * Finds lessons that hold: by the words of their text, or by meaning, that is by the cosine of hidden layers.
 * The index by meaning is made when it is first asked for, and then kept in step with the lessons.
 */
const AT_ONCE = 32;
/** Below this, two texts have nothing to do with each other: unrelated ones have .3 to .5. */
const LEAST_SIMILARITY = 0.5;

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
  const words = plainText(query).split(' ').filter(Boolean);
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
  const byId = new Map(wanted.map((lesson) => [lesson.id, lesson]));
  return index
    .search(hidden, index.size)
    .filter(({ similarity }) => similarity >= LEAST_SIMILARITY)
    .flatMap(({ id, similarity }) => {
      const lesson = byId.get(id);
      // Of those that don't hold any more, the index needs to know nothing.
      if (!lesson && !held.lessons.get(id)) index.delete(id);
      return lesson ? [{ lesson, similarity }] : [];
    });
}
