import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { TaskSettings } from '../protocol/settings.ts';
import type { TaskInfo, Way } from '../protocol/verdict.ts';
import { SENSITIVITY_STEPS, WAYS } from '../protocol/verdict.ts';
import { taskName, words } from '../protocol/words.ts';
import { Switch } from './switch.tsx';
import { pencilOf, stepName, wayName } from './text.ts';

/** One task's switch and, while it is on, how readily it marks and in which way. */
export function TaskControl({
  info,
  settings: { on, sensitivity, way },
  locked = false,
  set,
  setWay,
  effect,
  children,
}: {
  info: TaskInfo;
  settings: TaskSettings;
  /** A policy keeps it off. */
  locked?: boolean;
  /** Resolves when the engine has said yes or no. */
  set: (on: boolean, sensitivity: number) => Promise<void>;
  setWay: (way: Way) => Promise<void>;
  /** What a step does, beside its name: said at once while the thumb moves `from` another. */
  effect?: (step: number, from: number) => string;
  children?: ComponentChildren;
}) {
  /** Where the thumb is while the engine has not yet said yes. */
  const [to, setTo] = useState<number | null>(null);
  /** Where it was when it was taken. */
  const [from, setFrom] = useState<number | null>(null);
  const name = taskName(info.task, info);
  const step = to ?? sensitivity;
  const does = effect?.(step, from ?? sensitivity);

  async function drag(step: number): Promise<void> {
    setFrom((before) => before ?? sensitivity);
    setTo(step);
    await set(on, step);
    setTo((now) => (now === step ? null : now));
  }

  return (
    <div class="task" data-task={info.task} style={pencilOf(info)}>
      <Switch
        name={words('ui_taskOn', name)}
        text={name}
        on={on}
        disabled={locked}
        set={(on) => set(on, sensitivity)}
      />
      {on ? (
        <>
          <input
            type="range"
            min={0}
            max={SENSITIVITY_STEPS - 1}
            value={step}
            aria-label={words('ui_sensitivity', name)}
            aria-valuetext={does ? `${stepName(step)}. ${does}` : stepName(step)}
            onInput={(event) => void drag(event.currentTarget.valueAsNumber)}
            onBlur={() => setFrom(null)}
          />
          <span class="step" aria-hidden="true">
            {stepName(step)}
            {does && <span class="effect">{does}</span>}
          </span>
          <select
            class="way"
            value={way}
            aria-label={words('ui_way', name)}
            onChange={(event) => void setWay(event.currentTarget.value as Way)}
          >
            {WAYS.map((each) => (
              <option key={each} value={each}>
                {wayName(each)}
              </option>
            ))}
          </select>
        </>
      ) : (
        <span class="off" aria-hidden="true">
          {words(locked ? 'ui_taskLocked' : 'ui_taskOff')}
        </span>
      )}
      {children}
    </div>
  );
}
