import type { ListedLesson } from '../../protocol/messages.ts';
import type { TaskInfo } from '../../protocol/verdict.ts';
import { labelName, taskName, words } from '../../protocol/words.ts';
import { lessonText, pencilOf } from '../../ui/text.ts';
import { day } from '../numbers.ts';

/** One lesson: its text, what it is said to be (which can be changed here), where and when, and a way to delete it. */
export function LessonRow({
  lesson,
  task,
  tabIndex,
  open,
  relabel,
  remove,
}: {
  lesson: ListedLesson;
  /** Undefined when its task is not there any more. */
  task: TaskInfo | undefined;
  tabIndex: 0 | -1;
  open: () => void;
  relabel: (label: string) => void;
  remove: () => void;
}) {
  const { label, site, at, replaced } = lesson;
  const start = lessonText(lesson);
  const contradicted = replaced.filter((old) => old.label !== label);
  return (
    <div class="lesson" data-task={lesson.task} style={pencilOf(task, label)}>
      <button type="button" class="verdict" tabIndex={tabIndex} aria-haspopup="dialog" onClick={open}>
        <span class="excerpt" dir="auto">
          {lessonText(lesson, 240)}
        </span>
      </button>
      <span class="about">
        {task && <span class="task-name">{taskName(task.task, task)}</span>}
        {site && <bdi>{site}</bdi>}
        <span>{day(at)}</span>
        {contradicted.length > 0 && (
          <span class="contradicts">
            {words('dashboard_replaced', labelName(contradicted[0].label, task))}
          </span>
        )}
      </span>
      <select
        tabIndex={tabIndex}
        value={label}
        disabled={!task}
        aria-label={words('dashboard_labelOf', start)}
        onChange={(event) => relabel(event.currentTarget.value)}
      >
        {(task?.labels.includes(label) ? task.labels : [...(task?.labels ?? []), label]).map((each) => (
          <option key={each} value={each}>
            {labelName(each, task)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="quiet"
        tabIndex={tabIndex}
        aria-label={words('dashboard_deleteOne', start)}
        onClick={remove}
      >
        {words('dashboard_delete')}
      </button>
    </div>
  );
}
