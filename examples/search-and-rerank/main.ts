/** Shows what the worker finds as one types, and tells it what is taken. */
import wordsUrl from '../../models/words.bin?url';
import { element, hand, kernelBytes, kilobytes, read, say } from '../page.ts';
import type { Ask, Tell } from './worker.ts';

const SHOWN = 10;
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const query = element('query', HTMLInputElement);
const ask = (message: Ask) => worker.postMessage(message);
/** Places of what was taken, from 1: in the index's order, and as shown before the click. The clicks held back. */
const places: { found: number; shown: number }[] = [];
/** One question at a time, the newest last. */
let busy = true;
let next: string | null = null;

function search(): void {
  if (busy) {
    next = query.value;
    return;
  }
  busy = true;
  ask({ ask: 'search', query: query.value });
}

function show({ query: asked, hits }: Extract<Tell, { tell: 'found' }>): void {
  element('hits', HTMLElement).replaceChildren(
    ...hits.slice(0, SHOWN).map(({ id, was }, place) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = id;
      button.addEventListener('click', () => {
        places.push({ found: was + 1, shown: place + 1 });
        const mean = (of: 'found' | 'shown') =>
          places.reduce((sum, each) => sum + each[of], 0) / places.length;
        say('places', `${mean('found').toFixed(1)}, ${mean('shown').toFixed(1)}`);
        ask({ ask: 'click', query: asked, id });
      });
      item.append(button, was === place ? '' : ` found at ${was + 1}`);
      return item;
    }),
  );
}

worker.onmessage = ({ data: told }: MessageEvent<Tell>) => {
  switch (told.tell) {
    case 'indexed':
      say(
        'indexed',
        `${told.count.toLocaleString('en')} in ${Math.round(told.ms)} ms, ${kilobytes(told.bytes)}`,
      );
      document.body.dataset.ready = '';
      busy = false;
      search();
      return;
    case 'found':
      say('search', `${told.searchMs.toFixed(1)} ms`);
      say('ranking', `${told.rankMs.toFixed(1)} ms`);
      show(told);
      busy = false;
      if (next !== null) {
        next = null;
        search();
      }
      return;
    case 'learned':
      say('learned', `${told.ms.toFixed(1)} ms`);
      say('size', kilobytes(told.bytes));
      say('trouble', '');
      element('save', HTMLButtonElement).disabled = false;
      search();
      return;
    case 'saved':
      hand(told.bytes, 'ranking.elm');
      return;
    case 'trouble':
      say('trouble', told.message);
      busy = false;
  }
};

ask({ ask: 'start', words: await read(wordsUrl), kernels: await kernelBytes(), count: 10_000 });
query.addEventListener('input', search);
element('save', HTMLElement).addEventListener('click', () => ask({ ask: 'save' }));
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file) ask({ ask: 'load', bytes: new Uint8Array(await file.arrayBuffer()) });
});
