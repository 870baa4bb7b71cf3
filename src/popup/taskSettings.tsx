import { useState } from 'preact/hooks';
import type { EngineState } from '../protocol/messages.ts';
import { isPlain } from '../protocol/siteRules.ts';
import type { TaskId, Way } from '../protocol/verdict.ts';
import { SENSITIVITY_STEPS, WAYS } from '../protocol/verdict.ts';
import type { WordsKey } from '../protocol/words.ts';
import { taskName, words } from '../protocol/words.ts';
import type { Actions } from './popup.tsx';
import { Switch } from './switch.tsx';

/** How readily a task marks at a step, in words. */
export function stepName(sensitivity: number): string {
  return words(`popup_sensitivity_${sensitivity}` as WordsKey);
}

/** A way to mark, in words. */
export function wayName(way: Way): string {
  return words(`popup_way_${way}`);
}

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
        <TaskRow key={task} task={task} {...state.settings.tasks[task]} actions={actions} />
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

function TaskRow({
  task,
  on,
  sensitivity,
  way,
  actions,
}: {
  task: TaskId;
  on: boolean;
  sensitivity: number;
  way: Way;
  actions: Actions;
}) {
  /** Where the thumb is while the engine has not yet said yes. */
  const [dragged, setDragged] = useState<number | null>(null);
  const step = dragged ?? sensitivity;

  async function drag(to: number): Promise<void> {
    setDragged(to);
    await actions.setTask(task, on, to);
    setDragged((now) => (now === to ? null : now));
  }

  return (
    <div class="task" data-task={task}>
      <Switch
        name={words('popup_taskOn', taskName(task))}
        text={taskName(task)}
        on={on}
        set={(on) => void actions.setTask(task, on, sensitivity)}
      />
      <input
        type="range"
        min={0}
        max={SENSITIVITY_STEPS - 1}
        value={step}
        disabled={!on}
        aria-label={words('popup_sensitivity', taskName(task))}
        aria-valuetext={stepName(step)}
        onInput={(event) => void drag(event.currentTarget.valueAsNumber)}
      />
      <span class="step" aria-hidden="true">
        {on ? stepName(step) : words('popup_taskOff')}
      </span>
      <select
        class="way"
        value={way}
        disabled={!on}
        aria-label={words('popup_way', taskName(task))}
        onChange={(event) => void actions.setWay(task, event.currentTarget.value as Way)}
      >
        {WAYS.map((each) => (
          <option key={each} value={each}>
            {wayName(each)}
          </option>
        ))}
      </select>
    </div>
  );
}
