import { useRef } from 'preact/hooks';
import type { EngineState, Lesson } from '../protocol/messages.ts';
import { labelName, words } from '../protocol/words.ts';
import { lessonText, pencilOf } from '../ui/text.ts';
import type { Actions } from './popup.tsx';

/** What the person taught lately, newest first, each with its undo. */
export function Lessons({
  lessons,
  state,
  undo,
}: {
  lessons: Lesson[];
  state: EngineState;
  undo: Actions['undo'];
}) {
  const section = useRef<HTMLDetailsElement>(null);

  async function undoAt(index: number): Promise<void> {
    await undo(lessons[index]);
    // The button goes with its lesson: the focus moves to the one that takes its place.
    const buttons = section.current?.querySelectorAll('button') ?? [];
    const next = buttons[index + 1] ?? buttons[index - 1] ?? section.current?.querySelector('summary');
    next?.focus();
  }

  return (
    <details ref={section}>
      <summary>
        <h2>{words('popup_lessons')}</h2>
        <span class="amount">{state.lessons}</span>
      </summary>
      {lessons.length === 0 && <p>{words('popup_lessonsNone')}</p>}
      <ul class="lessons">
        {lessons.map((lesson, index) => {
          const info = state.tasks.find(({ task }) => task === lesson.task);
          const label = labelName(lesson.label, info);
          return (
            <li key={lesson.id} data-task={lesson.task} style={pencilOf(info, lesson.label)}>
              <p class="said">{label}</p>
              <button
                type="button"
                class="answer"
                aria-label={words('popup_undoLesson', label, lessonText(lesson))}
                onClick={() => void undoAt(index)}
              >
                {words('ui_undo')}
              </button>
              {lesson.text ? (
                <p class="excerpt" dir="auto">
                  {lessonText(lesson, 120)}
                </p>
              ) : (
                <p class="hint">{lessonText(lesson)}</p>
              )}
            </li>
          );
        })}
      </ul>
      {state.lessons > lessons.length && (
        <p class="hint">{words('popup_lessonsMore', lessons.length, state.lessons)}</p>
      )}
    </details>
  );
}
