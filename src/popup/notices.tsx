import type { EngineState } from '../protocol/messages.ts';
import { words } from '../protocol/words.ts';

/** What one should know of how lessons are kept here, when it isn't as usual; nothing otherwise. */
export function Notices({
  state: { storage, settings, limits, trouble },
  mayTeach,
}: {
  state: EngineState;
  mayTeach: boolean;
}) {
  const notices = [
    !mayTeach && words('popup_private'),
    trouble.damaged > 0 && words('popup_damaged', trouble.damaged),
    storage === 'memory' && !trouble.blocked && words('popup_memory'),
    settings.storageMode === 'features' && words('popup_keepsFeatures'),
    settings.storageMode === 'weights' && words('popup_keepsWeights'),
    limits !== null && Object.keys(limits).length > 0 && words('popup_limited'),
  ].filter((notice) => notice !== false);
  return (
    <>
      {notices.map((notice) => (
        <p key={notice} class="notice">
          {notice}
        </p>
      ))}
    </>
  );
}
