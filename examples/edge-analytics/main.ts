/**
 * Takes a tick from its stream ten times a second, has the watcher predict and learn it, and shows what came of it.
 * A tick is learned in less than a millisecond, so that happens here and in no worker.
 */
import { toBytes } from '../../src/elm/index.ts';
import { download, element, kilobytes, open, percent, say, trouble } from '../page.ts';
import { frame, pathOf, shape } from '../plot.ts';
import { MEASURES, type Source, TICK } from './measures.ts';
import { OwnMeasures } from './ownMeasures.ts';
import { SeededStream } from './seeded.ts';
import { type Told, Watcher } from './watcher.ts';

/** Ticks that the plots show, and that stand in the table. */
const STREAM = 120;
const ERRORS = 600;
const ROWS = 12;
/** Ticks whose mean error is a point of the second plot. */
const SMOOTH = 50;
/** Ticks before and after a switch that are compared. */
const AROUND = 300;
const KEPT = 3000;
/** Shown no more often, in ms; those who asked for less motion see it change once in two seconds. */
const SHOW = 250;
const SHOW_CALMLY = 2000;

interface Entry {
  tick: number;
  told: Told;
  planted: readonly number[] | null;
  disturbed: boolean;
}

const MODELS = [
  { name: 'forgets', line: 'line first', of: (told: Told) => told.forgetting },
  { name: 'never forgets', line: 'line third', of: (told: Told) => told.keeping },
  { name: 'says "as before"', line: 'line second', of: (told: Told) => told.same },
] as const;

const source = element('source', HTMLSelectElement);
const measure = element('measure', HTMLSelectElement);
const factor = element('forgetting', HTMLInputElement);
const disturb = element('disturb', HTMLInputElement);
const calm = matchMedia('(prefers-reduced-motion: reduce)');

let stream: Source = new OwnMeasures();
let watcher = new Watcher(factor.valueAsNumber);
let entries: Entry[] = [];
let times: number[] = [];
let paused = false;
let tick = 0;
let shown = 0;

function step(): void {
  const next = stream.next(disturb.checked);
  tick++;
  if (next === null) {
    watcher.interrupt();
    return;
  }
  const begun = performance.now();
  const told = watcher.learn(next.values);
  times = [...times, performance.now() - begun].slice(-100);
  if (told === null) return;
  entries.push({ tick, told, planted: next.planted, disturbed: disturb.checked });
  if (entries.length > KEPT) entries.shift();
}

function restart(fresh: Watcher): void {
  stream.close();
  stream = source.value === 'own' ? new OwnMeasures() : new SeededStream(1);
  watcher = fresh;
  entries = [];
  times = [];
  tick = 0;
  disturb.checked = false;
  element('more', HTMLButtonElement).disabled = source.value === 'own';
  say(
    'about',
    source.value === 'own'
      ? 'Here the disturbance is real: it keeps every frame busy for up to 20 ms, more and less in a rhythm of a second.'
      : 'The same ticks each time. Here the disturbance changes the rhythm, and turns round what the pointer does to the delay.',
  );
  show();
}

function show(): void {
  shown = performance.now();
  const m = Number(measure.value);
  for (const unit of document.querySelectorAll('.unit')) unit.textContent = MEASURES[m].unit;
  say('ticks', watcher.ticks.toLocaleString('en'));
  if (entries.length === 0) return;
  const sorted = times.toSorted((a, b) => a - b);
  say('time', `${sorted[sorted.length >> 1].toFixed(2)} ms`);
  say('size', kilobytes(toBytes(watcher).length));
  element('save', HTMLButtonElement).disabled = false;
  count(m);
  drawStream(m);
  drawErrors(m);
  compare(m);
  list(m);
}

