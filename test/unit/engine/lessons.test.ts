import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeptLesson, Lessons, plainText } from '../../../src/engine/lessons.ts';

const texts = ['win a prize', 'Win  a PRIZE', 'hello there', 'ｈｅｌｌｏ there', 'what?'];
const lessonArb = fc.record({
  task: fc.constantFrom('spam', 'toxicity', 'intent'),
  label: fc.constantFrom('ham', 'spam', 'toxic'),
  text: fc.constantFrom(...texts),
});
const lessonsArb = fc
  .array(lessonArb, { maxLength: 12 })
  .map((list): KeptLesson[] =>
    list.map((lesson, i) => ({ ...lesson, id: `id-${i}`, order: i, at: 0, site: '' }) as KeptLesson),
  );
const shown = (lessons: Lessons) => lessons.newest(1000).map(({ id }) => id);

describe('lessons', () => {
  test('of those on one text the newest holds, and one text counts once', () => {
    fc.assert(
      fc.property(lessonsArb, (list) => {
        const lessons = new Lessons(list);
        const expected = new Map<string, string>();
        for (const { task, text, label } of list) expected.set(`${task} ${plainText(text)}`, label);
        expect(lessons.holding).toBe(expected.size);
        for (const { task, text } of list) {
          expect(lessons.on(task, text)?.label).toBe(expected.get(`${task} ${plainText(text)}`));
        }
      }),
    );
  });

  test('any order of teaching and taking back ends the same as the set that is left', () => {
    fc.assert(
      fc.property(lessonsArb, fc.infiniteStream(fc.nat(11)), fc.array(fc.boolean()), (list, picks, keep) => {
        const shuffled = [...list];
        for (let i = shuffled.length - 1; i > 0; i--) {
          const j = picks.next().value! % (i + 1);
          [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
        }
        const lessons = new Lessons();
        for (const lesson of shuffled) {
          lessons.add(lesson);
          // Now and then one is taken back and taught again on the way.
          const victim = list[picks.next().value! % list.length];
          const held = lessons.get(victim.id);
          if (held) {
            lessons.remove(victim.id);
            lessons.add(victim);
          }
        }
        const left = list.filter((_, i) => keep[i] ?? true);
        for (const lesson of list) if (!left.includes(lesson)) expect(lessons.remove(lesson.id)).toBe(true);
        const fresh = new Lessons(left);
        expect(shown(lessons)).toEqual(shown(fresh));
        for (const text of texts) {
          expect(lessons.on('spam', text)).toEqual(fresh.on('spam', text));
        }
      }),
    );
  });

  test('taking the newest back restores exactly what held before', () => {
    fc.assert(
      fc.property(lessonsArb, lessonArb, (list, last) => {
        const lessons = new Lessons(list);
        const before = shown(lessons);
        lessons.add({ ...last, id: 'last', order: 99, at: 0, site: '' } as KeptLesson);
        expect(shown(lessons)[0]).toBe('last');
        lessons.remove('last');
        expect(shown(lessons)).toEqual(before);
      }),
    );
  });

  test('teaching twice with one id teaches once, and unknown ids are no error', () => {
    const [lesson] = fc.sample(
      lessonsArb.filter((list) => list.length > 0),
      1,
    )[0];
    const lessons = new Lessons([lesson, { ...lesson, label: 'other', order: 9 }]);
    expect([lessons.size, lessons.holding]).toEqual([1, 1]);
    expect(lessons.on(lesson.task, lesson.text)).toBe(lesson);
    expect(lessons.remove('nothing')).toBe(false);
    expect(lessons.remove(lesson.id)).toBe(true);
    expect(lessons.remove(lesson.id)).toBe(false);
    expect([lessons.size, lessons.holding]).toEqual([0, 0]);
  });

  test('one text in three writings is one text; other words are not', () => {
    expect(new Set(['Free  CRUISE ', 'ｆｒｅｅ cruise', 'free\n cru\u00adise'].map(plainText)).size).toBe(1);
    expect(plainText('free cruise 1')).not.toBe(plainText('free cruise 2'));
    expect(plainText(' \u200b\n')).toBe('');
  });
});
