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
export const parentElementOf = getter<Node, Element | null>(Node.prototype, 'parentElement');
export const isConnected = getter<Node, boolean>(Node.prototype, 'isConnected');
export const nodeType = getter<Node, number>(Node.prototype, 'nodeType');
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
const { contains, compareDocumentPosition, appendChild } = Node.prototype;
const { createElement, createElementNS, createTreeWalker, createRange, elementFromPoint } =
  Document.prototype;

export const isVisibleTab = (): boolean => visibilityOf(document) === 'visible';
export const rootElement = (): HTMLElement | null => rootOf(document);
export const isDesignMode = (): boolean => designModeOf(document) === 'on';
export const activeElement = (): HTMLElement | null => activeOf(document);

export const matchesSelector = (element: Element, selector: string): boolean =>
  matches.call(element, selector);
export const closestTo = (element: Element, selector: string): Element | null =>
  closest.call(element, selector);
export const rectOf = (element: Element): DOMRect => getBoundingClientRect.call(element);
export const holds = (outer: Node, inner: Node): boolean => contains.call(outer, inner);
export const append = (parent: Node, child: Node): void => void appendChild.call(parent, child);

/** Whether the browser would paint the element: it has a box, and nothing above it is see-through. */
export const isPainted = (element: Element): boolean => checkVisibility.call(element, { checkOpacity: true });

/** Lays keyframes over the element's style until the animation is cancelled. */
export const animate = (element: Element, keyframes: Keyframe[]): Animation =>
  play.call(element, keyframes, { duration: 1, fill: 'both' });

/** Whether `a` stands before `b` in the page. */
export const comesBefore = (a: Node, b: Node): boolean =>
  (compareDocumentPosition.call(a, b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;

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

/** Where the text of `nodes` is painted, from the start of the first to the end of the last. */
export function rectOfText(nodes: readonly Text[]): DOMRect {
  const last = nodes[nodes.length - 1];
  if (isHuge(nodes[0]) || isHuge(last)) return rectOf(parentElementOf(nodes[0])!);
  const range = createRange.call(document);
  range.setStart(nodes[0], 0);
  range.setEnd(last, Math.min(last.length, MAX_TEXT));
  return range.getBoundingClientRect();
}

/** Where the first line of a text is painted; null when nothing of it is. */
export function rectOfFirstLine(node: Text): DOMRect | null {
  if (isHuge(node)) {
    const { left, top, width } = rectOf(parentElementOf(node)!);
    return new DOMRect(left, top, width, 20);
  }
  const range = createRange.call(document);
  range.setStart(node, 0);
  range.setEnd(node, Math.min(node.length, MAX_LINE));
  return range.getClientRects()[0] ?? null;
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
  setProperties(element, properties);
  element.append(...children);
  return element;
}

/** A new SVG element of ours; properties as in {@link make}. */
export function makeSvg(tag: string, properties: Properties, ...children: Node[]): SVGElement {
  const element = createElementNS.call(document, 'http://www.w3.org/2000/svg', tag) as SVGElement;
  setProperties(element, properties);
  element.append(...children);
  return element;
}

function setProperties(element: Element, properties: Properties): void {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null)
      element.setAttribute(name, value === true ? '' : String(value));
  }
}
