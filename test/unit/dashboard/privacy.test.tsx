// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isOutside } from '../../../src/dashboard/privacy/outside.ts';
import { fakeBrowser } from '../fakeBrowser.ts';
import { FakeEngine } from './fakeEngine.ts';
import { all, button, check, choose, close, field, open, pick, said, settled, text, type } from './page.ts';

vi.stubGlobal('chrome', fakeBrowser);

let engine: FakeEngine;
const saved: { name: string; blob: Blob }[] = [];
beforeEach(async () => {
  engine = new FakeEngine();
  engine.teach('Win a free cruise', 'spam');
  saved.length = 0;
  let made: Blob;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    made = blob as Blob;
    return 'blob:x';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: made });
  });
  open(engine, 'privacy');
  await settled(() => expect(text('.kept')).toMatch(/Lessons: 1/));
});
afterEach(() => {
  close();
  vi.restoreAllMocks();
});

test('what leads out of the package, and what does not', () => {
  const own = 'chrome-extension://abc/src/dashboard/dashboard.html';
  expect(isOutside('chrome-extension://abc/icons/inkling-48.png', own)).toBe(false);
  expect(isOutside('blob:chrome-extension://abc/1234', own)).toBe(false);
  expect(isOutside('https://example.org/x.png', own)).toBe(true);
  expect(isOutside('chrome-extension://other/x.png', own)).toBe(true);
  expect(isOutside('', own)).toBe(true);
});

test('backups are listed with their day and size, and that there is none yet is said', async () => {
  expect(text('.kept')).toMatch(/Backups, written by themselves: Feb 1, 2026 \(2 kB\)/);
  close();
  engine.backups = [];
  open(engine, 'privacy');
  await settled(() => expect(text('.kept')).toMatch(/No backup yet/));
});

test('what a backup still has is offered in every section', async () => {
  const lost = { at: Date.UTC(2026, 4, 3, 12), lessons: 12 };
  close();
  engine.state = { ...engine.state, trouble: { damaged: 0, blocked: null, lost } };
  open(engine, 'sites');
  await settled(() => expect(text('main .notice')).toMatch(/A backup of May 3, 2026/));
  button('Put back').click();
  await settled(() => expect(said()).toBe('Put back. Lessons now: 1'));
  expect(document.querySelector('main .notice')).toBeNull();
});

test('requests of the engine are counted, not assumed', async () => {
  expect(text('.figures dd')).toMatch(/^0engine: 0, this page: 0$/);
  close();
  engine.requests = 3;
  open(engine, 'privacy');
  await settled(() => expect(text('.figures dd')).toMatch(/^3engine: 3/));
});

test('another way of storing is asked about, with what it means, and can be left', async () => {
  const [texts, features] = all('input[name=mode]') as HTMLInputElement[];
  check(features);
  await settled(() => expect(text('dialog')).toMatch(/texts of all lessons are deleted/));
  button('Cancel').click();
  await settled(() => expect(document.querySelector('dialog')).toBeNull());
  expect(engine.asksOf('setStorageMode')).toEqual([]);
  expect(texts.checked).toBe(true);
  check(features);
  await settled(() => button('Change it').click());
  await settled(() => expect(engine.state.settings.storageMode).toBe('features'));
  await settled(() => expect(said()).toMatch(/Texts of lessons are deleted/));
});

test('a change that takes long shows its progress and can be cancelled', async () => {
  engine.hold = new Promise(() => {});
  check(all('input[name=mode]')[2] as HTMLInputElement);
  await settled(() => button('Change it').click());
  await settled(() => expect(text('.work')).toMatch(/Changing what is kept.*1 of 4/));
  button('Cancel', document.querySelector('.work')!).click();
  await settled(() => expect(said()).toBe('Cancelled. Nothing was changed.'));
  expect(document.querySelector('.work')).toBeNull();
});

test('fading and counting', async () => {
  choose(field<HTMLSelectElement>('Old lessons'), '90');
  await settled(() => expect(engine.state.settings.halfLifeDays).toBe(90));
  await settled(() => expect(said()).toBe('Lessons count half after 90 days.'));
  choose(field<HTMLSelectElement>('Old lessons'), '');
  await settled(() => expect(engine.state.settings.halfLifeDays).toBeNull());
  check(document.querySelector<HTMLInputElement>('.check input')!, false);
  await settled(() => expect(engine.state.settings.countFound).toBe(false));
});

test('everything is saved as a file, and taken in again after it was shown', async () => {
  button('Save everything to a file').click();
  await settled(() => expect(said()).toMatch(/^Saved: inkling.inkling/));
  expect(saved[0].name).toBe('inkling.inkling');
  expect(await saved[0].blob.text()).toBe('all');

  engine.file = {
    kind: 'everything',
    bytes: 3,
    lessons: 5,
    tasks: [{ task: 'own-00000001', name: '<b>Spoilers</b>' }],
    imports: 0,
    at: Date.UTC(2026, 0, 1),
  };
  pick('Take everything from a file', new File(['all'], 'inkling.inkling'));
  await settled(() => expect(text('dialog')).toMatch(/Lessons: 5/));
  // What a stranger wrote is text.
  expect(text('dialog .preview')).toBe('<b>Spoilers</b>');
  expect(engine.asksOf('importAll')).toEqual([]);
  button('Add it').click();
  await settled(() => expect(engine.asksOf('importAll')).toEqual([{ file: btoa('all'), how: 'merge' }]));
});

test('a file that is none of ours is said to be none', async () => {
  pick('Take everything from a file', new File(['x'], 'x.inkling'));
  await settled(() => expect(text('[role=alert]')).toMatch(/no file of Inkling’s/));
});

test('everything is erased once the word was typed, not before', async () => {
  button('Erase everything').click();
  await settled(() => expect(text('dialog')).toMatch(/can’t be undone/));
  expect(button('Erase').disabled).toBe(true);
  await type(field(/^Type “erase”/), 'eras');
  expect(button('Erase').disabled).toBe(true);
  await type(field(/^Type “erase”/), 'Erase ');
  await settled(() => expect(button('Erase').disabled).toBe(false));
  button('Erase').click();
  await settled(() => expect(said()).toBe('Everything is erased.'));
  expect(engine.lessons).toEqual([]);
});

test('the whole privacy text can be read here, as text', async () => {
  const details = document.querySelector<HTMLDetailsElement>('.packaged')!;
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await settled(() => expect(text('.prose')).toMatch(/Nothing leaves your device/));
  expect(all('.prose table th').length).toBeGreaterThan(3);
});
