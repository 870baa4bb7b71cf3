/**
 * Where the engine lives in Chrome: an offscreen page, the one context of an extension that stays open
 * and may start workers. Firefox has no such page; its event page will start the worker itself.
 */
const PAGE = 'src/offscreen/offscreen.html';

let opening: Promise<void> | null = null;

/** Resolves when the offscreen page is there. Two at once would make the second `createDocument` reject. */
export function ensureEngine(): Promise<void> {
  opening ??= open().finally(() => {
    opening = null;
  });
  return opening;
}

/** A port to the engine. */
export function connectEngine(): chrome.runtime.Port {
  return chrome.runtime.connect({ name: 'engine' });
}

async function open(): Promise<void> {
  if (await isOpen()) return;
  try {
    await chrome.offscreen.createDocument({
      url: PAGE,
      reasons: [chrome.offscreen.Reason.WORKERS],
      justification: 'Runs the text classifier in a worker, so that no page is slowed down.',
    });
  } catch (error) {
    // A service worker that was killed meanwhile may have left one half open.
    if (!(await isOpen())) throw error;
  }
}

async function isOpen(): Promise<boolean> {
  const contexts = await chrome.runtime.getContexts({
    contextTypes: [chrome.runtime.ContextType.OFFSCREEN_DOCUMENT],
  });
  return contexts.length > 0;
}
