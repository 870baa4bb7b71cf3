import type { EngineState } from '../protocol/messages.ts';
import { readsPage } from '../protocol/siteRules.ts';
import { words } from '../protocol/words.ts';
import { Switch } from '../ui/switch.tsx';
import type { PageView } from './pageLink.ts';
import type { Actions } from './popup.tsx';

/** Which site this is, and the switch that says whether Inkling reads it. */
export function SiteHead({
  view,
  state,
  setSite,
}: {
  view: PageView | null;
  state: EngineState | null;
  setSite: Actions['setSite'];
}) {
  const site = view?.readable ? view.site : null;
  const on = site !== null && (!state || readsPage(state.settings, site, '', Date.now()));
  return (
    <header>
      <img src="/icons/inkling-48.png" width="24" height="24" alt="" />
      <h1>
        {words('extName')}{' '}
        {site !== null && (
          <span class="site">
            <bdi>{site || words('popup_thisPage')}</bdi>
          </span>
        )}
      </h1>
      {site !== null && state && (
        <Switch
          name={words('popup_readSite', site || words('popup_thisPage'))}
          text={words(on ? 'popup_siteOn' : 'popup_siteOff')}
          on={on}
          set={(on) => void setSite(site, on)}
        />
      )}
    </header>
  );
}
