import { useState } from 'preact/hooks';
import { EngineError } from '../../protocol/engineClient.ts';
import type { TaskFileInfo } from '../../protocol/messages.ts';
import { MAX_BATCH } from '../../protocol/verdict.ts';
import { labelName, odds, taskName, words } from '../../protocol/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { startOf } from '../../ui/text.ts';
import type { SectionProps } from '../dashboard.tsx';
import { FileButton } from '../fileButton.tsx';
import { base64Of } from '../files.ts';
import { count, percent, size } from '../numbers.ts';
import { linesOf } from '../try/lines.ts';
import { useAnswer } from '../useAnswer.ts';

/** No file of one task is larger. */
const MAX_FILE = 30_000_000;

/** Takes in what somebody else has taught: the file is checked, then shown with what it would flag, and only then kept. */
export function ImportTask(props: SectionProps) {
  const { engine, telling } = props;
  const [picked, setPicked] = useState<{ file: string; name: string; info: TaskFileInfo } | null>(null);

  async function take(file: File): Promise<void> {
    try {
      if (file.size > MAX_FILE) throw new EngineError('bad-file', file.name);
      const base64 = await base64Of(file);
      const info = await engine.request('inspectFile', { file: base64, texts: [] });
      if (info.kind === 'task') setPicked({ file: base64, name: file.name, info });
      else await telling.tell(async () => words('dashboard_isABackup', file.name));
    } catch (error) {
      telling.fail(error);
    }
  }

  return (
    <>
      <FileButton name={words('dashboard_import')} accept=".inkling" take={(file) => void take(file)} />
      {picked && <Preview {...props} {...picked} close={() => setPicked(null)} />}
    </>
  );
}

function Preview({
  file,
  name,
  info,
  engine,
  state,
  telling,
  work,
  close,
}: SectionProps & { file: string; name: string; info: TaskFileInfo; close: () => void }) {
  const [pasted, setPasted] = useState('');
  const [into, setInto] = useState(info.of === 'task' ? '' : (info.into[0] ?? ''));
  // One's own lessons are texts one knows; with what is pasted they show what the file would flag.
  const known = useAnswer(() => engine.request('lessons', { limit: MAX_BATCH }), [engine], telling.fail);
  const texts = [
    ...new Set([...linesOf(pasted), ...(known?.lessons.map(({ text }) => text) ?? [])].filter(Boolean)),
  ].slice(0, MAX_BATCH);
  const flags = useAnswer(
    async (signal) => {
      const found = await engine.request('inspectFile', { file, texts }, { signal });
      return found.kind === 'task' ? found.flags.map((flag) => ({ ...flag, said: texts[flag.text] })) : [];
    },
    [engine, texts.join('\n')],
    telling.fail,
  );

  function take(): void {
    close();
    void work.run(words('dashboard_importing'), async (how) => {
      const as =
        into === ''
          ? ({ kind: 'task', task: `own-${crypto.randomUUID().slice(0, 8)}` } as const)
          : ({ kind: 'into', task: into } as const);
      await engine.request('importFile', { import: crypto.randomUUID(), file, as }, how);
      return words('dashboard_importedTask', info.name);
    });
  }

  return (
    <Dialog title={words('dashboard_import')} close={close}>
      <p>
        {words('dashboard_fileIs', name, info.name, count(info.lessons), size(info.bytes))}{' '}
        {info.accuracy && words('dashboard_fileAccuracy', percent(info.accuracy.share))}
      </p>
      <p class="hint">{words('dashboard_fileStranger')}</p>
      <ul class="label-list" aria-label={words('dashboard_labelsOf', info.name)}>
        {info.labels.map(({ id, name, colour }) => (
          <li key={id}>
            <span class="swatch" aria-hidden="true" style={{ '--pencil': colour }} />
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
      {info.texts.length > 0 && (
        <details>
          <summary>{words('dashboard_fileTexts', count(info.texts.length))}</summary>
          <ul class="preview">
            {info.texts.map(({ text, label }) => (
              <li key={`${label} ${text}`} dir="auto">
                {text}
              </li>
            ))}
          </ul>
        </details>
      )}
      <h3>{words('dashboard_wouldFlag')}</h3>
      <label class="whole-line">
        <span class="hint">{words('dashboard_wouldFlagTexts')}</span>
        <textarea
          dir="auto"
          rows={2}
          value={pasted}
          onInput={(event) => setPasted(event.currentTarget.value)}
        />
      </label>
      <p role="status" class="found">
        {flags && words('dashboard_wouldFlagSum', count(flags.length), count(texts.length))}
      </p>
      {flags && flags.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <ul class="preview" tabIndex={0} aria-label={words('dashboard_wouldFlag')}>
          {flags.map(({ text, label, probability, said }) => (
            <li key={text}>
              <strong>{info.labels.find(({ id }) => id === label)?.name ?? labelName(label)}</strong>{' '}
              {odds(probability)}: <bdi>{startOf(said, 160)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <div class="fields">
        <label>
          <span>{words('dashboard_importAs')}</span>
          <select value={into} onChange={(event) => setInto(event.currentTarget.value)}>
            {info.of === 'task' && <option value="">{words('dashboard_importAsNew')}</option>}
            {info.into.map((task) => (
              <option key={task} value={task}>
                {words(
                  'dashboard_importInto',
                  taskName(
                    task,
                    state.tasks.find((each) => each.task === task),
                  ),
                )}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="actions">
        <button type="button" onClick={close}>
          {words('dashboard_cancel')}
        </button>
        <button type="button" class="primary" onClick={take}>
          {words('dashboard_importTake')}
        </button>
      </div>
    </Dialog>
  );
}
