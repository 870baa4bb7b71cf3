import type { Limits, Settings, SiteRule, TaskSettings } from './settings.ts';
import type { Way } from './verdict.ts';

/**
 * Whether a page is read, and how what is found on it is marked: pure functions of the settings, in one
 * place for content script, popup, background and dashboard. Of several rules that match a page the most
 * specific decides: an exact host before `*.` and a longer before a shorter one, then the longer path.
 */

/** Why a page is read ('on') or not. */
export const READINGS = ['on', 'paused', 'site', 'unlisted', 'click', 'policy'] as const;
export type Reading = (typeof READINGS)[number];

/**
 * @param settings as the engine tells them.
 * @param site host name of the tab's page.
 * @param path its path, beginning with '/'; '' when it isn't known.
 * @param now milliseconds since 1970.
 * @returns whether the page is read without anyone asking for it.
 */
export function readsPage(settings: Settings, site: string, path: string, now: number): boolean {
  return whyUnread(settings, site, path, now) === 'on';
}

/**
 * Like {@link readsPage}, with the reason. In 'click' mode a page is read once it is asked for, unless a
 * rule says otherwise: a person's "not here" holds everywhere, and their "here" as well.
 */
export function whyUnread(
  settings: Settings,
  site: string,
  path: string,
  now: number,
  limits: Limits | null = null,
): Reading {
  if (limits?.sitesOff?.some((off) => matches({ site: off, path: '' }, site, ''))) return 'policy';
  if (settings.pausedUntil !== null && now < settings.pausedUntil) return 'paused';
  const rule = decidingRule(settings.rules, site, path);
  if (rule) return rule.reads ? 'on' : 'site';
  if (settings.where === 'everywhere') return 'on';
  return settings.where === 'listed' ? 'unlisted' : 'click';
}

/**
 * The rule for a part of a site that decides whether a page is read, so that one for the whole site would change
 * nothing; null if there is none.
 */
export function pathRule(settings: Settings, site: string, path: string): SiteRule | null {
  const rule = decidingRule(settings.rules, site, path);
  return rule && rule.path !== '' && rule.site === site ? rule : null;
}

/** Whether everything flagged on the page is to be underlined only. */
export function isPlain(settings: Settings, site: string, path: string): boolean {
  return settings.rules.some((rule) => rule.plain && matches(rule, site, path));
}

/** The way in which what has this label is marked. */
export function wayOf(settings: TaskSettings, label: string): Way {
  return settings.ways?.[label] ?? settings.way;
}

/**
 * The rules with the one for a whole site changed so that the site is read, or isn't. What is read anyway
 * needs no rule.
 * @param plain left as it was if undefined.
 */
export function withSite(
  settings: Settings,
  site: string,
  on: boolean,
  plain: boolean | undefined,
): SiteRule[] {
  const before = settings.rules.find((rule) => rule.site === site && rule.path === '');
  const others = settings.rules.filter((rule) => rule !== before);
  const anyway = readsPage({ ...settings, pausedUntil: null, rules: others }, site, '', 0);
  const reads = on && anyway ? null : on;
  const rule = { site, path: '', reads, plain: plain ?? before?.plain ?? false };
  return rule.reads === null && !rule.plain ? others : [...others, rule];
}

/** The most specific rule on the page that says whether it is read. */
function decidingRule(rules: readonly SiteRule[], site: string, path: string): SiteRule | null {
  let best: SiteRule | null = null;
  for (const rule of rules) {
    if (rule.reads === null || !matches(rule, site, path)) continue;
    if (best === null || isMoreSpecific(rule, best)) best = rule;
  }
  return best;
}

function isMoreSpecific(a: SiteRule, b: SiteRule): boolean {
  const [wideA, wideB] = [a.site.startsWith('*.'), b.site.startsWith('*.')];
  if (wideA !== wideB) return wideB;
  return a.site.length !== b.site.length ? a.site.length > b.site.length : a.path.length > b.path.length;
}

/** Whether a rule is about the page: its path holds for whole segments, so that /news isn't /newspaper. */
function matches(rule: Pick<SiteRule, 'site' | 'path'>, site: string, path: string): boolean {
  const host = rule.site.startsWith('*.')
    ? site === rule.site.slice(2) || site.endsWith(rule.site.slice(1))
    : site === rule.site;
  if (!host || !path.startsWith(rule.path)) return false;
  return (
    rule.path === '' ||
    rule.path.endsWith('/') ||
    path.length === rule.path.length ||
    path[rule.path.length] === '/'
  );
}
