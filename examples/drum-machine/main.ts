/**
 * The machine's face: bars to teach, the bar that is playing, pads to play along. The worker writes the next bar while
 * one is heard; what somebody has changed in a bar is learned when it ends. Sound follows the audio clock (kit.ts).
 */
import { element, hand, kilobytes, percent, say, startSound, trouble } from '../page.ts';
import { Grid } from './grid.ts';
import { type Bar, barOf, cellOf, DRUMS, emptyBar, type HeldBack, MOST_BARS } from './groove.ts';
import { GROOVES } from './grooves.ts';
import { Clock, Kit } from './kit.ts';
import type { Ask, Tell } from './worker.ts';

/** The next bar is written when this step is heard; it is handed to the clock some steps later. */
const WRITE_AT = 10;
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const ask = (message: Ask) => worker.postMessage(message);
const beginnings: Record<string, Bar[]> = {
  ...Object.fromEntries(Object.entries(GROOVES).map(([name, lines]) => [name, lines.map(barOf)])),
  nothing: [emptyBar(), emptyBar()],
};
let bars: Bar[] = [];
let chosen = 0;
let along = 0;

/** Made with the first sound: a browser wants a key or a click before that. */
let machine: { kit: Kit; clock: Clock } | null = null;
/** The bar that is heard, and the one that was heard before it. */
let heard: Bar = emptyBar();
let before: Bar = emptyBar();
/** The bar that was last handed to the clock, and the one to come after it. */
let handed: Bar = emptyBar();
let coming: Bar | null = null;
/** Bars in which somebody has changed something. */
const changed = new WeakSet<Bar>();
/** Waits for the first bar to be written. */
let starting = false;

const play = element('play', HTMLButtonElement);
const temperature = element('temperature', HTMLInputElement);
const tempo = element('tempo', HTMLInputElement);
const groove = element('groove', HTMLSelectElement);

const playing = new Grid(element('playing', HTMLElement), 'The bar that is playing', (step, drum, on) => {
  if (!machine?.clock.playing) return;
  heard[cellOf(step, drum)] = Number(on);
  changed.add(heard);
});
const taught = new Grid(element('taught', HTMLElement), 'The chosen bar', (step, drum, on) => {
  bars[chosen][cellOf(step, drum)] = Number(on);
  ask({ ask: 'teach', bars });
});

/** The list of bars, and the chosen one. */
function list(): void {
  chosen = Math.min(chosen, bars.length - 1);
  const root = element('bars', HTMLElement);
  const focused = root.contains(document.activeElement);
  root.replaceChildren(
    ...bars.map((_, i) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = `Bar ${i + 1}`;
      button.setAttribute('aria-pressed', String(i === chosen));
      button.addEventListener('click', () => {
        chosen = i;
        list();
      });
      return button;
    }),
  );
  if (focused) (root.children[chosen] as HTMLElement).focus();
  taught.show(bars[chosen]);
  element('add', HTMLButtonElement).disabled = bars.length >= MOST_BARS;
  element('remove', HTMLButtonElement).disabled = bars.length < 2;
}

function begin(with_: readonly Bar[]): void {
  bars = with_.map((bar) => bar.slice());
  chosen = 0;
  list();
  ask({ ask: 'teach', bars });
}

function start(): { kit: Kit; clock: Clock } {
  if (machine) return machine;
  const kit = new Kit();
  machine = {
    kit,
    clock: new Clock(kit, {
      next: () => {
        // Should the worker be late, the bar is repeated.
        handed = coming ?? handed.slice();
        coming = null;
        return handed;
      },
      heard: hear,
    }),
  };
  return machine;
}

/** A step is heard: the screen follows, and a bar that has ended is learned if somebody played along. */
function hear(bar: Bar, step: number): void {
  const { kit, clock } = start();
  if (bar !== heard) {
    if (changed.has(heard)) {
      ask({ ask: 'learn', before, bar: heard });
      bars = [...bars, heard.slice()].slice(-MOST_BARS);
      list();
      along++;
      say('along', String(along));
    }
    before = heard;
    heard = bar;
    playing.show(bar);
  }
  if (step === WRITE_AT) ask({ ask: 'next', before: bar, temperature: temperature.valueAsNumber });
  // For those who asked for less motion the mark moves with each beat only.
  playing.mark(matchMedia('(prefers-reduced-motion: reduce)').matches ? step - (step % 4) : step);
  const level = kit.level();
  say('level', level > 0 ? `${(20 * Math.log10(level)).toFixed(0)} dB` : 'silent');
  say('late', `${clock.steps.toLocaleString('en')}, ${clock.late}`);
}

