import { EngineClient } from '../protocol/engineClient.ts';
import type { EngineParams, EngineReplies, EngineRequest } from '../protocol/messages.ts';
import { connectEngine, ensureEngine } from './engineHome.ts';

/** Asks the engine once, and lets go of it: an open port would keep Firefox's event page awake. */
export async function askEngine<K extends EngineRequest>(
  request: K,
  params: EngineParams<K>,
): Promise<EngineReplies[K]> {
  const client = new EngineClient({ home: { ensureEngine, connectEngine } });
  try {
    return await client.request(request, params);
  } finally {
    client.close();
  }
}
