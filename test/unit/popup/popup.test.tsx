// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PageView } from '../../../src/popup/pageLink.ts';
import { Popup } from '../../../src/popup/popup.tsx';
import type { FromPage, Lesson } from '../../../src/protocol/messages.ts';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';

vi.stubGlobal('chrome', fakeBrowser);
vi.mock('webextension-polyfill', () => ({ default: fakeBrowser }));

const CRUISE = 'Win a free cruise today';
const FOOL = 'You are a silly fool';
const PERMIT = 'Do we need a permit?';
const PLAIN = 'The mill opens on Sunday';

let engine: FakeEngine;
let went: number[];
let show: (view: PageView) => void;
let texts: string[];
const readNow = vi.fn();

/** The page as its content script tells it: pieces that are marked or taught. */
function page(over: Partial<FromPage> = {}): PageView {
  const pieces = texts
    .map((text, id) => ({ id, text, verdicts: engine.judge(text) }))
    .filter(({ verdicts }) => verdicts.some(({ flagged, yours }) => flagged || yours));
  const counts = { blocks: texts.length, inFrames: 0, wouldFlag: { spam: [0, 1, 1, 3, 5] } };
  return {
    readable: true,
    reads: 'on',
    site: 'forum.test',
    path: '/news/today',
    on: true,
    idle: true,
    ...counts,
    pieces,
    ...over,
  };
}

function open(isPrivate = false): void {
  render(
    <Popup
      isPrivate={isPrivate}
      openEngine={(onChanged) =>
        engine.open((state) => {
          onChanged(state);
          show(page());
        })
      }
      openPage={(onView) => {
        show = onView;
        return { goTo: (piece) => went.push(piece), readNow, reload: vi.fn(), close: vi.fn() };
      }}
      shortcuts={async () => [{ description: 'Label this text…', keys: 'Alt+Shift+L' }]}
      openDashboard={vi.fn()}
      openWelcome={vi.fn()}
    />,
    document.body,
  );
}

