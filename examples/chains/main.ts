/** Shows what the worker learns, and asks it about what is typed. */
import wordsUrl from '../../models/words.bin?url';
import { element, kernelBytes, kilobytes, percent, read, say } from '../page.ts';
import { frame, shape } from '../plot.ts';
import type { Ablation, Stage } from './pipeline.ts';
import { sentences } from './texts.ts';
import type { Ask, Tell } from './worker.ts';

const STAGES: Stage[] = ['language', 'topic', 'intent'];
const CODES: Record<string, string> = {
  English: 'en',
  German: 'de',
  Spanish: 'es',
  French: 'fr',
  Arabic: 'ar',
};
/** Paths about the origin, and whether they are filled: one for each label, also for those who see no colours. */
const SHAPES = [
  { class: 'mark filled a', d: 'M-4 -4h8v8h-8z' },
  { class: 'mark b', d: 'M0 -5.5L5.5 4.5H-5.5z' },
  { class: 'mark c', d: 'M-4 -4L4 4M4 -4L-4 4' },
  { class: 'mark filled d', d: 'M0 -5.5L4.5 0L0 5.5L-4.5 0z' },
  { class: 'mark e', d: 'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z' },
];

const all = sentences();
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const ask = (message: Ask) => worker.postMessage(message);
const question = element('question', HTMLInputElement);
const kind = element('kind', HTMLSelectElement);
let places: Float64Array | null = null;
/** One question at a time, the newest last. */
let busy = false;
let again = false;

function askQuestion(): void {
  again = busy;
  if (busy) return;
  busy = true;
  ask({ ask: 'text', text: question.value });
}

function fill(id: string, rows: readonly (readonly [string, ...string[]])[]): void {
  element(id, HTMLElement).replaceChildren(
    ...rows.map(([name, ...cells]) => {
      const row = document.createElement('tr');
      const head = document.createElement('th');
      head.scope = 'row';
      head.textContent = name;
      row.append(head, ...cells.map(cellOf));
      return row;
    }),
  );
}

function cellOf(text: string): HTMLTableCellElement {
  const cell = document.createElement('td');
  cell.textContent = text;
  return cell;
}

function showAblation({ stages, both, byLanguage }: Ablation, ms: number): void {
  const of = (count: number) => `${count} (${percent(count / all.length)})`;
  fill('stages', [
    ...stages.map(({ stage, alone, chained, told }, s): [string, ...string[]] =>
      s === 0 ? [stage, of(alone), '–', '–'] : [stage, of(alone), of(chained), of(told)],
    ),
    ['topic and intent', `${of(both.onePair)}, one model for all pairs`, of(both.chained), '–'],
  ]);
  fill(
    'languages',
    Object.entries(byLanguage)
      .sort(([, a], [, b]) => b.of - a.of)
      .map(([name, { right, of }]) => [name, `${right} of ${of} (${percent(right / of)})`]),
  );
  const [, topic, intent] = stages;
  const change = (count: number) => `${count > 0 ? '+' : count < 0 ? '−' : '±'}${Math.abs(count)}`;
  say(
    'found',
    `Knowing the language changes ${change(topic.chained - topic.alone)} topics, and what is known of both ` +
      `${change(intent.chained - intent.alone)} intents; even the truth would change no more than ` +
      `${change(topic.told - topic.alone)} and ${change(intent.told - intent.alone)}. A linear model can only ` +
      'shift its scores by it. What does help is to ask in stages at all: a single model that has to tell every pair of ' +
      `topic and intent apart gets ${both.onePair} right, the stages ${both.chained}, because each learns from all ` +
      `sentences. (Found out in ${(ms / 1000).toFixed(1)} s, by training ${4 * 8} models.)`,
  );
  element('progress', HTMLElement).hidden = true;
}

