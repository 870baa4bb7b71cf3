import { Head } from '../elm/head/head.ts';
import { Kernels } from '../elm/kernels/kernels.ts';
import { WordTable } from '../elm/text/wordTable.ts';
import { Engine } from './engine.ts';
import { Judge } from './judge.ts';
import { openStore } from './store.ts';
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
  const [store, kernels, words, ...heads] = await Promise.all([
    openStore(),
    bytesOf(fetch(new URL('../elm/kernels/kernels.wasm', import.meta.url)))
      .then(Kernels.compile)
      .catch(withoutKernels),
    bytesOf(fetch(new URL('../../models/words.bin', import.meta.url))),
    bytesOf(fetch(new URL('../../models/spam.bin', import.meta.url))),
    bytesOf(fetch(new URL('../../models/toxicity.bin', import.meta.url))),
    bytesOf(fetch(new URL('../../models/intent.bin', import.meta.url))),
  ]);
  const judge = new Judge(WordTable.fromBytes(words), heads.map(Head.fromBytes), kernels);
  await engine.start(judge, store);
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
