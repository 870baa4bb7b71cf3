// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keywordsOf } from '../../../src/dashboard/labels/labelFields.tsx';
import type { TaskFileInfo } from '../../../src/protocol/messages.ts';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';
import { all, button, check, choose, close, field, open, pick, said, settled, text, type } from './page.ts';

vi.stubGlobal('chrome', fakeBrowser);

let engine: FakeEngine;
const card = (name: string) => {
  const found = all('section.sheet').find((each) => each.getAttribute('aria-label') === name);
  if (!found) throw new Error(`no card ${name}`);
  return found;
};
const own = () => engine.state.tasks.filter(({ own }) => own !== null);

beforeEach(() => {
  engine = new FakeEngine();
});
afterEach(() => {
  close();
  vi.restoreAllMocks();
});

async function opened(): Promise<void> {
  open(engine, 'labels');
  await settled(() => expect(text('h2')).toBe('Labels'));
}

async function withSpoilers(): Promise<void> {
  await engine.request('putTask', {
    task: 'own-00000001',
    name: 'Spoilers',
    labels: [
      { id: 'l-1', name: 'endings', colour: '#a3552f', keywords: ['butler'] },
      { id: 'l-2', name: 'twists', colour: '#5b6fc4', keywords: [] },
    ],
  });
  await opened();
}

test('words with commas, in any script, become keywords', () => {
  expect(keywordsOf(' ending, twist ,, twist،خاتمة、结局')).toEqual(['ending', 'twist', 'خاتمة', '结局']);
});

describe('a task that ships', () => {
  beforeEach(opened);

  test('says at each step how many ordinary texts it would mark wrongly', async () => {
    expect(card('Spam').textContent).toMatch(/wrongly marked: about 0\.1% of ordinary texts/);
    const slider = field('How readily to mark: Spam');
    await type(slider, '4');
    await settled(() => expect(engine.state.settings.tasks.spam.sensitivity).toBe(4));
    expect(card('Spam').textContent).toMatch(/about 0\.3% of ordinary texts/);
    expect(slider.getAttribute('aria-valuetext')).toMatch(/about 0\.3%/);
  });

  test('is marked in a way of its own for each label', async () => {
    choose(field<HTMLSelectElement>('Look of the mark for: question'), 'fold');
    await settled(() => expect(engine.state.settings.tasks.intent.ways).toEqual({ question: 'fold' }));
    choose(field<HTMLSelectElement>('Look of the mark for: question'), '');
    await settled(() => expect(engine.state.settings.tasks.intent.ways).toEqual({}));
  });

  test('shows its card and its languages', async () => {
    expect(card('Spam').textContent).toMatch(/Trained for: English/);
    const details = card('Spam').querySelector('details')!;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    await settled(() =>
      expect(card('Spam').querySelector('.prose')?.textContent).toMatch(/What it is not for/),
    );
  });

  test('that a policy keeps off can’t be switched on', async () => {
    close();
    engine.state = { ...engine.state, limits: { tasksOff: ['spam'] } };
    await opened();
    expect(card('Spam').querySelector<HTMLInputElement>('[role=switch]')!.disabled).toBe(true);
  });
});

