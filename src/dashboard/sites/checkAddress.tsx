import { useState } from 'preact/hooks';
import type { Limits, Settings } from '../../protocol/settings.ts';
import { isPlain, whyUnread } from '../../protocol/siteRules.ts';
import { words } from '../../protocol/words.ts';
import { placeOf } from './siteInput.ts';

/** What the rules say of an address, so that one need not guess. */
export function CheckAddress({ settings, limits }: { settings: Settings; limits: Limits | null }) {
  const [typed, setTyped] = useState('');
  const place = placeOf(typed);
  const why = place && whyUnread(settings, place.site, place.path || '/', Date.now(), limits);
  return (
    <>
      <h3>{words('dashboard_check')}</h3>
      <div class="fields">
        <label class="wide-field">
          <span>{words('dashboard_checkAddress')}</span>
          <input
            type="text"
            dir="ltr"
            spellcheck={false}
            autocapitalize="off"
            placeholder={words('dashboard_checkAddressHint')}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
      </div>
      <p role="status" class="answer-line">
        {why && (
          <>
            {words(`dashboard_why_${why}`)}
            {why === 'on' && isPlain(settings, place.site, place.path || '/') && (
              <> {words('dashboard_whyPlain')}</>
            )}
          </>
        )}
      </p>
    </>
  );
}
