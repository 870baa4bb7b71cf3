import { later } from './later.ts';
import { measure } from './measure.ts';

/** Milliseconds of work in one go, after which the step under way is still finished: no more than 8 altogether. */
const SLICE = 4;
/** Milliseconds between two slices, so that the page's own work, input and frames come in between. */
const PAUSE = 4;

/**
 * Does long work in short slices. `step` does a little of it (well under a millisecond) and says whether
 * more is left; it is called until a slice is full, then again after a pause. With nothing left no timer runs.
 * @returns what sees to it that the work is done soon; cheap to call often.
 */
export function inSlices(step: () => boolean, signal: AbortSignal): () => void {
  const wake = later(() => measure.run(slice), signal);
  const slice = () => {
    const end = performance.now() + SLICE;
    while (!signal.aborted && step()) {
      if (performance.now() >= end) return wake(PAUSE);
    }
  };
  return () => wake(0);
}
