import * as v from 'valibot';
import { readContainer, requireSection, writeContainer } from '../elm/file/container.ts';
import { Head } from '../elm/head/head.ts';
import { labelSchema, ownTaskEntries, taskSchema } from '../protocol/settings.ts';
import { MAX_TEXT, OTHER, type Share } from '../protocol/verdict.ts';
import { parseJson } from './parseJson.ts';

/**
 * A task as one small file to give to others: a head, what its labels are called, how good it was, and, only
 * if the person wanted it, the texts of the lessons behind it. The head is a whole task, or corrections that
 * add to the scores of a shipped one. Everything is checked before anything is made of it: the file may come
 * from a stranger.
 */
const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const fieldsSchema = v.strictObject({
  format: v.literal(1),
  of: v.picklist(['task', 'corrections']),
  task: taskSchema,
  name: ownTaskEntries.name,
  labels: v.union([ownTaskEntries.labels, v.pipe(v.array(v.never()), v.length(0))]),
  lessons: countSchema,
  accuracy: v.nullable(
    v.strictObject({ right: countSchema, of: countSchema, share, low: share, high: share }),
  ),
});
const textsSchema = v.pipe(
  v.array(
    v.strictObject({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TEXT)), label: labelSchema }),
  ),
  v.maxLength(5000),
);

export interface TaskFile {
  of: 'task' | 'corrections';
  /** The task it came from: of corrections the one they are for. */
  task: string;
  name: string;
  /** Of a whole task; empty for corrections. */
  labels: v.InferOutput<typeof ownTaskEntries.labels>;
  lessons: number;
  accuracy: Share | null;
  head: Head;
  texts: v.InferOutput<typeof textsSchema>;
}

export function taskFileToBytes({ head, texts, ...fields }: TaskFile): Uint8Array {
  return writeContainer(
    'inkling-task',
    { format: 1, ...fields },
    { head: head.toBytes(), texts: new TextEncoder().encode(JSON.stringify(texts)) },
  );
}

/** @throws Error that says what is wrong with the bytes. */
export function taskFileFromBytes(bytes: Uint8Array): TaskFile {
  const file = readContainer(bytes, 'inkling-task');
  const { format: _, ...fields } = v.parse(fieldsSchema, file.fields);
  // Its own copy: what is kept of a file is the head, not all of it.
  const head = Head.fromBytes(requireSection(file, 'head', 'u8').slice());
  const texts = v.parse(textsSchema, parseJson(requireSection(file, 'texts', 'u8')));
  if (fields.of === 'task') {
    const labels = [OTHER, ...fields.labels.map(({ id }) => id)];
    const same = head.labels.length === labels.length && labels.every((label, i) => head.labels[i] === label);
    if (fields.labels.length === 0 || !same) throw new TypeError('labels: not those of the head');
  }
  if (texts.some(({ label }) => !head.labels.includes(label))) {
    throw new TypeError('texts: a label that the head does not have');
  }
  return { ...fields, head, texts };
}
