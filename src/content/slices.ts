import type { Measure } from './measure.ts';

/** Milliseconds of work in one go. The frame's other 10 belong to the page. */
const SLICE = 6;
/** Milliseconds between two slices, so that the page's own work, input and frames come in between. */
const PAUSE = 4;

/**
 * Does long work in short slices. `step` does a little of it (well under a millisecond) and says whether
 * more is left; it is called until a slice is full, then again after a pause. With nothing left no timer runs.
 */
export class Slices {
  readonly #step: () => boolean;
  readonly #measure: Measure;
  readonly #signal: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(step: () => boolean, measure: Measure, signal: AbortSignal) {
    this.#step = step;
    this.#measure = measure;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#timer !== null && clearTimeout(this.#timer));
  }

  /** Sees to it that the work is done soon. Cheap to call often. */
  wake(pause = 0): void {
    if (this.#timer !== null || this.#signal.aborted) return;
    this.#timer = setTimeout(() => this.#measure.run(() => this.#slice()), pause);
  }

  #slice(): void {
    this.#timer = null;
    const end = performance.now() + SLICE;
    while (!this.#signal.aborted && this.#step()) {
      if (performance.now() >= end) {
        this.wake(PAUSE);
        return;
      }
    }
  }
}
