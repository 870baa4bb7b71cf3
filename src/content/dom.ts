import { MAX_TEXT } from '../protocol/verdict.ts';

/**
 * The DOM of a page, read so that the page cannot lie. A form with an input named `textContent`, or an
 * image named `body`, hides the property of that name on the form or the document even from an isolated
 * script. So every property of a node or document of the page is read through the getters that are taken
 * from the prototypes here, before any page can matter; `Text` and `Range` objects cannot be clobbered.
 */

function getter<T, V>(prototype: T, name: keyof T): (target: T) => V {
  const get = Object.getOwnPropertyDescriptor(prototype, name)!.get!;
  return (target) => get.call(target) as V;
}

export const parentOf = getter<Node, Node | null>(Node.prototype, 'parentNode');
const lightParentOf = getter<Node, Element | null>(Node.prototype, 'parentElement');
const firstChildOf = getter<Node, Node | null>(Node.prototype, 'firstChild');
export const nextSiblingOf = getter<Node, Node | null>(Node.prototype, 'nextSibling');
const openRootOf = getter<Element, ShadowRoot | null>(Element.prototype, 'shadowRoot');
const hostOf = getter<ShadowRoot, Element>(ShadowRoot.prototype, 'host');
const slotOfElement = getter<Element, HTMLSlotElement | null>(Element.prototype, 'assignedSlot');
const slotOfText = getter<Text, HTMLSlotElement | null>(Text.prototype, 'assignedSlot');
export const isConnected = getter<Node, boolean>(Node.prototype, 'isConnected');
const nodeType = getter<Node, number>(Node.prototype, 'nodeType');
export const tagOf = getter<Element, string>(Element.prototype, 'localName');
const visibilityOf = getter<Document, DocumentVisibilityState>(Document.prototype, 'visibilityState');
const rootOf = getter<Document, HTMLElement | null>(Document.prototype, 'documentElement');
const designModeOf = getter<Document, string>(Document.prototype, 'designMode');
const activeOf = getter<Document, HTMLElement | null>(Document.prototype, 'activeElement');

const {
  matches,
  closest,
  getBoundingClientRect,
  checkVisibility,
  scrollIntoView,
  animate: play,
} = Element.prototype;
const { focus } = HTMLElement.prototype;
const { contains, compareDocumentPosition, appendChild, getRootNode } = Node.prototype;
const { assignedNodes } = HTMLSlotElement.prototype;
const { createElement, createTreeWalker, createRange, elementFromPoint, querySelector } = Document.prototype;

export const isElement = (node: Node): node is Element => nodeType(node) === Node.ELEMENT_NODE;
export const isText = (node: Node): node is Text => nodeType(node) === Node.TEXT_NODE;

/** Whether this is the page itself and not a frame in it. (No page can bend `window.top`.) */
export const isMainFrame = (): boolean => window.top === window;
export const isVisibleTab = (): boolean => visibilityOf(document) === 'visible';
export const rootElement = (): HTMLElement | null => rootOf(document);
export const isDesignMode = (): boolean => designModeOf(document) === 'on';
export const activeElement = (): HTMLElement | null => activeOf(document);

export const matchesSelector = (element: Element, selector: string): boolean =>
  matches.call(element, selector);
export const rectOf = (element: Element): DOMRect => getBoundingClientRect.call(element);
export const append = (parent: Node, child: Node): void => void appendChild.call(parent, child);

/** Whether the browser would paint the element: it has a box, and nothing above it is see-through. */
export const isPainted = (element: Element): boolean => checkVisibility.call(element, { checkOpacity: true });

/** Whether nothing of the page comes after the element, or is in the layer above all others. */
export const isAlone = (element: Element): boolean =>
  nextSiblingOf(element) === null &&
  querySelector.call(document, ':modal, :popover-open, :fullscreen') === null;

/** Lays keyframes over the element's style until the animation is cancelled. */
export const animate = (element: Element, keyframes: Keyframe[]): Animation =>
  play.call(element, keyframes, { duration: 1, fill: 'both' });

