import { EngineError } from '../protocol/engineClient.ts';
import { words } from '../protocol/words.ts';

/** What went wrong, in plain words, with what to do next. */
export function trouble(error: unknown): string {
  if (!(error instanceof EngineError)) return words('popup_troubleOther');
  switch (error.code) {
    case 'storage':
      return words('popup_troubleStorage');
    case 'unreachable':
      return words('popup_troubleUnreachable');
    case 'gone':
    case 'closed':
      return words('popup_troubleGone');
    case 'busy':
      return words('popup_troubleBusy');
    case 'unknown-label':
      return words('popup_troubleLabel');
    default:
      return words('popup_troubleOther');
  }
}
