import { MAX_TEXT } from '../protocol/verdict.ts';
import type { Block } from './block.ts';
import {
  animate,
  holds,
  isConnected,
  isText,
  matchesSelector,
  parentElementOf,
  shadowRootOf,
  walkerOver,
} from './dom.ts';

/**
 * Takes pieces out of a reader's sight, down to one line or to nothing. A style on the page's own element
 * is needed for that, but no attribute, class or rule: a paused animation of the element lies over its
 * style, tells no MutationObserver, is not in what the page saves or copies, and `cancel()` leaves exactly
 * what was there. The text is hidden from screen readers and the Tab key too: what is out of sight is so
 * for everybody. While the page is printed or copied from, all of it is {@link Folds.lift}ed.
 */

/** Pixels of the line that a folded piece is. */
export const FOLD_HEIGHT = 26;
/** Text nodes looked at to find out whether a piece has its element to itself. */
const MAX_NODES = 300;
/** Steps up from an element in which a folded one is sought. */
const MAX_LEVELS = 30;

interface Fold {
  element: Element;
  way: 'fold' | 'hide';
  animation: Animation | null;
}

const foldedElements = new WeakSet<Element>();
/** How many elements are folded, so that pages without folds pay nothing. */
let folded = 0;

/** Whether text in an element is out of sight because of us, and not because of the page. */
export function isInFold(element: Element): boolean {
  return folded > 0 && foldAround(element) !== null;
}

function foldAround(element: Element): Element | null {
  let above: Element | null = element;
  for (let level = 0; above && level < MAX_LEVELS; level++, above = parentElementOf(above)) {
    if (foldedElements.has(above)) return above;
  }
  return null;
}

export class Folds {
  readonly #folds = new Map<Block, Fold>();
  #isLifted = false;

  /** Folds the block, or hides it; false when it can't be done without hiding something else too. */
  set(block: Block, way: 'fold' | 'hide'): boolean {
    const old = this.#folds.get(block);
    if (!standsAlone(block)) {
      this.remove(block);
      return false;
    }
    if (old?.way === way) return true;
    this.remove(block);
    const fold: Fold = { element: block.element, way, animation: null };
    this.#folds.set(block, fold);
    foldedElements.add(block.element);
    folded++;
    if (!this.#isLifted) lower(fold);
    return true;
  }

  remove(block: Block): void {
    const fold = this.#folds.get(block);
    if (!fold) return;
    this.#folds.delete(block);
    foldedElements.delete(fold.element);
    folded--;
    fold.animation?.cancel();
  }

  /** How the block is folded now, if it is. */
  wayOf(block: Block): 'fold' | 'hide' | undefined {
    return this.#folds.get(block)?.way;
  }

  /** The block in whose fold an element is. */
  holding(element: Element): Block | null {
    const around = this.#folds.size > 0 ? foldAround(element) : null;
    for (const [block, fold] of this.#folds) if (fold.element === around) return block;
    return null;
  }

  /** Shows the page as it is, until {@link lower}. */
  lift(): void {
    this.#isLifted = true;
    for (const fold of this.#folds.values()) {
      fold.animation?.cancel();
      fold.animation = null;
    }
  }

  lower(): void {
    this.#isLifted = false;
    for (const fold of this.#folds.values()) if (!fold.animation) lower(fold);
  }

  /** Leaves nothing behind. */
  clear(): void {
    for (const block of [...this.#folds.keys()]) this.remove(block);
  }
}

function lower(fold: Fold): void {
  const isHidden = fold.way === 'hide';
  const look: Keyframe = {
    blockSize: isHidden ? '0px' : `${FOLD_HEIGHT}px`,
    minBlockSize: '0px',
    maxBlockSize: 'none',
    boxSizing: 'border-box',
    paddingBlock: '0px',
    borderBlockWidth: '0px',
    ...(isHidden ? { marginBlock: '0px' } : { minInlineSize: '200px' }),
    overflow: 'clip',
    visibility: 'hidden',
  };
  // Two equal keyframes, standing still: nothing moves, and the browser has nothing to do each frame.
  fold.animation = animate(fold.element, [look, look]);
  fold.animation.pause();
}

/** Whether the block's element can shrink, and holds no text but the block's. */
function standsAlone({ element, nodes, from, to }: Block): boolean {
  if (matchesSelector(element, 'html, body, main') || !isConnected(element)) return false;
  const { display, writingMode } = getComputedStyle(element);
  if (!/^(?:block|flow-root|list-item|flex|grid|inline-block)/.test(display)) return false;
  if (!writingMode.startsWith('horizontal')) return false;
  // A paragraph of preformatted text has only a part of its node. (A long text is not read to its end.)
  const { data } = nodes[nodes.length - 1];
  const beside = nodes[0].data.slice(0, from) + (to === MAX_TEXT ? '' : data.slice(to, to + 1000));
  if (/\S/.test(beside)) return false;
  const own = new Set<Node>(nodes);
  const walker = walkerOver(element);
  let looks = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!isText(node)) {
      if (shadowRootOf(node as Element)) return false;
      continue;
    }
    if (own.has(node)) continue;
    if (++looks > MAX_NODES || /\S/.test(node.substringData(0, 1000))) return false;
  }
  return nodes.every((node) => holds(element, node));
}
