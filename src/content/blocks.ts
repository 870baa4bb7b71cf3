import { MAX_TEXT } from '../protocol/verdict.ts';
import {
  closestTo,
  firstShownChildOf,
  holds,
  isConnected,
  isCustom,
  isElement,
  isPainted,
  isText,
  matchesSelector,
  nextSiblingOf,
  nodesIn,
  parentElementOf,
  rectOf,
  shadowRootOf,
  tagOf,
} from './dom.ts';
import { isInFold } from './folds.ts';

/**
 * From the DOM to pieces of text. What comes in is an element of the page; what goes out, little by
 * little, is each of its block-level elements with the passages that stand directly in it. A passage is
 * what a reader takes as one piece: the run of text between two block-level boundaries, however many
 * links, spans and line breaks it is cut into. `observe.ts` drives the walk in slices, so the page may
 * change between two steps. Nothing is ever written, and nothing of a form, an editor or hidden text is read.
 */
export interface Passage {
  /** The text nodes that carry it, in order; blank ones left out. */
  nodes: Text[];
  /** At most MAX_TEXT UTF-16 units, white space folded. */
  text: string;
}

export type Step =
  /** A block-level element, left behind: all passages that stand directly in it (often none). */
  | { element: Element; passages: Passage[]; rect: DOMRect | null }
  /** An element that was left out because it can't be seen now; it may come to light later. */
  | { hidden: Element }
  /** An element that stays where it is when the page scrolls, and so may lie over text. */
  | { pinned: Element }
  /** A shadow root; what it shows is walked like the rest. */
  | { shadow: ShadowRoot }
  /** A custom element that the page has not defined yet; it may get a shadow root then. */
  | { undefined: Element }
  /** Nothing to tell; time to look at the clock. */
  | null;

/** What is never read: code, fields, controls, editors, navigation, and what the page hides from readers. */
export const UNREAD = [
  'head, script, style, noscript, template, code, pre, kbd, samp, svg, math, canvas, iframe, object, embed',
  'video, audio, textarea, input, select, option, datalist, button, label, legend, output, meter, progress',
  'nav, menu, rt, rp, [aria-hidden="true" i], [contenteditable]:not([contenteditable="false" i])',
  ...'navigation textbox searchbox combobox spinbutton listbox search code menu menubar toolbar tablist'
    .split(' ')
    .map((role) => `[role="${role}" i]`),
  '.CodeMirror, .cm-editor, .monaco-editor, .ace_editor',
  // What sites commonly call text that their style keeps for screen readers.
  '.sr-only, .visually-hidden, .visuallyhidden, .u-visually-hidden, .screen-reader-text, .off-screen',
].join();

/** What one presses to get somewhere. A headline may be one, a menu consists of them. */
const PRESSABLE = 'a, summary, [role="button" i], [role="link" i], [role="menuitem" i], [role="tab" i]';

/** What may be short and a link, and is more than the name of a place to go to. */
const HEADING = 'h1, h2, h3, h4, h5, h6';
/** What says in a word or two what the figure beside it is. */
const ROW_LABEL = 'th:has(+ td)';

/** Raw text gathered for one passage at most: folding white space may still halve it. */
const MAX_RAW = 2 * MAX_TEXT;
/** Nodes between two looks at the clock. */
const NODES_A_STEP = 32;
/** Left of this, in page coordinates, pages put text that only screen readers are to find. */
const FAR_LEFT = -5000;

/** A block-level element whose children are being walked, and the passage that is growing in it. */
interface Container {
  element: Element;
  passages: Passage[];
  nodes: Text[];
  raw: string;
  /** Links and the like among which the passage's text stands, and whether some stands outside of them. */
  links: Set<Element>;
  isProse: boolean;
  /** Whether it is we who hide the text, so that it is read all the same. */
  isFolded: boolean;
}

/** An element whose children are being walked. Inline elements share their container. */
interface Frame {
  element: Element;
  style: CSSStyleDeclaration;
  container: Container;
  /** Whether text directly in it can be seen; null until there is some. */
  shown: boolean | null;
  /** The link or control that it is or stands in. */
  link: Element | null;
  /** What a slot shows, in its place; null: the element's own children. */
  assigned: Node[] | null;
}

/**
 * Walks `root`, a block-level element, as it is shown: shadow roots in the place of their hosts' children,
 * and what is put into their slots in the place of the slots.
 * @param fresh when given, only the text that stands directly in `root` is read, and of its block-level
 *   descendants only those inside `fresh`: the way to look again at a container in which something inline changed.
 * @returns false when the page removed the node under the cursor, so that the rest was not walked.
 */
