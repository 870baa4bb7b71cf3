import { useEffect, useState } from 'preact/hooks';
import type { Classified, EngineState } from '../protocol/messages.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { MAX_TEXT } from '../protocol/verdict.ts';
import { labelName, looksLike, taskName, words } from '../protocol/words.ts';
import { pencilOf } from '../ui/text.ts';
import type { Actions } from './popup.tsx';

/** Milliseconds without a keystroke before the engine is asked. */
const DEBOUNCE = 40;

/** A field for any text: what Inkling makes of it as it is typed, and buttons to say what it is. */
export function TryText({
  state,
  mayTeach,
  actions,
  classify,
  onTrouble,
}: {
  state: EngineState;
  mayTeach: boolean;
  actions: Actions;
  classify: (text: string) => Promise<Classified>;
  onTrouble: (error: unknown) => void;
}) {
  const [typed, setTyped] = useState('');
  const [verdicts, setVerdicts] = useState<Verdict[]>([]);
  const text = typed.trim();

  // Asked again with each change of the text or of what the engine knows; an answer that comes after
  // the next change is dropped.
  useEffect(() => {
    if (!text) {
      setVerdicts([]);
      return;
    }
    let stale = false;
    const timer = setTimeout(() => {
      classify(text).then(
        (reply) => !stale && setVerdicts(reply.verdicts[0]),
        (error) => !stale && onTrouble(error),
      );
    }, DEBOUNCE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text, state.revision]);

  const allOff = state.tasks.every(({ task }) => !state.settings.tasks[task].on);
  return (
    <section>
      <h2 id="try">{words('popup_tryText')}</h2>
      <textarea
        aria-labelledby="try"
        dir="auto"
        rows={2}
        maxLength={MAX_TEXT}
        placeholder={words('popup_tryHint')}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {text && allOff && <p>{words('popup_tryNothing')}</p>}
      {text && (
        <ul class="guesses">
          {verdicts.map((verdict) => {
            const { task } = verdict;
            const info = state.tasks.find((each) => each.task === task);
            if (!info) return null;
            const labels = info.labels.includes(info.ordinary)
              ? info.labels
              : [...info.labels, info.ordinary];
            return (
              <li
                key={task}
                class="finding"
                data-task={task}
                data-mark={verdict.flagged}
                data-many={labels.length > 2}
                style={pencilOf(info, verdict.label)}
              >
                <p class="verdict">{looksLike(verdict, info)}</p>
                {mayTeach && verdict.yours && (
                  <button type="button" class="answer" onClick={() => void actions.unteach(text, verdict)}>
                    {words('ui_undo')}
                  </button>
                )}
                {mayTeach && (
                  <fieldset class="labels" aria-label={words('popup_teachAs', taskName(task, info))}>
                    {labels.map((label) => (
                      <button
                        key={label}
                        type="button"
                        class="label"
                        aria-pressed={verdict.yours && verdict.label === label}
                        onClick={() => void actions.teach(text, info, label)}
                      >
                        {labelName(label, info)}
                      </button>
                    ))}
                  </fieldset>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
