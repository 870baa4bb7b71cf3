import browser from 'webextension-polyfill';

/** Shows on the toolbar how many pieces a tab has marked; null: nothing is read there. */
export async function showBadge(tabId: number, flagged: number | null): Promise<void> {
  await Promise.all([
    browser.action.setBadgeText({ tabId, text: badgeText(flagged) }),
    browser.action.setTitle({ tabId, title: badgeTitle(flagged) }),
  ]);
}

/** At most the four characters that fit. */
export function badgeText(flagged: number | null): string {
  if (flagged === null || flagged === 0) return '';
  return flagged > 999 ? '999+' : String(flagged);
}

/** The toolbar button's name, which a screen reader speaks. */
function badgeTitle(flagged: number | null): string {
  if (flagged === null) return browser.i18n.getMessage('background_badge_off');
  if (flagged === 0) return browser.i18n.getMessage('background_badge_none');
  return browser.i18n.getMessage('background_badge_some', [String(flagged)]);
}
