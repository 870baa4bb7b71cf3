import { hostEngine } from '../host/hostEngine.ts';

/**
 * Where the engine lives in Firefox: in the event page itself, which, other than Chrome's service worker,
 * may start workers. Takes the place of `engineHome.ts` when Firefox's extension is built (vite.config.ts),
 * and is the whole difference between the two. The page is ended when it is idle, and the engine with it;
 * the next message or port starts both again.
 */
hostEngine();

/** Whoever asks has woken this page, so the engine is there. */
export async function ensureEngine(): Promise<void> {}
