/**
 * The two ends of a port within one page, as `runtime.connect` makes them between pages: what goes into one
 * comes out of the other, later and as a copy. For the page that is the engine's home and wants to ask it
 * something. The sender is this page, on our own word: nobody else can make such a port.
 */
export function portPair(): [chrome.runtime.Port, chrome.runtime.Port] {
  const a = new End();
  const b = new End();
  a.other = b;
  b.other = a;
  // What a port can do beyond this, nobody at its ends uses.
  return [a as unknown as chrome.runtime.Port, b as unknown as chrome.runtime.Port];
}

class End {
  readonly name = 'engine';
  readonly sender = { id: chrome.runtime.id, url: chrome.runtime.getURL('') };
  readonly onMessage = new Listeners<[message: unknown, port: End]>();
  readonly onDisconnect = new Listeners<[port: End]>();
  other: End | null = null;

  postMessage(message: unknown): void {
    const { other } = this;
    if (!other) throw new Error('Attempting to use a disconnected port object');
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => {
      if (other.other) other.onMessage.call(copy, other);
    });
  }

  /** Tells the other end only, as browsers do. */
  disconnect(): void {
    const { other } = this;
    if (!other) return;
    this.other = null;
    other.other = null;
    queueMicrotask(() => other.onDisconnect.call(other));
  }
}

class Listeners<Args extends unknown[]> {
  readonly #all = new Set<(...args: Args) => void>();

  addListener(listener: (...args: Args) => void): void {
    this.#all.add(listener);
  }

  call(...args: Args): void {
    for (const listener of this.#all) listener(...args);
  }
}