describe('a task of one’s own', () => {
  test('is made from a name and words, and can be used at once', async () => {
    await opened();
    expect(text('main')).toMatch(/five examples or a few words/);
    button('Make your own').click();
    await settled(() => expect(button('Make it').disabled).toBe(true));
    await type(field('Name'), 'Spoilers');
    await type(field('Words to start from, with commas'), 'ending, butler did it');
    await settled(() => expect(button('Make it').disabled).toBe(false));
    button('Make it').click();
    await settled(() => expect(said()).toMatch(/“Spoilers” works now/));
    expect(own()[0].own).toMatchObject({
      name: 'Spoilers',
      labels: [{ name: 'Spoilers', keywords: ['ending', 'butler did it'] }],
    });
    expect(own()[0].task).toMatch(/^own-[0-9a-f]{8}$/);
    expect(card('Spoilers').textContent).toMatch(/still learning/);
  });

  test('is made from examples, which are taught', async () => {
    await opened();
    button('Make your own').click();
    await settled(() => field('Name'));
    await type(field('Name'), 'Spoilers');
    await type(
      field<HTMLTextAreaElement>('Examples, one a line'),
      'The butler did it\n\nShe was a ghost all along\n',
    );
    button('Make it').click();
    await settled(() => expect(said()).toMatch(/Examples learned: 2/));
    expect(engine.lessons.map(({ text, label }) => ({ text, label }))).toEqual([
      { text: 'The butler did it', label: own()[0].own!.labels[0].id },
      { text: 'She was a ghost all along', label: own()[0].own!.labels[0].id },
    ]);
  });

  test('is made of the text of a page’s card, which is asked for and checked', async () => {
    const sendMessage = vi.fn(async () => ({
      ok: true,
      reply: { text: ' The butler\ndid it ', site: 'forum.test' },
    }));
    vi.stubGlobal('chrome', { ...fakeBrowser, tabs: { sendMessage } });
    open(engine, 'labels?from=7.3');
    await settled(() =>
      expect(field<HTMLTextAreaElement>('Examples, one a line').value).toBe('The butler did it\n'),
    );
    expect(sendMessage).toHaveBeenCalledWith(
      7,
      { to: 'page', message: 'cardText', params: {} },
      { frameId: 3 },
    );
    expect(location.hash).toBe('#labels');
    await type(field('Name'), 'Spoilers');
    await type(
      field<HTMLTextAreaElement>('Examples, one a line'),
      'The butler did it\nShe was a ghost all along',
    );
    button('Make it').click();
    await settled(() => expect(said()).toMatch(/Examples learned: 2/));
    expect(engine.lessons.map(({ text, site }) => [text, site])).toEqual([
      ['The butler did it', 'forum.test'],
      ['She was a ghost all along', ''],
    ]);
  });

  test.each([
    ['no card', { ok: true, reply: { text: null, site: '' } }],
    ['no text', { ok: true, reply: { text: { evil: true }, site: 'x' } }],
    ['no page', undefined],
  ])('a page that has %s is said to have gone', async (_, answer) => {
    vi.stubGlobal('chrome', { ...fakeBrowser, tabs: { sendMessage: async () => answer } });
    open(engine, 'labels?from=7.3');
    await settled(() => expect(said()).toMatch(/has gone/));
    expect(all('.label-fields')).toHaveLength(0);
  });

  test('is renamed and recoloured; its labels keep their ids', async () => {
    await withSpoilers();
    button('Names, labels, delete', card('Spoilers')).click();
    await settled(() => field('Name'));
    await type(field('Name'), 'Endings and twists');
    await type(field('Colour'), '#112233');
    button('Save').click();
    await settled(() => expect(own()[0].own!.name).toBe('Endings and twists'));
    expect(own()[0].own!.labels.map(({ id, colour }) => [id, colour])).toEqual([
      ['l-1', '#112233'],
      ['l-2', '#5b6fc4'],
    ]);
  });

  test('loses a label with its lessons only after a question', async () => {
    await withSpoilers();
    button('Names, labels, delete', card('Spoilers')).click();
    await settled(() => button('Delete the label twists').click());
    await settled(() => expect(all('.label-fields > li')).toHaveLength(1));
    button('Save').click();
    await settled(() => expect(text('dialog')).toMatch(/deleted for good: twists/));
    expect(own()[0].own!.labels).toHaveLength(2);
    button('Save', document.querySelector('dialog')!).click();
    await settled(() => expect(own()[0].own!.labels).toHaveLength(1));
  });

  test('two labels are made one', async () => {
    await withSpoilers();
    button('Names, labels, delete', card('Spoilers')).click();
    await settled(() => choose(field<HTMLSelectElement>('This label'), 'l-2'));
    choose(field<HTMLSelectElement>('goes into'), 'l-1');
    await settled(() => expect(button('Merge').disabled).toBe(false));
    button('Merge').click();
    await settled(() =>
      expect(engine.asksOf('mergeLabels')).toEqual([{ task: 'own-00000001', from: 'l-2', into: 'l-1' }]),
    );
  });

  test('is deleted with its lessons, after a question', async () => {
    await withSpoilers();
    button('Names, labels, delete', card('Spoilers')).click();
    await settled(() => button('Delete “Spoilers”').click());
    await settled(() => expect(text('dialog')).toMatch(/deleted for good/));
    button('Delete', document.querySelector('dialog')!).click();
    await settled(() => expect(own()).toEqual([]));
  });

  test('is taught many texts; the one that would help most comes first', async () => {
    await withSpoilers();
    button('Teach it', card('Spoilers')).click();
    await settled(() => field(/^Texts, one a line/));
    await type(field<HTMLTextAreaElement>(/^Texts, one a line/), 'first text\nsecond text');
    await settled(() => expect(all('.judged > li')).toHaveLength(2));
    expect(text('.judged > li')).toMatch(/^This one would help most:second text/);
    button('endings', all('.judged > li')[1]).click();
    await settled(() => expect(engine.lessons).toMatchObject([{ text: 'first text', label: 'l-1' }]));
    engine.spoils = [engine.lessons[0]];
    button('twists', document.querySelector('.own-form > .choice')!).click();
    await settled(() => expect(text('dialog .preview')).toBe('endings: “first text”'));
    expect(engine.lessons).toHaveLength(1);
    button('Teach it all the same').click();
    await settled(() => expect(said()).toBe('Learned: twists. Texts: 2'));
    expect(engine.lessons).toHaveLength(3);
    button('Undo').click();
    await settled(() => expect(engine.lessons).toHaveLength(1));
  });
});

