import { useEffect, useState } from 'preact/hooks';
import type { Classified, EngineState, Settings } from '../protocol/messages.ts';
import { wayOf } from '../protocol/siteRules.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { MAX_TEXT } from '../protocol/verdict.ts';
import { looksLike, words } from '../protocol/words.ts';

/** What a comment section may hold. English, as the shipped heads read it best. */
const TEXTS = [
  'Congratulations, you have won a free cruise! Click the link to claim your prize now.',
  'You silly fool, nobody wants to read your stupid comments.',
  'Could you please put a bench on the north side of the bridge?',
  'Thank you so much to everyone who planted the willows.',
  'I love it, but I’m not sure it will last the winter.',
  'The mill opens its doors on Sunday at ten.',
];

/** A few texts and one's own, judged by the engine, marked as a page would be. */
export function Example({
  state,
  classify,
  onTrouble,
}: {
  state: EngineState;
  classify: (texts: string[]) => Promise<Classified>;
  onTrouble: (error: unknown) => void;
}) {
  const [typed, setTyped] = useState('');
  const [verdicts, setVerdicts] = useState<Verdict[][]>([]);
  const own = typed.trim();

  // Asked again with each keystroke and each change of the engine; an answer that comes too late is dropped.
  useEffect(() => {
    let stale = false;
    classify([...TEXTS, ...(own ? [own] : [])]).then(
      (reply) => !stale && setVerdicts(reply.verdicts),
      (error) => !stale && onTrouble(error),
    );
    return () => {
      stale = true;
    };
  }, [own, state.revision]);

  return (
    <div class="example">
      <ul lang="en" dir="ltr">
        {TEXTS.map((text, index) => (
          <li key={text}>
            <Marked text={text} verdicts={verdicts[index] ?? []} settings={state.settings} />
            <Verdicts verdicts={verdicts[index] ?? []} />
          </li>
        ))}
      </ul>
      <label class="own">
        {words('welcome_own')}
        <textarea
          dir="auto"
          rows={2}
          maxLength={MAX_TEXT}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <Verdicts verdicts={own ? (verdicts[TEXTS.length] ?? []) : []} all />
    </div>
  );
}

/** The text with the line of the first task that flags it, in the way that is chosen for pages. */
function Marked({ text, verdicts, settings }: { text: string; verdicts: Verdict[]; settings: Settings }) {
  const mark = verdicts.find(({ flagged }) => flagged);
  const way = mark && wayOf(settings.tasks[mark.task], mark.label);
  return (
    <p class="excerpt" data-task={mark?.task} data-way={way}>
      {way === 'hide' ? <em lang={words('textLanguage')}>{words('welcome_hidden')}</em> : <span>{text}</span>}
    </p>
  );
}

/** What is said of a text: of a flagged one the flags, of one's own everything. */
function Verdicts({ verdicts, all = false }: { verdicts: Verdict[]; all?: boolean }) {
  return (
    <p class="said" lang={words('textLanguage')} dir={words('textDirection') as 'ltr' | 'rtl'}>
      {verdicts
        .filter(({ flagged, unsure }) => flagged || (all && !unsure))
        .map((verdict) => (
          <span key={verdict.task} data-task={verdict.task} data-mark={verdict.flagged}>
            {looksLike(verdict)}
          </span>
        ))}
    </p>
  );
}