export function* walk(root: Element, fresh?: Node): Generator<Step, boolean> {
  const frames: Frame[] = [
    frameOf(root, getComputedStyle(root), containerOf(root), closestTo(root, PRESSABLE)),
  ];
  let steps = 0;
  const shadow = shadowRootOf(root);
  if (shadow) yield { shadow };
  let next = firstIn(frames[0]);
  for (;;) {
    const frame = frames[frames.length - 1];
    if (next === null) {
      frames.pop();
      if (frame.element === frame.container.element) {
        yield finished(frame.container);
        steps = 0;
      }
      if (frames.length === 0) return true;
      const parent = frames[frames.length - 1];
      if (!isIn(frame.element, parent)) return false;
      next = nextIn(parent, frame.element);
      continue;
    }
    if (++steps >= NODES_A_STEP) {
      yield null;
      steps = 0;
      if (!isIn(next, frame)) return false;
    }
    if (!isElement(next)) {
      if (isText(next)) take(next, frame);
      next = nextIn(frame, next);
      continue;
    }
    const element: Element = next;
    const entered = enter(element, frame, fresh);
    const note =
      entered === 'hidden' ? { hidden: element } : isPinned(element, entered) ? { pinned: element } : null;
    if (note) yield note;
    const root = typeof entered === 'object' ? shadowRootOf(element) : null;
    if (root) yield { shadow: root };
    else if (isCustom(element) && matchesSelector(element, ':not(:defined)')) yield { undefined: element };
    if (!isIn(element, frame)) return false;
    if (typeof entered === 'object') {
      frames.push(entered);
      next = firstIn(entered);
    } else {
      next = nextIn(frame, element);
    }
  }
}

function firstIn(frame: Frame): Node | null {
  return frame.assigned ? frame.assigned[0] : firstShownChildOf(frame.element);
}

function nextIn({ assigned }: Frame, node: Node): Node | null {
  return assigned ? (assigned[assigned.indexOf(node) + 1] ?? null) : nextSiblingOf(node);
}

/** Whether the node is still where the walk found it. */
function isIn(node: Node, { assigned, element }: Frame): boolean {
  return assigned ? isConnected(node) : parentElementOf(node) === element;
}

/** Whether an element starts a piece of its own. Elements without a box and inline ones don't. */
export function isBlockLevel(style: CSSStyleDeclaration): boolean {
  return !/^(?:inline|contents|ruby|none)/.test(style.display);
}

/**
 * Whether there is enough to judge: two words with twelve letters, or six characters of a script without
 * spaces, among which a Latin word counts as one. A date is no words, nor is an
 * address alone.
 */
export function isWorthReading(text: string): boolean {
  const start = text.slice(0, 200).replace(DATE, ' ');
  const unspaced = start.match(UNSPACED)?.length ?? 0;
  if (unspaced > 0 && unspaced + (start.match(LATIN)?.length ?? 0) >= 6) return true;
  return (
    (start.match(LETTER)?.length ?? 0) >= 12 && (start.match(WORD)?.length ?? 0) >= 2 && start.includes(' ')
  );
}
const DATE = /\d[年月日时時分秒년월일]/g;
const LETTER = /\p{L}/gu;
const LATIN = /\p{sc=Latin}{2,}/gu;
const WORD = /\p{L}[\p{L}\p{M}\p{N}'’-]*/gu;
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;

/** Whether a text that is all links says what they do ("Share on …", "Home About Help") rather than something. */
function isCaption(text: string, links: number): boolean {
  return wordsIn(text) / links <= 4;
}

function wordsIn(text: string): number {
  return (text.match(WORD)?.length ?? 0) + (text.match(UNSPACED)?.length ?? 0) / 2;
}

/** Whether a text is a name or two and perhaps a date: few words, each with a capital letter, and no sentence. */
function isName(text: string): boolean {
  if (text.length > 60 || /[.!?…:]$/.test(text)) return false;
  // "Page editor: Jonathan Corbet"
  const words = text.replace(/^\S{1,40}(?: \S{1,40})?: /, '').match(WORD) ?? [];
  return words.length <= 4 && words.every((word) => /\p{Lu}/u.test(word) && /\p{Ll}/u.test(word));
}

/** White space folded, at most MAX_TEXT units, no surrogate pair cut in two. */
export function foldText(raw: string): string {
  const folded = raw.replace(/\s+/g, ' ').trim();
  if (folded.length <= MAX_TEXT) return folded;
  const last = folded.charCodeAt(MAX_TEXT - 1);
  return folded.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_TEXT - 1 : MAX_TEXT);
}

