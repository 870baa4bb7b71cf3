import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../src/protocol/defaults.ts';
import type { Settings, SiteRule } from '../../../src/protocol/settings.ts';
import { isPlain, pathRule, readsPage, wayOf, whyUnread, withSite } from '../../../src/protocol/siteRules.ts';

const NOW = 1_700_000_000_000;
const rule = (site: string, reads: boolean | null, path = '', plain = false): SiteRule => ({
  site,
  path,
  reads,
  plain,
});
const settings = (rules: SiteRule[], more: Partial<Settings> = {}): Settings => ({
  ...defaultSettings(),
  rules,
  ...more,
});

describe('whether a page is read', () => {
  test.each<[string, SiteRule[], string, string, boolean]>([
    ['no rule', [], 'a.test', '/', true],
    ['a rule for the site', [rule('a.test', false)], 'a.test', '/x', false],
    ['… and not for one below it', [rule('a.test', false)], 'b.a.test', '/', true],
    ['a rule for a host and all below', [rule('*.a.test', false)], 'b.a.test', '/', false],
    ['… the host itself too', [rule('*.a.test', false)], 'a.test', '/', false],
    ['… and no host that only ends alike', [rule('*.a.test', false)], 'bada.test', '/', true],
    [
      'an exact host before a wide one',
      [rule('*.a.test', false), rule('b.a.test', true)],
      'b.a.test',
      '/',
      true,
    ],
    ['a path', [rule('a.test', false, '/news')], 'a.test', '/news/today', false],
    ['… whole segments only', [rule('a.test', false, '/news')], 'a.test', '/newspaper', true],
    [
      '… the longer one decides',
      [rule('a.test', false), rule('a.test', true, '/ok')],
      'a.test',
      '/ok/1',
      true,
    ],
    ['a path that is not known', [rule('a.test', false, '/news')], 'a.test', '', true],
    ['a rule that says nothing of reading', [rule('a.test', null, '', true)], 'a.test', '/', true],
  ])('%s', (_, rules, site, path, reads) => {
    expect(readsPage(settings(rules), site, path, NOW)).toBe(reads);
  });

  test('a rule for a part of the site is named where it decides, and nowhere else', () => {
    const part = rule('a.test', false, '/news');
    const rules = settings([part, rule('a.test', true), rule('*.b.test', false, '/news')]);
    expect(pathRule(rules, 'a.test', '/news/today')).toBe(part);
    expect(pathRule(rules, 'a.test', '/')).toBeNull();
    // A rule for the host itself comes before a wide one, so switching the site is enough.
    expect(pathRule(rules, 'c.b.test', '/news')).toBeNull();
  });

  test('only where a rule says so', () => {
    const listed = settings([rule('a.test', true)], { where: 'listed' });
    expect(whyUnread(listed, 'a.test', '/', NOW)).toBe('on');
    expect(whyUnread(listed, 'b.test', '/', NOW)).toBe('unlisted');
  });

  test('only when asked, and never against a rule', () => {
    const click = settings([rule('a.test', false)], { where: 'click' });
    expect(whyUnread(click, 'b.test', '/', NOW)).toBe('click');
    expect(whyUnread(click, 'a.test', '/', NOW)).toBe('site');
  });

  test('not during a pause, and again when it has ended', () => {
    const paused = settings([], { pausedUntil: NOW + 1 });
    expect(whyUnread(paused, 'a.test', '/', NOW)).toBe('paused');
    expect(readsPage(paused, 'a.test', '/', NOW + 1)).toBe(true);
  });

  test('a policy is named as the reason', () => {
    const limits = { sitesOff: ['*.a.test'] };
    expect(whyUnread(settings([]), 'b.a.test', '/', NOW, limits)).toBe('policy');
    expect(whyUnread(settings([]), 'b.test', '/', NOW, limits)).toBe('on');
  });
});

test('a site that is plain is plain on every path of the rule', () => {
  const plain = settings([rule('a.test', null, '/forum', true)]);
  expect(isPlain(plain, 'a.test', '/forum/1')).toBe(true);
  expect(isPlain(plain, 'a.test', '/shop')).toBe(false);
});

test('a label may have a way of its own', () => {
  const task = { on: true, sensitivity: 2, way: 'underline', ways: { toxic: 'blur' } } as const;
  expect([wayOf(task, 'toxic'), wayOf(task, 'other')]).toEqual(['blur', 'underline']);
});

describe('switching a site', () => {
  const off = rule('a.test', false);
  test('off and on again leaves no rule behind', () => {
    expect(withSite(settings([]), 'a.test', false, undefined)).toEqual([off]);
    expect(withSite(settings([off]), 'a.test', true, undefined)).toEqual([]);
  });

  test('on is a rule where nothing else would have it read', () => {
    const on = rule('a.test', true);
    expect(withSite(settings([], { where: 'listed' }), 'a.test', true, undefined)).toEqual([on]);
    expect(withSite(settings([rule('*.test', false)]), 'a.test', true, undefined)).toContainEqual(on);
  });

  test('a pause changes nothing of it, and plain stays unless it is named', () => {
    const paused = settings([rule('a.test', false, '', true)], { pausedUntil: NOW });
    expect(withSite(paused, 'a.test', true, undefined)).toEqual([rule('a.test', null, '', true)]);
    expect(withSite(paused, 'a.test', true, false)).toEqual([]);
  });
});
