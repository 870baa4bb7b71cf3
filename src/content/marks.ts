import type { Verdict, Way } from '../protocol/verdict.ts';
import { words } from '../protocol/words.ts';
import { Badges } from './badges.ts';
import type { Block } from './block.ts';
import { flaggedOf, inPageOrder } from './block.ts';
import {
  isConnected,
  listen,
  make,
  parentElementOf,
  rectOf,
  rectOfText,
  scrollTo,
  wantsLessMotion,
} from './dom.ts';
import { Folds } from './folds.ts';
import { measure } from './measure.ts';
import { moveTo, type Overlay } from './overlay.ts';
import { peekOnPress } from './peek.ts';
import type { Tasks } from './tasks.ts';
import { type Look, Underlines } from './underlines.ts';

/**
 * Which blocks are marked, and how: each in the way that the person chose for its task or label. Blocks come in
 * whenever their verdicts or places change.
 *
 *   underline  a line under the text, and a badge       (underlines.ts, badges.ts)
 *   badge      the badge alone
 *   dim, blur  another look of the text, and a badge; a blurred text is readable while one presses on it
 *   fold       one line, which opens                     (folds.ts)
 *   hide       nothing; the popup still lists it
 *
 * What can't be folded without hiding something else is blurred. No node or attribute of the page is ever
 * written; when the signal aborts, no trace is left.
 */
export class Marks {
  readonly #overlay: Overlay;
  readonly #tasks: Tasks;
  readonly #underlines = new Underlines();
  readonly #folds = new Folds();
  readonly #badges: Badges;
  readonly #signal: AbortSignal;
  /** Whether the reader's own colours take the place of all others. */
  readonly #forcedColors = matchMedia('(forced-colors: active)');
  readonly #flagged = new Set<Block>();
  /** Blocks that the person wants to see, with the text that was seen. */
  readonly #opened = new WeakMap<Block, string>();
  /** Where the reader went last by a shortcut. */
  #last: Block | null = null;

