// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Welcome } from '../../../src/welcome/welcome.tsx';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from '../popup/fakeEngine.ts';

vi.stubGlobal('chrome', fakeBrowser);
vi.mock('webextension-polyfill', () => ({ default: fakeBrowser }));

let engine: FakeEngine;
const openDashboard = vi.fn();

beforeEach(async () => {
  engine = new FakeEngine();
  render(
    <Welcome
      openEngine={(onChanged) => engine.open(onChanged)}
      policy="connect-src 'none'"
      openDashboard={openDashboard}
    />,
    document.body,
  );
  await settled(() => expect(said(0)).toContain('Looks like spam: 9 in 10'));
});
afterEach(() => render(null, document.body));

const settled = <T,>(check: () => T) => vi.waitFor(check, { timeout: 2000, interval: 5 });
const lines = () => [...document.querySelectorAll<HTMLElement>('.example li')];
const said = (line: number) => lines()[line].querySelector('.said')!.textContent;
const status = () => document.querySelector('[role=status]')!.textContent;
const place = (name: string) =>
  [...document.querySelectorAll<HTMLLabelElement>('.places label')]
    .find((label) => label.textContent!.startsWith(name))!
    .querySelector('input')!;

test('each line is marked in the way of its task, and says what it looks like', async () => {
  expect(lines()[0].querySelector('[data-way]')!.getAttribute('data-way')).toBe('underline');
  expect(said(1)).toContain('Looks toxic');
  expect(said(5)).toBe('');
  const way = document.querySelector<HTMLSelectElement>('[data-task=spam] select')!;
  way.value = 'hide';
  way.dispatchEvent(new Event('change', { bubbles: true }));
  await settled(() => expect(lines()[0].textContent).toContain('(hidden)'));
  expect(engine.asksOf('setTask')).toMatchObject([{ task: 'spam', way: 'hide' }]);
});

test('a task that is switched off marks nothing any more', async () => {
  document.querySelector<HTMLInputElement>('[data-task=spam] [role=switch]')!.click();
  await settled(() => expect(said(0)).toBe(''));
  expect(status()).toBe('Spam: off');
});

test('where it reads is one choice, which holds at once', async () => {
  expect(place('Everywhere').checked).toBe(true);
  place('Only when you click').click();
  await settled(() => expect(status()).toBe('Where it reads: Only when you click'));
  expect(engine.asksOf('setOptions')).toEqual([{ where: 'click' }]);
  expect(place('Only when you click').checked).toBe(true);
});

test('a choice that was refused is said, and is not made', async () => {
  engine.failing.set('setOptions', 'storage');
  place('Only on sites you pick').click();
  await settled(() =>
    expect(document.querySelector('[role=alert]')!.textContent).toContain('could not be saved'),
  );
  await settled(() => expect(place('Everywhere').checked).toBe(true));
});

test('what a policy has decided is not asked', async () => {
  engine.state = { ...engine.state, revision: 9, limits: { where: 'listed', tasksOff: ['intent'] } };
  engine.onChanged(engine.state);
  await settled(() => expect(document.querySelector<HTMLFieldSetElement>('.places')!.disabled).toBe(true));
  expect(document.querySelector('.places')!.textContent).toContain('Your organisation has decided this');
});

test('the rule that the browser enforces is shown as it is', () => {
  expect(document.querySelector('details > code')!.textContent).toBe("connect-src 'none'");
  expect(document.querySelector('article')!.textContent).toContain('Permissions, each with its reason');
});
