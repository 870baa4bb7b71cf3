import { type Source, TICK, type Tick } from './measures.ts';

/** How often the event loop is asked how late it is, in ms. */
const PROBE = 20;

/**
 * What the page can measure of itself, tick by tick. Of the pointer only how far it went is kept. The disturbance is
 * real: each frame is kept busy for up to 20 ms, more and less in a rhythm of a second.
 */
export class OwnMeasures implements Source {
  readonly #end = new AbortController();
  #delay = 0;
  #frames: number[] = [];
  #pointer = 0;
  #scroll = 0;
  #heap = heapSize();
  #disturbed = false;
  #unseen = document.hidden;

  constructor() {
    const { signal } = this.#end;
    let at: { x: number; y: number } | null = null;
    document.addEventListener(
      'pointermove',
      ({ clientX: x, clientY: y }) => {
        if (at) this.#pointer += Math.hypot(x - at.x, y - at.y);
        at = { x, y };
      },
      { signal, passive: true },
    );
    let top = scrollY;
    document.addEventListener(
      'scroll',
      () => {
        this.#scroll += Math.abs(scrollY - top);
        top = scrollY;
      },
      { signal, passive: true },
    );
    document.addEventListener('visibilitychange', () => this.#forgetHidden(), { signal });
    this.#probe();
    this.#watchFrames();
  }

  next(disturbed: boolean): Tick | null {
    this.#disturbed = disturbed;
    const frames = this.#frames;
    // In a tick without a frame, the next one is at least that late.
    const frame = frames.length > 0 ? frames.reduce((sum, each) => sum + each) / frames.length : TICK;
    const heap = heapSize();
    const values = [this.#delay, frame, this.#pointer, this.#scroll, (heap - this.#heap) / 1000];
    const unseen = this.#unseen;
    this.#unseen = document.hidden;
    this.#delay = 0;
    this.#frames = [];
    this.#pointer = 0;
    this.#scroll = 0;
    this.#heap = heap;
    return unseen ? null : { values, planted: null };
  }

  close(): void {
    this.#end.abort();
  }

  /** A page that is not shown draws no frames and is given few timers. */
  #forgetHidden(): void {
    this.#unseen = true;
  }

  #probe(): void {
    const due = performance.now() + PROBE;
    setTimeout(() => {
      if (this.#end.signal.aborted) return;
      this.#delay = Math.max(this.#delay, performance.now() - due);
      this.#probe();
    }, PROBE);
  }

  #watchFrames(): void {
    let before: number | null = null;
    const frame = (now: number) => {
      if (this.#end.signal.aborted) return;
      if (before !== null) this.#frames.push(now - before);
      before = now;
      if (this.#disturbed) {
        const until = performance.now() + 10 + 10 * Math.sin((2 * Math.PI * now) / 1000);
        while (performance.now() < until);
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }
}

/** In bytes; 0 where the browser doesn't tell. */
function heapSize(): number {
  const { memory } = performance as unknown as { memory?: { usedJSHeapSize: number } };
  return memory?.usedJSHeapSize ?? 0;
}
