import * as v from 'valibot';
import { defaultSettings } from '../protocol/defaults.ts';
import type { Settings } from '../protocol/settings.ts';
import {
  labelSchema,
  limitsSchema,
  ownTaskEntries,
  ownTaskId,
  sensitivitySchema,
  settingsSchema,
  siteSchema,
  taskSchema,
} from '../protocol/settings.ts';
import { MAX_TEXT, WAYS } from '../protocol/verdict.ts';

/**
 * What is kept, record by record, and how each is told from a damaged one. The same schemas read the database
 * and an imported backup; forms of earlier versions are turned into today's here, so that nobody else knows
 * them.
 */

export const uuidSchema = v.pipe(v.string(), v.uuid());
const orderSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const timeSchema = v.pipe(v.number(), v.finite());
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const bytes = (most: number) =>
  v.pipe(
    v.instance(Uint8Array<ArrayBuffer>),
    v.check(({ length }) => length <= most, `at most ${most} bytes`),
  );

export const saidSchema = v.nullable(v.strictObject({ label: labelSchema, probability }));

export const lessonEntries = {
  id: uuidSchema,
  task: taskSchema,
  label: labelSchema,
  text: v.pipe(v.string(), v.maxLength(MAX_TEXT)),
  site: siteSchema,
  at: timeSchema,
  /** Grows with each one taught. */
  order: orderSchema,
  /** What was said of the text before; 0.1.0 did not keep it. */
  said: v.optional(saidSchema, null),
};

/** A lesson. Where the text is not kept, `sealed` holds what the heads see of it, encrypted (sealedFeatures.ts). */
const lessonRecord = v.strictObject({ ...lessonEntries, sealed: v.optional(bytes(1 << 19)) });
export type LessonRecord = v.InferOutput<typeof lessonRecord>;

/** A task of the person's own; `base` is the head it was imported with. */
const taskRecord = v.strictObject({
  task: ownTaskId,
  ...ownTaskEntries,
  order: orderSchema,
  base: v.optional(bytes(1 << 22)),
});
export type TaskRecord = v.InferOutput<typeof taskRecord>;

/** A file that was added to a task, and which label of the task each of its labels is. */
export const importEntries = {
  id: uuidSchema,
  task: taskSchema,
  name: v.pipe(v.string(), v.maxLength(60)),
  at: timeSchema,
  order: orderSchema,
  labels: v.record(labelSchema, labelSchema),
};
const importRecord = v.strictObject({ ...importEntries, head: bytes(1 << 22) });
export type ImportRecord = v.InferOutput<typeof importRecord>;

/** What was learned of a task where no lessons are kept: a file of weights, and the ids of the latest lessons. */
const weightsRecord = v.strictObject({
  task: taskSchema,
  weights: bytes(1 << 24),
  recent: v.pipe(v.array(uuidSchema), v.maxLength(256)),
});
export type WeightsRecord = v.InferOutput<typeof weightsRecord>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** How much was flagged on one site on one day. */
const foundRecord = v.strictObject({
  /** `day site` */
  key: v.pipe(v.string(), v.maxLength(300)),
  /** Days since 1970, UTC. */
  day: orderSchema,
  site: siteSchema,
  counts: v.record(taskSchema, v.record(labelSchema, count)),
});
export type FoundRecord = v.InferOutput<typeof foundRecord>;

export const RECORDS = {
  lessons: lessonRecord,
  tasks: taskRecord,
  imports: importRecord,
  weights: weightsRecord,
  found: foundRecord,
} as const;
export interface Records {
  lessons: LessonRecord;
  tasks: TaskRecord;
  imports: ImportRecord;
  weights: WeightsRecord;
  found: FoundRecord;
}

/** Settings as 0.1.0 kept them: three tasks, and lists of sites. */
const task010 = v.strictObject({
  on: v.boolean(),
  sensitivity: sensitivitySchema,
  way: v.optional(v.picklist(WAYS), 'underline'),
});
const settings010 = v.pipe(
  v.strictObject({
    tasks: v.strictObject({ spam: task010, toxicity: task010, intent: task010 }),
    sitesOff: v.array(siteSchema),
    sitesPlain: v.optional(v.array(siteSchema), []),
  }),
  v.transform(({ tasks, sitesOff, sitesPlain }): Settings => {
    const sites = [...new Set([...sitesOff, ...sitesPlain])];
    const rules = sites.map((site) => ({
      site,
      path: '',
      reads: sitesOff.includes(site) ? false : null,
      plain: sitesPlain.includes(site),
    }));
    return { ...defaultSettings(), tasks, rules };
  }),
);

/** Single values, by name. */
export const STATE = {
  settings: v.union([settingsSchema, settings010]),
  limits: v.nullable(limitsSchema),
  revision: orderSchema,
} as const;
