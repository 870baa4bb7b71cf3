import type { Limits, Numbers } from './limits.ts';

export interface Row {
  name: string;
  value: number;
  unit: string;
  /** Another library doing the same work in the same run; null where none is installed. */
  peer: string | null;
  peerValue: number | null;
  /** How many times faster than the peer. */
  ratio: number | null;
  /** What the project asks for, in the same unit; null where it asks for nothing. */
  target: number | null;
  /** Arithmetic done per second, in 10⁹ operations; null where it is not counted. */
  gops: number | null;
  /** Memory read and written per second, in 10⁹ bytes; null where it is not counted. */
  gbps: number | null;
  /** Which of the machine's limits is the nearer one; null where nothing is counted. */
  limit: 'arithmetic' | 'memory' | null;
  /** How near: the least time that this limit allows, over the time taken. */
  share: number | null;
}

/** What a call does, as far as it must: the same however well it is done. */
export interface Work {
  operations?: number;
  /** Of which numbers; f64 if not said. */
  numbers?: Numbers;
  /** Read and written, each once. */
  bytes?: number;
}

/**
 * Median milliseconds of one call. Repeats until `budget` milliseconds have passed, at least `least` times,
 * after warming up for a quarter of that. The median, because a machine shared with others has bad moments.
 */
export function time(work: () => void, budget = 600, least = 5): number {
  const sorted = times(work, budget, least);
  return sorted[sorted.length >> 1];
}

/** The same, all of them, ascending. */
export function times(work: () => void, budget: number, least: number): number[] {
  const start = performance.now();
  do work();
  while (performance.now() - start < budget / 4);
  const found: number[] = [];
  const begun = performance.now();
  while (found.length < least || performance.now() - begun < budget) {
    const before = performance.now();
    work();
    found.push(performance.now() - before);
  }
  return found.sort((a, b) => a - b);
}

export function row(
  name: string,
  value: number,
  unit: 'ms' | 'µs' | 'MB',
  more: { peer?: string; peerValue?: number; target?: number; limits?: Limits } & Work = {},
): Row {
  const seconds = unit === 'µs' ? value / 1e6 : value / 1e3;
  const { peer = null, peerValue = null, target = null, operations, bytes, limits, numbers = 'f64' } = more;
  const arithmetic = limits && operations ? operations / limits.operations[numbers] / seconds : 0;
  const memory = limits && bytes ? bytes / limits.readRate(bytes) / seconds : 0;
  const share = Math.max(arithmetic, memory);
  return {
    name,
    value: tidy(value),
    unit,
    peer,
    peerValue: peerValue === null ? null : tidy(peerValue),
    ratio: peerValue === null ? null : tidy(peerValue / value),
    target,
    gops: operations === undefined ? null : tidy(operations / seconds / 1e9),
    gbps: bytes === undefined ? null : tidy(bytes / seconds / 1e9),
    limit: share === 0 ? null : memory > arithmetic ? 'memory' : 'arithmetic',
    share: share === 0 ? null : tidy(share),
  };
}

/** What the project asks for is asked of the kernels; rows in TypeScript are there to compare. */
export function targetOf(target: number, where: string): { target?: number } {
  return where === 'WebAssembly' ? { target } : {};
}

/** Three digits that count. */
export function tidy(value: number): number {
  return Number(value.toPrecision(3));
}