/** Firefox's way into closed shadow roots, which only extensions have. */
const anyRootOf = Object.getOwnPropertyDescriptor(Element.prototype, 'openOrClosedShadowRoot')?.get;
/** Elements other than custom ones that can have a shadow root. */
const CAN_HOST = /^(?:article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;

/**
 * The shadow root of an element, a closed one too where the browser lets extensions see it. Asking Chrome for
 * closed ones costs 3 to 10 µs, so it is asked of custom elements, and of others only when they are empty.
 */
export function shadowRootOf(element: Element): ShadowRoot | null {
  if (ownHosts.has(element)) return null;
  const open = openRootOf(element);
  if (open) return open;
  if (anyRootOf) return anyRootOf.call(element) as ShadowRoot | null;
  if (!isCustom(element) && (firstChildOf(element) || !CAN_HOST.test(tagOf(element)))) return null;
  const chromeDom = globalThis.chrome?.dom;
  return chromeDom ? (chromeDom.openOrClosedShadowRoot(element as HTMLElement) as ShadowRoot | null) : null;
}

/** Hosts of shadow roots that are ours and none of the page's. */
export const ownHosts = new WeakSet<Element>();

export const isCustom = (element: Element): boolean => tagOf(element).includes('-');

/** Where the children of an element begin, as they are shown: those of its shadow root, if it has one. */
export const firstShownChildOf = (element: Element): Node | null =>
  firstChildOf(shadowRootOf(element) ?? element);

/** What of the page a slot shows; empty when it shows its own children. */
export const nodesIn = (slot: Element): Node[] => assignedNodes.call(slot as HTMLSlotElement);

/** One step up from a node, out of a shadow root to its host. */
export const above = (node: Node): Node | null =>
  parentOf(node) ?? (node instanceof ShadowRoot ? hostOf(node) : null);

/** The element that a node stands in, the host for what stands directly in a shadow root. */
export const parentElementOf = (node: Node): Element | null => {
  const parent = parentOf(node);
  return parent instanceof ShadowRoot ? hostOf(parent) : lightParentOf(node);
};

/** The element in which a node is shown: the slot, if it has one that can be seen from outside. */
export function shownIn(node: Node): Element | null {
  const slot = isText(node) ? slotOfText(node) : slotOfElement(node as Element);
  return slot ?? parentElementOf(node);
}

/** The host of the shadow root that a node stands in; null for one in the document's own tree. */
function hostAround(node: Node): Element | null {
  const root = getRootNode.call(node);
  return root instanceof ShadowRoot ? hostOf(root) : null;
}

export const isInShadow = (node: Node): boolean => hostAround(node) !== null;

/** The nearest element that matches, from `element` up and out of shadow roots. */
export function closestTo(element: Element, selector: string): Element | null {
  const found = closest.call(element, selector);
  if (found) return found;
  const host = hostAround(element);
  return host && closestTo(host, selector);
}

/** Whether `outer` is `inner` or stands above it, shadow roots included. */
export function holds(outer: Node, inner: Node): boolean {
  if (contains.call(outer, inner)) return true;
  const host = hostAround(inner);
  return host !== null && holds(outer, host);
}

/** Whether `a` stands before `b` in the page; a shadow root's content stands where its host begins. */
export function comesBefore(a: Node, b: Node): boolean {
  const hosts = hostsOf(a);
  for (let other: Node | null = b; other; other = hostAround(other)) {
    const root = getRootNode.call(other);
    const own = hosts.find((one) => getRootNode.call(one) === root);
    if (own) return (compareDocumentPosition.call(own, other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  }
  return false;
}

/** A node, the host of the root that it stands in, the host of that one's root, and so on. */
function hostsOf(node: Node): Node[] {
  const host = hostAround(node);
  return host ? [node, ...hostsOf(host)] : [node];
}

/** Listens to the window for events of several types, with a space between them. */
export function listen(
  types: string,
  listener: (event: Event) => void,
  options: AddEventListenerOptions,
): void {
  for (const type of types.split(' ')) addEventListener(type, listener, options);
}

/** Scrolls everything around the element so that it is in the middle of what can be seen. */
export const scrollTo = (element: Element, isSmooth: boolean): void =>
  scrollIntoView.call(element, { block: 'center', behavior: isSmooth ? 'smooth' : 'instant' });

/** Gives the focus without scrolling. */
export const focusOn = (element: HTMLElement): void => focus.call(element, { preventScroll: true });

/** Whether the reader wants less motion. */
export const wantsLessMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What is topmost at a point of the viewport. */
export const elementAt = (x: number, y: number): Element | null => elementFromPoint.call(document, x, y);

export const walkerOver = (root: Node): TreeWalker =>
  createTreeWalker.call(document, root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);

/** A live range; collapsed when it reaches over the edge of a shadow root. */
export function rangeBetween(start: Node, from: number, end: Node, to: number): Range {
  const range = createRange.call(document);
  range.setStart(start, from);
  range.setEnd(end, to);
  return range;
}

/** A run of text, from a place in the first node to one in the last. */
export interface Run {
  /** In order; blank ones left out. */
  nodes: readonly Text[];
  from: number;
  to: number;
}

/** What of each node belongs to the run, now that the page may have changed it. */
export function partsOf({ nodes, from, to }: Run): Run[] {
  return nodes.map((node, i) => ({
    nodes: [node],
    from: i === 0 ? Math.min(from, node.length) : 0,
    to: Math.min(i === nodes.length - 1 ? to : MAX_TEXT, node.length),
  }));
}

/** Where the text is painted. */
export function rectOfText(run: Run): DOMRect {
  const parts = partsOf(run);
  const [first] = parts[0].nodes;
  const end = parts[parts.length - 1];
  const [last] = end.nodes;
  if (isHuge(first) || isHuge(last)) return rectOf(parentElementOf(first)!);
  const range = rangeBetween(first, parts[0].from, last, end.to);
  // No range reaches over the edge of a shadow root.
  return range.startContainer === first ? range.getBoundingClientRect() : rectAround(parts);
}

function rectAround(parts: readonly Run[]): DOMRect {
  const rects = parts.slice(0, MAX_PARTS).map(rectOfText);
  const left = Math.min(...rects.map((rect) => rect.left));
  const top = Math.min(...rects.map((rect) => rect.top));
  const right = Math.max(...rects.map((rect) => rect.right));
  const bottom = Math.max(...rects.map((rect) => rect.bottom));
  return new DOMRect(left, top, right - left, bottom - top);
}
/** Text nodes of one piece whose places are looked at one by one. */
const MAX_PARTS = 50;

/** Where the first line of a text is painted; null when nothing of it is. */
export function rectOfFirstLine({ nodes: [node], from }: Run): DOMRect | null {
  if (isHuge(node)) {
    const { left, top, width } = rectOf(parentElementOf(node)!);
    return new DOMRect(left, top, width, 20);
  }
  const start = Math.min(from, node.length);
  const end = Math.min(start + MAX_LINE, node.length);
  return rangeBetween(node, start, node, end).getClientRects()[0] ?? null;
}
/** UTF-16 units in which the first visible character of a line is found. */
const MAX_LINE = 500;

/** Whether the browser takes long to place a character of it: 10 MB cost it 80 ms, once for each layout. */
function isHuge(node: Text): boolean {
  return node.length > 200_000;
}

type Properties = Record<string, string | number | boolean | null | ((event: Event) => void)>;

/**
 * A new element of ours. Properties that begin with `on` become listeners, `class` the class name, all
 * others attributes (`true` an empty one; `false` and `null` none). Children are appended as text or nodes.
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = createElement.call(document, tag) as HTMLElementTagNameMap[K];
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/** Gives an element of ours the colour of a label of the person's own, if it is one's. */
export function colour(element: HTMLElement, own: string | null): void {
  if (own) element.style.setProperty('--own', own);
  else element.style.removeProperty('--own');
}
