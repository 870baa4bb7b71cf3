import { Head } from '../elm/head/head.ts';
import { LanguageHead } from '../elm/head/languageHead.ts';
import { Kernels } from '../elm/kernels/kernels.ts';
import { WordTable } from '../elm/text/wordTable.ts';
import { pause } from '../protocol/pause.ts';
import { Backups } from './backups.ts';
import { Engine } from './engine.ts';
import { Judge } from './judge.ts';
import { openStore, type Store } from './store.ts';
import type { FromWorker, ToWorker } from './wire.ts';

/**
 * The engine's worker. It reads the packaged models, opens the store, and hands messages to and from the
 * engine; requests that come before it has started wait. The host page ends it when it says `failed`.
 * The only code of Inkling that fetches anything, and that from its own package.
 */

const post = (message: FromWorker) => globalThis.postMessage(message);
const engine = new Engine((channel, message) => post({ kind: 'message', channel, message }));

globalThis.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'message') engine.receive(data.channel, data.message);
  else if (data.kind === 'open') engine.open(data.channel, data.role, data.site, data.path);
  else if (data.kind === 'close') engine.close(data.channel);
  else post({ kind: 'pong' });
});

start().catch((error: unknown) => post({ kind: 'failed', message: String(error) }));

async function start(): Promise<void> {
  // Each address is a literal, so that it can be seen in the built file that none leads elsewhere.
  const [store, kernels, words, language, ...heads] = await Promise.all([
    openStore(),
    bytesOf(fetch(new URL('../elm/kernels/kernels.wasm', import.meta.url)))
      .then(Kernels.compile)
      .catch(withoutKernels),
    bytesOf(fetch(new URL('../../models/words.bin', import.meta.url))),
    bytesOf(fetch(new URL('../../models/language.bin', import.meta.url))),
    bytesOf(fetch(new URL('../../models/spam.bin', import.meta.url))),
    bytesOf(fetch(new URL('../../models/toxicity.bin', import.meta.url))),
    bytesOf(fetch(new URL('../../models/intent.bin', import.meta.url))),
  ]);
  const shipped = heads.map(Head.fromBytes);
  const backups = await backupsOf(store);
  const judge = new Judge(WordTable.fromBytes(words), shipped, kernels, LanguageHead.fromBytes(language));
  const begin = () =>
    engine.start({ judge, store, backups, heads: shipped, extras: EXTRA_HEADS, now: Date.now, measure });
  await begin();
  if (!store.blocked) return;
  // As soon as nobody else has the database any more, what is kept is read after all.
  while (!(await store.reopened())) await pause(RETRY_EVERY);
  await begin();
}

/** Where lessons don't outlive the window nothing else may. Without a file system there are no backups. */
async function backupsOf(store: Store): Promise<Backups> {
  const key = () => store.key();
  if (store.storage === 'memory') return Backups.open(null, key);
  try {
    const root = await navigator.storage.getDirectory();
    return await Backups.open(await root.getDirectoryHandle('backups', { create: true }), key);
  } catch (error) {
    console.warn('Inkling: no backups:', error);
    return Backups.open(null, key);
  }
}

/** Read when the person wants them; each address is a literal, see above. */
const EXTRA_HEADS = {
  clickbait: () => headOf(fetch(new URL('../../models/clickbait.bin', import.meta.url))),
  emotion: () => headOf(fetch(new URL('../../models/emotion.bin', import.meta.url))),
  sexism: () => headOf(fetch(new URL('../../models/sexism.bin', import.meta.url))),
};

async function headOf(answer: Promise<Response>): Promise<Head> {
  return Head.fromBytes(await bytesOf(answer));
}

const RETRY_EVERY = 3000;

/** What the browser counts: bytes of all that is kept, and what the worker has fetched besides its own package. */
async function measure(): Promise<{ bytes: number | null; requests: number }> {
  const own = `${location.origin}/`;
  const entries = performance.getEntriesByType('resource');
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  return {
    bytes: estimate?.usage ?? null,
    requests: entries.filter(({ name }) => !name.startsWith(own)).length,
  };
}

/** Where WebAssembly or its SIMD is missing or switched off, everything runs in TypeScript: slower, the same. */
function withoutKernels(error: unknown): null {
  console.warn(`Inkling: no WebAssembly (${error})`);
  return null;
}

async function bytesOf(answer: Promise<Response>): Promise<Uint8Array<ArrayBuffer>> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
