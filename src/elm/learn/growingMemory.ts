import type { Exports, Kernels } from '../kernels/kernels.ts';

const PAGE = 65536;

/**
 * Bytes that stay and grow: in the memory of a WebAssembly instance, so that the kernels can run over them where
 * they lie, or in a plain buffer where there are no kernels. Whoever holds one lays it out; growing keeps what
 * was there but detaches every view, so take views anew after `reserve` has said true.
 */
export class GrowingMemory {
  /** The kernels on this memory; null in plain TypeScript. */
  readonly exports: Exports | null;
  readonly #memory: WebAssembly.Memory | null;
  #buffer: ArrayBuffer;

  constructor(kernels: Kernels | null) {
    const space = kernels?.growing() ?? null;
    this.exports = space?.exports ?? null;
    this.#memory = space?.memory ?? null;
    this.#buffer = space?.memory.buffer ?? new ArrayBuffer(0);
  }

  get buffer(): ArrayBuffer {
    return this.#buffer;
  }

  /** Makes room for at least so many bytes; true if it had to grow. */
  reserve(bytes: number): boolean {
    const missing = bytes - this.#buffer.byteLength;
    if (missing <= 0) return false;
    if (this.#memory) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#buffer = this.#memory.buffer;
    } else {
      const grown = new ArrayBuffer(bytes);
      new Uint8Array(grown).set(new Uint8Array(this.#buffer));
      this.#buffer = grown;
    }
    return true;
  }
}
