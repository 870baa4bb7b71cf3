import { useState } from 'preact/hooks';
import type { ExportedFile } from '../../protocol/messages.ts';
import type { TaskInfo } from '../../protocol/verdict.ts';
import { taskName, words } from '../../protocol/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { SectionProps } from '../dashboard.tsx';
import { bytesOf, save } from '../files.ts';
import { count, size } from '../numbers.ts';

/** Saves what a task has learned as a file that others can take in; with the texts of lessons only after they were shown. */
export function ExportTask({ info, engine, telling, work }: SectionProps & { info: TaskInfo }) {
  const [open, setOpen] = useState(false);
  const [withTexts, setWithTexts] = useState(false);
  const [ready, setReady] = useState<ExportedFile | null>(null);
  const name = taskName(info.task, info);

  function close(): void {
    setOpen(false);
    setReady(null);
    setWithTexts(false);
  }

  function make(): void {
    void work.run(words('dashboard_exporting'), async (how) => {
      const file = await engine.request('exportTask', { task: info.task, texts: withTexts }, how);
      if (file.texts.length > 0) {
        setReady(file);
        return '';
      }
      return write(file);
    });
  }

  function write(file: ExportedFile): string {
    save(file.name, bytesOf(file.file), 'application/octet-stream');
    close();
    return words('dashboard_exported', file.name, size(file.bytes));
  }

  return (
    <>
      <div class="actions">
        <button type="button" class="quiet" onClick={() => setOpen(true)}>
          {words('dashboard_export', name)}
        </button>
      </div>
      {open && (
        <Dialog title={words('dashboard_export', name)} close={close}>
          {ready ? (
            <>
              <p>{words('dashboard_exportTexts', count(ready.texts.length))}</p>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
              <ul class="preview" tabIndex={0} aria-label={words('dashboard_exportTextsName')}>
                {ready.texts.map((text) => (
                  <li key={text} dir="auto">
                    {text}
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <>
              <p>{words('dashboard_exportWhat')}</p>
              <label class="check">
                <input
                  type="checkbox"
                  checked={withTexts}
                  onChange={(event) => setWithTexts(event.currentTarget.checked)}
                />
                <span>
                  {words('dashboard_exportWithTexts')}
                  <span class="hint">{words('dashboard_exportWithTextsHelp')}</span>
                </span>
              </label>
            </>
          )}
          <div class="actions">
            <button type="button" onClick={close}>
              {words('dashboard_cancel')}
            </button>
            <button
              type="button"
              class="primary"
              disabled={work.running !== null}
              onClick={() => (ready ? void telling.tell(async () => write(ready)) : make())}
            >
              {words('dashboard_saveFile')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
