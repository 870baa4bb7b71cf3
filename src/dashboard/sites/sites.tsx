import { useRef, useState } from 'preact/hooks';
import { EngineError } from '../../protocol/engineClient.ts';
import type { Settings, SiteRule } from '../../protocol/settings.ts';
import { words } from '../../protocol/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { SectionProps } from '../dashboard.tsx';
import { FileButton } from '../fileButton.tsx';
import { save } from '../files.ts';
import { count, moment } from '../numbers.ts';
import { CheckAddress } from './checkAddress.tsx';
import { placeName, placeOf, rulesFile, rulesOf, withChange, without, withRule } from './siteInput.ts';

const WHERE = ['everywhere', 'listed', 'click'] as const satisfies Settings['where'][];
/** Rules that are shown at once. */
const SHOWN = 100;

/** Where Inkling reads: in general, and what is different on which site or below which path. */
export function Sites({ engine, state, telling }: SectionProps) {
  const { where, pausedUntil, rules } = state.settings;
  const { limits } = state;
  const [shown, setShown] = useState(SHOWN);
  const [imported, setImported] = useState<{ name: string; rules: SiteRule[] } | null>(null);

  /** What was asked for last and is not yet the engine's word: the next change builds on it, or it would be lost. */
  const asked = useRef<SiteRule[] | null>(null);

  function setRules(change: (rules: SiteRule[]) => SiteRule[], sentence: string): void {
    const before = asked.current ?? rules;
    const next = change(before);
    asked.current = next;
    void telling.tell(async () => {
      try {
        await engine.request('setOptions', { rules: next });
      } finally {
        if (asked.current === next) asked.current = null;
      }
      return {
        sentence,
        undo: async () => {
          await engine.request('setOptions', { rules: before });
          return words('dashboard_rulesUndone');
        },
      };
    });
  }

  async function take(file: File): Promise<void> {
    const read = file.size > MAX_FILE ? null : rulesOf(await file.text());
    if (read) setImported({ name: file.name, rules: read });
    else telling.fail(new EngineError('bad-file', file.name));
  }

  const isPaused = pausedUntil !== null && pausedUntil > Date.now();
  return (
    <>
      <div class="section-head">
        <h2>{words('dashboard_section_sites')}</h2>
        <p class="hint">{words('dashboard_sitesWhat')}</p>
      </div>
      {isPaused && (
        <p class="notice">
          {words('dashboard_paused', moment(pausedUntil))}{' '}
          <button
            type="button"
            onClick={() =>
              void telling.tell(async () => {
                await engine.request('setOptions', { pausedUntil: null });
                return words('dashboard_pauseEnded');
              })
            }
          >
            {words('dashboard_endPause')}
          </button>
        </p>
      )}
      <fieldset class="sheet choice-list">
        <legend>{words('dashboard_where')}</legend>
        {limits?.where && <p class="hint">{words('dashboard_locked')}</p>}
        {WHERE.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="where"
              checked={where === each}
              disabled={limits?.where !== undefined}
              onChange={() =>
                void telling.tell(async () => {
                  await engine.request('setOptions', { where: each });
                  return words(`dashboard_whereSaid_${each}`);
                })
              }
            />
            <span>
              {words(`dashboard_where_${each}`)}
              <span class="hint">{words(`dashboard_whereHint_${each}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>

      <h3 id="rules">{words('dashboard_rules')}</h3>
      <AddRule
        add={(rule) => setRules((now) => withRule(now, rule), words('dashboard_ruleAdded', placeName(rule)))}
      />
      {rules.length === 0 ? (
        <div class="empty">
          <p>{words('dashboard_rulesNone')}</p>
        </div>
      ) : (
        <ul class="rules" aria-labelledby="rules">
          {rules.slice(0, shown).map((rule) => (
            <Rule
              key={placeName(rule)}
              rule={rule}
              change={(part) =>
                setRules(
                  (now) => withChange(now, rule, part),
                  words('dashboard_ruleChanged', placeName(rule)),
                )
              }
              remove={() =>
                setRules((now) => without(now, rule), words('dashboard_ruleRemoved', placeName(rule)))
              }
            />
          ))}
        </ul>
      )}
      {rules.length > shown && (
        <button type="button" onClick={() => setShown(shown + SHOWN)}>
          {words('dashboard_rulesMore', count(rules.length - shown))}
        </button>
      )}
      {(limits?.sitesOff?.length ?? 0) > 0 && (
        <p class="hint">{words('dashboard_sitesLocked', limits!.sitesOff!.join(', '))}</p>
      )}
      <div class="actions">
        <button
          type="button"
          disabled={rules.length === 0}
          onClick={() => save('inkling-sites.json', rulesFile(rules), 'application/json')}
        >
          {words('dashboard_rulesExport')}
        </button>
        <FileButton name={words('dashboard_rulesImport')} accept=".json" take={(file) => void take(file)} />
      </div>

      <CheckAddress settings={state.settings} limits={limits} />
      {imported && (
        <ImportRules
          name={imported.name}
          rules={imported.rules}
          now={rules}
          close={() => setImported(null)}
          take={(next) => {
            setImported(null);
            setRules(() => next, words('dashboard_rulesImported', count(imported.rules.length)));
          }}
        />
      )}
    </>
  );
}

/** No list of rules is larger. */
const MAX_FILE = 4_000_000;

function Rule({
  rule,
  change,
  remove,
}: {
  rule: SiteRule;
  change: (part: Partial<SiteRule>) => void;
  remove: () => void;
}) {
  const name = placeName(rule);
  return (
    <li class="rule">
      <bdi class="place">{name}</bdi>
      <Reads
        name={words('dashboard_ruleReads', name)}
        reads={rule.reads}
        set={(reads) => change({ reads })}
      />
      <label>
        <input
          type="checkbox"
          checked={rule.plain}
          aria-label={words('dashboard_rulePlainOn', name)}
          onChange={(event) => change({ plain: event.currentTarget.checked })}
        />
        <span aria-hidden="true">{words('dashboard_rulePlain')}</span>
      </label>
      <button type="button" class="quiet" aria-label={words('dashboard_ruleDelete', name)} onClick={remove}>
        {words('dashboard_delete')}
      </button>
    </li>
  );
}

const READS = { yes: true, no: false, same: null } as const;

/** What a rule says about reading. */
function Reads({
  name,
  reads,
  set,
}: {
  name: string;
  reads: boolean | null;
  set: (reads: boolean | null) => void;
}) {
  const now = reads === null ? 'same' : reads ? 'yes' : 'no';
  return (
    <select
      aria-label={name}
      value={now}
      onChange={(event) => set(READS[event.currentTarget.value as keyof typeof READS])}
    >
      <option value="yes">{words('dashboard_reads_yes')}</option>
      <option value="no">{words('dashboard_reads_no')}</option>
      <option value="same">{words('dashboard_reads_same')}</option>
    </select>
  );
}

function AddRule({ add }: { add: (rule: SiteRule) => void }) {
  const [typed, setTyped] = useState('');
  const [reads, setReads] = useState<boolean | null>(false);
  const [wrong, setWrong] = useState(false);

  function submit(): void {
    const place = placeOf(typed);
    setWrong(!place);
    if (!place) return;
    add({ ...place, reads, plain: reads === null });
    setTyped('');
  }

  return (
    <div class="fields">
      <label class="wide-field">
        <span>{words('dashboard_ruleSite')}</span>
        <input
          type="text"
          dir="ltr"
          spellcheck={false}
          autocapitalize="off"
          maxLength={800}
          value={typed}
          placeholder={words('dashboard_ruleSiteHint')}
          aria-invalid={wrong}
          aria-describedby="rule-help"
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setWrong(false);
          }}
          onKeyDown={(event) => event.key === 'Enter' && submit()}
        />
      </label>
      <Reads name={words('dashboard_ruleNewReads')} reads={reads} set={setReads} />
      <button type="button" class="primary" onClick={submit}>
        {words('dashboard_ruleAdd')}
      </button>
      <p id="rule-help" class="hint" role={wrong ? 'alert' : undefined}>
        {words(wrong ? 'dashboard_ruleWrong' : 'dashboard_ruleHelp')}
      </p>
    </div>
  );
}

/** Shows what is in a file of rules before any of it counts. */
function ImportRules({
  name,
  rules,
  now,
  close,
  take,
}: {
  name: string;
  rules: SiteRule[];
  now: SiteRule[];
  close: () => void;
  take: (rules: SiteRule[]) => void;
}) {
  const added = rules.reduce(withRule, now);
  return (
    <Dialog title={words('dashboard_rulesImport')} close={close}>
      <p>{words('dashboard_rulesInFile', name, count(rules.length), count(added.length - now.length))}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ul class="preview" tabIndex={0} aria-label={words('dashboard_rules')}>
        {rules.slice(0, SHOWN).map((rule) => (
          <li key={placeName(rule)}>
            <bdi>{placeName(rule)}</bdi> –{' '}
            {words(`dashboard_reads_${rule.reads === null ? 'same' : rule.reads ? 'yes' : 'no'}`)}
            {rule.plain && `, ${words('dashboard_rulePlain')}`}
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" onClick={close}>
          {words('dashboard_cancel')}
        </button>
        <button type="button" class="danger" onClick={() => take(rules)}>
          {words('dashboard_rulesReplace', count(now.length))}
        </button>
        <button type="button" class="primary" onClick={() => take(added)}>
          {words('dashboard_rulesMerge')}
        </button>
      </div>
    </Dialog>
  );
}
