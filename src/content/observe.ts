import type { Block, Place } from './block.ts';
import { isBlockLevel, type Passage, type Step, UNREAD, walk } from './blocks.ts';
import {
  above,
  closestTo,
  holds,
  isConnected,
  isDesignMode,
  isElement,
  isPainted,
  isText,
  isVisibleTab,
  listen,
  matchesSelector,
  parentElementOf,
  parentOf,
  partsOf,
  rectOf,
  rectOfText,
  rootElement,
  shadowRootOf,
  shownIn,
} from './dom.ts';
import { later } from './later.ts';
import { measure } from './measure.ts';
import { inSlices } from './slices.ts';
import { dropOldest, WeakList } from './weakList.ts';

/**
 * Keeps the list of the page's blocks true while the page changes, and knows which are on the screen.
 * What comes in are mutations, intersections and a few events; what goes out are {@link ReaderEvents}.
 * `content.iife.ts` makes one while a site is read. All work is queued and done in slices; the queues
 * are bounded; in a hidden tab nothing is done at all, and an idle page costs nothing.
 *
 *   MutationObserver ─▶ changed nodes ─┐ (bounded: the oldest are dropped, then one look at everything)
 *   hidden elements that come to light ┼─▶ walk (blocks.ts), in slices ─▶ settle ─▶ found / gone
 *   start, tab shown again ────────────┘                                   │
 *   nodes were removed ─▶ sweep, in slices ─▶ gone          IntersectionObserver ─▶ moved
 */
export interface ReaderEvents {
  /** A block is new, or its text is. */
  found(block: Block): void;
  /** A block is no more in the page. */
  gone(block: Block): void;
  /** A block came near the window or left it. Told only of those that are watched. */
  moved(block: Block): void;
  /** An element was found that may lie over text when the page scrolls. */
  pinned(element: Element): void;
  /** Something in the page changed, perhaps its layout. */
  stirred(): void;
}

/** Changed nodes that may wait; a storm beyond that drops the oldest, and the whole page is read again later. */
const MAX_CHANGED = 2000;
/** Mutation records of one delivery that are looked at. */
const MAX_RECORDS = 4000;
/** Milliseconds from one reading of the whole page to the next. */
const RESCAN_PAUSE = 3000;
/** Milliseconds until removed blocks are looked for, and hidden elements looked at again. */
const TIDY_PAUSE = 400;
/** Hidden elements that are remembered. */
const MAX_HIDDEN = 1000;
/** Shadow roots that are remembered, for what is selected in them. */
const MAX_ROOTS = 2000;
/** Blocks of one page. What comes after is not read: no reader gets there. */
const MAX_BLOCKS = 50_000;
/** Steps up from a removed node in which the block it belonged to is sought. */
const MAX_LEVELS = 4;

/** Changes of these may bring text to light. */
const SHOWING = ['class', 'style', 'hidden', 'open'];
/** Changes of these may make text of the page unread, or the other way round. */
const ALLOWING = ['contenteditable', 'aria-hidden', 'role'];

const OBSERVED = {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: [...SHOWING, ...ALLOWING],
};
/** Milliseconds until undefined custom elements are looked at again; after the last they are left alone. */
const DEFINED_AFTER = [300, 1000, 3000, 10_000];

export class Reader {
  readonly #events: ReaderEvents;
  readonly #wake: () => void;
  readonly #mutations: MutationObserver;
  readonly #intersections: IntersectionObserver;
  /** Whether a node is our overlay, which is none of the page's. */
  readonly #isOurs: (node: Node) => boolean;

  readonly #blocks = new Set<Block>();
  readonly #blocksOf = new WeakMap<Element, readonly Block[]>();
  /** The blocks for whose sake an element is under the IntersectionObserver. */
  readonly #watchers = new WeakMap<Element, Set<Block>>();
  /** Nodes to look at; true for those whose own attributes changed. */
  readonly #changed = new Map<Node, boolean>();
  /** Elements that could not be seen. */
  readonly #hidden = new WeakList<Element>(MAX_HIDDEN);
  #job: Iterator<Step, boolean> | null = null;
  #nextId = 1;
  /** Whether the whole page is to be read: at first, and when it changed more than could be followed. */
  #isScanDue = true;
  #lastScan = -Infinity;
  #isRevisitDue = false;
  /** When to tidy up, as `performance.now()`; null: nothing to do. */
  #tidyAt: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isListening = false;
  /** Shadow roots whose content is read. */
  readonly #roots = new WeakList<ShadowRoot>(MAX_ROOTS);
  /** Custom elements that may yet get a shadow root. */
  readonly #undefined = new WeakList<Element>(MAX_HIDDEN);
  readonly #awaitDefinition: (pause: number) => void;
  #definitionTries = 0;

