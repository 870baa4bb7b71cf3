import { Random } from '../../src/elm/random.ts';
import { DAMAGE_NAMES, damage } from './mutatedFiles.ts';

/** Something that reads files of ours. */
export interface Reader<T = unknown> {
  name: string;
  /** A good file. */
  bytes: Uint8Array;
  read(bytes: Uint8Array): T;
  /** Whether an error is a refusal of the reader's, and not a fault of it. */
  isRefusal(error: unknown): boolean;
  /** Works with what was read; must not throw, and returns numbers that must be finite. */
  use(model: T): Iterable<number>;
}

export interface FuzzedFiles {
  refused: number;
  /** Still a sound file of its kind: what was changed were weights, say. */
  accepted: number;
  /** Milliseconds of the slowest. */
  slowest: number;
}

/**
 * Gives the reader `times` damaged files. Each must be refused, with a message that is
 * short enough to be shown, or be read as something that works.
 * @throws Error that tells damage and number of the first file for which that isn't so.
 */
export function fuzzFiles<T>(reader: Reader<T>, times: number, seed: number): FuzzedFiles {
  const result: FuzzedFiles = { refused: 0, accepted: 0, slowest: 0 };
  for (let n = 0; n < times; n++) {
    const random = new Random(seed + n);
    const kind = DAMAGE_NAMES[n % DAMAGE_NAMES.length];
    const bytes = damage(kind, reader.bytes, random);
    const before = bytes.slice();
    const start = performance.now();
    let problem = '';
    try {
      for (const number of reader.use(reader.read(bytes))) {
        if (!Number.isFinite(number)) problem = `it was read, and gives ${number}`;
      }
      result.accepted++;
    } catch (error) {
      const { message } = error as Error;
      if (!reader.isRefusal(error)) problem = `it throws ${(error as Error).stack}`;
      else if (message.length > 500) problem = `its message has ${message.length} characters`;
      result.refused++;
    }
    result.slowest = Math.max(result.slowest, performance.now() - start);
    if ('polluted' in {}) problem = 'it has changed Object.prototype';
    if (!before.every((byte, i) => byte === bytes[i])) problem = 'the file itself was changed';
    if (problem) throw new Error(`${reader.name}, ${kind}, file ${n} of seed ${seed}: ${problem}`);
  }
  return result;
}
