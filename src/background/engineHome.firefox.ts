import browser from 'webextension-polyfill';
import { hostEngine } from '../host/hostEngine.ts';
import { portPair } from '../host/portPair.ts';

/**
 * Where the engine lives in Firefox: in the event page itself, which, other than Chrome's service worker,
 * may start workers. Takes the place of `engineHome.ts` when Firefox's extension is built (vite.config.ts),
 * and is the whole difference between the two. The page is ended when it is idle, and the engine with it;
 * the next message or port starts both again.
 */
const host = hostEngine();
/** Milliseconds; well below the 30 seconds. */
const ACTIVE_EVERY = 20_000;

/**
 * Firefox takes a silent port for idleness, ends this page after 30 seconds, and every open page that is
 * read wakes it again at once, with all the models to read. A call of an extension's API counts as activity:
 * so this page rests when nobody is connected, and only then.
 */
setInterval(() => {
  if (host.hasPorts) void browser.runtime.getPlatformInfo();
}, ACTIVE_EVERY);

/** Whoever asks has woken this page, so the engine is there. */
export async function ensureEngine(): Promise<void> {}

/** A port to the engine. This page can't connect to itself, so it is one that never leaves it. */
export function connectEngine(): chrome.runtime.Port {
  const [ours, engines] = portPair();
  host.accept(engines);
  return ours;
}