const settled = <T,>(check: () => T) => vi.waitFor(check, { timeout: 2000, interval: 5 });
const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
const lines = () => all('.pieces .verdict').map((line) => line.textContent);
const said = () => document.querySelector('[role=status]')?.textContent;
const failed = () => document.querySelector('[role=alert]')?.textContent;
function line(starts: string): HTMLElement {
  const found = all('.pieces .verdict').find((each) => each.textContent?.startsWith(starts));
  if (!found) throw new Error(`no line "${starts}" among ${JSON.stringify(lines())}`);
  return found;
}
function button(name: string, within: ParentNode = document): HTMLElement {
  const found = [...within.querySelectorAll('button')].find((each) => each.textContent === name);
  if (!found) throw new Error(`no button "${name}"`);
  return found;
}
function press(key: string, code = ''): void {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }),
  );
}
function type(text: string): void {
  const field = document.querySelector('textarea')!;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

beforeEach(async () => {
  engine = new FakeEngine();
  went = [];
  texts = [CRUISE, FOOL, PERMIT, PLAIN];
  open();
  await settled(() => expect(lines()).toHaveLength(3));
});
afterEach(() => render(null, document.body));

test('each marked piece is a line with its label and probability, in the order of the page', () => {
  expect(lines()).toEqual([
    'Looks like spam: 9 in 10',
    'Looks toxic: 9 in 10',
    'Looks like a question: 9 in 10',
  ]);
  expect(all('.counts button').map((count) => count.textContent)).toEqual([
    'spam 1',
    'toxic 1',
    'question 1',
  ]);
});

test('names the piece about which a label of one’s own that still learns would best be told', async () => {
  const garden = {
    ...{ ...engine.state.tasks[0], task: 'own-0000abcd', labels: ['other', 'garden'], ordinary: 'other' },
    learning: { real: { garden: 5 }, synthetic: {}, accuracy: null, ready: false },
  };
  const { settings } = engine.state;
  const tasks = { ...settings.tasks, [garden.task]: settings.tasks.spam };
  engine.state = {
    ...engine.state,
    ...{ tasks: [...engine.state.tasks, garden], settings: { ...settings, tasks } },
  };
  engine.onChanged(engine.state);
  const verdict = (probability: number) => ({
    ...{ task: garden.task, label: 'garden', probability, probabilities: [1 - probability, probability] },
    ...{ flagged: true, unsure: false, yours: false },
  });
  show(
    page({
      pieces: [
        { id: 0, text: 'Rake the moss', verdicts: [verdict(0.8)] },
        { id: 1, text: 'Prune the hedge', verdicts: [verdict(0.6)] },
      ],
    }),
  );
  await settled(() => {
    const [first, second] = all('.pieces li').map(({ textContent }) => textContent);
    expect(first).not.toContain('This one would help most');
    expect(second).toMatch(/^This one would help most:Prune the hedge/);
  });
});

test('a click on a line goes to it in the page', () => {
  line('Looks toxic').click();
  expect(went).toEqual([1]);
});

test('arrows move from line to line, and only one line is in the tab order', async () => {
  line('Looks like spam').focus();
  press('ArrowDown');
  expect(document.activeElement).toBe(line('Looks toxic'));
  press('End');
  expect(document.activeElement).toBe(line('Looks like a question'));
  press('ArrowDown');
  expect(document.activeElement).toBe(line('Looks like a question'));
  await settled(() => {
    expect(all('.pieces .verdict').map((each) => each.tabIndex)).toEqual([-1, -1, 0]);
  });
});

test('W on a task with two labels teaches the other one at once; U takes it back', async () => {
  line('Looks like spam').focus();
  press('w');
  await settled(() => expect(lines()[0]).toBe('You said: not spam'));
  expect(engine.asksOf('teach')).toMatchObject([
    { text: CRUISE, task: 'spam', label: 'ham', site: 'forum.test' },
  ]);
  expect(said()).toBe(`Learned: not spam. “${CRUISE}”`);
  await settled(() => button('Undo', line('You said').parentElement!));
  line('You said').focus();
  press('u');
  await settled(() => expect(lines()[0]).toBe('Looks like spam: 9 in 10'));
  expect(said()).toBe(`Undone: not spam. “${CRUISE}”`);
  expect(engine.lessons).toEqual([]);
});

test('R confirms, on any keyboard layout', async () => {
  line('Looks toxic').focus();
  press('к', 'KeyR');
  await settled(() => expect(lines()[1]).toBe('You said: toxic'));
});

test('W on intent asks what it is: Escape teaches nothing, a label teaches that', async () => {
  line('Looks like a question').focus();
  press('w');
  await settled(() => expect(document.activeElement?.textContent).toBe('thanks'));
  press('r');
  press('ArrowDown');
  expect(document.activeElement?.textContent).toBe('statement');
  press('Escape');
  await settled(() => expect(all('.choice')).toEqual([]));
  expect(document.activeElement).toBe(line('Looks like a question'));
  expect(engine.asksOf('teach')).toEqual([]);
  press('w');
  await settled(() => button('statement').click());
  await settled(() => expect(lines()[2]).toBe('You said: statement'));
  expect(engine.asksOf('teach')).toMatchObject([{ task: 'intent', label: 'statement' }]);
});

test('nothing is shown as done before the engine has said so', async () => {
  let release = () => {};
  engine.hold = new Promise((resolve) => {
    release = resolve;
  });
  button('Wrong').click();
  await settled(() => expect(engine.asksOf('preview')).toHaveLength(1));
  expect(lines()[0]).toBe('Looks like spam: 9 in 10');
  expect(said()).toBe('');
  release();
  await settled(() => expect(lines()[0]).toBe('You said: not spam'));
});

test('a lesson that could not be kept changes nothing and says what to do', async () => {
  engine.failing.set('teach', 'storage');
  button('Wrong').click();
  await settled(() => expect(failed()).toContain('could not be saved'));
  expect(lines()[0]).toBe('Looks like spam: 9 in 10');
  const first = document.querySelector('[role=alert] span');
  button('Wrong').click();
  await settled(() => expect(document.querySelector('[role=alert] span')).not.toBe(first));
  expect(failed()).toContain('could not be saved');
  engine.failing.clear();
  button('Wrong').click();
  await settled(() => expect(failed()).toBe(''));
});

test('the same sentence is announced anew the second time', async () => {
  type(PLAIN);
  await settled(() => button('spam', document.querySelector('.guesses')!));
  button('spam', document.querySelector('.guesses')!).click();
  await settled(() => expect(said()).toContain('Learned: spam'));
  const first = document.querySelector('[role=status] span');
  button('spam', document.querySelector('.guesses')!).click();
  await settled(() => expect(document.querySelector('[role=status] span')).not.toBe(first));
  expect(said()).toContain('Learned: spam');
});

test('the focus is never lost when an answered line goes away', async () => {
  line('Looks toxic').focus();
  texts = [CRUISE, PERMIT];
  show(page());
  await settled(() => expect(lines()).toHaveLength(2));
  expect(document.activeElement).toBe(line('Looks like a question'));
  texts = [];
  show(page());
  await settled(() => expect(lines()).toHaveLength(0));
  expect(document.activeElement?.textContent).toBe('On this page');
});

test('text of the page stays text', async () => {
  texts = ['<img src=x onerror=alert(1)> win a cruise'];
  show(page());
  await settled(() => expect(document.querySelector('.excerpt')?.textContent).toBe(texts[0]));
  expect(all('.pieces img')).toEqual([]);
});

test('an unsure piece says so and what it leans to; it is not counted as marked', async () => {
  const [spam, ...rest] = engine.judge(CRUISE);
  const verdicts = [{ ...spam, flagged: false, unsure: true }, ...rest];
  show(page({ pieces: [{ id: 9, text: CRUISE, verdicts }] } as Partial<FromPage>));
  await settled(() => expect(lines()).toEqual(['Not sure, perhaps spam']));
  expect(all('.counts button').map((count) => count.textContent)).toEqual(['not sure 1']);
});

test('what can be seen without marks: reading, nothing, off, unreadable', async () => {
  const body = () => document.querySelector('main section')?.textContent;
  show(page({ pieces: [], blocks: 0, idle: false }));
  await settled(() => expect(body()).toContain('Reading the page …'));
  show(page({ pieces: [], blocks: 0 }));
  await settled(() => expect(body()).toContain('Nothing marked here. Paste a text below'));
  show(page({ on: false }));
  await settled(() => expect(body()).toContain('does not read this site'));
  show({ readable: false });
  await settled(() => expect(body()).toContain('Inkling can’t read this page'));
  expect(document.querySelector('header [role=switch]')).toBeNull();
});

test('a typed text is judged once it rests, and an answer to an older text is dropped', async () => {
  const guesses = () => all('.guesses .verdict').map((guess) => guess.textContent);
  for (const typed of ['Win', 'Win a', CRUISE]) {
    type(typed);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await settled(() => expect(guesses()[0]).toBe('Looks like spam: 9 in 10'));
  expect(engine.asksOf('classify')).toEqual([{ texts: [CRUISE] }]);

  let late = () => {};
  engine.hold = new Promise((resolve) => {
    late = resolve;
  });
  type('late cruise');
  await settled(() => expect(engine.asksOf('classify')).toHaveLength(2));
  engine.hold = null;
  type(FOOL);
  await settled(() => expect(guesses()[1]).toBe('Looks toxic: 9 in 10'));
  late();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(guesses().slice(0, 2)).toEqual(['Likely not spam: 9 in 10', 'Looks toxic: 9 in 10']);
});

test('a typed text can be labelled, and shows at once that it was learned', async () => {
  type(`  ${PLAIN} `);
  await settled(() => button('thanks'));
  button('thanks').click();
  await settled(() => expect(button('thanks').getAttribute('aria-pressed')).toBe('true'));
  expect(engine.asksOf('teach')).toMatchObject([{ text: PLAIN, task: 'intent', label: 'thanks' }]);
});

test('each task is marked in its own way, and a site can be kept plain', async () => {
  const way = document.querySelector<HTMLSelectElement>('.task[data-task=spam] select')!;
  expect([...way.options].map(({ textContent }) => textContent)).toEqual([
    'underline it',
    'only a badge',
    'make it faint',
    'blur it',
    'fold it to one line',
    'hide it',
  ]);
  way.value = 'fold';
  way.dispatchEvent(new Event('change', { bubbles: true }));
  await settled(() => expect(said()).toBe('Spam: fold it to one line'));
  expect(engine.state.settings.tasks.spam).toEqual({ on: true, sensitivity: 2, way: 'fold' });

  // Another change of the task leaves the way alone.
  document.querySelector<HTMLInputElement>('.task[data-task=spam] [role=switch]')!.click();
  await settled(() => expect(engine.state.settings.tasks.spam).toMatchObject({ on: false, way: 'fold' }));

  document.querySelector<HTMLInputElement>('.plain input')!.click();
  await settled(() => expect(said()).toBe('On forum.test, everything is only underlined.'));
  expect(engine.state.settings.rules).toEqual([{ site: 'forum.test', path: '', reads: null, plain: true }]);
});

test('pieces in frames are counted apart', async () => {
  expect(document.body.textContent).not.toContain('frames');
  show(page({ inFrames: 2 }));
  await settled(() => expect(document.body.textContent).toContain('In frames of this page'));
});

test('a task can be switched off and set, in words; a refusal puts it back', async () => {
  const range = () => document.querySelector<HTMLInputElement>('[data-task=spam] input[type=range]')!;
  range().value = '4';
  range().dispatchEvent(new Event('input', { bubbles: true }));
  await settled(() => expect(range().getAttribute('aria-valuetext')).toMatch(/^most, with more mistakes/));
  expect(engine.asksOf('setTask')).toEqual([{ task: 'spam', on: true, sensitivity: 4 }]);

  engine.failing.set('setTask', 'storage');
  range().value = '0';
  range().dispatchEvent(new Event('input', { bubbles: true }));
  await settled(() => expect(failed()).toContain('could not be saved'));
  await settled(() => expect(range().value).toBe('4'));
  const toggle = document.querySelector<HTMLInputElement>('.task[data-task=spam] [role=switch]')!;
  toggle.click();
  await settled(() => expect(engine.asksOf('setTask')).toHaveLength(3));
  await settled(() => expect(toggle.checked).toBe(true));

  engine.failing.clear();
  toggle.click();
  await settled(() => expect(range()).toBeNull());
  expect(lines()).toEqual(['Looks toxic: 9 in 10', 'Looks like a question: 9 in 10']);
});

test('while one drags, each step says what it would mark here, and how that differs', async () => {
  const effect = () => document.querySelector('[data-task=spam] .effect')?.textContent;
  await settled(() => expect(effect()).toBe('here: 1'));
  const range = document.querySelector<HTMLInputElement>('[data-task=spam] input[type=range]')!;
  const drag = (to: string) => {
    range.value = to;
    range.dispatchEvent(new Event('input', { bubbles: true }));
  };
  drag('4');
  await settled(() => expect(effect()).toBe('here: 5 (+4)'));
  // The engine has taken the step, and the difference is still to where the thumb was taken.
  await settled(() => expect(engine.state.settings.tasks.spam.sensitivity).toBe(4));
  drag('0');
  await settled(() => expect(effect()).toBe('here: 0 (−1)'));
  expect(range.getAttribute('aria-valuetext')).toBe('only the surest. here: 0 (−1)');
});

test('a count shows only its label, and again all', async () => {
  button('toxic 1').click();
  await settled(() => expect(lines()).toEqual(['Looks toxic: 9 in 10']));
  expect(button('toxic 1').getAttribute('aria-pressed')).toBe('true');
  button('toxic 1').click();
  await settled(() => expect(lines()).toHaveLength(3));
});

test('words are looked for in a long list', async () => {
  texts.push('Another free cruise', 'And one more cruise');
  show(page());
  await settled(() => expect(lines()).toHaveLength(5));
  const field = document.querySelector<HTMLInputElement>('.filter')!;
  field.value = 'MORE';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled(() => expect(lines()).toHaveLength(1));
  field.value = 'nothing like it';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settled(() => expect(document.body.textContent).toContain('None of the pieces is like that.'));
});

test('all of these are fine: one lesson each, and one undo for all of them', async () => {
  button('All of these are fine: 3').click();
  await settled(() => expect(said()).toBe('Learned: fine. Pieces: 3'));
  expect(engine.lessons.map(({ task, label }) => [task, label])).toEqual([
    ['spam', 'ham'],
    ['toxicity', 'ok'],
    ['intent', 'statement'],
  ]);
  expect(engine.asksOf('teachAll')).toMatchObject([{ site: 'forum.test' }]);
  button('Undo', document.querySelector('footer')!).click();
  await settled(() => expect(said()).toBe('Taken back. Lessons: 3'));
  expect(engine.lessons).toEqual([]);
  expect(engine.asksOf('undoAll')).toHaveLength(1);
});

test('more than the engine takes at once is sent in parts, and taken back as one', async () => {
  texts = Array.from({ length: 70 }, (_, n) => `cruise number ${n}`);
  show(page());
  await settled(() => button('All of these are fine: 70'));
  button('All of these are fine: 70').click();
  await settled(() => expect(engine.lessons).toHaveLength(70));
  expect(engine.asksOf('teachAll').map(({ lessons }) => lessons.length)).toEqual([64, 6]);
  await settled(() => button('Undo', document.querySelector('footer')!));
  button('Undo', document.querySelector('footer')!).click();
  await settled(() => expect(engine.lessons).toEqual([]));
});

test('where only what was learned is kept, no way back is offered', async () => {
  engine.state = {
    ...engine.state,
    revision: 9,
    settings: { ...engine.state.settings, storageMode: 'weights' },
  };
  engine.onChanged(engine.state);
  await settled(() => expect(all('.notice')).toHaveLength(1));
  line('Looks toxic').focus();
  press('r');
  await settled(() => expect(said()).toMatch(/^Learned: toxic/));
  expect(document.querySelector('footer button')).toBeNull();
});

test('all of these are fine, or none: what fails midway leaves nothing behind', async () => {
  texts = Array.from({ length: 70 }, (_, n) => `cruise number ${n}`);
  show(page());
  await settled(() => button('All of these are fine: 70'));
  let times = 0;
  engine.onAsked = (request) => {
    if (request === 'teachAll' && ++times === 2) engine.failing.set('teachAll', 'storage');
  };
  button('All of these are fine: 70').click();
  await settled(() => expect(failed()).toContain('could not be saved'));
  expect(engine.asksOf('teachAll')).toHaveLength(2);
  expect(engine.lessons).toEqual([]);
});

test('what was just taught is taken back by one button, until something else is done', async () => {
  line('Looks toxic').focus();
  press('r');
  await settled(() => button('Undo', document.querySelector('footer')!).click());
  await settled(() => expect(engine.lessons).toEqual([]));
  await settled(() => expect(document.querySelector('footer button')).toBeNull());
});

test('everything pauses for an hour, and can be resumed', async () => {
  button('Pause for an hour').click();
  await settled(() => expect(said()).toMatch(/^Paused until /));
  const { pausedUntil } = engine.state.settings;
  expect(pausedUntil! - Date.now()).toBeGreaterThan(3_590_000);
  expect(pausedUntil! - Date.now()).toBeLessThanOrEqual(3_600_000);
  show(page({ on: false, reads: 'paused' }));
  await settled(() => expect(document.querySelector('section')!.textContent).toContain('Inkling is paused'));
  // The site's own switch is not what a pause changes.
  expect(document.querySelector<HTMLInputElement>('header [role=switch]')!.checked).toBe(true);
  button('Resume').click();
  await settled(() => expect(engine.state.settings.pausedUntil).toBeNull());
  button('Pause for an hour');
});

test('where nothing is read unasked, the popup says so and reads by a button', async () => {
  engine.state = { ...engine.state, revision: 9, settings: { ...engine.state.settings, where: 'click' } };
  engine.onChanged(engine.state);
  show(page({ on: false, reads: 'click' }));
  await settled(() => expect(document.querySelector('.pause')!.textContent).toContain('only when you click'));
  button('Read this page now').click();
  expect(readNow).toHaveBeenCalledOnce();
});

test('what a policy has decided can’t be switched, and says why', async () => {
  engine.state = {
    ...engine.state,
    revision: 9,
    limits: { sitesOff: ['forum.test'], tasksOff: ['intent'] },
    settings: {
      ...engine.state.settings,
      tasks: { ...engine.state.settings.tasks, intent: { ...engine.state.settings.tasks.intent, on: false } },
    },
  };
  engine.onChanged(engine.state);
  await settled(() =>
    expect(document.querySelector<HTMLInputElement>('header [role=switch]')!.disabled).toBe(true),
  );
  expect(document.querySelector('.pause')!.textContent).toContain('Off, by your organisation');
  const task = document.querySelector('.task[data-task=intent]')!;
  expect(task.querySelector<HTMLInputElement>('[role=switch]')!.disabled).toBe(true);
  expect(task.textContent).toContain('off, by your organisation');
});

test('how lessons are kept is said when it isn’t as usual', async () => {
  const notices = () => all('.notice').map((notice) => notice.textContent);
  expect(notices()).toEqual([]);
  engine.state = {
    ...engine.state,
    revision: 9,
    storage: 'memory',
    trouble: { damaged: 2, blocked: null, lost: null },
    settings: { ...engine.state.settings, storageMode: 'weights' },
  };
  engine.onChanged(engine.state);
  await settled(() => expect(notices()).toHaveLength(3));
  expect(notices()[0]).toBe('Some stored lessons could not be read and were left alone: 2');
});

test('where a rule for a part of the site decides, the switch is that rule’s', async () => {
  const rule = { site: 'forum.test', path: '/news', reads: false, plain: false };
  const other = { site: 'forum.test', path: '', reads: true, plain: false };
  engine.state = {
    ...engine.state,
    revision: 9,
    settings: { ...engine.state.settings, rules: [rule, other] },
  };
  engine.onChanged(engine.state);
  const toggle = () => document.querySelector<HTMLInputElement>('header [role=switch]')!;
  await settled(() => expect(toggle().checked).toBe(false));
  expect(document.querySelector('header')!.textContent).toContain('A rule for /news decides here');
  expect(document.querySelector('header .site')!.textContent).toBe('forum.test/news');
  toggle().click();
  await settled(() => expect(said()).toBe('forum.test/news is read again.'));
  expect(engine.state.settings.rules).toEqual([{ ...rule, reads: true }, other]);
  expect(engine.asksOf('setSite')).toEqual([]);
  await settled(() => expect(toggle().checked).toBe(true));
});

describe('a lesson that would turn earlier ones wrong', () => {
  const early: Lesson = {
    id: '00000000-0000-4000-8000-000000000001',
    task: 'spam',
    label: 'ham',
    text: 'Our garden club meets on Sunday',
    site: '',
    at: 1,
  };
  const dialog = () => document.querySelector('dialog');
  const choose = (name: string) =>
    all('dialog button')
      .find(({ textContent }) => textContent === name)!
      .click();
  beforeEach(async () => {
    engine.spoils = [early];
    line('Looks toxic').focus();
    press('r');
    await settled(() =>
      expect(dialog()?.textContent).toContain('not spam: “Our garden club meets on Sunday”'),
    );
    expect(engine.asksOf('teach')).toEqual([]);
  });

  test('is asked about before it is kept, and kept if one wants it', async () => {
    choose('Teach it all the same');
    await settled(() => expect(engine.asksOf('teach')).toHaveLength(1));
    expect(dialog()).toBeNull();
  });

  test('is not kept if one doesn’t', async () => {
    choose('Cancel');
    await settled(() => expect(dialog()).toBeNull());
    expect(engine.asksOf('teach')).toEqual([]);
    const asked = engine.asksOf('preview').map(({ change }) => change);
    expect(asked).toMatchObject([{ task: 'toxicity', label: 'toxic' }]);
  });

  test('and “all of these are fine” is asked about as a whole', async () => {
    choose('Cancel');
    await settled(() => expect(dialog()).toBeNull());
    all('.below .answer')[0].click();
    await settled(() => expect(dialog()).not.toBeNull());
    expect(engine.asksOf('teachAll')).toEqual([]);
    expect(
      engine
        .asksOf('preview')
        .slice(1)
        .every(({ change }) => 'lessons' in change),
    ).toBe(true);
    choose('Teach it all the same');
    await settled(() => expect(engine.asksOf('teachAll')).toHaveLength(1));
  });
});

test.each([
  ['Put back', 'putBack', 'Put back. Lessons now: 0'],
  ['Leave it', 'leaveBackup', 'Left as it is. Backups go on from here.'],
] as const)(
  'what a backup still has is offered, and can be answered: %s',
  async (name, request, sentence) => {
    const trouble = { damaged: 0, blocked: null, lost: { at: Date.UTC(2026, 4, 3, 12), lessons: 12 } };
    engine.state = { ...engine.state, revision: 9, trouble };
    engine.onChanged(engine.state);
    const notice = () => document.querySelector('.notice');
    await settled(() => expect(notice()!.textContent).toMatch(/A backup of May 3, 2026.*come back: 12/));
    all('.notice button')
      .find(({ textContent }) => textContent === name)!
      .click();
    await settled(() => expect(notice()).toBeNull());
    expect(engine.asksOf(request)).toEqual([{}]);
    expect(said()).toBe(sentence);
  },
);

test.each([
  ['older', /before the update is still running/],
  ['newer', /newer Inkling has used/],
] as const)('that a database is held by an %s Inkling is said, and what to do', async (blocked, sentence) => {
  engine.state = { ...engine.state, revision: 9, trouble: { damaged: 0, blocked, lost: null } };
  engine.onChanged(engine.state);
  await settled(() => expect(document.querySelector('.notice')!.textContent).toMatch(sentence));
});

test('in a private window it judges, and there is nothing to teach with', async () => {
  render(null, document.body);
  open(true);
  await settled(() => expect(lines()).toHaveLength(3));
  expect(all('.notice').map((notice) => notice.textContent)).toEqual([
    'This is a private window: Inkling judges, but learns and keeps nothing here.',
  ]);
  expect(document.querySelector<HTMLInputElement>('header [role=switch]')!.disabled).toBe(true);
  expect(all('.pieces .answer')).toEqual([]);
  line('Looks toxic').focus();
  press('r');
  press('w');
  type(PLAIN);
  await settled(() => expect(all('.guesses .verdict')).toHaveLength(3));
  expect(all('.guesses button')).toEqual([]);
  expect(engine.asksOf('teach')).toEqual([]);

  // A browser that keeps nothing calls all its windows private: there one may.
  engine.state = { ...engine.state, revision: 9, storage: 'memory' };
  engine.onChanged(engine.state);
  await settled(() => expect(all('.guesses button').length).toBeGreaterThan(0));
});

test('the shortcuts are listed as they are set', async () => {
  await settled(() => expect(document.querySelector('.shortcuts')?.textContent).toContain('Alt+Shift+L'));
});

test('the site has its switch', async () => {
  const toggle = document.querySelector<HTMLInputElement>('header [role=switch]')!;
  expect(toggle.getAttribute('aria-label')).toBe('Read forum.test');
  toggle.click();
  await settled(() => expect(said()).toBe('forum.test is no longer read.'));
  expect(engine.asksOf('setSite')).toEqual([{ site: 'forum.test', on: false }]);
  expect(toggle.checked).toBe(false);
});

test('lessons stand newest first, and each can be undone', async () => {
  const taught = () => all('.lessons .said').map((lesson) => lesson.textContent);
  button('Wrong').click();
  await settled(() => expect(taught()).toEqual(['not spam']));
  button('Right', line('Looks toxic').parentElement!).click();
  await settled(() => expect(taught()).toEqual(['toxic', 'not spam']));
  const undo = document.querySelectorAll<HTMLElement>('.lessons button')[1];
  expect(undo.getAttribute('aria-label')).toBe(`Undo not spam: ${CRUISE}`);
  undo.click();
  await settled(() => expect(taught()).toEqual(['toxic']));
  expect(said()).toBe(`Undone: not spam. “${CRUISE}”`);
});

test('lessons that will not last are announced as such', async () => {
  engine.onChanged({ ...engine.state, revision: 7, storage: 'memory' });
  await settled(() => expect(document.querySelector('.notice')?.textContent).toContain('keeps nothing'));
});
