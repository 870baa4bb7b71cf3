import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState } from '../protocol/messages.ts';
import { words } from '../protocol/words.ts';
import type { Telling } from './telling.tsx';

/**
 * What is wrong with the database, and what one can do about it: that another Inkling has it, or that a backup
 * still has what it has lost. Nothing when all is well.
 */
export function StorageTrouble({
  engine,
  trouble: { blocked, lost },
  tell,
}: {
  engine: Pick<EngineClient, 'request'>;
  trouble: EngineState['trouble'];
  tell: Telling['tell'];
}) {
  function putBack(): void {
    void tell(async () => {
      const { lessons } = await engine.request('putBack', {});
      return words('ui_lostSaidBack', lessons);
    });
  }

  function leave(): void {
    void tell(async () => {
      await engine.request('leaveBackup', {});
      return words('ui_lostSaidLeft');
    });
  }

  return (
    <>
      {blocked && <p class="notice">{words(`ui_blocked_${blocked}`)}</p>}
      {lost && (
        <div class="notice">
          <p>{words('ui_lost', dayOf(lost.at), lost.lessons)}</p>
          <div class="actions">
            <button type="button" onClick={leave}>
              {words('ui_lostLeave')}
            </button>
            <button type="button" class="primary" onClick={putBack}>
              {words('ui_lostPutBack')}
            </button>
          </div>
        </div>
      )}
    </>
  );
}

function dayOf(at: number): string {
  return new Intl.DateTimeFormat(words('textLanguage') || 'en', { dateStyle: 'medium' }).format(at);
}
