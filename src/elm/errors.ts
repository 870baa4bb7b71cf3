/**
 * Thrown when an argument of the learning core can't be used. Names the argument, what was
 * expected and what came, so that the message alone is enough to mend the call.
 */
export class ElmError extends Error {
  override readonly name = 'ElmError';

  constructor(
    readonly argument: string,
    readonly expected: string,
    readonly got: unknown,
  ) {
    super(`${argument}: expected ${expected}, got ${quote(got)}`);
  }
}

function quote(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `"${value.slice(0, 60)}…"` : `"${value}"`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength} bytes)`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null)
    return `an object (${value.constructor?.name ?? 'null prototype'})`;
  return String(value);
}

/** Returns `value` if it is an integer in [min, max]; throws an {@link ElmError} otherwise. */
export function requireInteger(
  argument: string,
  value: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ElmError(argument, `an integer from ${min} to ${max}`, value);
  }
  return value;
}

/** Returns `value` if it is finite, greater than 0 and at most `most`; throws an {@link ElmError} otherwise. */
export function requirePositive(argument: string, value: number, most = Number.MAX_VALUE): number {
  if (!Number.isFinite(value) || value <= 0)
    throw new ElmError(argument, 'a finite number greater than 0', value);
  if (value > most) throw new ElmError(argument, `at most ${most}`, value);
  return value;
}

/** Returns `value` if it is an object, as options are; throws an {@link ElmError} otherwise. */
export function requireObject<T>(argument: string, value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ElmError(argument, 'an object', value);
  return value;
}

/** Throws an {@link ElmError} unless there are `length` values, or any number but none if it is left out. */
export function requireLength(argument: string, values: { length: number }, length?: number): void {
  if (typeof values?.length !== 'number') throw new ElmError(argument, 'a list', values);
  if (length === undefined ? values.length > 0 : values.length === length) return;
  throw new ElmError(
    argument,
    length === undefined ? 'at least one value' : `${length} values`,
    values.length,
  );
}

/** Throws an {@link ElmError} for the first value that is not a finite number, or is below `least`. */
export function requireNumbers(
  argument: string,
  values: ArrayLike<number>,
  least = Number.NEGATIVE_INFINITY,
): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]) && values[i] >= least) continue;
    const expected = least === Number.NEGATIVE_INFINITY ? 'a finite number' : `a finite number from ${least}`;
    throw new ElmError(`${argument}[${i}]`, expected, values[i]);
  }
}

/** Throws an {@link ElmError} if no value is greater than 0. */
export function requireSome(argument: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) if (values[i] > 0) return;
  throw new ElmError(argument, 'one greater than 0', 0);
}

/** Throws an {@link ElmError} for the first value that is no probability. Rounding may have lifted one over 1. */
export function requireProbabilities(argument: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= 0 && values[i] <= 1 + 1e-9) continue;
    throw new ElmError(`${argument}[${i}]`, 'a probability from 0 to 1', values[i]);
  }
}

/** Throws an {@link ElmError} for the first value that is not one of the integers below `count`. */
export function requireIndices(argument: string, values: ArrayLike<number>, count: number): void {
  for (let i = 0; i < values.length; i++) requireInteger(`${argument}[${i}]`, values[i], 0, count - 1);
}
