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
  type Run,
  rectOf,
  shadowRootOf,
  tagOf,
} from './dom.ts';
import { isInFold } from './folds.ts';
import { foldText, isName, isPath, isProse, isTelling, isWorthReading, wordsIn } from './textRules.ts';

/**
 * From the DOM to pieces of text. What comes in is an element of the page; what goes out, little by
 * little, is each of its block-level elements with the passages that stand directly in it. A passage is
 * what a reader takes as one piece: the run of text between two block-level boundaries, however many
 * links, spans and line breaks it is cut into. `observe.ts` drives the walk in slices, so the page may
 * change between two steps. Nothing is ever written, and nothing of a form, an editor or hidden text is read.
 */
export interface Passage extends Run {
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
  'head, script, style, noscript, template, code, kbd, samp, svg, math, canvas, iframe, object, embed',
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

/** A link that leads to another place; others are buttons in disguise. */
const ELSEWHERE = 'a[href]:not([href^="#"], [href^="javascript:" i])';

/** What may be short and a link, and is more than the name of a place to go to. */
const HEADING = 'h1, h2, h3, h4, h5, h6';
/** What says in a word or two what the figure beside it is. */
const ROW_LABEL = 'th:has(+ td)';

/** Raw text gathered for one passage at most: folding white space may still halve it. */
const MAX_RAW = 2 * MAX_TEXT;
/** Nodes between two looks at the clock. */
const NODES_A_STEP = 32;
/** Text of one preformatted node that is read; a mail or a page of a report often is one. */
const MAX_PREFORMATTED = 16 * MAX_TEXT;
/** Left of this, in page coordinates, pages put text that only screen readers are to find. */
const FAR_LEFT = -5000;

/** A block-level element whose children are being walked, and the passage that is growing in it. */
interface Container {
  element: Element;
  passages: Passage[];
  nodes: Text[];
  /** Where the passage begins in the first of its nodes, and ends in the last. */
  from: number;
  to: number;
  raw: string;
  /** Links and the like among which the passage's text stands, and how many words stand outside of them. */
  links: Set<Element>;
  wordsOutside: number;
  /** Whether its lines were broken by whoever wrote it. Most of what is so is code. */
  isPreformatted: boolean;
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
      if (isText(next)) {
        yield* take(next, frame);
        if (!isIn(next, frame)) return false;
      }
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
 * Whether a text that is all links says what they do ("Share on …", "Home About Help") rather than something.
 * A headline is one link, and it leads elsewhere.
 */
function isCaption(text: string, links: Set<Element>): boolean {
  const [first] = links;
  const isHeadline = links.size === 1 && isTelling(text) && matchesSelector(first, ELSEWHERE);
  return wordsIn(text) / links.size <= 4 && !isHeadline;
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
  return frameOf(element, style, containerOf(element, container), link);
}

/** Whether an element keeps its place when the page scrolls, whether it is read or not. */
function isPinned(element: Element, entered: Frame | 'unread' | 'hidden'): boolean {
  if (entered === 'hidden' || BOXLESS.has(tagOf(element))) return false;
  const { position } = typeof entered === 'object' ? entered.style : getComputedStyle(element);
  return position === 'fixed' || position === 'sticky';
}
const BOXLESS = new Set(['br', 'script', 'style', 'head', 'template', 'noscript', 'option']);

function* take(node: Text, frame: Frame): Generator<null> {
  const { container } = frame;
  frame.shown ??=
    (frame.style.visibility === 'visible' || container.isFolded) && frame.style.fontSize !== '0px';
  if (!frame.shown) return;
  // Cut before anything else is done with it: a node may hold megabytes.
  const most = container.isPreformatted ? MAX_PREFORMATTED : MAX_TEXT;
  const data = node.length > most ? node.substringData(0, most) : node.data;
  let from = 0;
  if (container.isPreformatted) {
    // An empty line ends a paragraph. A node may hold a whole mail, or a book.
    for (const { index, 0: gap } of data.matchAll(/\n[ \t\r]{0,100}\n\s*/g)) {
      add(node, data, from, index, frame);
      close(container);
      from = index + gap.length;
      yield null;
    }
  }
  add(node, data, from, data.length, frame);
}

/** Lets the passage grow by a part of a node. */
function add(node: Text, data: string, from: number, to: number, { container, link }: Frame): void {
  if (container.raw.length >= MAX_RAW) return;
  const text = data.slice(from, to);
  if (/\S/.test(text)) {
    if (container.nodes.length === 0) container.from = from + text.search(/\S/);
    container.nodes.push(node);
    container.to = to;
    if (link) container.links.add(link);
    else container.wordsOutside += wordsIn(text.slice(0, 50));
  } else if (container.raw === '') return;
  container.raw += text;
}

/** Ends the growing passage, and keeps it if there is enough to judge. */
function close(container: Container): void {
  if (container.nodes.length > 0) {
    const text = foldText(container.raw);
    const { element, nodes, from, to, links, wordsOutside } = container;
    const isMenu =
      links.size > 0 &&
      ((wordsOutside <= (links.size > 1 ? 3 : 0) && isCaption(text, links)) || isPath(text));
    const isLabel =
      (isMenu && !matchesSelector(element, HEADING)) ||
      (wordsIn(text) <= 2 && matchesSelector(element, ROW_LABEL)) ||
      (container.isPreformatted ? !isProse(container.raw) : isName(text));
    if (!isLabel && isWorthReading(text)) container.passages.push({ nodes, from, to, text });
    container.nodes = [];
    links.clear();
    container.wordsOutside = 0;
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

/** @param around the container that it stands in, if the walk came through it. */
function containerOf(element: Element, around?: Container): Container {
  const empty = {
    passages: [],
    nodes: [],
    from: 0,
    to: 0,
    raw: '',
    links: new Set<Element>(),
    wordsOutside: 0,
  };
  const isPreformatted =
    tagOf(element) === 'pre' || (around ? around.isPreformatted : closestTo(element, 'pre') !== null);
  return { element, ...empty, isPreformatted, isFolded: isInFold(element) };
}
