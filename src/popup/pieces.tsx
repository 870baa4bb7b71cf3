import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Lesson } from '../protocol/messages.ts';
import type { TaskInfo, Verdict } from '../protocol/verdict.ts';
import { labelName, looksLike, words } from '../protocol/words.ts';
import { LabelChoice } from '../ui/labelChoice.tsx';
import { startOf } from '../ui/text.ts';
import type { Finding } from './finding.ts';
import { countByLabel, findings, otherLabels } from './finding.ts';
import type { PageView } from './pageLink.ts';
import type { Actions } from './popup.tsx';

/**
 * What is marked on this page. Each verdict is a line with its answers; one line at a time is in the
 * tab order, the arrows move between lines, and a letter answers: R right, W wrong, U undo. A line that
 * vanishes because of an answer passes the focus on to its neighbour.
 */
export function Pieces({
  view,
  tasks,
  lessons,
  actions,
  goTo,
  reload,
}: {
  view: PageView;
  tasks: TaskInfo[];
  lessons: Lesson[];
  actions: Actions;
  goTo: (piece: number) => void;
  reload: () => void;
}) {
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
  const all = view.on ? findings(view.pieces, tasks) : [];
  return (
    <section>
      <h2 tabIndex={-1} id="pieces">
        {words('popup_onThisPage')}
      </h2>
      {all.length > 0 ? (
        <>
          <Counts all={all} />
          <FindingList all={all} tasks={tasks} lessons={lessons} actions={actions} goTo={goTo} />
          <p class="hint">{words('popup_keys')}</p>
        </>
      ) : (
        <p>{words(!view.idle ? 'popup_reading' : view.on ? 'popup_empty' : 'popup_off')}</p>
      )}
      {view.on && view.inFrames > 0 && <p class="hint">{words('popup_inFrames', view.inFrames)}</p>}
    </section>
  );
}

function Counts({ all }: { all: Finding[] }) {
  const unsure = all.filter(({ verdict }) => !verdict.flagged && !verdict.yours).length;
  return (
    <ul class="counts" aria-label={words('popup_countsName')}>
      {countByLabel(all).map(({ task, label, count }) => (
        <li key={`${task} ${label}`} data-task={task}>
          {words('popup_count', labelName(label), count)}
        </li>
      ))}
      {unsure > 0 && <li>{words('popup_unsureCount', unsure)}</li>}
    </ul>
  );
}

function FindingList({
  all,
  tasks,
  lessons,
  actions,
  goTo,
}: {
  all: Finding[];
  tasks: TaskInfo[];
  lessons: Lesson[];
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

  const lessonOf = ({ piece, verdict }: Finding) =>
    verdict.yours
      ? lessons.find((lesson) => lesson.task === verdict.task && lesson.text === piece.text)
      : undefined;

  function right({ piece, verdict }: Finding): void {
    void actions.teach(piece.text, verdict.task, verdict.label);
  }
  function wrong({ key, piece, verdict }: Finding): void {
    const others = otherLabels(verdict, tasks);
    if (others.length === 1) void actions.teach(piece.text, verdict.task, others[0]);
    else setChoosing(key);
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
    const lesson = lessonOf(finding);
    const letter = letterOf(event);
    if (letter === 'r' && !lesson) right(finding);
    else if (letter === 'w' && !lesson) wrong(finding);
    else if (letter === 'u' && lesson) void actions.undo(lesson);
    else return;
    event.preventDefault();
  }

  const pieces = [...new Set(all.map(({ piece }) => piece))];
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
          <p class="excerpt" id={`piece-${piece.id}`} dir="auto">
            {startOf(piece.text, 160)}
          </p>
          {all.map((finding, index) => {
            if (finding.piece !== piece) return null;
            const { key, verdict } = finding;
            const lesson = lessonOf(finding);
            const tabIndex = index === at ? 0 : -1;
            const nameId = `verdict-${piece.id}-${verdict.task}`;
            return (
              <div
                key={key}
                class="finding"
                data-task={verdict.task}
                data-mark={verdict.flagged}
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
                  {sentence(verdict)}
                </button>
                {lesson ? (
                  <Answer tabIndex={tabIndex} of={nameId} keys="U" onClick={() => void actions.undo(lesson)}>
                    {words('popup_undo')}
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
                    labels={otherLabels(verdict, tasks)}
                    choose={(label) => {
                      setChoosing('');
                      if (label) void actions.teach(piece.text, verdict.task, label);
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

function sentence(verdict: Verdict): string {
  const leans = verdict.unsure && !verdict.flagged && !verdict.yours;
  return leans ? words('popup_unsureLeaning', labelName(verdict.label)) : looksLike(verdict);
}

/** The Latin letter of a key, also on a keyboard that writes another script. */
function letterOf(event: KeyboardEvent): string {
  const letter = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '');
  return letter.toLowerCase();
}

function focusLine(list: HTMLElement | null, index: number, preventScroll = false): void {
  list?.querySelectorAll<HTMLElement>('.verdict')[index]?.focus({ preventScroll });
}
