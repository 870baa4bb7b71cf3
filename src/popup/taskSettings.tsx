import type { EngineState } from '../protocol/messages.ts';
import { isPlain } from '../protocol/siteRules.ts';
import { words } from '../protocol/words.ts';
import { TaskControl } from '../ui/taskControl.tsx';
import type { Actions } from './popup.tsx';

/** Each task's switch, how readily and in which way it marks; and whether this site is to stay plain. */
export function TaskSettings({
  state,
  site,
  actions,
}: {
  state: EngineState;
  /** Null: the tab shows nothing that Inkling could read. */
  site: string | null;
  actions: Actions;
}) {
  return (
    <details>
      <summary>
        <h2>{words('popup_strictness')}</h2>
      </summary>
      {state.tasks.map(({ task }) => (
        <TaskControl
          key={task}
          task={task}
          {...state.settings.tasks[task]}
          set={(on, sensitivity) => actions.setTask(task, on, sensitivity)}
          setWay={(way) => actions.setWay(task, way)}
        />
      ))}
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
