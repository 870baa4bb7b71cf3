import type { Settings } from '../../protocol/settings.ts';
import { withSite } from '../../protocol/siteRules.ts';
import { EXTRAS, type TaskId } from '../../protocol/verdict.ts';
import { convert } from '../convert.ts';
import type { Holdings } from '../holdings.ts';
import { Refusal } from '../refusal.ts';
import type { Answers } from './answers.ts';

/** What the person can set, and what a policy has set for them. */
export const settings: Answers<'setTask' | 'setSite' | 'setOptions' | 'setStorageMode' | 'setLimits'> = {
  setTask: async (held, { task, on, sensitivity, way, ways }, asker) => {
    const before = held.settings.tasks[task];
    const isThere = held.state(asker).tasks.some((info) => info.task === task);
    if (!before || !isThere) throw new Refusal('unknown', `there is no task ${task}`);
    if (on && held.limits?.tasksOff?.includes(task)) throw locked();
    const now = { ...before, on, sensitivity, ...(way && { way }), ...(ways && { ways }) };
    await set(held, { ...held.ownSettings, tasks: { ...held.ownSettings.tasks, [task]: now } });
    const isExtra = (EXTRAS as readonly TaskId[]).includes(task);
    if (isExtra && on !== held.judge.has(task)) await held.rebuild(asker.carryOn);
    return held.state(asker);
  },

  setSite: async (held, { site, on, plain }, asker) => {
    if (asker.role !== 'extension' && site !== asker.site) {
      throw new Refusal('forbidden', 'a page may switch its own site only');
    }
    await set(held, { ...held.ownSettings, rules: withSite(held.ownSettings, site, on, plain) });
    return held.state(asker);
  },

  setOptions: async (held, options, asker) => {
    if (options.where !== undefined && held.limits?.where !== undefined) throw locked();
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    await set(held, { ...held.ownSettings, ...given });
    if (options.halfLifeDays !== undefined) held.judge.fade(held.settings.halfLifeDays, held.now());
    return held.state(asker);
  },

  setStorageMode: async (held, { mode }, asker) => {
    if (held.limits?.storageMode !== undefined && held.limits.storageMode !== mode) throw locked();
    await convert(held, mode, { settings: { ...held.ownSettings, storageMode: mode } }, asker);
    return held.state(asker);
  },

  setLimits: async (held, limits, asker) => {
    const some = Object.keys(limits).length > 0 ? limits : null;
    if (JSON.stringify(some) !== JSON.stringify(held.limits)) {
      // A mode that a policy demands holds for what is kept already, too.
      const mode = limits.storageMode ?? held.ownSettings.storageMode;
      await convert(held, mode, { limits: some }, asker);
    }
    return held.state(asker);
  },
};

async function set(held: Holdings, settings: Settings): Promise<void> {
  if (JSON.stringify(settings) !== JSON.stringify(held.ownSettings)) await held.commit({ settings });
}

function locked(): Refusal {
  return new Refusal('locked', 'a policy has decided this');
}
