import type { ListedLesson } from '../../protocol/messages.ts';
import type { TaskInfo } from '../../protocol/verdict.ts';
import { labelName, taskName, words } from '../../protocol/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { moment } from '../numbers.ts';

/** A lesson in full: the whole text, what was said of it before, and what can be done with it. */
export function LessonDialog({
  lesson,
  task,
  close,
  relabel,
  remove,
  goBack,
}: {
  lesson: ListedLesson;
  task: TaskInfo | undefined;
  close: () => void;
  relabel: (label: string) => void;
  remove: () => void;
  /** Takes this lesson back, so that the one it had replaced holds again. */
  goBack: () => void;
}) {
  const [before] = lesson.replaced;
  return (
    <Dialog title={words('dashboard_lesson')} close={close}>
      <div data-task={lesson.task}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, and must be reached by keyboard */}
        <blockquote class="whole" dir="auto" tabIndex={0}>
          {lesson.text || words('ui_textNotKept')}
        </blockquote>
        <p class="hint">
          {lesson.site
            ? words('dashboard_taughtOn', moment(lesson.at), lesson.site)
            : words('dashboard_taughtAt', moment(lesson.at))}
        </p>
        {task && (
          <fieldset class="choice">
            <legend>{words('dashboard_thisIs', taskName(task.task, task))}</legend>
            <div class="labels">
              {task.labels.map((label) => (
                <button
                  key={label}
                  type="button"
                  class="label"
                  aria-pressed={label === lesson.label}
                  onClick={() => relabel(label)}
                >
                  {labelName(label, task)}
                </button>
              ))}
            </div>
          </fieldset>
        )}
        {before && (
          <>
            <h3>{words('dashboard_before')}</h3>
            <ul class="plain-list">
              {lesson.replaced.map(({ id, label, at }) => (
                <li key={id}>{words('dashboard_saidBefore', labelName(label, task), moment(at))}</li>
              ))}
            </ul>
          </>
        )}
        <div class="actions">
          {before && (
            <button type="button" onClick={goBack}>
              {words('dashboard_goBack', labelName(before.label, task))}
            </button>
          )}
          <button type="button" class="danger" onClick={remove}>
            {words('dashboard_delete')}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