/** Alarms of the ticks for which there was a line. */
function count(m: number): void {
  const judged = entries.filter(({ told }) => told.line[m] < Number.POSITIVE_INFINITY);
  const share = (some: Entry[], of: Entry[]) =>
    of.length === 0 ? '–' : `${some.length} of ${of.length} (${percent(some.length / of.length)})`;
  const odd = (list: Entry[]) => list.filter(({ told }) => told.odd[m]);
  say('beyond', judged.length === 0 ? 'when 100 are known' : share(odd(judged), judged));
  if (entries.some(({ planted }) => planted === null)) {
    say('false', 'here nobody knows');
    say('found', '–');
    return;
  }
  const planted = judged.filter((entry) => entry.planted?.includes(m));
  const ordinary = judged.filter((entry) => !entry.planted?.includes(m));
  say('false', share(odd(ordinary), ordinary));
  say('found', planted.length === 0 ? '–' : `${odd(planted).length} of ${planted.length}`);
}

function drawStream(m: number): void {
  const last = entries.slice(-STREAM);
  const to = last[last.length - 1].tick;
  // Beyond the line there is room for what is odd, but the first predictions may be anywhere.
  const measured = last.map(({ told }) => told.measured[m]);
  const high = Math.max(...measured, 1) * 1.25;
  const low = Math.min(...measured, 0);
  const within = (value: number) => Math.max(low, Math.min(high, value));
  const svg = element('stream', SVGSVGElement);
  const { x, y, height } = frame(svg, 220, [to - STREAM + 1, to], [low, high]);
  const known = last.filter(({ told }) => told.line[m] < Number.POSITIVE_INFINITY);
  const edge = (sign: 1 | -1) =>
    known.map(
      ({ tick, told }) => [x(tick), y(within(told.forgetting[m] + sign * told.line[m]))] as [number, number],
    );
  svg.append(
    shape('path', { class: 'band', d: `${pathOf([...edge(1), ...edge(-1).reverse()])}` }),
    ...switches(last).map((at) =>
      shape('line', { class: 'moment', x1: x(at), x2: x(at), y1: 0, y2: height }),
    ),
    shape('path', { class: 'line', d: pathOf(last.map((e) => [x(e.tick), y(e.told.measured[m])])) }),
    shape('path', {
      class: 'line first',
      d: pathOf(last.map((e) => [x(e.tick), y(within(e.told.forgetting[m]))])),
    }),
  );
  for (const { tick, told, planted } of last) {
    const [cx, cy] = [x(tick), y(told.measured[m])];
    if (told.odd[m]) svg.append(shape('path', { class: 'odd', d: `M${cx} ${cy - 6}l6 11h-12z` }));
    if (planted?.includes(m)) svg.append(shape('circle', { class: 'planted', cx, cy, r: 9 }));
  }
}

/** The ticks with which the disturbance began or ended. */
function switches(list: readonly Entry[]): number[] {
  return list.filter((entry, i) => i > 0 && entry.disturbed !== list[i - 1].disturbed).map((e) => e.tick);
}

const errorOf = (entry: Entry, model: (typeof MODELS)[number], m: number) =>
  Math.abs(model.of(entry.told)[m] - entry.told.measured[m]);

function meanError(list: readonly Entry[], model: (typeof MODELS)[number], m: number): number {
  return list.reduce((sum, entry) => sum + errorOf(entry, model, m), 0) / list.length;
}

function drawErrors(m: number): void {
  const last = entries.slice(-ERRORS - SMOOTH);
  const to = last[last.length - 1].tick;
  const curves = MODELS.map((model) => {
    const curve: [number, number][] = [];
    let sum = 0;
    last.forEach((entry, i) => {
      sum += errorOf(entry, model, m);
      if (i >= SMOOTH) sum -= errorOf(last[i - SMOOTH], model, m);
      if (i >= SMOOTH - 1) curve.push([entry.tick, sum / SMOOTH]);
    });
    return curve;
  });
  const high = Math.max(0.1, ...curves.flat().map(([, error]) => error));
  const svg = element('errors', SVGSVGElement);
  const { x, y, height } = frame(svg, 180, [to - ERRORS + 1, to], [0, 1.1 * high]);
  svg.append(
    ...switches(last)
      .filter((at) => at > to - ERRORS)
      .map((at) => shape('line', { class: 'moment', x1: x(at), x2: x(at), y1: 0, y2: height })),
    ...curves.map((curve, k) =>
      shape('path', { class: MODELS[k].line, d: pathOf(curve.map(([at, error]) => [x(at), y(error)])) }),
    ),
  );
}

