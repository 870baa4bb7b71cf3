/** What is measured in each tick, in this order, by the page of itself and by the seeded stream alike. */
export const MEASURES = [
  { name: 'event-loop delay', unit: 'ms', usual: 5 },
  { name: 'frame time', unit: 'ms', usual: 20 },
  { name: 'pointer travel', unit: 'px', usual: 200 },
  { name: 'scroll travel', unit: 'px', usual: 200 },
  { name: 'growth of the heap', unit: 'kB', usual: 500 },
] as const;

/** Length of a tick, in ms. */
export const TICK = 100;

export interface Tick {
  /** One number a measure. */
  values: readonly number[];
  /** The measures that got a spike on purpose; null where nobody knows. */
  planted: readonly number[] | null;
}

/** Where ticks come from. */
export interface Source {
  /**
   * The tick that has just ended; null if nothing can be said of it, because the page was not in sight.
   * @param disturbed whether the next one is to be disturbed.
   */
  next(disturbed: boolean): Tick | null;
  close(): void;
}
