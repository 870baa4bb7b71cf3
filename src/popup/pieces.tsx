import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { EngineState } from '../protocol/messages.ts';
import { labelName, looksLike, words } from '../protocol/words.ts';
import { LabelChoice } from '../ui/labelChoice.tsx';
import { pencilOf, startOf } from '../ui/text.ts';
import type { Filter, Finding } from './finding.ts';
import { countByLabel, filtered, findings, isUnsure, mostUseful, otherLabels, UNSURE } from './finding.ts';
import type { PageView } from './pageLink.ts';
import type { Actions } from './popup.tsx';

/**
 * What is marked on this page, and what Inkling is unsure of. Each verdict is a line with its answers; one
 * line at a time is in the tab order, the arrows move between lines, and a letter answers: R right, W wrong,
 * U undo. A line that vanishes because of an answer passes the focus on to its neighbour. The counts above
 * the list filter it; one button says of all that is listed that it is fine.
 */
export function Pieces({
  view,
  state,
  mayTeach,
  actions,
  goTo,
  reload,
  readNow,
}: {
  view: PageView;
  state: EngineState;
  mayTeach: boolean;
  actions: Actions;
  goTo: (piece: number) => void;
  reload: () => void;
  readNow: () => void;
}) {
  const [filter, setFilter] = useState<Filter>({ what: '', text: '' });
  if (!view.readable) {
    return (
      <section>
        <h2>{words('popup_unreadable')}</h2>
        <p>{words('popup_unreadableWhy')}</p>
        <button type="button" onClick={reload}>
          {words('popup_reload')}
        </button>
      </section>
    );
  }
  const all = view.on ? findings(view.pieces, state.tasks) : [];
  const shown = filtered(all, filter);
  const open = shown.filter(({ verdict }) => !verdict.yours).length;
  return (
    <section>
      <h2 tabIndex={-1} id="pieces">
        {words('popup_onThisPage')}
      </h2>
      {all.length > 0 ? (
        <>
          <Counts all={all} state={state} filter={filter} setFilter={setFilter} />
          {all.length > SEARCHABLE && (
            <input
              type="search"
              class="filter"
              aria-label={words('popup_filter')}
              placeholder={words('popup_filter')}
              value={filter.text}
              onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
            />
          )}
          {shown.length > 0 ? (
            <FindingList all={shown} mayTeach={mayTeach} actions={actions} goTo={goTo} />
          ) : (
            <p>{words('popup_filterNone')}</p>
          )}
          <div class="below">
            {mayTeach && <p class="hint">{words('popup_keys')}</p>}
            {mayTeach && open > 1 && (
              <button type="button" class="answer" onClick={() => void actions.allFine(shown)}>
                {words('popup_allFine', open)}
              </button>
            )}
          </div>
        </>
      ) : (
        <Empty view={view} readNow={readNow} />
      )}
      {view.on && view.inFrames > 0 && <p class="hint">{words('popup_inFrames', view.inFrames)}</p>}
    </section>
  );
}

/** From so many lines on, words can be looked for in them. */
const SEARCHABLE = 4;

/** In place of the list: why there is none, and what to do. */
function Empty({ view, readNow }: { view: PageView & { readable: true }; readNow: () => void }) {
  if (view.on) return <p>{words(view.idle ? 'popup_empty' : 'popup_reading')}</p>;
  if (view.reads !== 'click')
    return <p>{words(view.reads === 'paused' ? 'popup_offPaused' : 'popup_off')}</p>;
  return (
    <button type="button" onClick={readNow}>
      {words('popup_readNow')}
    </button>
  );
}

/** How many pieces carry each label. Each count is a button that shows only these. */
function Counts({
  all,
  state,
  filter,
  setFilter,
}: {
  all: Finding[];
  state: EngineState;
  filter: Filter;
  setFilter: (filter: Filter) => void;
}) {
  const unsure = all.filter(isUnsure).length;
  const toggle = (what: string) => setFilter({ ...filter, what: filter.what === what ? '' : what });
  return (
    <fieldset class="counts" aria-label={words('popup_countsName')}>
      {countByLabel(all, state.tasks).map(({ info, label, count }) => {
        const what = `${info.task} ${label}`;
        return (
          <button
            key={what}
            type="button"
            class="count"
            data-task={info.task}
            style={pencilOf(info, label)}
            aria-pressed={filter.what === what}
            onClick={() => toggle(what)}
          >
            {words('popup_count', labelName(label, info), count)}
          </button>
        );
      })}
      {unsure > 0 && (
        <button
          type="button"
          class="count"
          aria-pressed={filter.what === UNSURE}
          onClick={() => toggle(UNSURE)}
        >
          {words('popup_unsureCount', unsure)}
        </button>
      )}
    </fieldset>
  );
}

