import { normalise } from '../elm/text/normalise.ts';
import type { Lesson } from '../protocol/messages.ts';
import type { TaskId } from '../protocol/verdict.ts';

/** A lesson as it is kept: `order` grows with each one taught, so that the newest is known without a clock. */
export interface KeptLesson extends Lesson {
  order: number;
}

/** The most lessons of one task that shape its weights; of older ones only the text itself is remembered. */
export const MAX_LEARNED = 1000;

/**
 * All lessons that were taught and not taken back, and which of them hold. Of the lessons on one task
 * and one text (however it was spaced, cased or encoded) the newest holds; when it is taken back, the one
 * before it holds again. What holds depends on the set of lessons only, not on how it came about.
 */
export class Lessons {
  readonly #byId = new Map<string, KeptLesson>();
  /** Lessons on the same task and text, oldest first; never empty. */
  readonly #byText = new Map<string, KeptLesson[]>();

  constructor(lessons: Iterable<KeptLesson> = []) {
    for (const lesson of lessons) this.add(lesson);
  }

  /** How many lessons there are, holding or replaced. */
  get size(): number {
    return this.#byId.size;
  }

  /** How many lessons hold. */
  get holding(): number {
    return this.#byText.size;
  }

  get(id: string): KeptLesson | undefined {
    return this.#byId.get(id);
  }

  /** The lesson that holds on this text. */
  on(task: TaskId, text: string): KeptLesson | undefined {
    return this.#byText.get(keyOf(task, text))?.at(-1);
  }

  /** Adds a lesson. One whose id is there already is ignored. */
  add(lesson: KeptLesson): void {
    if (this.#byId.has(lesson.id)) return;
    this.#byId.set(lesson.id, lesson);
    const key = keyOf(lesson.task, lesson.text);
    const same = this.#byText.get(key) ?? [];
    same.push(lesson);
    same.sort(byOrder);
    this.#byText.set(key, same);
  }

  /** Takes a lesson back; false if there is none with this id. */
  remove(id: string): boolean {
    const lesson = this.#byId.get(id);
    if (!lesson) return false;
    this.#byId.delete(id);
    const key = keyOf(lesson.task, lesson.text);
    const rest = (this.#byText.get(key) ?? []).filter((other) => other !== lesson);
    if (rest.length > 0) this.#byText.set(key, rest);
    else this.#byText.delete(key);
    return true;
  }

  /** The lessons that hold, newest first. */
  newest(limit: number, task?: TaskId): KeptLesson[] {
    const holding = [...this.#byText.values()].map((same) => same.at(-1)!);
    const wanted = task === undefined ? holding : holding.filter((lesson) => lesson.task === task);
    return wanted.sort((a, b) => byOrder(b, a)).slice(0, limit);
  }
}

/** What two texts must share to be the same text. A blank one is ''. */
export function plainText(text: string): string {
  return normalise(text).text.replace(/\s+/gu, ' ').trim();
}

function keyOf(task: TaskId, text: string): string {
  return `${task} ${plainText(text)}`;
}

/** Orders are unique; should two ever meet, the ids decide, so that the result stays the same everywhere. */
function byOrder(a: KeptLesson, b: KeptLesson): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}