  constructor(events: ReaderEvents, isOurs: (node: Node) => boolean, signal: AbortSignal) {
    this.#events = events;
    this.#isOurs = isOurs;
    this.#wake = inSlices(() => this.#step(), signal);
    this.#awaitDefinition = later(() => this.#seekDefinitions(), signal);
    this.#mutations = new MutationObserver((records) => measure.run(() => this.#hear(records)));
    // A window's height around the window; `scrollMargin` says the same of scrollers inside the page.
    const margin: IntersectionObserverInit = { rootMargin: '100% 0px', scrollMargin: '100% 0px' };
    this.#intersections = new IntersectionObserver(
      (entries) => measure.run(() => this.#see(entries)),
      margin,
    );
    listen('visibilitychange pageshow', () => this.#resume(), { signal });
    signal.addEventListener('abort', () => {
      this.#mutations.disconnect();
      this.#intersections.disconnect();
      clearTimeout(this.#timer);
    });
    this.#resume();
  }

  get blocks(): ReadonlySet<Block> {
    return this.#blocks;
  }

  /** The shadow roots whose content is read. */
  get shadowRoots(): ShadowRoot[] {
    return [...this.#roots];
  }

  /** Whether there is nothing left to read for now. */
  get isIdle(): boolean {
    if (isDesignMode()) return true;
    return !this.#job && !this.#isScanDue && !this.#isRevisitDue && this.#changed.size === 0;
  }

  /** Goes over all blocks once more, tells of each as if it were new, with its place of now. */
  revisit(): void {
    this.#isRevisitDue = true;
    this.#wake();
  }

  /** Whether `events.moved` is to be told of this block. */
  watch(block: Block, on: boolean): void {
    const { element } = block;
    const watchers = this.#watchers.get(element);
    if (on) {
      if (watchers) watchers.add(block);
      else {
        this.#watchers.set(element, new Set([block]));
        this.#intersections.observe(element);
      }
    } else if (watchers?.delete(block) && watchers.size === 0) {
      this.#watchers.delete(element);
      this.#intersections.unobserve(element);
    }
  }

  #resume(): void {
    if (!isVisibleTab()) return;
    if (!this.#isListening) {
      this.#isListening = true;
      this.#mutations.observe(document, OBSERVED);
    }
    this.#wake();
  }

  #hear(records: readonly MutationRecord[]): void {
    if (!isVisibleTab()) {
      // Nobody is looking: one reading of everything, later, costs less than following along.
      this.#mutations.disconnect();
      this.#isListening = false;
      this.#scanSoon(true);
      return;
    }
    if (records.length > MAX_RECORDS) this.#scanSoon();
    for (let i = Math.max(0, records.length - MAX_RECORDS); i < records.length; i++) this.#note(records[i]);
    this.#events.stirred();
    this.#wake();
  }

  #note({ type, target, attributeName, addedNodes, removedNodes }: MutationRecord): void {
    if (type === 'characterData') {
      this.#noteChanged(target, false);
    } else if (type === 'attributes') {
      if (ALLOWING.includes(attributeName!)) this.#noteChanged(target, true);
      else if (this.#hidden.size > 0) this.#tidySoon();
    } else {
      for (let i = 0; i < addedNodes.length; i++) {
        if (!this.#isOurs(addedNodes[i])) this.#noteChanged(addedNodes[i], false);
      }
      if (removedNodes.length > 0) {
        this.#tidySoon();
        const cut = this.#survivorNear(target);
        if (cut) this.#noteChanged(cut, false);
      }
    }
  }

  #noteChanged(node: Node, itself: boolean): void {
    if (!isElement(node) && !isText(node)) return;
    this.#changed.set(node, itself || this.#changed.get(node) === true);
    if (dropOldest(this.#changed, MAX_CHANGED)) this.#scanSoon();
  }

  /** Of a block from which something was removed at `target`: a text node that is still there. */
  #survivorNear(target: Node): Node | undefined {
    let node: Node | null = target;
    for (let level = 0; node && level < MAX_LEVELS; level++, node = above(node)) {
      const blocks = this.#blocksOf.get(node as Element);
      if (blocks) return blocks.flatMap((block) => block.nodes).find((text) => isConnected(text));
    }
    return undefined;
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const blocks = this.#blocksOf.get(target) ?? [];
      for (const block of blocks) {
        const place = isIntersecting ? nearOr(placeOf(boundsOf(block, blocks, boundingClientRect))) : 'far';
        if (place === block.place) continue;
        block.place = place;
        this.#events.moved(block);
      }
    }
  }

  #scanSoon(now = false): void {
    this.#isScanDue = true;
    if (now) this.#lastScan = -Infinity;
  }

