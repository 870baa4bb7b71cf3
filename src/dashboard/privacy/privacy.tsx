import { useEffect, useState } from 'preact/hooks';
import privacyText from '../../../PRIVACY.md?raw';
import type { StorageMode } from '../../protocol/settings.ts';
import { words } from '../../protocol/words.ts';
import { Confirm } from '../../ui/dialog.tsx';
import type { SectionProps } from '../dashboard.tsx';
import { count, day, listed, size } from '../numbers.ts';
import { PackagedText } from '../packagedText.tsx';
import { useAnswer } from '../useAnswer.ts';
import { Moving } from './moving.tsx';
import { useRequestsOutside } from './outside.ts';

const MODES = ['texts', 'features', 'weights'] as const satisfies StorageMode[];
const HALF_LIVES = [30, 90, 180, 365];
/** Milliseconds between two looks at what the engine counts. */
const LOOK_EVERY = 4000;

/** What is kept of the person's, in which form and how much; what left the device (nothing); how to take it all away. */
export function Privacy({ engine, state, telling, work }: SectionProps) {
  const { storageMode, halfLifeDays, countFound } = state.settings;
  const [mode, setMode] = useState<StorageMode | null>(null);
  const [looks, setLooks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setLooks((now) => now + 1), LOOK_EVERY);
    return () => clearInterval(timer);
  }, []);
  const usage = useAnswer(
    () => engine.request('usage', {}),
    [engine, state.revision, looks],
    // It is asked again in a moment; what is wrong with the engine is told by what the person does.
    () => {},
  );
  const ofPage = useRequestsOutside();
  const lock = state.limits?.storageMode;

  function convert(mode: StorageMode): void {
    void work.run(words('dashboard_converting'), async (how) => {
      await engine.request('setStorageMode', { mode }, how);
      return words(`dashboard_modeSaid_${mode}`);
    });
  }

  return (
    <>
      <div class="section-head">
        <h2>{words('dashboard_section_privacy')}</h2>
        <p class="hint">{words('dashboard_privacyWhat')}</p>
      </div>
      <dl class="figures">
        <div>
          <dt>{words('dashboard_requests')}</dt>
          <dd>
            {usage ? count(usage.requests + ofPage) : '–'}
            <span class="hint">
              {usage && words('dashboard_requestsOf', count(usage.requests), count(ofPage))}
            </span>
          </dd>
        </div>
        <div>
          <dt>{words('dashboard_size')}</dt>
          <dd>
            <bdi>{usage?.bytes == null ? '–' : size(usage.bytes)}</bdi>
          </dd>
        </div>
      </dl>
      <p class="hint">{words('dashboard_requestsHow')}</p>

      <h3>{words('dashboard_kept')}</h3>
      {usage && (
        <ul class="kept">
          <li>{words('dashboard_keptLessons', count(usage.lessons), count(usage.replaced))}</li>
          <li>{words('dashboard_keptTasks', count(usage.tasks), count(usage.imports))}</li>
          <li>{words('dashboard_keptFound', count(usage.found))}</li>
          <li>{words('dashboard_keptSettings')}</li>
          <li>
            {usage.backups.length > 0
              ? words(
                  'dashboard_keptBackups',
                  listed(usage.backups.map(({ at, bytes }) => `${day(at)} (${size(bytes)})`)),
                )
              : words('dashboard_keptNoBackups')}
          </li>
        </ul>
      )}
      {state.trouble.damaged > 0 && (
        <p class="notice">{words('dashboard_damaged', count(state.trouble.damaged))}</p>
      )}
      <PackagedText name={words('dashboard_privacyText')} text={privacyText} />

      <fieldset class="sheet choice-list">
        <legend>{words('dashboard_mode')}</legend>
        {lock && <p class="hint">{words('dashboard_locked')}</p>}
        {MODES.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="mode"
              checked={storageMode === each}
              disabled={lock !== undefined || work.running !== null}
              onChange={() => setMode(each)}
            />
            <span>
              {words(`dashboard_mode_${each}`)}
              <span class="hint">{words(`dashboard_modeHint_${each}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>

      <div class="sheet fields">
        <label>
          <span>{words('dashboard_fading')}</span>
          <select
            value={halfLifeDays === null ? '' : String(halfLifeDays)}
            aria-describedby="fading-help"
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              const halfLifeDays = chosen === '' ? null : Number(chosen);
              void telling.tell(async () => {
                await engine.request('setOptions', { halfLifeDays });
                return halfLifeDays === null
                  ? words('dashboard_fadingSaidOff')
                  : words('dashboard_fadingSaid', count(halfLifeDays));
              });
            }}
          >
            <option value="">{words('dashboard_fadingOff')}</option>
            {[...new Set([...HALF_LIVES, ...(halfLifeDays === null ? [] : [halfLifeDays])])]
              .sort((a, b) => a - b)
              .map((days) => (
                <option key={days} value={days}>
                  {words('dashboard_fadingDays', count(days))}
                </option>
              ))}
          </select>
        </label>
        <p id="fading-help" class="hint">
          {words('dashboard_fadingHelp')}
        </p>
      </div>

      <div class="sheet">
        <label class="check">
          <input
            type="checkbox"
            checked={countFound}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              void telling.tell(async () => {
                await engine.request('setOptions', { countFound: on });
                return words(on ? 'dashboard_countingSaidOn' : 'dashboard_countingSaidOff');
              });
            }}
          />
          <span>
            {words('dashboard_counting')}
            <span class="hint">{words('dashboard_countingHelp')}</span>
          </span>
        </label>
        <div class="actions">
          <button
            type="button"
            disabled={usage?.found === 0}
            onClick={() =>
              void telling.tell(async () => {
                await engine.request('forgetFound', {});
                return words('dashboard_countsForgotten');
              })
            }
          >
            {words('dashboard_forgetCounts')}
          </button>
        </div>
      </div>

      <Moving engine={engine} state={state} telling={telling} work={work} />
      {mode && (
        <Confirm
          title={words(`dashboard_mode_${mode}`)}
          consequence={words(`dashboard_modeMeans_${mode}`)}
          action={words('dashboard_convert')}
          act={() => convert(mode)}
          close={() => setMode(null)}
        />
      )}
    </>
  );
}
