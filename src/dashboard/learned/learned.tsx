import { useCallback, useState } from 'preact/hooks';
import type { ListedLesson } from '../../protocol/messages.ts';
import { labelName, words } from '../../protocol/words.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { useSpoiling } from '../../ui/spoiling.tsx';
import { lessonText } from '../../ui/text.ts';
import type { SectionProps } from '../dashboard.tsx';
import { count } from '../numbers.ts';
import { VirtualList } from '../virtualList.tsx';
import { LessonDialog } from './lessonDialog.tsx';
import { type Filter, paramsOf, useLessons } from './lessonPages.ts';
import { LessonRow } from './lessonRow.tsx';
import { Search } from './search.tsx';

const ALL: Filter = { query: '', by: 'words', task: '', label: '', site: '' };

/** Lessons that are deleted in one request. */
const AT_ONCE = 500;

/** Everything the person has taught: to be looked through, relabelled and taken back. */
export function Learned({ engine, state, telling, work }: SectionProps) {
  const [filter, setFilter] = useState(ALL);
  const [open, setOpen] = useState<ListedLesson | null>(null);
  const [deletingAll, setDeletingAll] = useState(false);
  const { mayTeach, question } = useSpoiling(state.tasks);
  const { total, sites, at, want } = useLessons(engine, filter, state.revision, telling.fail);
  const info = (task: string) => state.tasks.find((each) => each.task === task);

  const set = useCallback((change: Partial<Filter>) => setFilter((now) => ({ ...now, ...change })), []);

  async function relabel(lesson: ListedLesson, label: string): Promise<void> {
    if (label === lesson.label) return;
    const id = crypto.randomUUID();
    const { task } = lesson;
    // A refusal draws the row anew, so that its choice goes back to what holds.
    if (!(await mayTeach(engine, [{ of: lesson.id, label }]))) return;
    await telling.tell(async () => {
      await engine.request('relabel', { lesson: id, of: lesson.id, label });
      return {
        sentence: words('dashboard_relabelled', lessonText(lesson), labelName(label, info(task))),
        undo: async () => {
          await engine.request('undo', { lesson: id });
          return words('dashboard_relabelUndone', labelName(lesson.label, info(task)));
        },
      };
    });
  }

  function remove(lesson: ListedLesson): void {
    const { id, text, task, label, site } = lesson;
    void telling.tell(async () => {
      await engine.request('forget', { lessons: [id] });
      const sentence = words('dashboard_deleted', lessonText(lesson));
      // Without its text it can't be taught again.
      if (text === '') return sentence;
      return {
        sentence,
        undo: async () => {
          await engine.request('teach', { lesson: crypto.randomUUID(), text, task, label, site });
          return words('dashboard_deleteUndone', lessonText(lesson));
        },
      };
    });
  }

  /** Deletes all that fit the filter, so many at a time, so that one can stop it. */
  function removeAll(): void {
    void work.run(words('dashboard_deletingAll'), async ({ signal, onProgress }) => {
      const of = total ?? 0;
      for (let done = 0; ; ) {
        onProgress({ done, of: Math.max(of, done) });
        const { lessons } = await engine.request('lessons', { ...paramsOf(filter), limit: AT_ONCE });
        if (lessons.length === 0) return words('dashboard_deletedAll', count(done));
        await engine.request('forget', { lessons: lessons.map(({ id }) => id) });
        done += lessons.length;
        if (signal.aborted) return words('dashboard_deletedAll', count(done));
      }
    });
  }

  const isFiltered = JSON.stringify(filter) !== JSON.stringify(ALL);
  return (
    <>
      <div class="section-head">
        <h2>{words('dashboard_section_learned')}</h2>
        <p class="hint">{words('dashboard_learnedWhat')}</p>
      </div>
      <Search filter={filter} set={set} tasks={state.tasks} sites={sites} />
      <p class="found" role="status">
        {total === null
          ? words('dashboard_looking')
          : isFiltered
            ? words('dashboard_lessonsFound', count(total), count(state.lessons))
            : words('dashboard_lessonsAll', count(total))}
      </p>
      {total === 0 && (
        <div class="empty">
          <p>
            {words(
              isFiltered
                ? 'dashboard_lessonsNoneFound'
                : state.settings.storageMode === 'weights'
                  ? 'dashboard_lessonsNotKept'
                  : 'dashboard_lessonsNone',
            )}
          </p>
          {isFiltered && (
            <button type="button" onClick={() => setFilter(ALL)}>
              {words('dashboard_showAll')}
            </button>
          )}
        </div>
      )}
      {total !== null && total > 0 && (
        <VirtualList
          name={words('dashboard_lessonsName')}
          total={total}
          onRange={want}
          keyOf={(index) => at(index)?.id ?? index}
          onKey={(key, index) => {
            const lesson = at(index);
            if (key !== 'Delete' || !lesson) return false;
            remove(lesson);
            return true;
          }}
          row={(index, tabIndex) => {
            const lesson = at(index);
            return (
              lesson && (
                <LessonRow
                  lesson={lesson}
                  task={info(lesson.task)}
                  tabIndex={tabIndex}
                  open={() => setOpen(lesson)}
                  relabel={(label) => void relabel(lesson, label)}
                  remove={() => remove(lesson)}
                />
              )
            );
          }}
        />
      )}
      {total !== null && total > 0 && (
        <div class="below">
          <p class="hint">{words('dashboard_lessonKeys')}</p>
          <button type="button" class="quiet" onClick={() => setDeletingAll(true)}>
            {words('dashboard_deleteFound', count(total))}
          </button>
        </div>
      )}
      {question}
      {deletingAll && (
        <Confirm
          title={words('dashboard_deleteFound', count(total ?? 0))}
          consequence={words('dashboard_deleteFoundMeans')}
          action={words('dashboard_delete')}
          act={removeAll}
          close={() => setDeletingAll(false)}
        />
      )}
      {open && (
        <LessonDialog
          lesson={open}
          task={info(open.task)}
          close={() => setOpen(null)}
          relabel={(label) => {
            setOpen(null);
            void relabel(open, label);
          }}
          remove={() => {
            setOpen(null);
            remove(open);
          }}
          goBack={() => {
            setOpen(null);
            void telling.tell(async () => {
              await engine.request('undo', { lesson: open.id });
              return words('dashboard_wentBack', lessonText(open));
            });
          }}
        />
      )}
    </>
  );
}
