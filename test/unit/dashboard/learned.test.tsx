// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';
import { all, button, choose, close, failed, field, open, press, said, settled, text, type } from './page.ts';

vi.stubGlobal('chrome', fakeBrowser);

const CRUISE = 'Win a free cruise today';
const MILL = 'The mill opens on Sunday';

let engine: FakeEngine;
const rows = () => all('.row .excerpt').map((row) => row.textContent);

beforeEach(() => {
  engine = new FakeEngine();
});
afterEach(close);

test('without lessons, what to do to get some', async () => {
  open(engine, 'learned');
  await settled(() => expect(text('.empty')).toMatch(/Nothing yet/));
  expect(all('.row:not(.probe)')).toHaveLength(0);
});

describe('with lessons', () => {
  beforeEach(async () => {
    engine.teach(CRUISE, 'ham');
    engine.teach(MILL, 'ham', { site: 'news.test' });
    engine.teach(CRUISE, 'spam');
    engine.teach('Do we need a permit?', 'question', { task: 'intent' });
    open(engine, 'learned');
    await settled(() => expect(rows()).toHaveLength(3));
  });

  test('the newest first, each with label, task, site, and what had been said before', () => {
    expect(rows()).toEqual(['Do we need a permit?', CRUISE, MILL]);
    expect(text('.found')).toBe('Lessons: 3');
    const about = all('.lesson .about').map((line) => line.textContent);
    expect(about[1]).toMatch(/^Spamforum\.test.*before: not spam$/);
    expect(about[2]).not.toMatch(/before/);
    expect(all('.lesson select').map((select) => (select as HTMLSelectElement).value)).toEqual([
      'question',
      'spam',
      'ham',
    ]);
  });

  test('search and filters go to the engine, and the count says so', async () => {
    await type(field('Search'), 'MILL');
    await settled(() => expect(rows()).toEqual([MILL]));
    expect(text('.found')).toBe('Found: 1 of 3');
    all('input[name=by]')[1].dispatchEvent(new Event('change', { bubbles: true }));
    await settled(() =>
      expect(engine.asksOf('lessons').at(-1)).toMatchObject({ query: 'MILL', by: 'meaning', offset: 0 }),
    );
    await type(field('Search'), 'nothing like it');
    await settled(() => expect(text('.empty')).toMatch(/Nothing fits/));
    button('Show all').click();
    await settled(() => expect(rows()).toHaveLength(3));

    choose(field<HTMLSelectElement>('Task'), 'spam');
    await settled(() => expect(rows()).toEqual([CRUISE, MILL]));
    choose(field<HTMLSelectElement>('Label'), 'ham');
    await settled(() => expect(rows()).toEqual([MILL]));
    choose(field<HTMLSelectElement>('Task'), '');
    choose(field<HTMLSelectElement>('Site'), 'news.test');
    await settled(() => expect(rows()).toEqual([MILL]));
  });

  test('another label is asked of the engine and can be undone', async () => {
    choose(all('.lesson select')[2] as HTMLSelectElement, 'spam');
    await settled(() => expect(said()).toBe(`“${MILL}” is now: spam`));
    expect(engine.asksOf('relabel')).toEqual([
      { lesson: expect.any(String), of: expect.any(String), label: 'spam' },
    ]);
    await settled(() => expect(rows()[0]).toBe(MILL));
    button('Undo').click();
    await settled(() => expect(said()).toBe('Back to: not spam'));
    await settled(() => expect(rows()).toEqual(['Do we need a permit?', CRUISE, MILL]));
  });

  test('a label that would turn earlier lessons wrong is asked about, and put back if one doesn’t want it', async () => {
    engine.spoils = [{ id: 'x', task: 'spam', label: 'ham', text: 'Our garden club', site: '', at: 1 }];
    const select = all('.lesson select')[2] as HTMLSelectElement;
    choose(select, 'spam');
    await settled(() => expect(text('dialog .preview')).toBe('not spam: “Our garden club”'));
    expect(engine.asksOf('relabel')).toEqual([]);
    expect(engine.asksOf('preview')).toMatchObject([{ change: { of: expect.any(String), label: 'spam' } }]);
    button('Cancel').click();
    await settled(() => expect(select.value).toBe('ham'));
    expect(engine.asksOf('relabel')).toEqual([]);
    choose(select, 'spam');
    await settled(() => button('Teach it all the same').click());
    await settled(() => expect(said()).toBe(`“${MILL}” is now: spam`));
  });

  test('a refused change leaves the label as it is and says why', async () => {
    engine.failing.set('relabel', 'storage');
    const select = all('.lesson select')[2] as HTMLSelectElement;
    choose(select, 'spam');
    await settled(() => expect(failed()).not.toBe(''));
    expect(select.value).toBe('ham');
  });

  test('deleting takes away what was said before too, and can be undone', async () => {
    button(/^Delete “Win a free cruise/).click();
    await settled(() => expect(rows()).toEqual(['Do we need a permit?', MILL]));
    expect(engine.lessons.map((lesson) => lesson.text)).not.toContain(CRUISE);
    expect(said()).toBe(`Deleted: “${CRUISE}”`);
    button('Undo').click();
    await settled(() => expect(rows()).toContain(CRUISE));
  });

  test('all that fit the search are deleted, after a question', async () => {
    choose(field<HTMLSelectElement>('Task'), 'spam');
    await settled(() => expect(rows()).toHaveLength(2));
    button('Delete these lessons: 2').click();
    await settled(() => expect(text('dialog')).toMatch(/for good/));
    expect(engine.asksOf('forget')).toEqual([]);
    button('Delete', document.querySelector('dialog')!).click();
    await settled(() => expect(said()).toBe('Lessons deleted: 2'));
    expect(engine.lessons.map(({ task }) => task)).toEqual(['intent']);
  });

  test('a lesson in full, with its history, and the way back to what was said before', async () => {
    all('.lesson .verdict')[1].click();
    await settled(() => expect(text('dialog .whole')).toBe(CRUISE));
    expect(text('dialog .plain-list')).toMatch(/^not spam \(/);
    button('Go back to: not spam').click();
    await settled(() => expect(said()).toMatch(/holds again/));
    await settled(() => expect(rows()).toEqual(['Do we need a permit?', MILL, CRUISE]));
    expect(document.querySelector('dialog')).toBeNull();
  });

  test('by keyboard: arrows move, one row is in the tab order, Delete deletes and keeps the focus in the list', async () => {
    all('.lesson .verdict')[0].focus();
    press('ArrowDown');
    await settled(() => expect(document.activeElement?.textContent).toBe(CRUISE));
    expect(all('.lesson .verdict').map((each) => each.tabIndex)).toEqual([-1, 0, -1]);
    press('End');
    await settled(() => expect(document.activeElement?.textContent).toBe(MILL));
    press('Home');
    await settled(() => expect(document.activeElement?.textContent).toBe('Do we need a permit?'));
    press('Delete');
    await settled(() => expect(rows()).toEqual([CRUISE, MILL]));
    await settled(() => expect(document.activeElement?.textContent).toBe(CRUISE));
  });
});

test('of ten thousand rows a few dozen are in the document, and each says where it is', async () => {
  for (let i = 0; i < 10_000; i++) engine.teach(`text ${i}`, 'ham');
  open(engine, 'learned');
  await settled(() => expect(rows()[0]).toBe('text 9999'));
  expect(all('.row').length).toBeLessThan(60);
  const [first] = all('.row[data-index]');
  expect([
    first.ariaSetSize ?? first.getAttribute('aria-setsize'),
    first.getAttribute('aria-posinset'),
  ]).toEqual(['10000', '1']);
  const list = document.querySelector('.rows')!;
  list.scrollTop = 72 * 5000;
  list.dispatchEvent(new Event('scroll'));
  await settled(() => expect(rows()).toContain('text 4999'));
  expect(all('.row').length).toBeLessThan(60);
  // Only what is in sight was asked for.
  expect(engine.asksOf('lessons').length).toBeLessThan(5);
});

test('without texts a lesson says that its text is not kept', async () => {
  engine.teach('', 'spam');
  open(engine, 'learned');
  await settled(() => expect(rows()).toEqual(['Its text was not kept']));
});
