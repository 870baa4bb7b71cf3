import '../protocol/lockdown.ts';
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { EngineClient } from '../protocol/engineClient.ts';
import { words } from '../protocol/words.ts';
import { setPageWords } from '../ui/pageWords.ts';
import { Welcome } from './welcome.tsx';

setPageWords(words('welcome_title'));

render(
  <Welcome
    openEngine={(onChanged) => new EngineClient({ onChanged })}
    policy={policy()}
    openDashboard={() => void browser.runtime.openOptionsPage()}
  />,
  document.body,
);

/** The rule that the browser holds this very extension to, as the browser knows it. */
function policy(): string {
  const { content_security_policy: pages } = browser.runtime.getManifest();
  return typeof pages === 'object' && pages !== null && 'extension_pages' in pages
    ? String(pages.extension_pages)
    : String(pages ?? '');
}
