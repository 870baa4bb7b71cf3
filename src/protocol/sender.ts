import type { Role } from './messages.ts';

/** What the browser says of who sent a message or opened a port (never what the sender says). */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  /** 0 for the main frame of the page that a tab shows. */
  frameId?: number | undefined;
  documentLifecycle?: string | undefined;
  tab?: { id?: number | undefined; url?: string | undefined; incognito?: boolean | undefined } | undefined;
}

/**
 * Who a sender is, or null for one that is not answered: only this extension's own contexts count.
 * A script of ours in a web page is `page`, in one of a private window `private`; an extension page or
 * the service worker is `extension`.
 */
export function roleOf(sender: Sender | undefined): Role | null {
  if (isOwnPage(sender)) return 'extension';
  const url = parse(sender?.url);
  if (!sender || !url || !isOwn(sender)) return null;
  if (sender.tab === undefined || !(isWeb(url) || isOwnFrame(sender, url))) return null;
  return sender.tab.incognito ? 'private' : 'page';
}

/** Whether it is a page of the extension or its service worker: all that a script in a web page listens to. */
export function isOwnPage(sender: Sender | undefined): boolean {
  const url = parse(sender?.url);
  if (!url || !isOwn(sender!)) return false;
  const own = new URL(chrome.runtime.getURL(''));
  return url.protocol === own.protocol && url.host === own.host;
}

function isOwn({ id }: Sender): boolean {
  return Boolean(id) && id === chrome.runtime.id;
}

/** Whether it is a frame that a page of the web filled itself, so that it has no web address of its own. */
function isOwnFrame(sender: Sender, { protocol }: URL): boolean {
  const top = parse(sender.tab?.url);
  return isInFrame(sender) && /^(?:about|blob|data):$/.test(protocol) && top !== null && isWeb(top);
}

/**
 * Host name of the page a sender runs in; '' for our own pages. What a person decides for a site holds for
 * the frames in it, wherever they come from, so for a frame it is the host name of its tab's page. (A page
 * that is rendered ahead is in no tab yet, and speaks for itself.)
 */
export function siteOf(sender: Sender | undefined): string {
  return pageOf(sender)?.hostname ?? '';
}

/** Path of that page when the sender last told the browser; '' for our own pages. */
export function pathOf(sender: Sender | undefined): string {
  return pageOf(sender)?.pathname ?? '';
}

function pageOf(sender: Sender | undefined): URL | null {
  const role = sender ? roleOf(sender) : null;
  if (!sender || role === null || role === 'extension') return null;
  const isFrame = isInFrame(sender) && (sender.documentLifecycle ?? 'active') === 'active';
  const top = isFrame ? parse(sender.tab?.url) : null;
  return top && isWeb(top) ? top : parse(sender.url);
}

/** Whether a sender is a frame inside a page. */
export function isInFrame({ frameId = 0 }: Sender): boolean {
  return frameId !== 0;
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

function parse(url: string | undefined): URL | null {
  return url !== undefined && URL.canParse(url) ? new URL(url) : null;
}
