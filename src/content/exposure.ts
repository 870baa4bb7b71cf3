import { isAlone, rootElement } from './dom.ts';

/**
 * Whether what we show is really shown. A page can lie over our card, or fade it, so that a person's real
 * click means something else than they think. Where the browser can tell (IntersectionObserver v2), an
 * element is exposed only while nothing covers, fades or distorts it. Elsewhere (Firefox) we look for what
 * a page would have to do for that: only the root element can fade or bend our host, and only what comes
 * after the host in the page or is in the browser's top layer can lie over it.
 */
export class Exposure {
  readonly #observer: IntersectionObserver;
  readonly #isKnown = 'isVisible' in IntersectionObserverEntry.prototype;
  readonly #host: Element;
  #isVisible = false;

  /**
   * @param element what is to be seen.
   * @param host the element of the page in whose shadow root it is.
   */
  constructor(element: Element, host: Element) {
    this.#host = host;
    const options: IntersectionObserverInit & { trackVisibility: boolean; delay: number } = {
      trackVisibility: true,
      // The least that the specification allows, in milliseconds.
      delay: 100,
    };
    this.#observer = new IntersectionObserver((entries) => {
      const { isVisible } = entries[entries.length - 1] as IntersectionObserverEntry & { isVisible: boolean };
      this.#isVisible = isVisible;
    }, options);
    this.#observer.observe(element);
  }

  get isExposed(): boolean {
    return this.#isKnown ? this.#isVisible : isUntouched() && isAlone(this.#host);
  }

  end(): void {
    this.#observer.disconnect();
  }
}

/** What a page can do to all that is in it, our host included, and what each is when nothing was done. */
const UNTOUCHED = {
  opacity: '1',
  filter: 'none',
  transform: 'none',
  rotate: 'none',
  scale: 'none',
  translate: 'none',
  maskImage: 'none',
  clipPath: 'none',
  mixBlendMode: 'normal',
} as const;

function isUntouched(): boolean {
  const root = rootElement();
  if (!root) return false;
  const style = getComputedStyle(root);
  return Object.entries(UNTOUCHED).every(([name, value]) => style[name as keyof typeof UNTOUCHED] === value);
}
