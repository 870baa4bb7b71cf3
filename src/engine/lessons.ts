import { finish, mix } from '../elm/text/murmur.ts';
import { normalise } from '../elm/text/normalise.ts';
import type { TextVector } from '../elm/text/textVector.ts';
import type { Lesson, Said } from '../protocol/messages.ts';
import type { TaskId } from '../protocol/verdict.ts';

/** A lesson as the engine has it in memory. */
export interface KeptLesson extends Lesson {
  /** Grows with each one taught, so that the newest is known without a clock. */
  order: number;
  /** What was said of the text before. */
  said: Said | null;
  /** Where its text is not kept: what the heads see of it, and what names the text. */
  features: LessonFeatures | null;
}

export interface LessonFeatures {
  vector: TextVector;
  /** {@link textKey} of the text. */
  key: string;
}

/** The most lessons of one task that shape its weights; of older ones only the text itself is remembered. */
export const MAX_LEARNED = 10_000;

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

  all(): Iterable<KeptLesson> {
    return this.#byId.values();
  }

  /** The lesson that holds on this text. */
  on(task: TaskId, text: string): KeptLesson | undefined {
    return this.withKey(task, textKey(text));
  }

  /** The lesson that holds on the text of this key. */
  withKey(task: TaskId, key: string): KeptLesson | undefined {
    return this.#byText.get(`${task} ${key}`)?.at(-1);
  }

  /** All lessons on the same task and text as this one, it included, oldest first. */
  same(lesson: KeptLesson): readonly KeptLesson[] {
    return this.#byText.get(keyOf(lesson)) ?? [];
  }

  /** Adds a lesson. One whose id is there already is ignored. */
  add(lesson: KeptLesson): void {
    if (this.#byId.has(lesson.id)) return;
    this.#byId.set(lesson.id, lesson);
    const key = keyOf(lesson);
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
    const key = keyOf(lesson);
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

/** Names a text: 64 bits of a hash of its {@link plainText}, 16 hex digits. Says something of the text: not anonymous. */
export function textKey(text: string): string {
  const plain = plainText(text);
  const half = (seed: number) => {
    let h = seed;
    for (let i = 0; i < plain.length; i++) h = mix(h, plain.charCodeAt(i));
    return (finish(h, plain.length) >>> 0).toString(16).padStart(8, '0');
  };
  return half(0x2545f491) + half(0x1b873593);
}

function keyOf({ task, text, features }: KeptLesson): string {
  return `${task} ${features?.key ?? textKey(text)}`;
}

/** Orders are unique; should two ever meet, the ids decide, so that the result stays the same everywhere. */
export function byOrder(a: KeptLesson, b: KeptLesson): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}