/** Decides what to do at an element: walk its children (a frame), or leave it out for good or for now. */
function enter(element: Element, parent: Frame, fresh: Node | undefined): Frame | 'unread' | 'hidden' {
  const { container } = parent;
  if (tagOf(element) === 'br') {
    if (container.raw !== '') container.raw += '\n';
    return 'unread';
  }
  if (matchesSelector(element, UNREAD)) return 'unread';
  const style = getComputedStyle(element);
  if (style.display === 'none') return 'hidden';
  if (style.opacity === '0' || style.contentVisibility === 'hidden') return 'hidden';
  const link = parent.link ?? (matchesSelector(element, PRESSABLE) ? element : null);
  if (!isBlockLevel(style)) return frameOf(element, style, container, link);
  // What floats or is positioned stands beside the text around it, and doesn't cut it in two.
  const isPositioned = style.position === 'absolute' || style.position === 'fixed';
  if (!isPositioned && style.cssFloat === 'none') close(container);
  if (fresh && !holds(fresh, element)) return 'unread';
  if (isPositioned && isTiny(rectOf(element), style)) return 'unread';
  return frameOf(element, style, containerOf(element), link);
}

/** Whether an element keeps its place when the page scrolls, whether it is read or not. */
function isPinned(element: Element, entered: Frame | 'unread' | 'hidden'): boolean {
  if (entered === 'hidden' || BOXLESS.has(tagOf(element))) return false;
  const { position } = typeof entered === 'object' ? entered.style : getComputedStyle(element);
  return position === 'fixed' || position === 'sticky';
}
const BOXLESS = new Set(['br', 'script', 'style', 'head', 'template', 'noscript', 'option']);

function take(node: Text, frame: Frame): void {
  const { container } = frame;
  if (container.raw.length >= MAX_RAW) return;
  frame.shown ??=
    (frame.style.visibility === 'visible' || container.isFolded) && frame.style.fontSize !== '0px';
  if (!frame.shown) return;
  // Cut before anything else is done with it: a node may hold megabytes.
  const data = node.length > MAX_TEXT ? node.substringData(0, MAX_TEXT) : node.data;
  if (/\S/.test(data)) {
    container.nodes.push(node);
    if (frame.link) container.links.add(frame.link);
    else container.isProse ||= /\p{L}/u.test(data);
  } else if (container.raw === '') return;
  container.raw += data;
}

/** Ends the growing passage, and keeps it if there is enough to judge. */
function close(container: Container): void {
  if (container.nodes.length > 0) {
    const text = foldText(container.raw);
    const isMenu = !container.isProse && container.links.size > 0 && isCaption(text, container.links.size);
    const isLabel =
      (isMenu && !matchesSelector(container.element, HEADING)) ||
      (wordsIn(text) <= 2 && matchesSelector(container.element, ROW_LABEL)) ||
      isName(text);
    if (!isLabel && isWorthReading(text)) container.passages.push({ nodes: container.nodes, text });
    container.nodes = [];
    container.links.clear();
    container.isProse = false;
  }
  container.raw = '';
}

function finished(container: Container): Step {
  close(container);
  const { element, passages } = container;
  if (passages.length === 0) return { element, passages, rect: null };
  if (!isPainted(element)) return { hidden: element };
  const rect = rectOf(element);
  return !container.isFolded && isOutOfSight(rect, getComputedStyle(element))
    ? { element, passages: [], rect: null }
    : { element, passages, rect };
}

function isOutOfSight(rect: DOMRect, style: CSSStyleDeclaration): boolean {
  return (
    isTiny(rect, style) ||
    rect.right + scrollX < FAR_LEFT ||
    Number.parseFloat(style.textIndent) < FAR_LEFT / 10
  );
}

/** Clipped to a pixel or less, as text meant for screen readers is. */
function isTiny(rect: DOMRect, style: CSSStyleDeclaration): boolean {
  return (rect.width <= 1 || rect.height <= 1) && style.overflow !== 'visible';
}

function frameOf(
  element: Element,
  style: CSSStyleDeclaration,
  container: Container,
  link: Element | null,
): Frame {
  const shown = tagOf(element) === 'slot' ? nodesIn(element) : [];
  return { element, style, container, shown: null, link, assigned: shown.length > 0 ? shown : null };
}

function containerOf(element: Element): Container {
  const empty = { passages: [], nodes: [], raw: '', links: new Set<Element>(), isProse: false };
  return { element, ...empty, isFolded: isInFold(element) };
}
