import type { EngineState } from '../protocol/messages.ts';
import { isPlain } from '../protocol/siteRules.ts';
import { words } from '../protocol/words.ts';
import { TaskControl } from '../ui/taskControl.tsx';
import type { PageView } from './pageLink.ts';
import type { Actions } from './popup.tsx';

/**
 * Each task's switch, how readily and in which way it marks, with what a step makes of this page; and
 * whether this site is to stay plain.
 */
export function TaskSettings({
  state,
  view,
  actions,
}: {
  state: EngineState;
  view: PageView | null;
  actions: Actions;
}) {
  /** Null: the tab shows nothing that Inkling could read. */
  const site = view?.readable ? view.site : null;
  return (
    <details>
      <summary>
        <h2>{words('popup_strictness')}</h2>
      </summary>
      {state.tasks.map((info) => {
        const counts = view?.readable && view.on ? view.wouldFlag?.[info.task] : undefined;
        return (
          <TaskControl
            key={info.task}
            info={info}
            settings={state.settings.tasks[info.task]}
            locked={state.limits?.tasksOff?.includes(info.task) ?? false}
            set={(on, sensitivity) => actions.setTask(info, on, sensitivity)}
            setWay={(way) => actions.setWay(info, way)}
            {...(counts && { effect: (step: number, from: number) => effectOf(counts[step], counts[from]) })}
          >
            {info.learning && !info.learning.ready && (
              <p class="hint">{words('popup_stillLearning', sum(info.learning.real))}</p>
            )}
          </TaskControl>
        );
      })}
      {site !== null && (
        <label class="plain">
          <input
            type="checkbox"
            checked={isPlain(state.settings, site, '')}
            onChange={(event) => void actions.setPlain(site, event.currentTarget.checked)}
          />
          {words('popup_sitePlain', site || words('popup_thisPage'))}
        </label>
      )}
    </details>
  );
}

/** What a step makes of this page, and how that differs from where the thumb was. */
function effectOf(count: number, before: number): string {
  if (count > before) return words('popup_marksMore', count, count - before);
  if (count < before) return words('popup_marksFewer', count, before - count);
  return words('popup_marks', count);
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
