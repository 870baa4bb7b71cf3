import { useState } from 'preact/hooks';
import { EngineError } from '../../protocol/engineClient.ts';
import type { BackupInfo } from '../../protocol/messages.ts';
import { words } from '../../protocol/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { SectionProps } from '../dashboard.tsx';
import { FileButton } from '../fileButton.tsx';
import { base64Of, bytesOf, save } from '../files.ts';
import { count, moment, size } from '../numbers.ts';

/** No backup is larger; the engine would refuse it. */
const MAX_FILE = 36_000_000;

/** Everything out, everything in, everything gone. */
export function Moving({ engine, state, telling, work }: SectionProps) {
  const [backup, setBackup] = useState<{ file: string; name: string; info: BackupInfo } | null>(null);
  const [erasing, setErasing] = useState(false);

  function exportAll(): void {
    void work.run(words('dashboard_exporting'), async (how) => {
      const { file, name, bytes } = await engine.request('exportAll', {}, how);
      save(name, bytesOf(file), 'application/octet-stream');
      return words('dashboard_exported', name, size(bytes));
    });
  }

  async function inspect(picked: File): Promise<void> {
    try {
      if (picked.size > MAX_FILE) throw new EngineError('bad-file', picked.name);
      const file = await base64Of(picked);
      const info = await engine.request('inspectFile', { file, texts: [] });
      if (info.kind !== 'everything') {
        await telling.tell(async () => words('dashboard_notABackup', picked.name));
      } else setBackup({ file, name: picked.name, info });
    } catch (error) {
      telling.fail(error);
    }
  }

  function importAll(how: 'merge' | 'replace'): void {
    const file = backup!.file;
    setBackup(null);
    void work.run(words('dashboard_importing'), async (options) => {
      const after = await engine.request('importAll', { file, how }, options);
      return words('dashboard_imported', count(after.lessons));
    });
  }

  return (
    <>
      <h3>{words('dashboard_moving')}</h3>
      <p class="hint">{words('dashboard_movingWhat')}</p>
      <div class="actions">
        <button type="button" disabled={work.running !== null} onClick={exportAll}>
          {words('dashboard_exportAll')}
        </button>
        <FileButton
          name={words('dashboard_importAll')}
          accept=".inkling"
          disabled={work.running !== null}
          take={(file) => void inspect(file)}
        />
        <button
          type="button"
          class="danger"
          disabled={work.running !== null}
          onClick={() => setErasing(true)}
        >
          {words('dashboard_eraseAll')}
        </button>
      </div>
      {backup && (
        <Dialog title={words('dashboard_importAll')} close={() => setBackup(null)}>
          <p>
            {words(
              'dashboard_backupIs',
              backup.name,
              moment(backup.info.at),
              count(backup.info.lessons),
              size(backup.info.bytes),
            )}
          </p>
          {backup.info.tasks.length > 0 && (
            <>
              <p>{words('dashboard_backupTasks')}</p>
              <ul class="preview">
                {backup.info.tasks.map(({ task, name }) => (
                  <li key={task}>
                    <bdi>{name}</bdi>
                  </li>
                ))}
              </ul>
            </>
          )}
          <p class="hint">{words('dashboard_backupChoice', count(state.lessons))}</p>
          <div class="actions">
            <button type="button" onClick={() => setBackup(null)}>
              {words('dashboard_cancel')}
            </button>
            <button type="button" class="danger" onClick={() => importAll('replace')}>
              {words('dashboard_backupReplace')}
            </button>
            <button type="button" class="primary" onClick={() => importAll('merge')}>
              {words('dashboard_backupMerge')}
            </button>
          </div>
        </Dialog>
      )}
      {erasing && (
        <Erase
          lessons={state.lessons}
          close={() => setErasing(false)}
          erase={() => {
            setErasing(false);
            void telling.tell(async () => {
              await engine.request('eraseAll', {});
              return words('dashboard_erased');
            });
          }}
        />
      )}
    </>
  );
}

/** Asks for a word to be typed, for this can't be taken back. */
function Erase({ lessons, close, erase }: { lessons: number; close: () => void; erase: () => void }) {
  const [typed, setTyped] = useState('');
  const word = words('dashboard_eraseWord');
  const isMeant = typed.trim().toLowerCase() === word.toLowerCase();
  return (
    <Dialog title={words('dashboard_eraseAll')} close={close}>
      <p>{words('dashboard_eraseMeans', count(lessons))}</p>
      <div class="fields">
        <label class="wide-field">
          <span>{words('dashboard_eraseType', word)}</span>
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && isMeant && erase()}
          />
        </label>
      </div>
      <div class="actions">
        <button type="button" onClick={close}>
          {words('dashboard_cancel')}
        </button>
        <button type="button" class="danger" disabled={!isMeant} onClick={erase}>
          {words('dashboard_eraseDo')}
        </button>
      </div>
    </Dialog>
  );
}
