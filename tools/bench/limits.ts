/** The machine's own limits, measured in the run in which they are compared with: see assembly/limits.ts. */
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import { times } from './measure.ts';

export const NUMBERS = ['f64', 'f32', 'i32', 'i16'] as const;
export type Numbers = (typeof NUMBERS)[number];
const OPERATIONS: Record<Numbers, number> = { f64: 24, f32: 48, i32: 48, i16: 96 };
const ROUNDS = 200_000;
const PAGE = 65536;
const LARGEST = 64 << 20;
const SMALLEST = 16 << 10;

type Exports = Record<`${Numbers}Rounds`, (rounds: number) => number> & { read(bytes: number): number };

/** The least of many times: a limit is what the machine does in its best moment. */
function least(work: () => void): number {
  return times(work, 300, 20)[0];
}

export class Limits {
  /** Operations a second with SIMD and without fused multiply-add, which WebAssembly doesn't have. */
  readonly operations: Record<Numbers, number>;
  readonly #exports: Exports;
  /** Bytes a second by size. */
  readonly #rates = new Map<number, number>();

  private constructor(exports: Exports) {
    this.#exports = exports;
    const rate = (kind: Numbers) =>
      (1000 * ROUNDS * OPERATIONS[kind]) / least(() => exports[`${kind}Rounds`](ROUNDS));
    this.operations = { f64: rate('f64'), f32: rate('f32'), i32: rate('i32'), i16: rate('i16') };
  }

  static async measure(): Promise<Limits> {
    const source = readFileSync(new URL('./assembly/limits.ts', import.meta.url), 'utf8');
    const { error, binary } = await asc.compileString(
      { 'limits.ts': source },
      {
        optimizeLevel: 3,
        shrinkLevel: 0,
        runtime: 'stub',
        noAssert: true,
        enable: ['simd'],
        importMemory: true,
      },
    );
    if (error || !binary) throw error ?? new Error('assembly/limits.ts gave no module');
    const memory = new WebAssembly.Memory({ initial: LARGEST / PAGE + 1 });
    // A page that was never written is one and the same everywhere: it would be read from the cache.
    new Uint8Array(memory.buffer).fill(1);
    const module = await WebAssembly.compile(binary as Uint8Array<ArrayBuffer>);
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    return new Limits(exports as unknown as Exports);
  }

  /** Bytes a second when `bytes` of memory are read again and again: less for what no cache holds. */
  readRate(bytes: number): number {
    const size = Math.min(Math.max(2 ** Math.ceil(Math.log2(bytes)), SMALLEST), LARGEST);
    let rate = this.#rates.get(size);
    if (rate === undefined) {
      const rounds = Math.max(1, (1 << 20) / size);
      const millis = least(() => {
        for (let i = 0; i < rounds; i++) this.#exports.read(size);
      });
      rate = (1000 * size * rounds) / millis;
      this.#rates.set(size, rate);
    }
    return rate;
  }
}
