import browser from 'webextension-polyfill';
import { askEngine } from './askEngine.ts';
import { doInPage, LABEL_SELECTION, READ_PAGE } from './inPage.ts';

/**
 * Entries in two menus: for selected text of a page, and of the toolbar button. Everything in them can be
 * reached in the popup too, for Firefox on Android has no such menus.
 */
const PAUSE = 'pause';
const HOUR = 3_600_000;

export function offerMenus(): void {
  browser.runtime.onInstalled.addListener(async () => {
    await browser.contextMenus.removeAll();
    browser.contextMenus.create({
      id: LABEL_SELECTION,
      title: browser.i18n.getMessage('background_label_selection'),
      contexts: ['selection'],
      documentUrlPatterns: ['http://*/*', 'https://*/*'],
    });
    browser.contextMenus.create({
      id: READ_PAGE,
      title: browser.i18n.getMessage('background_read_page'),
      contexts: ['action'],
    });
    browser.contextMenus.create({
      id: PAUSE,
      title: browser.i18n.getMessage('background_pause'),
      contexts: ['action'],
    });
  });
  browser.contextMenus.onClicked.addListener((info, tab) => {
    if (info.menuItemId === PAUSE) void pauseOrResume();
    else if (info.menuItemId === LABEL_SELECTION) doInPage(LABEL_SELECTION, tab, info.frameId);
    else if (info.menuItemId === READ_PAGE) doInPage(READ_PAGE, tab);
  });
}

async function pauseOrResume(): Promise<void> {
  try {
    const { settings } = await askEngine('state', {});
    const isPaused = settings.pausedUntil !== null && Date.now() < settings.pausedUntil;
    await askEngine('setOptions', { pausedUntil: isPaused ? null : Date.now() + HOUR });
  } catch (error) {
    console.warn('Inkling: neither paused nor resumed:', error);
  }
}
