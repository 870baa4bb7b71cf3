import * as v from 'valibot';
import { readContainer, requireSection, writeContainer } from '../elm/file/container.ts';
import { Head } from '../elm/head/head.ts';
import type { Settings } from '../protocol/settings.ts';
import { settingsSchema } from '../protocol/settings.ts';
import type { KeptLesson, LessonFeatures } from './lessons.ts';
import { parseJson } from './parseJson.ts';
import { type ImportRecord, RECORDS, type TaskRecord, type WeightsRecord } from './records.ts';
import { featuresFromBytes, featuresToBytes } from './sealedFeatures.ts';
import { weightsFromBytes } from './weightsFile.ts';

/**
 * Everything that is kept, as one file, to move to another machine or to come back to: settings, lessons,
 * tasks, imports, weights. Not what was found, and not the key: features are in it as they are, so the file
 * is to be treated like the texts themselves. All of it is checked before any of it is used.
 */
export interface Backup {
  at: number;
  settings: Settings;
  lessons: KeptLesson[];
  tasks: TaskRecord[];
  imports: ImportRecord[];
  weights: WeightsRecord[];
}

/** Where bytes are among all bytes of the file. */
const place = v.tuple([
  v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
]);
const list = v.array(v.record(v.string(), v.unknown()));
const dataSchema = v.strictObject({
  format: v.literal(1),
  at: v.pipe(v.number(), v.finite(), v.minValue(0)),
  settings: settingsSchema,
  lessons: v.pipe(list, v.maxLength(20_000)),
  tasks: v.pipe(list, v.maxLength(50)),
  imports: v.pipe(list, v.maxLength(200)),
  weights: v.pipe(list, v.maxLength(60)),
});

export function backupToBytes(backup: Backup): Uint8Array {
  const blobs: Uint8Array[] = [];
  let end = 0;
  const put = (bytes: Uint8Array): [number, number] => {
    blobs.push(bytes);
    end += bytes.length;
    return [end - bytes.length, bytes.length];
  };
  const data = {
    format: 1,
    at: backup.at,
    settings: backup.settings,
    lessons: backup.lessons.map(({ features, ...lesson }) =>
      features ? { ...lesson, features: put(featuresToBytes(features)) } : lesson,
    ),
    tasks: backup.tasks.map(({ base, ...task }) => (base ? { ...task, base: put(base) } : task)),
    imports: backup.imports.map(({ head, ...record }) => ({ ...record, head: put(head) })),
    weights: backup.weights.map(({ weights, ...record }) => ({ ...record, weights: put(weights) })),
  };
  const bytes = new Uint8Array(end);
  let at = 0;
  for (const blob of blobs) {
    bytes.set(blob, at);
    at += blob.length;
  }
  return writeContainer(
    'inkling-backup',
    {},
    { data: new TextEncoder().encode(JSON.stringify(data)), blobs: bytes },
  );
}

/** @throws Error that says what is wrong with the bytes. */
export function backupFromBytes(bytes: Uint8Array): Backup {
  const file = readContainer(bytes, 'inkling-backup');
  const data = v.parse(dataSchema, parseJson(requireSection(file, 'data', 'u8')));
  const blobs = requireSection(file, 'blobs', 'u8');
  const get = (at: unknown): Uint8Array<ArrayBuffer> => {
    const [from, length] = v.parse(place, at);
    if (from + length > blobs.length) throw new RangeError('bytes outside of the file');
    return blobs.slice(from, from + length);
  };
  const lessons = data.lessons.map(({ features, ...rest }): KeptLesson => {
    const { sealed: _, ...lesson } = v.parse(RECORDS.lessons, rest);
    const own: LessonFeatures | null = features === undefined ? null : featuresFromBytes(get(features));
    if (own && lesson.text !== '') throw new TypeError('a lesson with text and features');
    return { ...lesson, features: own };
  });
  const tasks = data.tasks.map(({ base, ...rest }) =>
    v.parse(RECORDS.tasks, base === undefined ? rest : { ...rest, base: get(base) }),
  );
  const imports = data.imports.map(({ head, ...rest }) =>
    v.parse(RECORDS.imports, { ...rest, head: get(head) }),
  );
  const weights = data.weights.map(({ weights: at, ...rest }) =>
    v.parse(RECORDS.weights, { ...rest, weights: get(at) }),
  );
  for (const { base, labels } of tasks) {
    if (base && Head.fromBytes(base).labels.length !== labels.length + 1) {
      throw new TypeError('a task whose labels are not those of its head');
    }
  }
  for (const { head } of imports) Head.fromBytes(head);
  for (const { task, weights: own } of weights) {
    const labels = tasks.find((each) => each.task === task)?.labels.length;
    if (labels !== undefined) weightsFromBytes(own, labels === 1 ? 1 : labels + 1);
  }
  requireUnique(lessons.map(({ id }) => id));
  requireUnique(tasks.map(({ task }) => task));
  requireUnique(imports.map(({ id }) => id));
  requireUnique(weights.map(({ task }) => task));
  const { at, settings } = data;
  return { at, settings, lessons, tasks, imports, weights };
}

function requireUnique(ids: readonly string[]): void {
  if (new Set(ids).size !== ids.length) throw new TypeError('two records of one name');
}
