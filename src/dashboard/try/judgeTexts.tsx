import { useEffect, useState } from 'preact/hooks';
import type { EngineReplies } from '../../protocol/messages.ts';
import { MAX_BATCH } from '../../protocol/verdict.ts';
import { looksLike, taskName, words } from '../../protocol/words.ts';
import { startOf } from '../../ui/text.ts';
import type { SectionProps } from '../dashboard.tsx';
import { EvidenceWords } from '../evidenceWords.tsx';
import { FileButton } from '../fileButton.tsx';
import { count, duration } from '../numbers.ts';
import { linesOf, MOST_LINES } from './lines.ts';

/** Milliseconds without a keystroke before the engine is asked. */
const DEBOUNCE = 60;
/** Texts whose verdicts are listed. */
const SHOWN = 100;
const MAX_FILE = 8_000_000;

type Judged = EngineReplies['tryOut']['answers'][number] & { text: string };

/** Pasted texts, or those of a file, a line each: what each is, why, and in how many microseconds. */
export function JudgeTexts({ engine, state, telling, work }: SectionProps) {
  const [pasted, setPasted] = useState('');
  const [judged, setJudged] = useState<Judged[]>([]);
  const lines = linesOf(pasted);

  async function judge(
    texts: string[],
    how: { signal?: AbortSignal; onProgress?: (progress: { done: number; of: number }) => void } = {},
  ): Promise<Judged[]> {
    const answers: Judged[] = [];
    for (let at = 0; at < texts.length && !how.signal?.aborted; at += MAX_BATCH) {
      how.onProgress?.({ done: at, of: texts.length });
      const batch = texts.slice(at, at + MAX_BATCH);
      const reply = await engine.request('tryOut', { texts: batch });
      answers.push(...reply.answers.map((answer, index) => ({ ...answer, text: batch[index] })));
    }
    return answers;
  }

  // What fits into one request is judged as it is typed, and again when the engine has learned something.
  useEffect(() => {
    if (lines.length === 0 || lines.length > MAX_BATCH) {
      if (lines.length === 0) setJudged([]);
      return;
    }
    let stale = false;
    const timer = setTimeout(() => {
      judge(lines).then(
        (answers) => !stale && setJudged(answers),
        (error) => !stale && telling.fail(error),
      );
    }, DEBOUNCE);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [pasted, state.revision]);

  function judgeAll(texts: string[]): void {
    void work.run(words('dashboard_judging'), async (how) => {
      const answers = await judge(texts, how);
      setJudged(answers);
      return words('dashboard_judged', count(answers.length));
    });
  }

  async function take(file: File): Promise<void> {
    if (file.size > MAX_FILE) {
      void telling.tell(async () => words('dashboard_fileTooLarge'));
      return;
    }
    const texts = linesOf(await file.text()).slice(0, MOST_LINES);
    setPasted(texts.join('\n'));
    if (texts.length > MAX_BATCH) judgeAll(texts);
  }

  const flagged = judged.filter(({ verdicts }) => verdicts.some((verdict) => verdict.flagged)).length;
  // Of many together, for a clock that is coarser than one of them.
  const took = judged.reduce((sum, answer) => sum + answer.took, 0) / judged.length;
  const allOff = state.tasks.every(({ task }) => !state.settings.tasks[task]?.on);
  return (
    <section aria-labelledby="judge">
      <h3 id="judge">{words('dashboard_judge')}</h3>
      <textarea
        aria-labelledby="judge"
        aria-describedby="judge-help"
        dir="auto"
        rows={4}
        value={pasted}
        placeholder={words('dashboard_judgeHint')}
        onInput={(event) => setPasted(event.currentTarget.value)}
      />
      <p id="judge-help" class="hint">
        {words('dashboard_judgeHelp', count(MOST_LINES))}
      </p>
      <div class="actions">
        <FileButton
          name={words('dashboard_judgeFile')}
          accept=".txt,.csv,.tsv,text/plain"
          take={(file) => void take(file)}
        />
        {lines.length > MAX_BATCH && (
          <button type="button" class="primary" onClick={() => judgeAll(lines.slice(0, MOST_LINES))}>
            {words('dashboard_judgeAll', count(Math.min(lines.length, MOST_LINES)))}
          </button>
        )}
      </div>
      {allOff && <p class="notice">{words('dashboard_allOff')}</p>}
      {judged.length > 0 && lines.length > 0 && (
        <>
          <p class="found" role="status">
            {words('dashboard_judgedSum', count(judged.length), count(flagged), duration(took / 1000))}
          </p>
          <ul class="judged">
            {judged.slice(0, SHOWN).map((answer, index) => (
              // The same text may stand in two lines, so a place is a name.
              <li key={index}>
                <p class="excerpt" dir="auto">
                  {startOf(answer.text, 240)}
                </p>
                <ul class="verdicts">
                  {answer.verdicts.map((verdict) => {
                    const info = state.tasks.find(({ task }) => task === verdict.task);
                    return (
                      <li key={verdict.task} data-task={verdict.task} data-mark={verdict.flagged}>
                        <span class="hint">{taskName(verdict.task, info)}</span>{' '}
                        <span class="verdict">{looksLike(verdict, info)}</span>
                      </li>
                    );
                  })}
                </ul>
                <EvidenceWords evidence={answer.evidence} />
                <p class="hint">{words('dashboard_took', duration(answer.took / 1000))}</p>
              </li>
            ))}
          </ul>
          {judged.length > SHOWN && (
            <p class="hint">{words('dashboard_judgedMore', count(SHOWN), count(judged.length))}</p>
          )}
        </>
      )}
    </section>
  );
}
