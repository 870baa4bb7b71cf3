import browser, { type Runtime } from 'webextension-polyfill';
import type { FromPage, PagePiece, ToPage } from '../protocol/messages.ts';
import { READINGS } from '../protocol/siteRules.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { isTaskId, SENSITIVITY_STEPS } from '../protocol/verdict.ts';

/**
 * The popup's end of the port to the page in the tab: in come the page's pieces, out go requests to be
 * taken to one. The port closes when the page is left or reloaded; then the link keeps
 * trying until the tab's next page answers. Where no content script answers (browser pages, stores, a page that was
 * open before Inkling was installed) the page is unreadable. A content script lives in the page's
 * process, so what it sends is checked before it is shown.
 */
export type PageView = { readable: false } | ({ readable: true } & FromPage);

export interface PageLink {
  /** Scrolls the page to a piece. */
  goTo(piece: number): void;
  /** Reads the page this once, where nothing is read unasked. */
  readNow(): void;
  /** Loads the page anew, which brings a content script to a page that has none yet. */
  reload(): void;
  close(): void;
}

/** Tells `onView` how the tab's page looks, at once and with each change. */
export function openPageLink(tab: number, onView: (view: PageView) => void): PageLink {
  let port: Runtime.Port | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    const opened = browser.tabs.connect(tab, { name: 'page', frameId: 0 });
    /** Opening the popup is the click that "only when you click" waits for. */
    let isAsked = false;
    port = opened;
    opened.onMessage.addListener((message: unknown) => {
      if (port !== opened || !isFromPage(message)) return;
      if (message.reads === 'click' && !isAsked) {
        isAsked = true;
        opened.postMessage({ readNow: true } satisfies ToPage);
      }
      onView({ readable: true, ...message });
    });
    opened.onDisconnect.addListener(() => {
      // Reading it keeps the browser from logging "Receiving end does not exist".
      void browser.runtime.lastError;
      if (port !== opened) return;
      port = null;
      onView({ readable: false });
      retry = setTimeout(connect, RETRY_AFTER);
    });
  }
  connect();

  return {
    goTo(piece) {
      port?.postMessage({ goTo: piece } satisfies ToPage);
    },
    readNow() {
      port?.postMessage({ readNow: true } satisfies ToPage);
    },
    reload() {
      void browser.tabs.reload(tab);
    },
    close() {
      clearTimeout(retry);
      port?.disconnect();
      port = null;
    },
  };
}

/** Milliseconds until the tab is asked again; a popup is open for seconds, and asking costs nothing. */
const RETRY_AFTER = 400;
const MAX_PIECES = 200;

function isFromPage(message: unknown): message is FromPage {
  const { site, path, on, reads, idle, blocks, inFrames, wouldFlag, pieces } = (message ??
    {}) as Partial<FromPage>;
  return (
    typeof site === 'string' &&
    typeof path === 'string' &&
    typeof on === 'boolean' &&
    (reads === undefined || READINGS.some((each) => each === reads)) &&
    typeof idle === 'boolean' &&
    Number.isSafeInteger(blocks) &&
    Number.isSafeInteger(inFrames) &&
    (wouldFlag === undefined || Object.values(wouldFlag ?? { none: null }).every(isCounts)) &&
    Array.isArray(pieces) &&
    pieces.length <= MAX_PIECES &&
    pieces.every(isPiece)
  );
}

function isCounts(counts: unknown): boolean {
  return Array.isArray(counts) && counts.length === SENSITIVITY_STEPS && counts.every(Number.isSafeInteger);
}

function isPiece(piece: Partial<PagePiece> | null): boolean {
  return (
    Number.isSafeInteger(piece?.id) &&
    typeof piece?.text === 'string' &&
    Array.isArray(piece.verdicts) &&
    piece.verdicts.every(isVerdict)
  );
}

function isVerdict(verdict: Partial<Verdict> | null): boolean {
  return (
    isTaskId(verdict?.task) &&
    typeof verdict?.label === 'string' &&
    typeof verdict.probability === 'number' &&
    typeof verdict.flagged === 'boolean' &&
    typeof verdict.unsure === 'boolean' &&
    typeof verdict.yours === 'boolean'
  );
}
