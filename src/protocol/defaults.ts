import type { Settings, TaskSettings } from './settings.ts';
import { DEFAULT_SENSITIVITY, EXTRAS, TASKS, type TaskId } from './verdict.ts';

/** What holds for a task until the person says otherwise: extras are off. */
export function defaultTask(task: TaskId): TaskSettings {
  const on = !(EXTRAS as readonly TaskId[]).includes(task);
  return { on, sensitivity: DEFAULT_SENSITIVITY, way: 'underline' };
}

/** What holds until the person says otherwise. */
export function defaultSettings(): Settings {
  return {
    tasks: Object.fromEntries(TASKS.map((task) => [task, defaultTask(task)])),
    where: 'everywhere',
    pausedUntil: null,
    rules: [],
    storageMode: 'texts',
    halfLifeDays: null,
    countFound: true,
  };
}
