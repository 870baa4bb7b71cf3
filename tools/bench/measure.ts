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
  gflops: number | null;
  /** Memory read and written per second, in 10⁹ bytes; null where it is not counted. */
  gbps: number | null;
}

/**
 * Median milliseconds of one call. Repeats until `budget` milliseconds have passed, at least `least` times,
 * after warming up for a quarter of that. The median, because a machine shared with others has bad moments.
 */
export function time(work: () => void, budget = 600, least = 5): number {
  const start = performance.now();
  do work();
  while (performance.now() - start < budget / 4);
  const times: number[] = [];
  const begun = performance.now();
  while (times.length < least || performance.now() - begun < budget) {
    const before = performance.now();
    work();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1];
}

export function row(
  name: string,
  value: number,
  unit: string,
  more: { peer?: string; peerValue?: number; target?: number; flops?: number; bytes?: number } = {},
): Row {
  const seconds = unit === 'µs' ? value / 1e6 : value / 1e3;
  const { peer = null, peerValue = null, target = null, flops, bytes } = more;
  return {
    name,
    value: tidy(value),
    unit,
    peer,
    peerValue: peerValue === null ? null : tidy(peerValue),
    ratio: peerValue === null ? null : tidy(peerValue / value),
    target,
    gflops: flops === undefined ? null : tidy(flops / seconds / 1e9),
    gbps: bytes === undefined ? null : tidy(bytes / seconds / 1e9),
  };
}

/** Three digits that count. */
function tidy(value: number): number {
  return Number(value.toPrecision(3));
}
