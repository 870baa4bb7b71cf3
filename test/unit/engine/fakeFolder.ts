/**
 * A folder of the browser's private file system, as far as backups use it: a file has what was written once its
 * writer is closed, and nothing before. `dieAt` ends it at its nth step, for ever, as a killed browser would.
 */
export class FakeFolder {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  dieAt = Number.POSITIVE_INFINITY;
  steps = 0;

  /** For those who want the browser's type. */
  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async *entries() {
    for (const name of [...this.files.keys()]) yield [name, this.#file(name)] as const;
  }

  async getFileHandle(name: string, { create = false } = {}) {
    if (!this.files.has(name)) {
      if (!create) throw new DOMException('no such file', 'NotFoundError');
      this.#step();
      this.files.set(name, new Uint8Array());
    }
    return this.#file(name);
  }

  async removeEntry(name: string) {
    this.#step();
    if (!this.files.delete(name)) throw new DOMException('no such file', 'NotFoundError');
  }

  #file(name: string) {
    return {
      kind: 'file',
      getFile: async () => new File([this.files.get(name)!], name),
      createWritable: async () => {
        this.#step();
        let written = new Uint8Array();
        return {
          write: async (bytes: Uint8Array<ArrayBuffer>) => {
            this.#step();
            written = bytes.slice();
          },
          close: async () => {
            this.#step();
            this.files.set(name, written);
          },
        };
      },
    };
  }

  #step(): void {
    if (this.steps++ >= this.dieAt) throw new DOMException('no space', 'QuotaExceededError');
  }
}
