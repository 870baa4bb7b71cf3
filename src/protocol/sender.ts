import type { Role } from './messages.ts';

/** What the browser says of who sent a message or opened a port (never what the sender says). */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  tab?: { id?: number | undefined } | undefined;
}

/**
 * Who a sender is, or null for one that is not answered: only this extension's own contexts count.
 * A script of ours in a web page is `page`; an extension page or the service worker is `extension`.
 */
export function roleOf(sender: Sender | undefined): Role | null {
  const ownId = chrome.runtime.id;
  if (!sender || !ownId || sender.id !== ownId) return null;
  const url = parse(sender.url);
  if (!url) return null;
  const own = new URL(chrome.runtime.getURL(''));
  if (url.protocol === own.protocol && url.host === own.host) return 'extension';
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  return web && sender.tab !== undefined ? 'page' : null;
}

/** Host name of the page a sender runs in; '' for our own pages. */
export function siteOf(sender: Sender | undefined): string {
  return roleOf(sender) === 'page' ? (parse(sender?.url)?.hostname ?? '') : '';
}

function parse(url: string | undefined): URL | null {
  return url !== undefined && URL.canParse(url) ? new URL(url) : null;
}
