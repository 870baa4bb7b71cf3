import { useState } from 'preact/hooks';
import type { TaskInfo } from '../../protocol/verdict.ts';
import { MAX_BATCH } from '../../protocol/verdict.ts';
import { labelName, looksLike, words } from '../../protocol/words.ts';
import { previewsOf, useSpoiling } from '../../ui/spoiling.tsx';
import { startOf } from '../../ui/text.ts';
import type { SectionProps } from '../dashboard.tsx';
import { count } from '../numbers.ts';
import { linesOf } from '../try/lines.ts';
import { useAnswer } from '../useAnswer.ts';
import { teachAll, undoAll } from './teachAll.ts';

/**
 * Texts, one a line, to be taught to a task of one's own: each with what Inkling makes of it now, and with the one first
 * that it would help most to be told of.
 */
export function TeachMany({ info, engine, state, telling }: SectionProps & { info: TaskInfo }) {
  const { task, labels } = info;
  const [pasted, setPasted] = useState('');
  const { mayTeach, question } = useSpoiling([info]);
  const texts = [...new Set(linesOf(pasted))].slice(0, MAX_BATCH);
  const judged = useAnswer(
    async (signal) => {
      if (texts.length === 0) return null;
      const [{ verdicts }, { question }] = await Promise.all([
        engine.request('classify', { texts }, { signal }),
        engine.request('progress', { task, texts }, { signal }),
      ]);
      const rows = texts.map((text, index) => ({
        text,
        verdict: verdicts[index].find((verdict) => verdict.task === task),
        isAsked: question?.text === index,
      }));
      return rows.sort((a, b) => Number(b.isAsked) - Number(a.isAsked));
    },
    [engine, pasted, state.revision],
    telling.fail,
  );

  async function teach(texts: string[], label: string): Promise<void> {
    const given = previewsOf(texts.map((text) => ({ text, task, label })));
    if (!(await mayTeach(engine, given))) return;
    await telling.tell(async () => {
      const ids = await teachAll(
        engine,
        texts.map((text) => ({ text, task, label })),
      );
      const sentence = words('dashboard_taughtMany', count(texts.length), labelName(label, info));
      if (state.settings.storageMode === 'weights') return sentence;
      return {
        sentence,
        undo: async () => {
          await undoAll(engine, ids);
          return words('dashboard_taughtManyUndone', count(texts.length));
        },
      };
    });
  }

  return (
    <div class="own-form">
      {question}
      <label class="whole-line">
        <span class="hint">{words('dashboard_teachTexts', count(MAX_BATCH))}</span>
        <textarea
          dir="auto"
          rows={3}
          value={pasted}
          onInput={(event) => setPasted(event.currentTarget.value)}
        />
      </label>
      {texts.length > 1 && (
        <fieldset class="choice">
          <legend>{words('dashboard_teachAllAs', count(texts.length))}</legend>
          <div class="labels">
            {labels.map((label) => (
              <button key={label} type="button" class="label" onClick={() => void teach(texts, label)}>
                {labelName(label, info)}
              </button>
            ))}
          </div>
        </fieldset>
      )}
      {texts.length > 0 && (
        <ul class="judged">
          {judged?.map(({ text, verdict, isAsked }) => (
            <li key={text} data-mark={verdict?.flagged ?? false}>
              {isAsked && <p class="most-useful">{words('dashboard_mostUseful')}</p>}
              <p class="excerpt" dir="auto">
                {startOf(text, 240)}
              </p>
              <p class="verdict">{verdict ? looksLike(verdict, info) : words('dashboard_taskIsOff')}</p>
              <fieldset class="labels" aria-label={words('dashboard_teachAs', startOf(text))}>
                {labels.map((label) => (
                  <button
                    key={label}
                    type="button"
                    class="label"
                    aria-pressed={verdict?.yours === true && verdict.label === label}
                    onClick={() => void teach([text], label)}
                  >
                    {labelName(label, info)}
                  </button>
                ))}
              </fieldset>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
