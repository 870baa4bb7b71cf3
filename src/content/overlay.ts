import { toBackground } from '../protocol/send.ts';
import { append, isConnected, make, nextSiblingOf, ownHosts, rectOf, rootElement } from './dom.ts';

/** How often the overlay is put back when the page throws it out. */
const MAX_RETURNS = 5;

/**
 * The one element that we add to a page: a box without size, outside the flow, whose closed shadow root
 * holds badges and card. Its layout is contained, so that nothing in it can move the page or make it
 * longer; what is in it is placed relative to {@link Overlay.origin}. Its style (`overlay.css`) comes from the
 * background when there is something to show, for on most pages there never is; before that it is not in the page.
 */
export class Overlay {
  readonly host = make('div');
  readonly #root = this.host.attachShadow({ mode: 'closed' });
  readonly #signal: AbortSignal;
  readonly #sheet = new CSSStyleSheet();
  #dressing: Promise<void> | null = null;
  /** Whether the style is there, without which nothing has its size. */
  isDressed = false;
  #returns = -1;
  readonly #live = make('p', { class: 'live', role: 'status' });

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    ownHosts.add(this.host);
    this.#root.adoptedStyleSheets = [this.#sheet];
    // The page's shortcuts are not for what is typed in here.
    for (const type of ['keydown', 'keypress', 'keyup']) {
      this.host.addEventListener(type, (event) => event.stopPropagation());
    }
    signal.addEventListener('abort', () => this.host.remove());
  }

  /** Gets the style. Rejects when the background can't be asked; the next call asks again. */
  dress(): Promise<void> {
    this.#dressing ??= toBackground('overlayStyle', {}).then(({ css }) => {
      this.#sheet.replaceSync(css);
      this.isDressed = true;
    });
    this.#dressing.catch(() => {
      this.#dressing = null;
    });
    return this.#dressing;
  }

  /** Puts something into the overlay, and the overlay into the page if it is not there. */
  show(child: HTMLElement): void {
    if (child.getRootNode() !== this.#root) this.#root.append(child);
    this.keep();
  }

  /** Says something to those who hear the page; nothing when there is no background, for then nothing works. */
  say(sentence: string): void {
    const say = () => {
      const isNew = !isConnected(this.#live);
      this.show(this.#live);
      const speak = () => this.#live.replaceChildren(sentence);
      // A region that was not there yet is not listened to; the same sentence twice is to be heard twice.
      this.#live.replaceChildren();
      setTimeout(speak, isNew ? 100 : 20);
    };
    this.dress().then(say, () => {});
  }

  /** Puts the overlay back if the page has removed it, a bounded number of times. */
  keep(): void {
    const root = rootElement();
    if (!root || !this.isDressed || isConnected(this.host)) return;
    if (this.#signal.aborted || this.#returns >= MAX_RETURNS) return;
    this.#returns++;
    append(root, this.host);
  }

  /** Puts the overlay behind all else in the page's tree, and so above all that is as high as it. */
  toEnd(): void {
    const root = rootElement();
    if (root && isConnected(this.host) && nextSiblingOf(this.host)) append(root, this.host);
  }

  /** Where the overlay's own coordinates begin, in the window's. */
  origin(): DOMRect {
    return rectOf(this.host);
  }

  /** What has the focus in the overlay. */
  get focused(): HTMLElement | null {
    return this.#root.activeElement as HTMLElement | null;
  }
}

/** Moves something in the overlay to a place in the window, given where the overlay begins. */
export function moveTo(element: HTMLElement, left: number, top: number, origin: DOMRect): void {
  const at = `translate(${Math.round(left - origin.left)}px, ${Math.round(top - origin.top)}px)`;
  // What stands there already costs nothing.
  if (element.style.transform !== at) element.style.transform = at;
}

export function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
