import { EngineError } from '../protocol/engineClient.ts';
import { words } from '../protocol/words.ts';

/** What went wrong, in plain words, with what to do next. */
export function trouble(error: unknown): string {
  if (!(error instanceof EngineError)) return words('ui_troubleOther');
  switch (error.code) {
    case 'storage':
      return words('ui_troubleStorage');
    case 'unreachable':
      return words('ui_troubleUnreachable');
    case 'gone':
    case 'closed':
      return words('ui_troubleGone');
    case 'busy':
      return words('ui_troubleBusy');
    case 'unknown-label':
      return words('ui_troubleLabel');
    case 'locked':
      return words('ui_troubleLocked');
    case 'not-kept':
      return words('ui_troubleNotKept');
    case 'unknown':
      return words('ui_troubleUnknown');
    case 'bad-file':
      return words('ui_troubleFile');
    case 'cancelled':
      return words('ui_troubleCancelled');
    default:
      return words('ui_troubleOther');
  }
}
