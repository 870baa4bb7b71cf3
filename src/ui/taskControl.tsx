import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { TaskId, Way } from '../protocol/verdict.ts';
import { SENSITIVITY_STEPS, WAYS } from '../protocol/verdict.ts';
import { taskName, words } from '../protocol/words.ts';
import { Switch } from './switch.tsx';
import { stepName, wayName } from './text.ts';

/** One task's switch, how readily it marks and in which way. */
export function TaskControl({
  task,
  on,
  sensitivity,
  way,
  set,
  setWay,
  dragging,
  children,
}: {
  task: TaskId;
  on: boolean;
  sensitivity: number;
  way: Way;
  /** Resolves when the engine has said yes or no. */
  set: (on: boolean, sensitivity: number) => Promise<void>;
  /** Without it, the way is not offered. */
  setWay?: (way: Way) => Promise<void>;
  /** What to say beside the step where the thumb is; told at once, before the engine knows. */
  dragging?: (step: number) => string;
  children?: ComponentChildren;
}) {
  /** Where the thumb is while the engine has not yet said yes. */
  const [dragged, setDragged] = useState<number | null>(null);
  const step = dragged ?? sensitivity;
  const effect = dragging?.(step);

  async function drag(to: number): Promise<void> {
    setDragged(to);
    await set(on, to);
    setDragged((now) => (now === to ? null : now));
  }

  return (
    <div class="task" data-task={task}>
      <Switch
        name={words('ui_taskOn', taskName(task))}
        text={taskName(task)}
        on={on}
        set={(on) => void set(on, sensitivity)}
      />
      <input
        type="range"
        min={0}
        max={SENSITIVITY_STEPS - 1}
        value={step}
        disabled={!on}
        aria-label={words('ui_sensitivity', taskName(task))}
        aria-valuetext={effect ? `${stepName(step)}. ${effect}` : stepName(step)}
        onInput={(event) => void drag(event.currentTarget.valueAsNumber)}
      />
      <span class="step" aria-hidden="true">
        {on ? stepName(step) : words('ui_taskOff')}
        {on && effect && <span class="effect">{effect}</span>}
      </span>
      {setWay && (
        <select
          class="way"
          value={way}
          disabled={!on}
          aria-label={words('ui_way', taskName(task))}
          onChange={(event) => void setWay(event.currentTarget.value as Way)}
        >
          {WAYS.map((each) => (
            <option key={each} value={each}>
              {wayName(each)}
            </option>
          ))}
        </select>
      )}
      {children}
    </div>
  );
}
