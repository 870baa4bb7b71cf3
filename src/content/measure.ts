/**
 * What we cost the page. Every way into this script (observers' callbacks, slices, events, frames) runs
 * through {@link Measure.run}, so that the report of a page counts all main-thread time of ours.
 */
export class Measure {
  /** When this script began, as `performance.now()`. */
  readonly start = performance.now();
  mainThreadMs = 0;
  /** Runs of ours: all of them, those over 8 and over 50 ms, and the longest, in milliseconds. */
  runs = 0;
  slowRuns = 0;
  longTasks = 0;
  longestMs = 0;
  /** Milliseconds from the start to the first verdict; null before that. */
  firstVerdictMs: number | null = null;
  #depth = 0;

  /** Runs `work` and counts its time once, however deeply calls are nested. */
  run<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    const before = performance.now();
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      const took = performance.now() - before;
      this.mainThreadMs += took;
      this.runs++;
      if (took > 8) this.slowRuns++;
      if (took > 50) this.longTasks++;
      this.longestMs = Math.max(this.longestMs, took);
    }
  }

  sawVerdict(): void {
    this.firstVerdictMs ??= performance.now() - this.start;
  }
}

/** That of this script. */
export const measure = new Measure();
