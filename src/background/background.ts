import '../protocol/lockdown.ts';
import browser from 'webextension-polyfill';
import { answerBackground } from '../protocol/answer.ts';
import { toPage } from '../protocol/send.ts';
import { showBadge } from './badge.ts';
import { ensureEngine } from './engineHome.ts';

/**
 * The service worker (Chrome) or event page (Firefox). It keeps the engine at home, shows a tab's count on
 * the toolbar and offers the context menu. The browser may end it at any moment and start it again with the
 * next event, so it keeps nothing. Only the engine's home listens to ports named "engine": in Chrome that is
 * another page, and they must close when that page dies.
 */
const LABEL_SELECTION = 'label-selection';

answerBackground({
  async ensureEngine() {
    await ensureEngine();
    return { ready: true };
  },
  async badge({ flagged }, sender) {
    if (sender.tab?.id === undefined) throw new Error('not from a tab');
    await showBadge(sender.tab.id, flagged);
    return { shown: true };
  },
});

// Firefox on Android has no context menus; there the popup's "Try a text" is the way to label any text.
if (browser.contextMenus) offerMenu();

function offerMenu(): void {
  browser.runtime.onInstalled.addListener(async () => {
    await browser.contextMenus.removeAll();
    browser.contextMenus.create({
      id: LABEL_SELECTION,
      title: browser.i18n.getMessage('background_label_selection'),
      contexts: ['selection'],
      documentUrlPatterns: ['http://*/*', 'https://*/*'],
    });
  });

  browser.contextMenus.onClicked.addListener((info, tab) => {
    if (info.menuItemId !== LABEL_SELECTION || tab?.id === undefined) return;
    toPage(tab.id, 'labelSelection', {}).catch((error: unknown) => {
      // A page opened before Inkling was installed has no script of ours until it is loaded again.
      console.info('the selection could not be labelled:', error);
    });
  });
}
