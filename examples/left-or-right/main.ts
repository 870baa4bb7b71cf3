/**
 * What is heard becomes a recording while words are being taught, and steers the boat otherwise. Words come from the
 * microphone, cut out by an Ear, or from the made-up voice; the worker learns and answers. Nothing is kept here.
 */

import { Random } from '../../src/elm/index.ts';
import { element, hand, kilobytes, percent, say } from '../page.ts';
import { Ear } from './ear.ts';
import { LEVELS, type Measured } from './measure.ts';
import { Microphone } from './microphone.ts';
import { River } from './river.ts';
import { inNoise, placed, RATE, type Speaker, say as speak, type Word } from './voice.ts';
import type { Ask, Tell } from './worker.ts';

const OF_EACH = 5;
const SPEAKERS: Record<string, Speaker> = {
  low: { pitch: 110, tract: 1 },
  middle: { pitch: 200, tract: 1.15 },
  high: { pitch: 280, tract: 1.3 },
};
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const ask = (message: Ask) => worker.postMessage(message);
const button = (id: string) => element(id, HTMLButtonElement);
const speaker = element('speaker', HTMLSelectElement);
const noise = element('noise', HTMLSelectElement);

let microphone: Microphone | null = null;
/** Words that are to be recorded, the next first. */
let wanted: Word[] = [];
/** What was recorded since that was asked for. */
let recorded: Word[] = [];
let ready = false;
let river = new River(1);
/** Chances of the made-up voice, no two sayings alike. */
const random = new Random(2);

function tellState(): void {
  const [word] = wanted;
  if (word) {
    const nth = OF_EACH - wanted.filter((each) => each === word).length + 1;
    say('state', `Say your word for ${word}: ${nth} of ${OF_EACH}.`);
  } else if (!microphone) say('state', 'The microphone is off.');
  else
    say(
      'state',
      ready ? 'Say one of your words to steer.' : 'The microphone is on. Record five of each word.',
    );
}

/** A word was heard. */
function hear(sound: Float32Array, rate: number): void {
  const word = wanted.shift();
  if (word) {
    recorded.push(word);
    ask({ ask: 'record', recording: { word, sound, rate } });
  } else ask({ ask: 'hear', sound, rate });
  tellState();
}

async function toggleMicrophone(): Promise<void> {
  say('trouble', '');
  if (microphone) {
    microphone.close();
    microphone = null;
    wanted = [];
  } else {
    let ear: Ear | null = null;
    try {
      microphone = await Microphone.open((samples, rate) => {
        ear ??= new Ear(rate, (sound) => hear(sound, rate));
        ear.hear(samples);
      });
    } catch (error) {
      const { name, message } = error as Error;
      say(
        'trouble',
        `There is no microphone to be had here (${name === 'Error' ? message : name}). The made-up voice and the keys do without.`,
      );
    }
  }
  button('microphone').textContent = microphone ? 'Stop the microphone' : 'Use the microphone';
  button('record').disabled = microphone === null;
  tellState();
}

function record(): void {
  recorded = [];
  wanted = [...Array<Word>(OF_EACH).fill('left'), ...Array<Word>(OF_EACH).fill('right')];
  tellState();
}

function takeBack(): void {
  // While recording, it is to be said again.
  const word = recorded.pop();
  if (word && wanted.length > 0) wanted.unshift(word);
  ask({ ask: 'takeBack' });
}

/** The made-up voice says a word, to be heard by the model and by whoever is there. */
function sayAloud(word: Word): void {
  const clean = placed(speak(word, SPEAKERS[speaker.value], random));
  const sound = noise.value === '' ? clean : inNoise(clean, Number(noise.value), random);
  ask({ ask: 'hear', sound, rate: RATE });
  const context = new AudioContext();
  const buffer = new AudioBuffer({ length: sound.length, sampleRate: RATE });
  buffer.copyToChannel(new Float32Array(sound), 0);
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.onended = () => context.close();
  source.start();
}

function steer(word: Word): void {
  river.go(word);
  showRiver();
}

function showRiver(): void {
  const picture = river.draw();
  picture.setAttribute('aria-hidden', 'true');
  element('river', HTMLElement).replaceChildren(picture);
  say('ahead', river.ahead());
}

worker.onmessage = ({ data: told }: MessageEvent<Tell>) => {
  switch (told.tell) {
    case 'learned': {
      const { left, right } = told.counts;
      ready = told.bytes > 0;
      say('trouble', '');
      say('counts', `${left}, ${right}`);
      say('trained', told.ms > 0 ? `${told.ms.toFixed(1)} ms` : '–');
      say('size', ready ? kilobytes(told.bytes) : '–');
      for (const id of ['save', 'sayLeft', 'sayRight']) button(id).disabled = !ready;
      for (const id of ['takeBack', 'forgetAll']) button(id).disabled = left + right === 0;
      say(
        'loaded',
        told.ask === 'load' ? 'It knows its two words. How well, it can say only with recordings.' : '',
      );
      tellState();
      return;
    }
    case 'measured':
      measured(told.measured);
      document.body.dataset.measured = String(told.done);
      return;
    case 'heard': {
      const { word, probability } = told.answer;
      say('heard', `${word ?? 'neither'}, ${percent(probability)}`);
      say('understood', `${told.ms.toFixed(1)} ms`);
      if (word) steer(word);
      return;
    }
    case 'saved':
      hand(told.bytes, 'two-words.elm');
      return;
    case 'trouble':
      say(told.ask === 'load' ? 'loaded' : 'trouble', told.message);
  }
};

function measured(result: Measured | null): void {
  say('right', result ? `${result.right} of ${result.recordings}` : '–');
  say('steered', result ? `${result.steered} of ${result.noises}` : '–');
  element('levels', HTMLElement).replaceChildren(
    ...LEVELS.map((decibels, level) => {
      const row = document.createElement('tr');
      const header = document.createElement('th');
      header.scope = 'row';
      header.textContent = `${decibels} dB`.replace('-', '−');
      row.append(header);
      const shares = result?.inNoise[level];
      for (const share of [shares?.right, shares?.wrong, shares && 1 - shares.right - shares.wrong]) {
        const cell = document.createElement('td');
        cell.textContent = share === undefined ? '–' : percent(Math.abs(share));
        row.append(cell);
      }
      return row;
    }),
  );
}

for (const decibels of LEVELS) noise.add(new Option(`${decibels} dB`, String(decibels)));
measured(null);
showRiver();
button('microphone').addEventListener('click', toggleMicrophone);
button('record').addEventListener('click', record);
button('takeBack').addEventListener('click', takeBack);
button('forgetAll').addEventListener('click', () => ask({ ask: 'forgetAll' }));
button('learnVoice').addEventListener('click', () =>
  ask({ ask: 'recordVoice', speaker: SPEAKERS[speaker.value], ofEach: OF_EACH }),
);
button('sayLeft').addEventListener('click', () => sayAloud('left'));
button('sayRight').addEventListener('click', () => sayAloud('right'));
button('left').addEventListener('click', () => steer('left'));
button('rightward').addEventListener('click', () => steer('right'));
button('again').addEventListener('click', () => {
  river = new River(random.below(1_000_000));
  showRiver();
});
element('game', HTMLElement).addEventListener('keydown', (event) => {
  const word = { ArrowLeft: 'left', ArrowRight: 'right' }[event.key] as Word | undefined;
  if (!word) return;
  event.preventDefault();
  steer(word);
});
button('save').addEventListener('click', () => ask({ ask: 'save' }));
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file) ask({ ask: 'load', bytes: new Uint8Array(await file.arrayBuffer()) });
});
document.body.dataset.ready = '';