function toggle(): void {
  const { clock } = start();
  if (!clock.playing) {
    starting = true;
    heard = bars[bars.length - 1].slice();
    ask({ ask: 'next', before: heard, temperature: temperature.valueAsNumber });
    return;
  }
  clock.stop();
  play.textContent = 'Play';
  say('state', 'Stopped.');
  say('level', 'silent');
  playing.mark(-1);
  ask({ ask: 'measure' });
}

/** Sounds a drum at once, and puts it where it belongs in the bar that is playing. */
async function hit(drum: number): Promise<void> {
  const { kit, clock } = start();
  try {
    if (kit.context.state !== 'running') await startSound(kit.context);
  } catch (error) {
    say('trouble', trouble(error));
    return;
  }
  kit.hit(drum, kit.context.currentTime);
  const nearest = clock.nearest();
  if (!clock.playing || !nearest) return;
  nearest.bar[cellOf(nearest.step, drum)] = 1;
  changed.add(nearest.bar);
  playing.show(heard);
}

worker.onmessage = async ({ data: told }: MessageEvent<Tell>) => {
  switch (told.tell) {
    case 'learned':
      say('trouble', '');
      say('learned', `${told.ms.toFixed(1)} ms`);
      say('size', kilobytes(told.bytes));
      if (told.ask === 'learn') return;
      if (told.ask === 'load') {
        bars = told.bars.map((bar) => bar.slice());
        list();
        say('loaded', `It has learned from ${bars.length} bars.`);
      }
      ask({ ask: 'measure' });
      return;
    case 'measured':
      measured(told.heldBack);
      document.body.dataset.ready = '';
      return;
    case 'next':
      coming = told.bar;
      say('written', `${told.ms.toFixed(1)} ms`);
      if (!starting) return;
      starting = false;
      try {
        await start().clock.start();
      } catch (error) {
        say('trouble', trouble(error));
        return;
      }
      play.textContent = 'Stop';
      say('state', 'Playing.');
      return;
    case 'saved':
      hand(told.bytes, 'groove.elm');
      return;
    case 'trouble':
      starting = false;
      say(told.ask === 'load' ? 'loaded' : 'trouble', told.message);
  }
};

function measured(heldBack: HeldBack | null): void {
  say('right', heldBack ? percent(heldBack.right) : '–');
  say('common', heldBack ? percent(heldBack.common) : '–');
  say(
    'held',
    heldBack
      ? `Each of the ${bars.length} bars was held back in turn, with the one after it, and said step by step from what ` +
          `really came before: ${heldBack.steps} steps.`
      : 'That takes four bars.',
  );
}

for (const name of Object.keys(beginnings)) groove.add(new Option(name));
groove.addEventListener('change', () => begin(beginnings[groove.value]));
play.addEventListener('click', toggle);
temperature.addEventListener('input', () => say('wild', temperature.valueAsNumber.toFixed(1)));
tempo.addEventListener('change', () => {
  const beats = tempo.valueAsNumber;
  tempo.value = String(Math.min(200, Math.max(60, Number.isFinite(beats) ? beats : 110)));
  start().clock.tempo = tempo.valueAsNumber;
});
DRUMS.forEach((name, drum) => {
  const pad = document.createElement('button');
  pad.type = 'button';
  pad.textContent = `${name} (${drum + 1})`;
  // With the press, not with its end.
  pad.addEventListener('pointerdown', () => hit(drum));
  // By a key or by a screen reader.
  pad.addEventListener('click', ({ detail }) => detail === 0 && hit(drum));
  element('pads', HTMLElement).append(pad);
});
// Only from within the machine, so that no letter is taken from anyone elsewhere.
element('machine', HTMLElement).addEventListener('keydown', (event) => {
  const drum = Number(event.key) - 1;
  const writing = event.target instanceof HTMLInputElement;
  if (DRUMS[drum] && !writing && !event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey)
    hit(drum);
});
element('add', HTMLElement).addEventListener('click', () => {
  bars.splice(chosen + 1, 0, bars[chosen].slice());
  chosen++;
  list();
  ask({ ask: 'teach', bars });
});
element('remove', HTMLElement).addEventListener('click', () => {
  bars.splice(chosen, 1);
  list();
  ask({ ask: 'teach', bars });
});
element('save', HTMLElement).addEventListener('click', () => ask({ ask: 'save' }));
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file) ask({ ask: 'load', bytes: new Uint8Array(await file.arrayBuffer()) });
});
begin(beginnings[groove.value]);
