import type { Share } from '../protocol/verdict.ts';
import { words } from '../protocol/words.ts';
import { count, percent } from './numbers.ts';

/** A share with how far it can be trusted: "18 of 20; between 70 % and 97 % with more of the same". */
export function shareOf({ right, of, low, high }: Share): string {
  return words('dashboard_shareOf', count(right), count(of), percent(low), percent(high));
}
