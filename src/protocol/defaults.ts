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

/** The rules with the one for a whole site changed; one that says nothing any more is left out. */
export function withSite(
  rules: Settings['rules'],
  site: string,
  change: { reads?: boolean | null; plain?: boolean },
): Settings['rules'] {
  const before = rules.find((rule) => rule.site === site && rule.path === '');
  const rule = { site, path: '', reads: before?.reads ?? null, plain: before?.plain ?? false, ...change };
  const others = rules.filter((other) => other !== before);
  return rule.reads === null && !rule.plain ? others : [...others, rule];
}
