import type { Verdict, Way } from '../protocol/verdict.ts';
import { words } from '../protocol/words.ts';
import type { Block } from './block.ts';
import { flaggedOf, inPageOrder } from './block.ts';
import {
  colour,
  elementAt,
  holds,
  isConnected,
  isPainted,
  isVisibleTab,
  listen,
  make,
  parentElementOf,
  rectOf,
  rectOfFirstLine,
  rectOfText,
  rootElement,
} from './dom.ts';
import { FOLD_HEIGHT } from './folds.ts';
import { later } from './later.ts';
import { measure } from './measure.ts';
import { moveTo, type Overlay, within } from './overlay.ts';
import type { Pencil, Tasks } from './tasks.ts';
import { WeakList } from './weakList.ts';

/**
 * The small word beside each flagged block that is on the screen, and the way to its card. Blocks come
 * in from `marks.ts`; the badges stand in the overlay, at the end of the block's first line, and follow
 * it when the page scrolls, resizes or changes. A pass reads all places first and writes afterwards, at
 * most once a frame, and only while there is a flagged block near the window.
 */

/** Badges at one time. More would cover the page rather than mark it. */
const MAX_BADGES = 60;
/** Flagged blocks that are looked at in one pass. */
const MAX_LOOKED_AT = 300;
/** Fixed and sticky elements that are looked out for. */
const MAX_PINNED = 40;
/** Milliseconds between two passes for the sake of changes in the page. */
const STIR_PAUSE = 100;
/** Pixels between text and badge, and between badge and window. */
const GAP = 6;
const EDGE = 2;
const HEIGHT = 18;

interface Badge {
  button: HTMLButtonElement;
  /** What it shows, to leave alone what is right already. */
  face: Face | null;
  isDark: boolean;
}

/** What a badge says. */
interface Face {
  pencil: Pencil;
  /** That of a label of the person's own. */
  colour: string | null;
  word: string;
  /** For the ear. */
  name: string;
  hint: string;
}

/** What becomes of a person's gestures on a badge. */
export interface BadgeEvents {
  press(block: Block, event: Event): void;
  /** The space bar went down on the badge of a blurred block, or up again. */
  peek(block: Block, isShown: boolean): void;
}

/** Where a badge is to stand, in the window's coordinates. */
interface Spot {
  block: Block;
  left: number;
  top: number;
  isDark: boolean;
}

export class Badges {
  readonly #overlay: Overlay;
  readonly #tasks: Tasks;
  readonly #faces = new WeakMap<Verdict[], Map<Way, Face>>();
  readonly #events: BadgeEvents;
  readonly #signal: AbortSignal;
  readonly #blocks = new Map<Block, Way>();
  readonly #badges = new Map<Block, Badge>();
  /** In the order of the page, so that the Tab key goes through them in that order. */
  readonly #list = make('div');
  readonly #blockOf = new WeakMap<Element, Block>();
  /** Widths of badges by word, in pixels. */
  readonly #widths = new Map<string, number>();
  readonly #resizes: ResizeObserver;
  /** Elements whose size matters now. */
  #sized = new Set<Element>();
  readonly #pinned = new WeakList<Element>(MAX_PINNED);
  #frame: number | null = null;
  readonly #followLater: (pause: number) => void;
  #afterPass: (() => void)[] = [];

  constructor(overlay: Overlay, tasks: Tasks, events: BadgeEvents, signal: AbortSignal) {
    this.#overlay = overlay;
    this.#tasks = tasks;
    this.#events = events;
    this.#followLater = later(() => this.follow(), signal);
    this.#signal = signal;
    this.#resizes = new ResizeObserver(() => this.follow());
    const passive = { signal, capture: true, passive: true };
    listen('scroll resize transitionend animationend', () => this.follow(), passive);
    signal.addEventListener('abort', () => {
      this.#resizes.disconnect();
      if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    });
  }

  /** Blocks that get a badge while they are on the screen. Call again when their verdicts changed. */
  add(block: Block, way: Way): void {
    this.#blocks.set(block, way);
    this.follow();
  }

