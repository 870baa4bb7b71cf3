// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { placeOf, rulesFile, rulesOf, withRule } from '../../../src/dashboard/sites/siteInput.ts';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';
import {
  all,
  button,
  check,
  choose,
  close,
  failed,
  field,
  open,
  pick,
  press,
  said,
  settled,
  text,
  type,
} from './page.ts';

vi.stubGlobal('chrome', fakeBrowser);

describe('what a person types for a site', () => {
  test.each([
    ['example.org', { site: 'example.org', path: '' }],
    [' https://Example.org/ ', { site: 'example.org', path: '' }],
    ['http://example.org/news?x=1#top', { site: 'example.org', path: '/news' }],
    ['*.example.org', { site: '*.example.org', path: '' }],
    ['*.example.org/a/b', { site: '*.example.org', path: '/a/b' }],
    ['bücher.example', { site: 'xn--bcher-kva.example', path: '' }],
    ['localhost', { site: 'localhost', path: '' }],
    ['', null],
    ['two words', null],
    ['*', null],
    ['a.*.org', null],
    ['me@example.org', null],
    ['javascript:alert(1)', null],
    ['//', null],
    [`${'a'.repeat(300)}.org`, null],
  ])('%j', (typed, place) => {
    expect(placeOf(typed)).toEqual(place);
  });
});

describe('a file of rules', () => {
  const rules = [
    { site: 'example.org', path: '', reads: false, plain: false },
    { site: '*.news.test', path: '/live', reads: null, plain: true },
  ];

  test('is read back as it was', () => {
    expect(rulesOf(rulesFile(rules))).toEqual(rules);
  });

  test.each([
    ['no JSON', 'rules'],
    ['null', 'null'],
    ['something else', '{"rules":[]}'],
    ['another version', '{"inkling":"site rules","version":2,"rules":[]}'],
    ['a rule that is null', '{"inkling":"site rules","version":1,"rules":[null]}'],
    ['a site that is none', rulesFile([{ site: 'two words', path: '', reads: true, plain: false }])],
    ['a site with a path in it', rulesFile([{ site: 'a.org/b', path: '', reads: true, plain: false }])],
    ['too many', rulesFile(Array.from({ length: 2001 }, () => rules[0]))],
    ['half a rule', '{"inkling":"site rules","version":1,"rules":[{"site":"a.org","path":""}]}'],
  ])('%s is refused', (_, file) => {
    expect(rulesOf(file)).toBeNull();
  });

  test('a rule for the same place takes the place of the old one', () => {
    const changed = { ...rules[0], reads: true };
    expect(withRule(rules, changed)).toEqual([changed, rules[1]]);
  });
});

describe('the section', () => {
  let engine: FakeEngine;
  const places = () => all('.rule .place').map((place) => place.textContent);
  beforeEach(async () => {
    engine = new FakeEngine();
    open(engine, 'sites');
    await settled(() => expect(text('h2')).toBe('Sites'));
  });
  afterEach(close);

  test('where Inkling reads is chosen, and said', async () => {
    expect(text('.empty')).toMatch(/No rules/);
    check(all('input[name=where]')[1] as HTMLInputElement);
    await settled(() => expect(said()).toMatch(/only where a rule says yes/));
    expect(engine.state.settings.where).toBe('listed');
  });

  test('a rule is added with Enter, changed, deleted, and brought back', async () => {
    await type(field('Site, and path if you like'), 'https://example.org/comments');
    press('Enter', field('Site, and path if you like'));
    await settled(() => expect(places()).toEqual(['example.org/comments']));
    expect(engine.state.settings.rules).toEqual([
      { site: 'example.org', path: '/comments', reads: false, plain: false },
    ]);
    choose(field<HTMLSelectElement>('Reading on example.org/comments'), 'same');
    check(field('Only underline on example.org/comments'));
    await settled(() =>
      expect(engine.state.settings.rules).toEqual([
        { site: 'example.org', path: '/comments', reads: null, plain: true },
      ]),
    );
    button('Delete the rule for example.org/comments').click();
    await settled(() => expect(places()).toEqual([]));
    button('Undo').click();
    await settled(() => expect(places()).toEqual(['example.org/comments']));
  });

  test('what is no address is said to be none, and nothing is asked', async () => {
    await type(field('Site, and path if you like'), 'not an address');
    button('Add rule').click();
    await settled(() => expect(text('#rule-help')).toMatch(/no address/));
    expect(field('Site, and path if you like').getAttribute('aria-invalid')).toBe('true');
    expect(engine.asksOf('setOptions')).toEqual([]);
  });

  test('an address can be tried against the rules', async () => {
    await type(field('Site, and path if you like'), 'example.org/private');
    button('Add rule').click();
    await settled(() => expect(places()).toHaveLength(1));
    await type(field('Address of a page'), 'https://example.org/private/diary');
    await settled(() => expect(text('.answer-line')).toBe('No: a rule says so.'));
    await type(field('Address of a page'), 'https://example.org/privately');
    await settled(() => expect(text('.answer-line')).toBe('Yes, Inkling reads it.'));
  });

  test('rules from a file are shown first, and then added or put in place', async () => {
    const rules = [{ site: 'a.test', path: '', reads: false, plain: false }];
    pick('Rules from a file', new File([rulesFile(rules)], 'mine.json'));
    await settled(() => expect(text('dialog')).toMatch(/“mine.json” has 1 rules, of which 1 are for new/));
    expect(engine.state.settings.rules).toEqual([]);
    button('Add them').click();
    await settled(() => expect(engine.state.settings.rules).toEqual(rules));
  });

  test('a file that is none changes nothing and is said to be none', async () => {
    pick('Rules from a file', new File(['{}'], 'other.json'));
    await settled(() => expect(failed()).toMatch(/no file of Inkling’s/));
    expect(engine.asksOf('setOptions')).toEqual([]);
  });

  test('what an organisation has decided can be seen and not changed', async () => {
    close();
    engine.state = { ...engine.state, limits: { where: 'listed', sitesOff: ['bank.example'] } };
    open(engine, 'sites');
    await settled(() => expect(text('main')).toMatch(/keeps Inkling away from: bank.example/));
    expect(all('input[name=where]').every((each) => (each as HTMLInputElement).disabled)).toBe(true);
  });

  test('a pause is shown with the way out of it', async () => {
    await engine.request('setOptions', { pausedUntil: Date.now() + 60_000 });
    await settled(() => expect(text('.notice')).toMatch(/Paused until/));
    button('Go on now').click();
    await settled(() => expect(engine.state.settings.pausedUntil).toBeNull());
  });
});
