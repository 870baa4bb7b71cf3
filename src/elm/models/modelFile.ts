import { ElmError } from '../errors.ts';
import { type Container, requireSection } from '../file/container.ts';

/** A list of distinct labels from a file's header. */
export function labelsField(value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((label) => typeof label === 'string')) {
    throw new ElmError('file.labels', 'a list of labels', value);
  }
  if (new Set(value).size !== value.length) throw new ElmError('file.labels', 'distinct labels', value);
  return value;
}

/** A finite number from a file's header. */
export function numberField(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ElmError(`file.${name}`, 'a finite number', value);
  }
  return value;
}

/** An object from a file's header; its members still have to be looked at. */
export function objectField(name: string, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ElmError(`file.${name}`, 'an object', value);
  }
  return value;
}

/** A copy of an f64 section of that length (any, if left out) in which every number is finite. */
export function numbersSection(file: Container, name: string, length?: number): Float64Array {
  const data = requireSection(file, name, 'f64', length);
  for (const value of data) {
    if (!Number.isFinite(value)) throw new ElmError(`file.${name}`, 'finite numbers', value);
  }
  return data.slice();
}