  remove(block: Block): void {
    if (this.#blocks.delete(block)) this.follow();
  }

  /** Something may have moved: sees to the badges in the next frame. */
  follow(): void {
    if (this.#frame !== null || this.#signal.aborted) return;
    if (this.#blocks.size === 0 && this.#badges.size === 0) return;
    this.#frame = requestAnimationFrame(() => measure.run(() => this.#pass()));
  }

  /** The page changed, as it may do all the time: sees to the badges a little later. */
  stir(): void {
    if (this.#blocks.size > 0) this.#followLater(STIR_PAUSE);
  }

  /** An element that keeps its place when the page scrolls, and so may come to lie over text. */
  pinned(element: Element): void {
    if (this.#pinned.has(element) || this.#pinned.size >= MAX_PINNED) return;
    this.#pinned.add(element);
    this.stir();
  }

  buttonOf(block: Block): HTMLButtonElement | null {
    return this.#badges.get(block)?.button ?? null;
  }

  /** Calls `then` when the badges are where they belong. */
  settled(then: () => void): void {
    this.#afterPass.push(then);
    this.follow();
    if (this.#frame === null) this.#finish();
  }

  #pass(): void {
    this.#frame = null;
    if (!isVisibleTab()) return;
    const spots = this.#findSpots();
    if (spots.length > 0 && !this.#overlay.isDressed) {
      // The page's next change asks again if the background could not be asked.
      this.#overlay.dress().then(
        () => this.follow(),
        () => {},
      );
      return;
    }
    if (spots.length > 0) this.#overlay.keep();
    this.#write(spots);
    this.#finish();
  }

  #finish(): void {
    for (const then of this.#afterPass.splice(0)) then();
  }

  /** Only reads. */
  #findSpots(): Spot[] {
    const root = rootElement();
    if (!root) return [];
    const spots: Spot[] = [];
    let looks = 0;
    for (const [block, way] of this.#blocks) {
      if (spots.length >= MAX_BADGES || ++looks > MAX_LOOKED_AT) break;
      const spot = this.#spotOf(block, way, root.clientWidth);
      if (spot) spots.push(spot);
    }
    return spots;
  }

  #spotOf(block: Block, way: Way, windowWidth: number): Spot | null {
    const { element } = block;
    if (!isConnected(block.nodes[0])) return null;
    const isFold = way === 'fold';
    const whole = isFold ? rectOf(element) : rectOfText(block);
    if (whole.bottom < 0 || whole.top > innerHeight || whole.width === 0 || !isPainted(element)) return null;
    const line = isFold ? new DOMRect(whole.x, whole.y, whole.width, FOLD_HEIGHT) : rectOfFirstLine(block);
    if (!line) return null;
    const clip = clipOf(element, windowWidth);
    const middle = line.top + line.height / 2;
    if (middle < clip.top || middle > clip.bottom) return null;
    const { color, direction, writingMode } = getComputedStyle(element);
    const isRtl = direction === 'rtl';
    const width = this.#widths.get(this.#faceOf(block, way).word) ?? 60;
    let left: number;
    let top = middle - HEIGHT / 2;
    if (isFold) {
      // In the line that is left of it.
      if (this.#isCovered(element, line.left + 3, middle)) return null;
      left = isRtl ? line.right - width : line.left;
    } else if (!writingMode.startsWith('horizontal')) {
      // At the head of the first line of vertical text.
      if (this.#isCovered(element, line.left + line.width / 2, line.top + 3)) return null;
      left = line.left;
      top = Math.max(clip.top, line.top - HEIGHT - 2);
    } else {
      const end = isRtl ? Math.max(whole.left, clip.left) : Math.min(whole.right, clip.right);
      const probe = isRtl ? end + 3 : end - 3;
      if (probe < clip.left || probe > clip.right || this.#isCovered(element, probe, middle)) return null;
      left = isRtl ? end - GAP - width : end + GAP;
      if (isRtl ? left < clip.left : left + width > clip.right) {
        // No margin: it stands on the corner instead, and rises above the line as far as it can.
        left = isRtl ? clip.left + 1 : clip.right - width - 1;
        top = Math.max(line.top - HEIGHT + 3, 0);
      }
    }
    left = within(left, EDGE, isFold ? Number.POSITIVE_INFINITY : windowWidth - EDGE - width);
    return { block, left, top, isDark: isLight(color) };
  }

  /**
   * Whether something fixed or sticky, such as a page's header, lies over the element at that point. Only
   * where one is does the browser have to say what is on top, for that can cost it dear.
   */
  #isCovered(element: Element, x: number, y: number): boolean {
    for (const pinned of this.#pinned) {
      if (!isConnected(pinned)) {
        this.#pinned.delete(pinned);
      } else if (isInside(rectOf(pinned), x, y) && !holds(pinned, element)) {
        const top = elementAt(x, y);
        if (top && holds(pinned, top)) return true;
      }
    }
    return false;
  }

  /** Only writes, but for the widths of words that are new. */
  #write(spots: readonly Spot[]): void {
    const origin = this.#overlay.origin();
    const wanted = new Set(spots.map(({ block }) => block));
    const focused = this.#overlay.focused;
    for (const [block, badge] of this.#badges) {
      // A focused badge stays as long as its block does, so that scrolling doesn't lose one's place.
      if (wanted.has(block) || (badge.button === focused && this.#blocks.has(block))) continue;
      badge.button.remove();
      this.#badges.delete(block);
    }
    const unmeasured: Badge[] = [];
    for (const { block, left, top, isDark } of spots) {
      const badge = this.#badges.get(block) ?? this.#create(block);
      const way = this.#blocks.get(block)!;
      const face = this.#faceOf(block, way);
      if (badge.face !== face || badge.isDark !== isDark) {
        Object.assign(badge, { face, isDark });
        dress(badge.button, face, way === 'fold', isDark);
        if (!this.#widths.has(face.word)) unmeasured.push(badge);
      }
      moveTo(badge.button, left, top, origin);
    }
    this.#watchSizes(spots);
    if (unmeasured.length === 0) return;
    for (const { button, face } of unmeasured) this.#widths.set(face!.word, button.offsetWidth);
    this.follow();
  }

  /** Made once a way for a list of verdicts, which is shared by all blocks of the same text and never changed. */
  #faceOf(block: Block, way: Way): Face {
    const verdicts = block.verdicts!;
    const made = this.#faces.get(verdicts) ?? new Map<Way, Face>();
    this.#faces.set(verdicts, made);
    let face = made.get(way);
    if (!face) {
      const flagged = flaggedOf(block);
      const [first] = flagged;
      const hint = flagged.map((verdict) => this.#tasks.says(verdict));
      const says = hint.join('. ');
      const look = { pencil: this.#tasks.pencilOf(first), colour: this.#tasks.colourOf(first) };
      face =
        way === 'fold'
          ? { ...look, word: words('mark_fold', hint[0]), name: words('mark_foldName', says), hint: says }
          : {
              ...look,
              word: this.#tasks.labelOf(first),
              name: words(way === 'blur' ? 'mark_blurName' : 'mark_name', says),
              hint: [...hint, ...(way === 'blur' ? [words('mark_blurHint')] : [])].join('\n'),
            };
      made.set(way, face);
    }
    return face;
  }

  #create(block: Block): Badge {
    const button = make('button', {
      type: 'button',
      onclick: (event) => event.isTrusted && measure.run(() => this.#events.press(block, event)),
    });
    this.#peekWithSpace(block, button);
    const badge = { button, face: null, isDark: false };
    this.#badges.set(block, badge);
    this.#blockOf.set(button, block);
    const next = [...this.#list.children].find((other) => inPageOrder(block, this.#blockOf.get(other)!) < 0);
    this.#list.insertBefore(button, next ?? null);
    this.#overlay.show(this.#list);
    return badge;
  }

  /** The space bar shows a blurred text while it is down; Enter opens the card as ever. */
  #peekWithSpace(block: Block, button: HTMLButtonElement): void {
    let isPeeking = false;
    const end = () => {
      if (isPeeking) this.#events.peek(block, false);
      isPeeking = false;
    };
    button.addEventListener('keydown', (event) => {
      if (event.key !== ' ' || !event.isTrusted || this.#blocks.get(block) !== 'blur') return;
      event.preventDefault();
      if (!isPeeking) this.#events.peek(block, true);
      isPeeking = true;
    });
    button.addEventListener('keyup', (event) => {
      if (event.key !== ' ' || !isPeeking) return;
      event.preventDefault();
      end();
    });
    button.addEventListener('blur', end);
  }

  #watchSizes(spots: readonly Spot[]): void {
    const root = rootElement();
    const now = new Set(spots.map(({ block }) => block.element));
    if (root && spots.length > 0) now.add(root);
    for (const element of this.#sized) if (!now.has(element)) this.#resizes.unobserve(element);
    for (const element of now) if (!this.#sized.has(element)) this.#resizes.observe(element);
    this.#sized = now;
  }
}

function dress(button: HTMLButtonElement, face: Face, isFold: boolean, isDark: boolean): void {
  button.className = `badge ${face.pencil}${isFold ? ' fold' : ''}${isDark ? ' dark' : ''}`;
  colour(button, face.colour);
  button.replaceChildren(make('span', { class: 'word' }, face.word));
  button.setAttribute('aria-label', face.name);
  button.title = face.hint;
}

function isInside({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

interface Clip {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The part of the window in which the scrollers around `element` let it be seen. */
function clipOf(element: Element, windowWidth: number): Clip {
  const clip = { left: EDGE, top: 0, right: windowWidth - EDGE, bottom: innerHeight };
  const root = rootElement();
  for (let above: Element | null = element; above && above !== root; above = parentElementOf(above)) {
    const { overflowX, overflowY, position } = getComputedStyle(above);
    if ((overflowX !== 'visible' || overflowY !== 'visible') && parentElementOf(above) !== root) {
      const rect = rectOf(above);
      if (overflowX !== 'visible') {
        clip.left = Math.max(clip.left, rect.left);
        clip.right = Math.min(clip.right, rect.right);
      }
      if (overflowY !== 'visible') {
        clip.top = Math.max(clip.top, rect.top);
        clip.bottom = Math.min(clip.bottom, rect.bottom);
      }
    }
    if (position === 'fixed') break;
  }
  return clip;
}

/** Whether a computed colour is nearer to white than to black, so that what is behind it is dark. */
function isLight(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return color.startsWith('rgb') && 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140;
}
