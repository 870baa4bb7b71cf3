import * as v from 'valibot';
import { EXTRAS, OTHER, OWN_TASK, SENSITIVITY_STEPS, TASKS, WAYS } from './verdict.ts';

/**
 * What the person can set, as it is kept and as it is told to everyone. The schemas are validators, so
 * content scripts take only types from here; what they need to decide by is in siteRules.ts.
 */

/** A host name, as `location.hostname` gives it; '' for pages without one. */
export const siteSchema = v.pipe(v.string(), v.maxLength(253));
export const taskSchema = v.union([v.picklist([...TASKS, ...EXTRAS]), v.pipe(v.string(), v.regex(OWN_TASK))]);
export const labelSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const sensitivitySchema = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(SENSITIVITY_STEPS - 1),
);
/** Milliseconds since 1970. */
const timeSchema = v.pipe(v.number(), v.finite(), v.minValue(0));

const taskSettings = v.strictObject({
  on: v.boolean(),
  sensitivity: sensitivitySchema,
  /** How what is flagged is marked, unless `ways` says otherwise for its label. */
  way: v.picklist(WAYS),
  ways: v.optional(v.record(labelSchema, v.picklist(WAYS))),
});
export type TaskSettings = v.InferOutput<typeof taskSettings>;

/** What holds on a site, or below a path of it. Which of several rules decides: see siteRules.ts. */
const siteRule = v.strictObject({
  /** A host name, or `*.` and one: that host and all below it. */
  site: siteSchema,
  /** Where the page's path must begin; '' for the whole site. */
  path: v.pipe(v.string(), v.maxLength(512)),
  /** Whether it is read; null leaves that to other rules. */
  reads: v.nullable(v.boolean()),
  /** Everything flagged is only underlined, whatever way its task has. */
  plain: v.boolean(),
});
export type SiteRule = v.InferOutput<typeof siteRule>;

export const WHERE = ['everywhere', 'listed', 'click'] as const;
export const STORAGE_MODES = ['texts', 'features', 'weights'] as const;
/** What is kept of a lesson: its text; what the heads see of it, encrypted; only what was learned from it. */
export type StorageMode = (typeof STORAGE_MODES)[number];

export const optionsEntries = {
  /** Read everywhere; only where a rule says so; only when the person asks for it. */
  where: v.picklist(WHERE),
  /** Nothing is read before this time (milliseconds since 1970); null: no pause. */
  pausedUntil: v.nullable(timeSchema),
  rules: v.pipe(v.array(siteRule), v.maxLength(2000)),
  /** Days after which a lesson weighs half; null: lessons don't fade. */
  halfLifeDays: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(1), v.maxValue(3650))),
  /** Whether what is flagged is counted by day, site and label. */
  countFound: v.boolean(),
};

export const settingsSchema = v.strictObject({
  tasks: v.record(taskSchema, taskSettings),
  ...optionsEntries,
  storageMode: v.picklist(STORAGE_MODES),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

/** What an organisation's policy has decided; the person can't change it here. */
export const limitsSchema = v.strictObject({
  where: v.optional(v.picklist(WHERE)),
  /** Sites on which nothing is read. */
  sitesOff: v.optional(v.pipe(v.array(siteSchema), v.maxLength(2000))),
  tasksOff: v.optional(v.pipe(v.array(taskSchema), v.maxLength(100))),
  storageMode: v.optional(v.picklist(STORAGE_MODES)),
});
export type Limits = v.InferOutput<typeof limitsSchema>;

/** What a policy says, each entry by itself: one that can't be understood takes none of the others with it. */
export function limitsOf(policy: Record<string, unknown>): Limits {
  const limits: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(limitsSchema.entries)) {
    if (policy[name] === undefined) continue;
    const parsed = v.safeParse(schema, policy[name]);
    if (parsed.success) limits[name] = parsed.output;
    else console.warn(`Inkling: the policy’s ${name} is not understood.`);
  }
  return limits as Limits;
}

export const taskSettingsEntries = taskSettings.entries;

/** Not the ordinary label, nor what every object has a property of. */
function isFree(id: string): boolean {
  return id !== OTHER && !(id in Object.prototype);
}

/** A label or task of the person's own: what is kept and what an imported file may say. */
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));
export const ownLabelSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/), v.check(isFree, 'an id that is free')),
  name,
  colour: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)),
  keywords: v.pipe(v.array(name), v.maxLength(20)),
});
export const ownTaskEntries = {
  name,
  labels: v.pipe(
    v.array(ownLabelSchema),
    v.minLength(1),
    v.maxLength(20),
    v.check((labels) => new Set(labels.map(({ id }) => id)).size === labels.length, 'ids that differ'),
  ),
};
export const ownTaskId = v.pipe(v.string(), v.regex(OWN_TASK));
