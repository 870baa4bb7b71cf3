import '../protocol/lockdown.ts';
import browser from 'webextension-polyfill';
import overlayStyle from '../content/overlay.css?inline';
import { answerBackground } from '../protocol/answer.ts';
import { toPage } from '../protocol/send.ts';
import { isInFrame } from '../protocol/sender.ts';
import { showBadge } from './badge.ts';
import { ensureEngine } from './engineHome.ts';
import { doInPage } from './inPage.ts';
import { offerMenus } from './menus.ts';
import { followPolicy } from './policy.ts';

/**
 * The service worker (Chrome) or event page (Firefox). It keeps the engine at home, shows a tab's count on
 * the toolbar and offers the context menu and the shortcuts. The browser may end it at any moment and start
 * it again with the next event, so it keeps nothing. Only the engine's home listens to ports named "engine":
 * in Chrome that is another page, and they must close when that page dies.
 */
const DASHBOARD = 'src/dashboard/dashboard.html';
const WELCOME = 'src/welcome/welcome.html';

answerBackground({
  async ensureEngine() {
    await ensureEngine();
    return { ready: true };
  },
  async badge({ flagged, reads }, sender) {
    if (sender.tab?.id === undefined) throw new Error('not from a tab');
    if (isInFrame(sender)) {
      const { asked } = await toPage(sender.tab.id, 'frameCount', { frame: sender.frameId!, flagged });
      return { shown: true, asked };
    }
    await showBadge(sender.tab.id, flagged, reads);
    return { shown: true, asked: false };
  },
  async tellFrames(where, sender) {
    if (sender.tab?.id === undefined || isInFrame(sender)) throw new Error('not from the page of a tab');
    await toPage(sender.tab.id, 'followPage', where, null);
    return { told: true };
  },
  async newLabel(_, sender) {
    if (sender.tab?.id === undefined) throw new Error('not from a tab');
    const from = `${sender.tab.id}.${sender.frameId ?? 0}`;
    await browser.tabs.create({ url: browser.runtime.getURL(`${DASHBOARD}#labels?from=${from}`) });
    return { opened: true };
  },
  async overlayStyle() {
    return { css: overlayStyle };
  },
});

// Once, and never again on its own: what Inkling does and where it is to run. Whoever loads it for a test knows.
browser.runtime.onInstalled.addListener(({ reason, temporary }) => {
  if (reason === 'install' && !temporary) void browser.tabs.create({ url: browser.runtime.getURL(WELCOME) });
});

followPolicy();
// Firefox on Android has no context menus, nor keyboard shortcuts: the popup has all that they offer.
if (browser.contextMenus) offerMenus();
browser.commands?.onCommand.addListener((command, tab) => doInPage(command, tab));
