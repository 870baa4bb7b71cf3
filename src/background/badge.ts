import browser from 'webextension-polyfill';
import type { Reading } from '../protocol/siteRules.ts';
import { words } from '../protocol/words.ts';

/**
 * Shows on the toolbar how many pieces a tab has marked.
 * @param flagged null: nothing is read there.
 * @param reads why not, where that is known.
 */
export async function showBadge(tabId: number, flagged: number | null, reads?: Reading): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ tabId, text: badgeText(flagged, reads) }),
    browser.action.setTitle({ tabId, title: badgeTitle(flagged, reads) }),
  ]);
}

/** At most the four characters that fit. Two bars: paused. */
export function badgeText(flagged: number | null, reads?: Reading): string {
  if (flagged === null) return reads === 'paused' ? '||' : '';
  if (flagged === 0) return '';
  return flagged > 999 ? '999+' : String(flagged);
}

/** The toolbar button's name, which a screen reader speaks. */
function badgeTitle(flagged: number | null, reads: Reading = 'site'): string {
  if (flagged === null) return words(`background_badge_${reads}`);
  if (flagged === 0) return words('background_badge_none');
  return words('background_badge_some', flagged);
}
