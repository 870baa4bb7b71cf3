/**
 * What a model is, apart from how it is written down: a kind, some fields, arrays of numbers, and the models
 * that it is made of. Every model of the core gives this with `save()` and is made again by its class's
 * `load()`, to the same bits. Two forms carry it: a file (container.ts; a part is a file within the file),
 * and plain JSON for small models. Both come from anywhere, so both are looked at in full before anything is
 * made of them; `load()` then looks at what the fields and arrays say, and allocates no more than they hold.
 */
import { ElmError, requireInteger, requireObject } from '../errors.ts';
import {
  isObject,
  readContainer,
  type Section,
  type SectionType,
  TYPES,
  typeOf,
  writeContainer,
} from './container.ts';

export interface Saved {
  kind: string;
  /** Whatever JSON can hold. */
  fields: Record<string, unknown>;
  arrays: Record<string, Section>;
  parts: readonly Saved[];
}

/** What can be written down: every model, and the vector index. */
export interface Savable {
  save(): Saved;
}

const FORMAT = 'inkling-model';
const VERSION = 1;
/** Longer JSON is no small model; use a file. */
const MAX_JSON = 1 << 24;
const MAX_PARTS = 24;
/** Chains of chains of chains. */
const MAX_DEPTH = 8;
const PART = 'part ';

/** A model as a file: the same model gives the same bytes. */
export function toBytes(model: Savable): Uint8Array {
  return write(savedBy(model));
}

/**
 * Reads a file. The arrays are views of `bytes`, which must not be changed until the model is loaded.
 * @throws ElmError if the bytes are no such file, were changed, or describe arrays that they don't hold.
 */
export function fromBytes(bytes: Uint8Array): Saved {
  return read(bytes, 0);
}

/**
 * A model as plain JSON: `{format, version, kind, fields, arrays: {name: {type, values}}, parts}`. Each number
 * is written in the fewest digits that give back its bits. For small models: it takes three to five times the
 * bytes of a file, and has no checksum.
 */
export function toJson(model: Savable): string {
  const saved = savedBy(model);
  requireShort(2 * numbersOf(saved)); // before a text is made that may be longer than a string can be
  const text = jsonOf(saved);
  requireShort(text.length);
  return text;
}

/** @throws ElmError if the text is no such JSON, or a number is not one that its array's type can hold. */
export function fromJson(text: string): Saved {
  if (typeof text !== 'string' || text.length > MAX_JSON)
    throw new ElmError('json', `a string of at most ${MAX_JSON} characters`, text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ElmError('json', 'JSON', text);
  }
  if (!isObject(value) || value.format !== FORMAT)
    throw new ElmError('json.format', `"${FORMAT}"`, isObject(value) ? value.format : value);
  if (value.version !== VERSION) throw new ElmError('json.version', String(VERSION), value.version);
  return savedOf(value, 0);
}

/** `saved`, if it is of that kind. */
export function requireKind(saved: Saved, kind: string): Saved {
  if (requireObject('saved', saved).kind !== kind) throw new ElmError('saved.kind', `"${kind}"`, saved.kind);
  return saved;
}

/** A copy of the array `name`, if it has that type and length (any, if left out) and every number is finite. */
export function arrayOf<T extends SectionType>(
  saved: Saved,
  name: string,
  type: T,
  length?: number,
): InstanceType<(typeof TYPES)[T]> {
  const array = Object.hasOwn(saved.arrays, name) ? saved.arrays[name] : undefined;
  if (!(array instanceof TYPES[type]) || (length !== undefined && array.length !== length))
    throw new ElmError(`saved.${name}`, `${length ?? 'any number of'} ${type} numbers`, array);
  for (const value of array)
    if (!Number.isFinite(value)) throw new ElmError(`saved.${name}`, 'finite numbers', value);
  return array.slice() as InstanceType<(typeof TYPES)[T]>;
}

/** The field `name`, if it is a finite number. */
export function numberOf(saved: Saved, name: string): number {
  const value = saved.fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ElmError(`saved.${name}`, 'a finite number', value);
  return value;
}

/** The field `name`, if it is an integer in [min, max]. */
export function integerOf(saved: Saved, name: string, min: number, max?: number): number {
  return requireInteger(`saved.${name}`, numberOf(saved, name), min, max);
}

/** The field `labels`: distinct, and as many as there are outputs unless there are none (regression). */
export function labelsOf(saved: Saved, outputs: number): readonly string[] {
  const { labels } = saved.fields;
  if (!Array.isArray(labels) || !labels.every((label) => typeof label === 'string'))
    throw new ElmError('saved.labels', 'a list of labels', labels);
  if (new Set(labels).size !== labels.length || (labels.length > 0 && labels.length !== outputs))
    throw new ElmError('saved.labels', `${outputs} distinct labels, or none`, labels);
  return labels;
}

