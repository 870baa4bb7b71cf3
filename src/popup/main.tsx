import '../protocol/lockdown.ts';
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { EngineClient } from '../protocol/engineClient.ts';
import { words } from '../protocol/words.ts';
import { setPageWords } from '../ui/pageWords.ts';
import { openPageLink } from './pageLink.ts';
import type { Shortcut } from './popup.tsx';
import { Popup } from './popup.tsx';

/** The tab that the popup speaks of: the one it was opened over, or `?tab=ID` when it stands in a tab itself. */
async function whichTab(): Promise<number> {
  const named = new URLSearchParams(location.search).get('tab');
  if (named && /^\d{1,10}$/.test(named)) return Number(named);
  const [active] = await browser.tabs.query({ active: true, currentWindow: true });
  return active?.id ?? browser.tabs.TAB_ID_NONE;
}

/** Whether the tab is in a private window. */
async function isPrivate(tab: number): Promise<boolean> {
  // Without a tab (the popup stands alone) there is nothing that could be private.
  return browser.tabs.get(tab).then(
    ({ incognito }) => incognito,
    () => false,
  );
}

/** Firefox on Android has no shortcuts. The one that opens the popup has no words of its own. */
async function shortcuts(): Promise<Shortcut[]> {
  const commands = (await browser.commands?.getAll()) ?? [];
  return commands
    .filter(({ description }) => description)
    .map(({ description = '', shortcut = '' }) => ({ description, keys: shortcut }));
}

setPageWords(words('extName'));

const tab = await whichTab();
render(
  <Popup
    isPrivate={await isPrivate(tab)}
    openEngine={(onChanged) => new EngineClient({ onChanged })}
    openPage={(onView) => openPageLink(tab, onView)}
    shortcuts={shortcuts}
    openDashboard={() => void browser.runtime.openOptionsPage()}
    openWelcome={() => void browser.tabs.create({ url: browser.runtime.getURL('src/welcome/welcome.html') })}
  />,
  document.body,
);
