/**
 * The text field and its suggestions, a combobox as the ARIA Authoring Practices have it. The worker learns with every
 * word; nothing that it said of an older text is shown, so that a word deleted is gone with its last letter.
 */
import { element, hand, kernelBytes, kilobytes, percent, say } from '../page.ts';
import type { Measured } from './measure.ts';
import type { Ask, Tell } from './worker.ts';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const ask = (message: Ask) => worker.postMessage(message);
const draft = element('draft', HTMLInputElement);
const options = element('suggestions', HTMLElement);
const notes = element('texts', HTMLElement);
let words: string[] = [];
let active = -1;
/** Characters of the word that is begun. */
let begun = 0;
/** One question at a time; the newest text is asked next. */
let busy = false;
let telling = 0;
let comparing = 0;

function write(): void {
  show([]);
  if (comparing > 0) compareSoon();
  if (busy) return;
  busy = true;
  ask({ ask: 'write', draft: draft.value });
}

function show(suggested: string[]): void {
  words = suggested;
  options.replaceChildren(
    ...words.map((word, place) => {
      const option = document.createElement('div');
      option.id = `option${place}`;
      option.role = 'option';
      option.textContent = word;
      if (place === 0) option.dataset.key = forward() === 'ArrowLeft' ? '←' : '→';
      // Before the field loses the focus.
      option.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        take(place);
      });
      return option;
    }),
  );
  options.hidden = words.length === 0;
  draft.setAttribute('aria-expanded', String(words.length > 0));
  choose(-1);
  clearTimeout(telling);
  say('spoken', '');
  // Said once one stops to listen, not with every key.
  if (words.length > 0) {
    telling = window.setTimeout(() => say('spoken', `Suggested: ${words.join(', ')}`), 800);
  }
}

/** The arrow key that points on from the end of the text. */
const forward = () => (getComputedStyle(draft).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight');

/** Makes an option the active one; −1 for none. */
function choose(place: number): void {
  active = place;
  [...options.children].forEach((option, k) => {
    option.setAttribute('aria-selected', String(k === active));
  });
  if (active < 0) draft.removeAttribute('aria-activedescendant');
  else draft.setAttribute('aria-activedescendant', `option${active}`);
}

/** Puts a suggestion and a space in the place of the word that is begun. */
function take(place: number): void {
  draft.value = `${draft.value.slice(0, draft.value.length - begun)}${words[place]} `;
  draft.setSelectionRange(draft.value.length, draft.value.length);
  write();
}

/** Once nobody writes for a moment: the worker learns all that is there anew, which takes longer than a key. */
function compareSoon(): void {
  clearTimeout(comparing);
  comparing = window.setTimeout(() => {
    comparing = 0;
    ask({ ask: 'compare' });
  }, 500);
}

function keep(): void {
  const text = draft.value.trim();
  if (text === '') return;
  draft.value = '';
  ask({ ask: 'keep', text });
  write();
}

draft.addEventListener('input', write);
draft.addEventListener('blur', () => show([]));
draft.addEventListener('focus', write);
draft.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  const atEnd = draft.selectionStart === draft.value.length && draft.selectionEnd === draft.value.length;
  const count = words.length;
  if (event.key === 'Enter') {
    if (active >= 0) take(active);
    else keep();
  } else if (count === 0) return;
  else if (event.key === 'ArrowDown') choose(active + 1 < count ? active + 1 : -1);
  else if (event.key === 'ArrowUp') choose(active < 0 ? count - 1 : active - 1);
  else if (event.key === 'Escape') show([]);
  else if (event.key === forward() && atEnd) take(Math.max(0, active));
  else return;
  event.preventDefault();
});

/** The notes, the newest first, each with a button that takes it out. */
function list(texts: readonly string[]): void {
  const before = [...notes.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement);
  say('count', `${texts.length.toLocaleString('en')} notes, the newest first.`);
  notes.replaceChildren(
    ...texts
      .map((text, index) => {
        const item = document.createElement('li');
        const note = document.createElement('span');
        note.dir = 'auto';
        note.textContent = text;
        const forget = document.createElement('button');
        forget.type = 'button';
        forget.textContent = 'Forget';
        forget.setAttribute('aria-label', `Forget: ${text}`);
        forget.addEventListener('click', () => ask({ ask: 'forget', index }));
        item.append(note, forget);
        return item;
      })
      .reverse(),
  );
  // Whoever forgets by the keyboard stays in the list.
  if (before >= 0) (notes.querySelectorAll('button')[Math.min(before, texts.length - 1)] ?? draft).focus();
  for (const id of ['save', 'forgetAll', 'measure'])
    element(id, HTMLButtonElement).disabled = texts.length === 0;
}

worker.onmessage = ({ data: told }: MessageEvent<Tell>) => {
  switch (told.tell) {
    case 'suggested':
      busy = false;
      say('suggested', `${told.suggestMs.toFixed(1)} ms`);
      if (told.learned + told.gone > 0) say('learned', `${told.learnMs.toFixed(1)} ms`);
      if (told.gone > 0) {
        say('left', '…');
        compareSoon();
      }
      if (told.draft !== draft.value) write();
      else if (document.activeElement === draft) {
        begun = told.begun;
        show(told.words);
      }
      return;
    case 'changed':
      say('trouble', '');
      say('learned', `${told.ms.toFixed(1)} ms, ${told.words.toLocaleString('en')} words`);
      say('size', kilobytes(told.bytes));
      list(told.texts);
      if (told.ask === 'forgetAll') say('left', 'nothing');
      if (told.ask === 'forget') {
        say('left', '…');
        compareSoon();
      }
      if (told.ask === 'load') {
        say('loaded', `It has learned from ${told.texts.length.toLocaleString('en')} notes.`);
        write();
      }
      if (told.ask === 'start') {
        document.body.dataset.ready = '';
        ask({ ask: 'measure' });
      }
      return;
    case 'compared':
      say(
        'left',
        told.difference < 1e-9 ? `nothing (±${told.difference.toExponential(0)})` : `${told.difference}`,
      );
      return;
    case 'measured':
      measured(told.measured);
      return;
    case 'saved':
      hand(told.bytes, 'autocomplete.elm');
      return;
    case 'trouble':
      busy = false;
      say(told.ask === 'load' ? 'loaded' : 'trouble', told.message);
  }
};

function measured(result: Measured | null): void {
  for (const id of ['hits', 'commonHits', 'saved', 'commonSaved'] as const)
    say(id, result ? percent(result[id]) : '–');
  say(
    'held',
    result
      ? `A model that learned ${result.learned} of the notes wrote the other ${result.held} (${result.words} words), taking a ` +
          'suggestion whenever that was fewer keys than writing on.'
      : 'That takes ten notes.',
  );
}

ask({ ask: 'start', kernels: await kernelBytes() });
element('keep', HTMLElement).addEventListener('click', keep);
element('measure', HTMLElement).addEventListener('click', () => ask({ ask: 'measure' }));
element('forgetAll', HTMLElement).addEventListener('click', () => {
  draft.value = '';
  ask({ ask: 'forgetAll' });
});
element('save', HTMLElement).addEventListener('click', () => ask({ ask: 'save' }));
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file) ask({ ask: 'load', bytes: new Uint8Array(await file.arrayBuffer()) });
});
