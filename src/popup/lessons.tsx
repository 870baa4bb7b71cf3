import { useRef } from 'preact/hooks';
import type { Lesson } from '../protocol/messages.ts';
import { labelName, words } from '../protocol/words.ts';
import { startOf } from '../ui/text.ts';
import type { Actions } from './popup.tsx';

/** How many of the newest lessons are shown. */
const SHOWN = 20;

/** What the person taught lately, newest first, each with its undo. */
export function Lessons({
  lessons,
  all,
  undo,
}: {
  lessons: Lesson[];
  /** How many lessons there are altogether. */
  all: number;
  undo: Actions['undo'];
}) {
  const section = useRef<HTMLDetailsElement>(null);
  const shown = lessons.slice(0, SHOWN);

  async function undoAt(index: number): Promise<void> {
    await undo(shown[index]);
    // The button goes with its lesson: the focus moves to the one that takes its place.
    const buttons = section.current?.querySelectorAll('button') ?? [];
    const next = buttons[index + 1] ?? buttons[index - 1] ?? section.current?.querySelector('summary');
    next?.focus();
  }

  return (
    <details ref={section}>
      <summary>
        <h2>{words('popup_lessons')}</h2>
        <span class="amount">{all}</span>
      </summary>
      {shown.length === 0 && <p>{words('popup_lessonsNone')}</p>}
      <ul class="lessons">
        {shown.map((lesson, index) => (
          <li key={lesson.id} data-task={lesson.task}>
            <p class="said">{labelName(lesson.label)}</p>
            <button
              type="button"
              class="answer"
              aria-label={words('popup_undoLesson', labelName(lesson.label), startOf(lesson.text))}
              onClick={() => void undoAt(index)}
            >
              {words('popup_undo')}
            </button>
            <p class="excerpt" dir="auto">
              {startOf(lesson.text, 120)}
            </p>
          </li>
        ))}
      </ul>
      {all > shown.length && <p class="hint">{words('popup_lessonsMore', shown.length, all)}</p>}
    </details>
  );
}