/** The field `options`, for a constructor that looks at its members. */
export function optionsOf<T>(saved: Saved): T {
  const { options } = saved.fields;
  if (!isObject(options)) throw new ElmError('saved.options', 'an object', options);
  return options as T;
}

/** The part at that place, if there are so many in all. */
export function partOf(saved: Saved, index: number, count: number): Saved {
  if (saved.parts.length !== count) throw new ElmError('saved.parts', `${count} models`, saved.parts.length);
  return saved.parts[index];
}

function savedBy(model: Savable): Saved {
  if (typeof model?.save !== 'function') throw new ElmError('model', 'a model, or an index', model);
  return model.save();
}

/** Numbers of all arrays. */
function numbersOf({ arrays, parts }: Saved): number {
  const own = Object.values(arrays).reduce((sum, array) => sum + array.length, 0);
  return parts.reduce((sum, part) => sum + numbersOf(part), own);
}

function requireShort(characters: number): void {
  if (characters > MAX_JSON)
    throw new ElmError('model', `at most ${MAX_JSON} characters of JSON`, characters);
}

function write({ kind, fields, arrays, parts }: Saved): Uint8Array {
  const sections = { ...arrays };
  parts.forEach((part, p) => {
    sections[PART + p] = write(part);
  });
  return writeContainer(kind, fields, sections);
}

function read(bytes: Uint8Array, depth: number): Saved {
  if (depth > MAX_DEPTH) throw new ElmError('file', `parts within parts, ${MAX_DEPTH} deep at most`, depth);
  const { kind, fields, sections } = readContainer(bytes);
  const arrays: Saved['arrays'] = Object.create(null);
  const parts: Saved[] = [];
  for (const [name, section] of Object.entries(sections)) {
    if (!name.startsWith(PART)) arrays[name] = section;
    else if (name === PART + parts.length && section instanceof Uint8Array)
      parts.push(read(section, depth + 1));
    else throw new ElmError('section.name', `"${PART}${parts.length}", a u8 section`, name);
  }
  return { kind, fields, arrays, parts };
}

function jsonOf(
  { kind, fields, arrays, parts }: Saved,
  head = `"format":"${FORMAT}","version":${VERSION},`,
): string {
  const written = Object.entries(arrays).map(([name, array]) => {
    // JSON.stringify would write −0 as 0.
    const values = Array.from<number, string>(array, (v) => (Object.is(v, -0) ? '-0' : String(v)));
    return `${JSON.stringify(name)}:{"type":"${typeOf(array)}","values":[${values.join()}]}`;
  });
  return `{${head}"kind":${JSON.stringify(kind)},"fields":${JSON.stringify(fields)},"arrays":{${written.join()}},"parts":[${parts.map((part) => jsonOf(part, '')).join()}]}`;
}

function savedOf(value: unknown, depth: number): Saved {
  if (depth > MAX_DEPTH) throw new ElmError('json', `parts within parts, ${MAX_DEPTH} deep at most`, depth);
  if (!isObject(value)) throw new ElmError('json.parts', 'objects', value);
  const { kind, fields, arrays, parts } = value;
  if (typeof kind !== 'string') throw new ElmError('json.kind', 'a string', kind);
  if (!isObject(fields)) throw new ElmError('json.fields', 'an object', fields);
  if (!isObject(arrays)) throw new ElmError('json.arrays', 'an object', arrays);
  if (!Array.isArray(parts) || parts.length > MAX_PARTS)
    throw new ElmError('json.parts', `a list of at most ${MAX_PARTS}`, parts);
  const typed: Saved['arrays'] = Object.create(null);
  for (const [name, array] of Object.entries(arrays)) typed[name] = typedArray(`json.arrays.${name}`, array);
  return { kind, fields, arrays: typed, parts: parts.map((part) => savedOf(part, depth + 1)) };
}

function typedArray(argument: string, array: unknown): Section {
  const { type, values } = isObject(array) ? array : {};
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type))
    throw new ElmError(`${argument}.type`, Object.keys(TYPES).join(', '), type);
  if (!Array.isArray(values)) throw new ElmError(`${argument}.values`, 'a list of numbers', values);
  const typed = new TYPES[type as SectionType](values.length);
  values.forEach((value, k) => {
    if (typeof value === 'number') typed[k] = value;
    if (!Number.isFinite(value) || typed[k] !== value)
      throw new ElmError(`${argument}.values[${k}]`, `a number that ${type} can hold`, value);
  });
  return typed;
}
