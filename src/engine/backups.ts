import { type Backup, backupFromBytes, backupToBytes } from './backup.ts';
import { sealBytes, unsealBytes } from './sealing.ts';

/**
 * Copies of everything that is kept, for the day on which the database can't be read or is gone: at most one for
 * each of the last three days on which something changed, as files in the browser's private file system, which
 * fails apart from IndexedDB. Each is a backup as it is exported, checked in full when it is read; where texts
 * are not to be kept it is sealed as well, as a whole. A file that was cut off while it was written is no
 * backup, and the one before it is deleted only once it is whole. What the person takes back, forgets or erases
 * must not live on here: {@link drop} is called, and has succeeded, before it is deleted from the database.
 * Only the holdings use this.
 */
export class Backups {
  readonly #folder: FileSystemDirectoryHandle | null;
  readonly #key: () => Promise<CryptoKey>;
  #files: BackupFile[] = [];
  /** What was begun last: a file that is being written must not outlive a drop. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(folder: FileSystemDirectoryHandle | null, key: () => Promise<CryptoKey>) {
    this.#folder = folder;
    this.#key = key;
  }

  /**
   * @param folder where they lie; null where nothing is to be kept in files.
   * @param key what sealed ones are sealed with.
   */
  static async open(
    folder: FileSystemDirectoryHandle | null,
    key: () => Promise<CryptoKey>,
  ): Promise<Backups> {
    const backups = new Backups(folder, key);
    if (!folder) return backups;
    for await (const [name, handle] of folder.entries()) {
      const file = nameOf(name);
      if (!file || handle.kind !== 'file') continue;
      const { size } = await (handle as FileSystemFileHandle).getFile();
      backups.#files.push({ ...file, bytes: size });
    }
    backups.#files.sort(byRevision);
    return backups;
  }

  /** Whether there is a place for them. */
  get areKept(): boolean {
    return this.#folder !== null;
  }

  /** The newest first. */
  get files(): readonly BackupFile[] {
    return this.#files;
  }

  /**
   * Keeps a copy and lets go of those that it makes needless. One that is too large is not kept.
   * @param revision of what is in it: a later one is of more changes.
   * @param isSealed whether it is sealed, as what is in it is in the database.
   * @throws the browser's error when it can't be written; those there were are left then.
   */
  write(backup: Backup, revision: number, isSealed: boolean): Promise<void> {
    const plain = backupToBytes(backup);
    return this.#inTurn(async (folder) => {
      if (plain.length > MAX_BYTES) return;
      const file = { at: backup.at, revision, isSealed, bytes: plain.length };
      const name = fileName(file);
      const bytes = isSealed ? await sealBytes(await this.#key(), SEALED_AS, plain) : plain;
      try {
        const writing = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await writing.write(bytes as Uint8Array<ArrayBuffer>);
        // Only now it is in its place, whole.
        await writing.close();
      } catch (error) {
        await folder.removeEntry(name).catch(() => {});
        throw error;
      }
      this.#files = [file, ...this.#files.filter((other) => fileName(other) !== name)].sort(byRevision);
      await this.#remove(folder, needless(this.#files));
    });
  }

  /** @throws Error that says why it can't be read. */
  async read(file: BackupFile): Promise<Backup> {
    if (!this.#folder) throw new Error('there are no backups');
    const handle = await this.#folder.getFileHandle(fileName(file));
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    return backupFromBytes(file.isSealed ? await unsealBytes(await this.#key(), SEALED_AS, bytes) : bytes);
  }

  /**
   * Deletes those in which something of this revision or a later one could be.
   * @throws the browser's error when one can't be deleted.
   */
  drop(revision = 0): Promise<void> {
    return this.#inTurn((folder) =>
      this.#remove(
        folder,
        this.#files.filter((file) => file.revision >= revision),
      ),
    );
  }

  async #remove(folder: FileSystemDirectoryHandle, gone: readonly BackupFile[]): Promise<void> {
    for (const file of gone) {
      await folder.removeEntry(fileName(file)).catch((error) => {
        if (error?.name !== 'NotFoundError') throw error;
      });
      this.#files = this.#files.filter((other) => other !== file);
    }
  }

  #inTurn(work: (folder: FileSystemDirectoryHandle) => Promise<void>): Promise<void> {
    const folder = this.#folder;
    if (!folder) return Promise.resolve();
    const done = this.#last.then(() => work(folder));
    this.#last = done.catch(() => {});
    return done;
  }
}

export interface BackupFile {
  /** When it was written, milliseconds since 1970. */
  at: number;
  revision: number;
  isSealed: boolean;
  bytes: number;
}

/** One for each of so many days. */
const DAYS = 3;
const DAY = 86_400_000;
/** Of all of them together. */
const MAX_BYTES = 100_000_000;
const SEALED_AS = 'inkling-backup';
const NAME = /^(\d{1,16})-(\d{1,16})\.(inkling|sealed)$/;

function fileName({ at, revision, isSealed }: Omit<BackupFile, 'bytes'>): string {
  return `${at}-${revision}.${isSealed ? 'sealed' : 'inkling'}`;
}

function nameOf(name: string): Omit<BackupFile, 'bytes'> | null {
  const [, at, revision, kind] = NAME.exec(name) ?? [];
  return at === undefined
    ? null
    : { at: Number(at), revision: Number(revision), isSealed: kind === 'sealed' };
}

function byRevision(a: BackupFile, b: BackupFile): number {
  return b.revision - a.revision || b.at - a.at;
}

/** Those that are not the newest of one of the last days, or are too much together. */
function needless(files: readonly BackupFile[]): BackupFile[] {
  const days = new Set<number>();
  let bytes = 0;
  return files.filter((file) => {
    const day = Math.floor(file.at / DAY);
    bytes += file.bytes;
    if (file.bytes === 0 || days.has(day) || days.size === DAYS || bytes > MAX_BYTES) return true;
    days.add(day);
    return false;
  });
}