/** Mean errors: of the last ticks, and on both sides of the last switch. */
function compare(m: number): void {
  const at = switches(entries).at(-1) ?? Number.POSITIVE_INFINITY;
  const spans = [
    entries.slice(-100),
    at === Number.POSITIVE_INFINITY ? [] : entries.filter(({ tick }) => tick < at && tick >= at - AROUND),
    entries.filter(({ tick }) => tick >= at && tick < at + AROUND),
  ];
  element('compared', HTMLElement).replaceChildren(
    ...MODELS.map((model) => {
      const cells = spans.map((span) => (span.length === 0 ? '–' : amount(meanError(span, model, m), m)));
      return rowOf(model.name, cells);
    }),
  );
}

function list(m: number): void {
  const last = entries.slice(-ROWS).reverse();
  element('numbers', HTMLElement).replaceChildren(
    ...last.map(({ tick, told, planted }) => {
      const line = told.line[m] < Number.POSITIVE_INFINITY ? `± ${amount(told.line[m], m)}` : 'none yet';
      const what = [told.odd[m] ? 'odd' : '', planted?.includes(m) ? 'a spike put in' : ''];
      const cells = [amount(told.measured[m], m), amount(told.forgetting[m], m), line];
      return rowOf(String(tick), [...cells, what.filter(Boolean).join(', ')]);
    }),
  );
}

function rowOf(name: string, cells: readonly string[]): HTMLTableRowElement {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = name;
  row.append(
    head,
    ...cells.map((text) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      return cell;
    }),
  );
  return row;
}

/** The number alone; the table says of what unit. */
function amount(value: number, m: number): string {
  const { unit } = MEASURES[m];
  return value.toFixed(unit === 'ms' ? 2 : 0);
}

function pause(stop: boolean): void {
  paused = stop;
  // A made-up stream waits; the page's own goes on, and what was not measured is not made up.
  if (source.value === 'own') {
    stream.close();
    if (!stop) stream = new OwnMeasures();
    watcher.interrupt();
  }
  element('pause', HTMLElement).textContent = stop ? 'Go on' : 'Pause';
  say('state', stop ? `Paused at tick ${tick.toLocaleString('en')}.` : '');
}

MEASURES.forEach(({ name }, m) => {
  measure.add(new Option(name, String(m)));
});
restart(watcher);
setInterval(() => {
  if (paused) return;
  step();
  if (performance.now() - shown > (calm.matches ? SHOW_CALMLY : SHOW)) show();
}, TICK);
new ResizeObserver(show).observe(element('compared', HTMLElement));

measure.addEventListener('change', show);
element('pause', HTMLElement).addEventListener('click', () => {
  pause(!paused);
  show();
});
source.addEventListener('change', () => restart(new Watcher(watcher.forgetting)));
factor.addEventListener('change', () => {
  try {
    restart(new Watcher(factor.valueAsNumber));
    say('trouble', '');
  } catch (error) {
    say('trouble', trouble(error));
  }
});
element('more', HTMLButtonElement).addEventListener('click', async ({ target }) => {
  const button = target as HTMLButtonElement;
  button.disabled = true;
  // In portions, so that the page stays free.
  for (let done = 0; done < 500 && source.value === 'seeded'; done += 25) {
    for (let k = 0; k < 25; k++) step();
    await new Promise((resolve) => setTimeout(resolve));
  }
  button.disabled = source.value === 'own';
  show();
  say('state', `Learned ${watcher.ticks.toLocaleString('en')} ticks.`);
});
element('save', HTMLElement).addEventListener('click', () => download(watcher, 'stream.elm'));
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file === undefined) return;
  try {
    const opened = Watcher.load(await open(file));
    factor.value = String(opened.forgetting);
    restart(opened);
    say('loaded', `${file.name} has learned ${opened.ticks.toLocaleString('en')} ticks, and goes on.`);
  } catch (error) {
    say('loaded', trouble(error));
  }
});
document.body.dataset.ready = '';