  #tidySoon(): void {
    this.#tidyAt ??= performance.now() + TIDY_PAUSE;
  }

  /** Does a little of what is to be done; false when nothing is left for now. */
  #step(): boolean {
    if (!isVisibleTab()) return false;
    this.#job ??= this.#nextJob();
    if (!this.#job) return false;
    const { done, value } = this.#job.next();
    if (done) {
      this.#job = null;
      // The page took away the node under the cursor, and what follows it was not read.
      if (value === false) this.#scanSoon();
    } else if (value && 'hidden' in value) {
      this.#settle(value.hidden, [], null);
      this.#hidden.add(value.hidden);
    } else if (value && 'pinned' in value) {
      this.#events.pinned(value.pinned);
    } else if (value && 'shadow' in value) {
      // Whoever is hidden is not observed, and all is read again when it is shown.
      if (this.#isListening) this.#mutations.observe(value.shadow, OBSERVED);
      this.#roots.add(value.shadow);
    } else if (value && 'undefined' in value) {
      this.#undefined.add(value.undefined);
      this.#awaitDefinitions();
    } else if (value) {
      this.#settle(value.element, value.passages, value.rect);
    }
    return true;
  }

  /** A definition comes without a mutation: looks whether custom elements have got theirs, a few times. */
  #awaitDefinitions(): void {
    if (this.#definitionTries < DEFINED_AFTER.length)
      this.#awaitDefinition(DEFINED_AFTER[this.#definitionTries]);
  }

  #seekDefinitions(): void {
    this.#definitionTries++;
    for (const element of this.#undefined) {
      if (matchesSelector(element, ':not(:defined)')) continue;
      this.#undefined.delete(element);
      this.#definitionTries = 0;
      this.#noteChanged(element, false);
    }
    if (this.#undefined.size > 0) this.#awaitDefinitions();
    this.#wake();
  }

  #nextJob(): Iterator<Step, boolean> | null {
    if (isDesignMode()) return null;
    for (const [node, itself] of this.#changed) {
      this.#changed.delete(node);
      const job = this.#look(node, itself);
      if (job) return job;
    }
    const now = performance.now();
    if (this.#isRevisitDue) {
      this.#isRevisitDue = false;
      return this.#revisitAll();
    }
    const root = rootElement();
    if (this.#isScanDue && root && now >= this.#lastScan + RESCAN_PAUSE) {
      this.#isScanDue = false;
      this.#lastScan = now;
      return walk(root);
    }
    if (this.#tidyAt !== null && now >= this.#tidyAt) {
      this.#tidyAt = null;
      return this.#tidy();
    }
    const due = Math.min(
      this.#tidyAt ?? Infinity,
      this.#isScanDue ? this.#lastScan + RESCAN_PAUSE : Infinity,
    );
    clearTimeout(this.#timer);
    if (due < Infinity) this.#timer = setTimeout(this.#wake, Math.max(1, due - now));
    return null;
  }

  /** How to read what changed at `node`, if it is to be read. */
  #look(node: Node, itself: boolean): Iterator<Step, boolean> | null {
    const element = isElement(node) ? node : parentElementOf(node);
    if (!element || !isConnected(node) || this.#isCovered(node)) return null;
    if (closestTo(element, UNREAD)) return itself ? this.#forgetInside(element) : null;
    if (!isPainted(element)) {
      this.#hidden.add(element);
      return null;
    }
    if (element === node && isBlockLevel(getComputedStyle(element))) return walk(element);
    let fresh: Node = node;
    let at: Node = node;
    while (!isElement(at) || !isBlockLevel(getComputedStyle(at))) {
      const shown = shownIn(at);
      if (!shown) return null;
      // Which slot of a closed shadow root shows it can't be told from outside: all of them are looked at.
      if (parentOf(at) === shown && shadowRootOf(shown)) fresh = shown;
      at = shown;
    }
    return walk(at, fresh);
  }

  /** Whether an element above `node` waits to be read as a whole. */
  #isCovered(node: Node): boolean {
    for (let over = above(node); over; over = above(over)) if (this.#changed.has(over)) return true;
    return false;
  }

  /** Brings the blocks that are known of `element` in line with the passages that stand in it now. */
  #settle(element: Element, passages: readonly Passage[], rect: DOMRect | null): void {
    const before = this.#blocksOf.get(element);
    if (!before && passages.length === 0) return;
    // The first node says which is which; of several in one node (preformatted text) their order.
    const known = new Map<Text, Block[]>();
    for (const block of before ?? []) {
      const alike = known.get(block.nodes[0]);
      if (alike) alike.push(block);
      else known.set(block.nodes[0], [block]);
    }
    const now: Block[] = [];
    const found: Block[] = [];
    for (const { nodes, from, to, text } of passages) {
      const same = known.get(nodes[0])?.shift();
      if (same) {
        if (same.text !== text || same.from !== from) found.push(same);
        Object.assign(same, { nodes, from, to, text });
        now.push(same);
      } else if (this.#blocks.size < MAX_BLOCKS) {
        const id = this.#nextId++;
        const block: Block = { id, element, nodes, from, to, text, place: 'far', verdicts: null };
        this.#blocks.add(block);
        now.push(block);
        found.push(block);
      }
    }
    this.#setBlocksOf(element, now);
    for (const old of [...known.values()].flat()) this.#forget(old);
    for (const block of found) {
      block.place = placeOf(boundsOf(block, now, rect!));
      this.#events.found(block);
    }
  }

  #setBlocksOf(element: Element, blocks: Block[]): void {
    if (blocks.length > 0) this.#blocksOf.set(element, blocks);
    else this.#blocksOf.delete(element);
  }

  #forget(block: Block): void {
    if (!this.#blocks.delete(block)) return;
    this.watch(block, false);
    this.#events.gone(block);
  }

  *#forgetInside(element: Element): Generator<Step, boolean> {
    for (const block of [...this.#blocks]) {
      if (holds(element, block.element)) this.#drop(block);
      yield null;
    }
    return true;
  }

  /** Forgets blocks that are no more in the page, and finds hidden elements that have come to light. */
  *#tidy(): Generator<Step, boolean> {
    for (const block of this.#blocks) {
      if (!block.nodes.some((text) => isConnected(text))) this.#drop(block);
      yield null;
    }
    for (const element of this.#hidden) {
      if (!isConnected(element)) this.#hidden.delete(element);
      else if (isPainted(element) && getComputedStyle(element).contentVisibility !== 'hidden') {
        this.#hidden.delete(element);
        this.#noteChanged(element, false);
      }
      yield null;
    }
    return true;
  }

  /** Forgets a block outside of a walk, where its element's list must be mended too. */
  #drop(block: Block): void {
    const left = (this.#blocksOf.get(block.element) ?? []).filter((other) => other !== block);
    this.#setBlocksOf(block.element, left);
    this.#forget(block);
  }

  *#revisitAll(): Generator<Step, boolean> {
    for (const block of [...this.#blocks]) {
      if (!this.#blocks.has(block)) continue;
      const siblings = this.#blocksOf.get(block.element) ?? [];
      block.place = placeOf(boundsOf(block, siblings, rectOf(block.element)));
      this.#events.found(block);
      yield null;
    }
    return true;
  }
}

/** Where a block is painted. An element with several passages (a whole page, at worst) says too little. */
function boundsOf(block: Block, siblings: readonly Block[], rect: DOMRect): DOMRect {
  return siblings.length > 1 ? rectOfText(partsOf(block)[0]) : rect;
}

function placeOf({ top, bottom, left, right, width, height }: DOMRectReadOnly): Place {
  if (width === 0 && height === 0) return 'far';
  if (bottom > 0 && top < innerHeight && right > 0 && left < innerWidth) return 'visible';
  return bottom > -innerHeight && top < 2 * innerHeight ? 'near' : 'far';
}

/** What intersects the widened window is near at least, however odd its shape. */
function nearOr(place: Place): Place {
  return place === 'far' ? 'near' : place;
}
