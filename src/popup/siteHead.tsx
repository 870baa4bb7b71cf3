import type { EngineState } from '../protocol/messages.ts';
import { pathRule, whyUnread } from '../protocol/siteRules.ts';
import { words } from '../protocol/words.ts';
import { Switch } from '../ui/switch.tsx';
import { timeName } from '../ui/text.ts';
import type { PageView } from './pageLink.ts';
import type { Actions } from './popup.tsx';

const HOUR = 3_600_000;

/** Which site this is, the switch that says whether Inkling reads it, and the pause of everything. */
export function SiteHead({
  view,
  state,
  mayChange,
  actions,
}: {
  view: PageView | null;
  state: EngineState | null;
  /** Whether a rule for this site may be kept. */
  mayChange: boolean;
  actions: Actions;
}) {
  const site = view?.readable ? view.site : null;
  const path = view?.readable ? view.path : '';
  const now = Date.now();
  const until = state?.settings.pausedUntil ?? null;
  const isPaused = until !== null && now < until;
  // What the switch shows is the site's own rule: a pause is over some time, and changes none.
  const reads =
    site !== null && state
      ? whyUnread({ ...state.settings, pausedUntil: null }, site, path, now, state.limits)
      : null;
  const rule = site !== null && state ? pathRule(state.settings, site, path) : null;
  const name = site ? site + (rule?.path ?? '') : words('popup_thisPage');
  return (
    <header>
      <div class="head">
        <img src="/icons/inkling-48.png" width="24" height="24" alt="" />
        <h1>
          {words('extName')}{' '}
          {site !== null && (
            <span class="site">
              <bdi>{name}</bdi>
            </span>
          )}
        </h1>
        {site !== null && reads !== null && (
          <Switch
            name={words('popup_readSite', name)}
            text={words(reads === 'on' ? 'popup_siteOn' : 'popup_siteOff')}
            on={reads === 'on'}
            disabled={reads === 'policy' || !mayChange}
            set={(on) => (rule ? actions.setRule(rule, on) : actions.setSite(site, on))}
          />
        )}
      </div>
      {rule && reads !== 'policy' && <p class="hint">{words('popup_pathRule', rule.path)}</p>}
      {state && (
        <div class="pause">
          {isPaused ? (
            <>
              <span>{words('popup_paused', timeName(until, now))}</span>
              <button type="button" onClick={() => void actions.pause(null)}>
                {words('popup_resume')}
              </button>
            </>
          ) : (
            <>
              <span>{reads !== null && reads !== 'on' && words(`popup_reads_${reads}`)}</span>
              <button type="button" class="quiet" onClick={() => void actions.pause(Date.now() + HOUR)}>
                {words('popup_pause')}
              </button>
            </>
          )}
        </div>
      )}
    </header>
  );
}