  constructor(
    overlay: Overlay,
    tasks: Tasks,
    open: (block: Block, event: Event) => void,
    signal: AbortSignal,
  ) {
    this.#overlay = overlay;
    this.#tasks = tasks;
    this.#signal = signal;
    const peek = (block: Block, isShown: boolean) => measure.run(() => this.#peek(block, isShown));
    const press = (block: Block, event: Event) => {
      if (this.#folds.wayOf(block)) this.#unfold(block);
      else open(block, event);
    };
    this.#badges = new Badges(overlay, tasks, { press, peek }, signal);
    peekOnPress(() => this.#underlines.withLook('blur'), peek, signal);
    this.#showForPaper();
    this.#forcedColors.addEventListener('change', () => measure.run(() => this.updateAll()), { signal });
    signal.addEventListener('abort', () => {
      this.#underlines.clear();
      this.#folds.clear();
    });
  }

  get flagged(): ReadonlySet<Block> {
    return this.#flagged;
  }

  /** The ways to mark may be others now. */
  updateAll(): void {
    for (const block of this.#flagged) this.update(block);
  }

  /** Shows what the block's verdicts say, if the block is near the window. */
  update(block: Block): void {
    const flagged = flaggedOf(block);
    if (flagged.length === 0) {
      this.remove(block);
      return;
    }
    this.#flagged.add(block);
    const wanted = this.isOpened(block) ? 'underline' : this.#tasks.wayOf(flagged);
    const way = this.#fold(block, this.#forcedColors.matches ? withForcedColors(wanted) : wanted);
    // Ranges and badges that nobody sees cost the browser time at every change of the page.
    const isNear = block.place !== 'far';
    const look = this.#lookOf(way, flagged[0]);
    if (isNear && look) this.#underlines.set(block, look);
    else this.#underlines.remove(block);
    if (isNear && way !== 'hide') this.#badges.add(block, way);
    else this.#badges.remove(block);
  }

  remove(block: Block): void {
    if (!this.#flagged.delete(block)) return;
    if (this.#last === block) this.#last = null;
    this.#underlines.remove(block);
    this.#folds.remove(block);
    this.#badges.remove(block);
  }

  /** A block was found: whatever it is folded into no longer stands alone. */
  found(block: Block): void {
    const holder = this.#folds.holding(block.element);
    if (holder && holder !== block) this.update(holder);
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

  /**
   * Goes to the next marked block in the order of the page (`by` 1) or the one before (-1), from the one
   * gone to last, or else from what is on the screen; from the last on to the first. It is told what is there.
   */
  step(by: 1 | -1): boolean {
    const blocks = [...this.#flagged].filter(({ nodes }) => isConnected(nodes[0])).sort(inPageOrder);
    if (blocks.length === 0) {
      this.#overlay.say(words('mark_stepNone'));
      return false;
    }
    const last = this.#last ? blocks.indexOf(this.#last) : -1;
    let next = last + by;
    if (last === -1) {
      next = blocks.findIndex(({ element }) => rectOf(element).bottom > 0);
      if (next === -1) next = blocks.length;
      if (by === -1) next--;
    }
    const at = (next + blocks.length) % blocks.length;
    this.#last = blocks[at];
    this.goTo(blocks[at]);
    const says = flaggedOf(blocks[at])
      .map((verdict) => this.#tasks.says(verdict))
      .join('. ');
    this.#overlay.say(words('mark_step', at + 1, blocks.length, says));
    return true;
  }

  /** Brings a block into view, shows where it is, and gives its badge the focus. */
  goTo(block: Block): void {
    const element = parentElementOf(block.nodes[0]);
    if (!element) return;
    // There must be something to see; a folded one has its line.
    if (this.#folds.wayOf(block) === 'hide') this.#open(block);
    const isSmooth = !wantsLessMotion();
    scrollTo(element, isSmooth);
    let isDone = false;
    const arrive = () => {
      if (isDone || this.#signal.aborted) return;
      isDone = true;
      this.#badges.settled(() => this.#flash(block));
      this.#focus(block);
    };
    // There is no `scrollend` when nothing had to scroll.
    addEventListener('scrollend', arrive, { capture: true, once: true, signal: this.#signal });
    setTimeout(arrive, isSmooth ? 700 : 50);
  }

  /** Folds or unfolds as `way` says; gives the way that was possible. */
  #fold(block: Block, way: Way): Way {
    if (way === 'fold' || way === 'hide') return this.#folds.set(block, way) ? way : 'blur';
    this.#folds.remove(block);
    return way;
  }

  /** Whether the person has opened what would be folded or hidden. */
  isOpened(block: Block): boolean {
    return this.#opened.get(block) === block.text;
  }

  /** Takes an opened block out of sight again. */
  foldAgain(block: Block): void {
    this.#opened.delete(block);
    this.update(block);
    this.#focus(block);
  }

  #lookOf(way: Way, verdict: Verdict): Look | null {
    if (way === 'underline') return this.#tasks.pencilOf(verdict);
    return way === 'dim' || way === 'blur' ? way : null;
  }

  #open(block: Block): void {
    this.#opened.set(block, block.text);
    this.update(block);
  }

  /** Gives a block's badge the focus, as soon as it is where it belongs. */
  #focus(block: Block): void {
    this.#badges.settled(() => this.#badges.buttonOf(block)?.focus({ preventScroll: true }));
  }

  /** Opens a folded block; the focus stays where it was, on the badge that the line becomes. */
  #unfold(block: Block): void {
    this.#open(block);
    this.#focus(block);
  }

  #peek(block: Block, isShown: boolean): void {
    const [first] = flaggedOf(block);
    if (isShown && first) this.#underlines.set(block, this.#tasks.pencilOf(first));
    else this.update(block);
  }

  /** Paper and clipboard get the page's own text. */
  #showForPaper(): void {
    const options = { signal: this.#signal, capture: true };
    const lift = () => this.#folds.lift();
    const lower = () => this.#folds.lower();
    listen(
      'copy cut',
      () => {
        lift();
        setTimeout(lower, 0);
      },
      options,
    );
    addEventListener('beforeprint', lift, options);
    addEventListener('afterprint', lower, options);
    const print = matchMedia('print');
    print.addEventListener('change', () => (print.matches ? lift() : lower()), options);
  }

  #flash(block: Block): void {
    const text = rectOfText(block);
    if (text.width === 0) return;
    const flash = make('div', { class: 'flash' });
    this.#overlay.show(flash);
    moveTo(flash, text.left - 5, text.top - 5, this.#overlay.origin());
    flash.style.width = `${text.width + 10}px`;
    flash.style.height = `${text.height + 10}px`;
    setTimeout(() => flash.remove(), 1700);
  }
}

/**
 * With forced colours every highlight is painted as selected text is, whatever its style says: that is no
 * quiet line, not faint, and hides nothing. So the badge alone stands for the first two, a fold for the last.
 */
function withForcedColors(way: Way): Way {
  if (way === 'underline' || way === 'dim') return 'badge';
  return way === 'blur' ? 'fold' : way;
}
