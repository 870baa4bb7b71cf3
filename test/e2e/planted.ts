import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, distOf } from '../../tools/manifest.ts';

/** A script of the built extension, by the context that runs it; `offscreen` in Chrome only. */
export type Script = 'content' | 'popup' | 'offscreen' | 'worker' | 'background';

/**
 * A copy of the built extension that is made worse on purpose: tests that see nothing wrong in the real
 * one must see what is wrong in this one, or they would prove nothing.
 */
export class Planted {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(browser: Browser = 'chrome'): Promise<Planted> {
    const folder = await mkdtemp(join(tmpdir(), 'inkling-planted-'));
    await cp(distOf(browser), folder, { recursive: true });
    return new Planted(folder);
  }

  /** Puts code at the beginning of a script. */
  async plant(script: Script, code: string): Promise<void> {
    const file = join(this.folder, await fileOf(script, this.folder));
    await writeFile(file, `${code}\n${await readFile(file, 'utf8')}`);
  }

  /** Lets the pages of the copy connect to anywhere. */
  loosenPolicy(): Promise<void> {
    return this.#changeManifest((manifest) => {
      const policy = manifest.content_security_policy;
      policy.extension_pages = policy.extension_pages.replace("connect-src 'none'", 'connect-src *');
    });
  }

  async #changeManifest(
    change: (manifest: { content_security_policy: { extension_pages: string } }) => void,
  ): Promise<void> {
    const file = join(this.folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    change(manifest);
    await writeFile(file, JSON.stringify(manifest));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

async function fileOf(script: Script, folder: string): Promise<string> {
  if (script === 'content') return 'src/content/content.iife.js';
  const names = await readdir(join(folder, 'assets'));
  const name = names.find((file) => file.startsWith(script) && file.endsWith('.js'));
  if (!name) throw new Error(`The build has no script of ${script}: ${names.join(', ')}`);
  return `assets/${name}`;
}

/** Heard as an error as soon as a worker with {@link SAY_KERNELS_RUN} has an instance of WebAssembly. */
export const KERNELS_RUN = 'the kernels run';
/** Code for the worker. */
export const SAY_KERNELS_RUN = `
  const Plain = WebAssembly.Instance;
  WebAssembly.Instance = function (...args) {
    setTimeout(() => { throw new Error('${KERNELS_RUN}'); });
    return new Plain(...args);
  };`;
/** Code for the worker, as if its browser had no WebAssembly, or none that knows SIMD. */
export const NO_KERNELS = `WebAssembly.compile = () => Promise.reject(new Error('no kernels here'));`;
