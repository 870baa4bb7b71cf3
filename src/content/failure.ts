import { words } from '../protocol/words.ts';

/** What a person is told when the engine could not do it. */
export function failure(error: unknown): string {
  switch ((error as { code?: string }).code) {
    case 'storage':
      return words('card_failStorage');
    case 'gone':
    case 'closed':
      return words('card_failGone');
    case 'unknown-label':
      return words('card_failLabel');
    default:
      return words('card_failOther');
  }
}
