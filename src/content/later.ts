/**
 * Does something once after a pause, however often it is asked for meanwhile, and no more once the signal
 * aborts. What comes out is the way to ask: given the pause in milliseconds, it begins one if none runs.
 */
export function later(work: () => void, signal: AbortSignal): (pause: number) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener('abort', () => clearTimeout(timer));
  return (pause) => {
    if (timer || signal.aborted) return;
    timer = setTimeout(() => {
      timer = undefined;
      work();
    }, pause);
  };
}
