/**
 * Nodes of the page that are remembered but not kept: pages throw them away without our noticing. Each is in
 * it once, in the order in which they came; beyond `most` the oldest is forgotten.
 */
export class WeakList<T extends Node> {
  readonly #references = new Set<WeakRef<T>>();
  readonly #referenceOf = new WeakMap<T, WeakRef<T>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many there are at most; some may be gone. */
  get size(): number {
    return this.#references.size;
  }

  add(node: T): void {
    const reference = this.#referenceOf.get(node) ?? new WeakRef(node);
    this.#referenceOf.set(node, reference);
    this.#references.add(reference);
    dropOldest(this.#references, this.#most);
  }

  has(node: T): boolean {
    return this.#references.has(this.#referenceOf.get(node)!);
  }

  delete(node: T): void {
    this.#references.delete(this.#referenceOf.get(node)!);
  }

  /** Those that are in it now; it may be changed meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (const reference of [...this.#references]) {
      const node = reference.deref();
      if (node) yield node;
      else this.#references.delete(reference);
    }
  }
}

/** Takes the first out of a set or map that has grown too large; says whether it had. */
export function dropOldest<K>(
  collection: { size: number; keys(): Iterable<K>; delete(key: K): unknown },
  most: number,
): boolean {
  if (collection.size <= most) return false;
  const [oldest] = collection.keys();
  collection.delete(oldest);
  return true;
}
