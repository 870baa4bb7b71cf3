import { Badges } from './badges.ts';
import type { Block } from './block.ts';
import { flaggedOf } from './block.ts';
import { make, parentElementOf, rectOfText, scrollTo, wantsLessMotion } from './dom.ts';
import type { Measure } from './measure.ts';
import type { Overlay } from './overlay.ts';
import { Underlines } from './underlines.ts';

/**
 * Which blocks are marked, and the two marks of each: an underline and a badge. Blocks come in whenever
 * their verdicts or places change. No node or attribute of the page is ever written; when the signal
 * aborts, no trace is left.
 */
export class Marks {
  readonly #overlay: Overlay;
  readonly #underlines = new Underlines();
  readonly #badges: Badges;
  readonly #signal: AbortSignal;
  readonly #flagged = new Set<Block>();

  constructor(
    overlay: Overlay,
    open: (block: Block, event: Event) => void,
    measure: Measure,
    signal: AbortSignal,
  ) {
    this.#overlay = overlay;
    this.#signal = signal;
    this.#badges = new Badges(overlay, open, measure, signal);
    signal.addEventListener('abort', () => this.#underlines.clear());
  }

  get flagged(): ReadonlySet<Block> {
    return this.#flagged;
  }

  /** Shows what the block's verdicts say, if the block is near the window. */
  update(block: Block): void {
    const [first] = flaggedOf(block);
    if (!first) {
      this.remove(block);
      return;
    }
    this.#flagged.add(block);
    if (block.place === 'far') {
      // Ranges and badges that nobody sees cost the browser time at every change of the page.
      this.#underlines.remove(block);
      this.#badges.remove(block);
    } else {
      this.#underlines.set(block, first.task);
      this.#badges.add(block);
    }
  }

  remove(block: Block): void {
    if (!this.#flagged.delete(block)) return;
    this.#underlines.remove(block);
    this.#badges.remove(block);
  }

  /** The page changed: what is marked may have moved. */
  stir(): void {
    this.#badges.stir();
  }

  /** An element that may lie over marked text. */
  pinned(element: Element): void {
    this.#badges.pinned(element);
  }

  buttonOf(block: Block): HTMLButtonElement | null {
    return this.#badges.buttonOf(block);
  }

  /** Brings a block into view, shows where it is, and gives its badge the focus. */
  goTo(block: Block): void {
    const element = parentElementOf(block.nodes[0]);
    if (!element) return;
    const isSmooth = !wantsLessMotion();
    scrollTo(element, isSmooth);
    let isDone = false;
    const arrive = () => {
      if (isDone || this.#signal.aborted) return;
      isDone = true;
      this.#badges.settled(() => {
        this.#flash(block);
        this.#badges.buttonOf(block)?.focus({ preventScroll: true });
      });
    };
    // There is no `scrollend` when nothing had to scroll.
    addEventListener('scrollend', arrive, { capture: true, once: true, signal: this.#signal });
    setTimeout(arrive, isSmooth ? 700 : 50);
  }

  #flash(block: Block): void {
    const text = rectOfText(block.nodes);
    if (text.width === 0) return;
    const flash = make('div', { class: 'flash' });
    this.#overlay.show(flash);
    const origin = this.#overlay.origin();
    flash.style.transform = `translate(${text.left - origin.left - 5}px, ${text.top - origin.top - 5}px)`;
    flash.style.width = `${text.width + 10}px`;
    flash.style.height = `${text.height + 10}px`;
    setTimeout(() => flash.remove(), 1700);
  }
}