function FindingList({
  all,
  mayTeach,
  actions,
  goTo,
}: {
  all: Finding[];
  mayTeach: boolean;
  actions: Actions;
  goTo: (piece: number) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  /** The line in the tab order, and where it was, in case it goes. */
  const [current, setCurrent] = useState({ key: '', index: 0 });
  const [choosing, setChoosing] = useState('');
  const hasFocus = useRef(false);

  const known = all.findIndex(({ key }) => key === current.key);
  const at = known >= 0 ? known : Math.min(current.index, all.length - 1);

  useLayoutEffect(() => {
    // A button that went away while it had the focus leaves the focus nowhere: give it to the line.
    if (hasFocus.current && document.activeElement === document.body) focusLine(list.current, at, true);
  });
  useLayoutEffect(
    () => () => {
      if (hasFocus.current) document.getElementById('pieces')?.focus();
    },
    [],
  );

  function right({ piece, verdict, info }: Finding): void {
    void actions.teach(piece.text, info, verdict.label);
  }
  function wrong({ key, piece, verdict, info }: Finding): void {
    const others = otherLabels(info, verdict.label);
    if (others.length === 1) void actions.teach(piece.text, info, others[0]);
    else setChoosing(key);
  }
  function undo({ piece, verdict }: Finding): void {
    void actions.unteach(piece.text, verdict);
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLUListElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    // The choice of labels has keys of its own.
    if (event.target.closest('.choice')) return;
    // The line that has the focus now, which a quick key may find before it is drawn as the current one.
    const focused = event.target.closest('.finding');
    const here = [...event.currentTarget.querySelectorAll('.finding')].indexOf(focused as Element);
    if (here < 0) return;
    const moveTo = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (moveTo !== undefined) {
      event.preventDefault();
      focusLine(list.current, Math.max(0, Math.min(all.length - 1, moveTo)));
      return;
    }
    const finding = all[here];
    const { yours } = finding.verdict;
    if (!mayTeach) return;
    const letter = letterOf(event);
    if (letter === 'r' && !yours) right(finding);
    else if (letter === 'w' && !yours) wrong(finding);
    else if (letter === 'u' && yours) undo(finding);
    else return;
    event.preventDefault();
  }

  const pieces = [...new Set(all.map(({ piece }) => piece))];
  const asked = mayTeach ? mostUseful(all)?.piece : undefined;
  return (
    // The keys act on whichever button of the list has the focus; the list itself never takes it.
    <ul
      ref={list}
      class="pieces"
      aria-labelledby="pieces"
      onKeyDown={onKeyDown}
      onFocusIn={() => {
        hasFocus.current = true;
      }}
      onFocusOut={(event) => {
        // Without a next element the focused button was removed; see the effect above.
        if (event.relatedTarget && !list.current?.contains(event.relatedTarget as Node))
          hasFocus.current = false;
      }}
    >
      {pieces.map((piece) => (
        <li key={piece.id}>
          {piece === asked && <p class="hint">{words('popup_mostUseful')}</p>}
          <p class="excerpt" id={`piece-${piece.id}`} dir="auto">
            {startOf(piece.text, 160)}
          </p>
          {all.map((finding, index) => {
            if (finding.piece !== piece) return null;
            const { key, verdict, info } = finding;
            const tabIndex = index === at ? 0 : -1;
            const nameId = `verdict-${piece.id}-${verdict.task}`;
            return (
              <div
                key={key}
                class="finding"
                data-task={verdict.task}
                data-mark={verdict.flagged}
                style={pencilOf(info, verdict.label)}
                onFocusIn={() => setCurrent({ key, index })}
              >
                <button
                  type="button"
                  class="verdict"
                  id={nameId}
                  tabIndex={tabIndex}
                  aria-describedby={`piece-${piece.id}`}
                  title={words('popup_goTo')}
                  onClick={() => goTo(piece.id)}
                >
                  {sentence(finding)}
                </button>
                {!mayTeach ? null : verdict.yours ? (
                  <Answer tabIndex={tabIndex} of={nameId} keys="U" onClick={() => undo(finding)}>
                    {words('ui_undo')}
                  </Answer>
                ) : (
                  <>
                    <Answer tabIndex={tabIndex} of={nameId} keys="R" onClick={() => right(finding)}>
                      {words('popup_right')}
                    </Answer>
                    <Answer tabIndex={tabIndex} of={nameId} keys="W" onClick={() => wrong(finding)}>
                      {words('popup_wrong')}
                    </Answer>
                  </>
                )}
                {choosing === key && (
                  <LabelChoice
                    labels={otherLabels(info, verdict.label)}
                    info={info}
                    choose={(label) => {
                      setChoosing('');
                      if (label) void actions.teach(piece.text, info, label);
                    }}
                  />
                )}
              </div>
            );
          })}
        </li>
      ))}
    </ul>
  );
}

function Answer({
  tabIndex,
  of,
  keys,
  onClick,
  children,
}: {
  tabIndex: number;
  /** Id of the verdict that is answered. */
  of: string;
  keys: string;
  onClick: () => void;
  children: string;
}) {
  return (
    <button
      type="button"
      class="answer"
      tabIndex={tabIndex}
      aria-describedby={of}
      aria-keyshortcuts={keys}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

function sentence(finding: Finding): string {
  const { verdict, info } = finding;
  return isUnsure(finding)
    ? words('popup_unsureLeaning', labelName(verdict.label, info))
    : looksLike(verdict, info);
}

/** The Latin letter of a key, also on a keyboard that writes another script. */
function letterOf(event: KeyboardEvent): string {
  const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '');
  return letter.toLowerCase();
}

function focusLine(list: HTMLElement | null, index: number, preventScroll = false): void {
  list?.querySelectorAll<HTMLElement>('.verdict')[index]?.focus({ preventScroll });
}
