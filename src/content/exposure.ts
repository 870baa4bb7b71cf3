/**
 * Whether what we show is really shown. A page can lie over our card, or fade it, so that a person's real
 * click means something else than they think. Where the browser can tell (IntersectionObserver v2), an
 * element is exposed only while nothing covers, fades or distorts it; elsewhere it is taken to be.
 */
export class Exposure {
  readonly #observer: IntersectionObserver;
  readonly #isKnown = 'isVisible' in IntersectionObserverEntry.prototype;
  #isVisible = false;

  constructor(element: Element) {
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
    return !this.#isKnown || this.#isVisible;
  }

  end(): void {
    this.#observer.disconnect();
  }
}
