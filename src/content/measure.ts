import type { PageReport } from '../protocol/messages.ts';
/**
 * What we cost the page. Every way into this script (observers' callbacks, slices, events, frames) runs
 * through {@link Measure.run}, so that the report of a page counts all main-thread time of ours.
 */
export class Measure {
  /** When this script began, as `performance.now()`. */
  readonly start = performance.now();
  readonly cost: Pick<PageReport, 'mainThreadMs' | 'runs' | 'slowRuns' | 'longTasks' | 'longestMs'> = {
    mainThreadMs: 0,
    runs: 0,
    slowRuns: 0,
    longTasks: 0,
    longestMs: 0,
  };
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
      const { cost } = this;
      cost.mainThreadMs += took;
      cost.runs++;
      if (took > 8) cost.slowRuns++;
      if (took > 50) cost.longTasks++;
      cost.longestMs = Math.max(cost.longestMs, took);
    }
  }

  sawVerdict(): void {
    this.firstVerdictMs ??= performance.now() - this.start;
  }
}

/** That of this script. */
export const measure = new Measure();
