// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sectionOf } from '../../../src/dashboard/routes.ts';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';
import { all, button, close, failed, open, press, settled, text } from './page.ts';

vi.stubGlobal('chrome', fakeBrowser);

let engine: FakeEngine;
const selected = () => text('[role=tab][aria-selected=true]');

beforeEach(() => {
  engine = new FakeEngine();
});
afterEach(close);

test('an address names a section; the first for any other', () => {
  expect(sectionOf('#sites')).toBe('sites');
  expect(sectionOf('#labels?from=3.0')).toBe('labels');
  expect(sectionOf('')).toBe('learned');
  expect(sectionOf('#__proto__')).toBe('learned');
});

test('each section can be linked, and its panel is named by its tab', async () => {
  open(engine, 'privacy');
  await settled(() => expect(text('h2')).toBe('Privacy'));
  expect(selected()).toBe('Privacy');
  const panel = document.querySelector('[role=tabpanel]')!;
  expect(document.getElementById(panel.getAttribute('aria-labelledby')!)?.textContent).toBe('Privacy');
});

test('tabs by click and by arrow, with an address each', async () => {
  open(engine, 'learned');
  await settled(() => expect(text('h2')).toBe('Learned'));
  button('Sites').click();
  await settled(() => expect(text('h2')).toBe('Sites'));
  expect(location.hash).toBe('#sites');
  document.getElementById('tab-sites')!.focus();
  press('ArrowRight');
  await settled(() => expect(text('h2')).toBe('Privacy'));
  expect(document.activeElement?.id).toBe('tab-privacy');
  press('End');
  await settled(() => expect(text('h2')).toBe('Try it'));
  press('ArrowRight');
  await settled(() => expect(text('h2')).toBe('Learned'));
  expect(all('[role=tab]').map((tab) => tab.tabIndex)).toEqual([0, -1, -1, -1, -1, -1]);
});

test('from right to left the arrows are mirrored', async () => {
  document.documentElement.style.direction = 'rtl';
  open(engine, 'learned');
  await settled(() => expect(text('h2')).toBe('Learned'));
  document.getElementById('tab-learned')!.focus();
  press('ArrowLeft');
  await settled(() => expect(text('h2')).toBe('How well'));
  document.documentElement.style.direction = '';
});

test('an engine that does not answer is said in plain words', async () => {
  engine.failing.set('lessons', 'unreachable');
  open(engine, 'learned');
  await settled(() => expect(failed()).toMatch(/\w/));
});

test('a browser that keeps nothing is said', async () => {
  engine.state = { ...engine.state, storage: 'memory' };
  open(engine, 'sites');
  await settled(() => expect(text('.notice')).toMatch(/until it is closed/));
});

test('the focus is not lost with what had it', async () => {
  open(engine, 'labels');
  await settled(() => button('Make your own').click());
  await settled(() => button('Cancel').focus());
  button('Cancel').click();
  await settled(() => expect(document.activeElement?.id).toBe('tab-labels'));
});

test('what went wrong in one section is not said in the next', async () => {
  engine.failing.set('lessons', 'unreachable');
  open(engine, 'learned');
  await settled(() => expect(failed()).toMatch(/\w/));
  button('Sites').click();
  await settled(() => expect(failed()).toBe(''));
});
