import type { SiteRule } from '../../protocol/settings.ts';

/** Reads what a person types for a site, and files of rules. What can't be one is refused, never guessed. */

export type Place = Pick<SiteRule, 'site' | 'path'>;

/**
 * The site and path that a person means: "example.org", "https://example.org/news?x=1", "*.example.org".
 * Null if it is no address. The path of a whole site is ''.
 */
export function placeOf(typed: string): Place | null {
  const text = typed.trim().replace(/^https?:\/\//i, '');
  const wide = text.startsWith('*.');
  const address = `https://${wide ? text.slice(2) : text}`;
  if (text === '' || /[\s@\\]/.test(text) || !URL.canParse(address)) return null;
  const { hostname, pathname } = new URL(address);
  const site = wide ? `*.${hostname}` : hostname;
  if (!/[a-z0-9]/i.test(hostname) || hostname.includes('*') || site.length > 253 || pathname.length > 512) {
    return null;
  }
  return { site, path: pathname === '/' ? '' : pathname };
}

/** A place as it is shown and typed. */
export function placeName({ site, path }: Place): string {
  return `${site}${path}`;
}

/** The rules with this one among them, in the place of one for the same place, or at the end. */
export function withRule(rules: readonly SiteRule[], rule: SiteRule): SiteRule[] {
  const at = rules.findIndex((other) => samePlace(other, rule));
  return at < 0 ? [...rules, rule] : rules.map((other, index) => (index === at ? rule : other));
}

/** The rules with part of one changed. */
export function withChange(rules: readonly SiteRule[], place: Place, part: Partial<SiteRule>): SiteRule[] {
  return rules.map((rule) => (samePlace(rule, place) ? { ...rule, ...part } : rule));
}

export function without(rules: readonly SiteRule[], place: Place): SiteRule[] {
  return rules.filter((other) => !samePlace(other, place));
}

function samePlace(a: Place, b: Place): boolean {
  return a.site === b.site && a.path === b.path;
}

/** A file of rules, which {@link rulesOf} reads. */
export function rulesFile(rules: readonly SiteRule[]): string {
  return `${JSON.stringify({ inkling: 'site rules', version: 1, rules }, null, 2)}\n`;
}

/**
 * The rules in a file. A file from elsewhere may hold anything: unless each rule is whole and none is too much it is
 * refused, with null. (The engine checks them once more.)
 */
export function rulesOf(file: string): SiteRule[] | null {
  let content: unknown;
  try {
    content = JSON.parse(file);
  } catch {
    return null;
  }
  const { inkling, version, rules } = (content ?? {}) as Record<string, unknown>;
  if (inkling !== 'site rules' || version !== 1 || !Array.isArray(rules) || rules.length > 2000) return null;
  const read: SiteRule[] = [];
  for (const rule of rules as (Partial<SiteRule> | null)[]) {
    const { site, path, reads, plain } = rule ?? {};
    if (typeof site !== 'string' || typeof path !== 'string' || typeof plain !== 'boolean') return null;
    if (reads !== null && typeof reads !== 'boolean') return null;
    const place = placeOf(`${site}${path}`);
    if (!place || place.site !== site || place.path !== path) return null;
    read.push({ site, path, reads, plain });
  }
  return read;
}