describe('files', () => {
  const FILE: TaskFileInfo = {
    kind: 'task',
    of: 'task',
    task: 'own-00000009',
    name: '<i>Spoilers</i>',
    labels: [{ id: 'l-9', name: 'endings', colour: '#a3552f', keywords: [] }],
    lessons: 40,
    accuracy: { right: 37, of: 40, share: 0.925, low: 0.8, high: 0.97 },
    texts: [],
    bytes: 80_000,
    into: ['spam'],
    flags: [],
  };

  test('a file is shown with what it would mark of one’s lessons and of pasted texts, and only then taken in', async () => {
    engine.teach('The butler did it', 'ham');
    engine.file = FILE;
    await opened();
    pick('Take one in from a file', new File(['x'], 'spoilers.inkling'));
    await settled(() =>
      expect(text('dialog')).toMatch(/calls itself “<i>Spoilers<\/i>”. Lessons behind it: 40/),
    );
    await settled(() => expect(text('dialog .found')).toBe('Marked: 1 of 1 texts'));
    await type(field<HTMLTextAreaElement>(/^Tried on your own lessons/), 'Nobody did it\nAgain the butler');
    await settled(() => expect(text('dialog .found')).toBe('Marked: 2 of 3 texts'));
    expect(all('dialog .preview li').map((line) => line.textContent)).toEqual([
      'endings 9 in 10: Again the butler',
      'endings 9 in 10: The butler did it',
    ]);
    expect(engine.state.imports).toEqual([]);
    button('Take it in').click();
    await settled(() => expect(engine.state.imports).toHaveLength(1));
    expect(engine.asksOf('importFile')[0].as.kind).toBe('task');

    const takeOut = () => button('Take out “<i>Spoilers</i>”');
    await settled(() => expect(takeOut().disabled).toBe(false));
    takeOut().click();
    await settled(() => expect(engine.state.imports).toEqual([]));
    await settled(() => expect(said()).toMatch(/judges as before/));
  });

  test('it can be added to a task that is there', async () => {
    engine.file = FILE;
    await opened();
    pick('Take one in from a file', new File(['x'], 'spoilers.inkling'));
    await settled(() => choose(field<HTMLSelectElement>('Take it in as'), 'spam'));
    await settled(() => expect(field<HTMLSelectElement>('Take it in as').value).toBe('spam'));
    button('Take it in').click();
    await settled(() => expect(engine.asksOf('importFile')[0]?.as).toEqual({ kind: 'into', task: 'spam' }));
  });

  test('texts of lessons are shown before a file with them is saved', async () => {
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    engine.teach('Win a free cruise', 'spam');
    await opened();
    button('Save “Spam” for others').click();
    await settled(() => check(document.querySelector<HTMLInputElement>('dialog .check input')!));
    await settled(() =>
      expect(document.querySelector<HTMLInputElement>('dialog .check input')!.checked).toBe(true),
    );
    button('Save file').click();
    await settled(() => expect(text('dialog .preview')).toBe('Win a free cruise'));
    expect(clicked).not.toHaveBeenCalled();
    button('Save file').click();
    await settled(() => expect(clicked).toHaveBeenCalledOnce());
    expect(engine.asksOf('exportTask')).toEqual([{ task: 'spam', texts: true }]);
  });
});
