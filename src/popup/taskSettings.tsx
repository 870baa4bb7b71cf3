import { useState } from 'preact/hooks';
import type { EngineState } from '../protocol/messages.ts';
import type { TaskId } from '../protocol/verdict.ts';
import { SENSITIVITY_STEPS } from '../protocol/verdict.ts';
import type { WordsKey } from '../protocol/words.ts';
import { taskName, words } from '../protocol/words.ts';
import type { Actions } from './popup.tsx';
import { Switch } from './switch.tsx';

/** How readily a task marks at a step, in words. */
export function stepName(sensitivity: number): string {
  return words(`popup_sensitivity_${sensitivity}` as WordsKey);
}

/** Each task's switch, and how readily it marks. */
export function TaskSettings({ state, setTask }: { state: EngineState; setTask: Actions['setTask'] }) {
  return (
    <details>
      <summary>
        <h2>{words('popup_strictness')}</h2>
      </summary>
      {state.tasks.map(({ task }) => (
        <TaskRow key={task} task={task} {...state.settings.tasks[task]} setTask={setTask} />
      ))}
    </details>
  );
}

function TaskRow({
  task,
  on,
  sensitivity,
  setTask,
}: {
  task: TaskId;
  on: boolean;
  sensitivity: number;
  setTask: Actions['setTask'];
}) {
  /** Where the thumb is while the engine has not yet said yes. */
  const [dragged, setDragged] = useState<number | null>(null);
  const step = dragged ?? sensitivity;

  async function drag(to: number): Promise<void> {
    setDragged(to);
    await setTask(task, on, to);
    setDragged((now) => (now === to ? null : now));
  }

  return (
    <div class="task" data-task={task}>
      <Switch
        name={words('popup_taskOn', taskName(task))}
        text={taskName(task)}
        on={on}
        set={(on) => void setTask(task, on, sensitivity)}
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
    </div>
  );
}