function drawPicture(): void {
  if (places === null) return;
  const stage = kind.value as Stage;
  const labels = [...new Set(all.map((sentence) => sentence[stage]))];
  const at = places;
  const column = (k: 0 | 1) => all.map((_, i) => at[2 * i + k]);
  const range = (values: number[]): [number, number] => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return [least - 0.05 * (most - least), most + 0.05 * (most - least)];
  };
  const svg = element('picture', SVGSVGElement);
  const { x, y } = frame(svg, 380, range(column(0)), range(column(1)));
  all.forEach((sentence, i) => {
    const mark = markOf(labels.indexOf(sentence[stage]));
    mark.setAttribute('transform', `translate(${x(at[2 * i]).toFixed(1)} ${y(at[2 * i + 1]).toFixed(1)})`);
    svg.append(mark);
  });
  element('legend', HTMLElement).replaceChildren(
    ...labels.map((label, k) => {
      const item = document.createElement('span');
      const sample = shape('svg', { viewBox: '-14 -7 28 14', 'aria-hidden': 'true' });
      sample.append(markOf(k));
      item.append(sample, ` ${label}`);
      return item;
    }),
  );
}

const markOf = (k: number) => shape('path', { class: SHAPES[k].class, d: SHAPES[k].d });

function listPlaces(): void {
  if (places === null) return;
  const at = places;
  fill(
    'places',
    all.map(({ text, topic, intent }, i) => [
      text,
      topic,
      intent,
      at[2 * i].toFixed(2),
      at[2 * i + 1].toFixed(2),
    ]),
  );
  element('places', HTMLElement)
    .querySelectorAll('th')
    .forEach((cell, i) => {
      cell.lang = CODES[all[i].language];
      cell.dir = 'auto';
    });
}

/** How many would have a neighbour of their own kind if places had nothing to say. */
function byChance(stage: Stage): string {
  const counts = new Map<string, number>();
  for (const sentence of all) counts.set(sentence[stage], (counts.get(sentence[stage]) ?? 0) + 1);
  const pairs = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  return String(Math.round(pairs / (all.length - 1)));
}

worker.onmessage = ({ data: told }: MessageEvent<Tell>) => {
  switch (told.tell) {
    case 'trained':
      STAGES.forEach((stage, s) => {
        say(`${stage}Time`, `${Math.round(told.ms[s])} ms`);
      });
      say('size', kilobytes(told.bytes));
      element('save', HTMLButtonElement).disabled = false;
      askQuestion();
      return;
    case 'picture':
      places = told.places;
      drawPicture();
      listPlaces();
      fill(
        'alike',
        STAGES.map((stage, s) => [
          stage,
          String(told.alike.deep[s]),
          String(told.alike.plain[s]),
          byChance(stage),
        ]),
      );
      return;
    case 'progress':
      element('progress', HTMLProgressElement).value = told.share;
      return;
    case 'ablation':
      showAblation(told.ablation, told.ms);
      return;
    case 'answers':
      say('asked', told.text);
      fill(
        'answers',
        told.answers.map(({ label, probability }, s) => [
          STAGES[s],
          label,
          percent(probability),
          `${told.ms[s + 1].toFixed(2)} ms`,
        ]),
      );
      document.body.dataset.ready = '';
      busy = false;
      if (again) askQuestion();
      return;
    case 'saved': {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([new Uint8Array(told.bytes)]));
      link.download = 'chain.elm';
      link.click();
      return;
    }
    case 'loaded':
      say('size', kilobytes(told.bytes));
      say('loaded', `Loaded. It knows ${told.labels.join('; ')}.`);
      askQuestion();
      return;
    case 'trouble':
      say('loaded', told.message);
      busy = false;
  }
};

for (const count of document.querySelectorAll('.count')) count.textContent = String(all.length);
ask({ ask: 'start', words: await read(wordsUrl), kernels: await kernelBytes() });
question.addEventListener('input', askQuestion);
kind.addEventListener('change', drawPicture);
new ResizeObserver(drawPicture).observe(element('alike', HTMLElement));
element('save', HTMLElement).addEventListener('click', () => ask({ ask: 'save' }));
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file) ask({ ask: 'load', bytes: new Uint8Array(await file.arrayBuffer()) });
});
