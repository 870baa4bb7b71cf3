import intentUrl from '../../models/intent.bin?url';
import spamUrl from '../../models/spam.bin?url';
import toxicityUrl from '../../models/toxicity.bin?url';
import wordsUrl from '../../models/words.bin?url';
import { Head } from '../elm/head/head.ts';
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

/** What is used here of a worker's global object, for which the DOM's types have no name. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

const engine = new Engine((channel, message) => scope.postMessage({ kind: 'message', channel, message }));

scope.onmessage = ({ data }) => {
  if (data.kind === 'message') engine.receive(data.channel, data.message);
  else if (data.kind === 'open') engine.open(data.channel, data.role, data.site);
  else if (data.kind === 'close') engine.close(data.channel);
  else scope.postMessage({ kind: 'pong' });
};

start().catch((error: unknown) => scope.postMessage({ kind: 'failed', message: String(error) }));

async function start(): Promise<void> {
  const [store, words, ...heads] = await Promise.all([
    openStore(),
    read(wordsUrl),
    read(spamUrl),
    read(toxicityUrl),
    read(intentUrl),
  ]);
  const judge = new Judge(WordTable.fromBytes(words), heads.map(Head.fromBytes));
  await engine.start(judge, store);
}

/** The bytes of a file of the package. */
async function read(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
