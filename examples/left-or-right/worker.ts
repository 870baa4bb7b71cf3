/** Owns the recordings and the model: learns, answers, measures in between, saves. Nothing outlives the page. */
import { ElmError, fromBytes, Random, toBytes } from '../../src/elm/index.ts';
import { trouble } from '../page.ts';
import { type Measured, measure } from './measure.ts';
import { type Answer, type Lesson, lessonOf, Recogniser, type Recording } from './recogniser.ts';
import { placed, RATE, type Speaker, say, type Word } from './voice.ts';

export type Ask =
  | { ask: 'record'; recording: Recording }
  | { ask: 'recordVoice'; speaker: Speaker; ofEach: number }
  | { ask: 'takeBack' }
  | { ask: 'forgetAll' }
  | { ask: 'hear'; sound: Float32Array; rate: number }
  | { ask: 'save' }
  | { ask: 'load'; bytes: Uint8Array };

export type Tell =
  /** `ms` and `bytes` are 0 as long as there is no model. */
  | { tell: 'learned'; ask: Ask['ask']; counts: Record<Word, number>; ms: number; bytes: number }
  | { tell: 'measured'; measured: Measured | null; done: boolean }
  | { tell: 'heard'; answer: Answer; ms: number }
  | { tell: 'saved'; bytes: Uint8Array }
  | { tell: 'trouble'; ask: Ask['ask']; message: string };

/** Two of each word, so that there is one when one is held back. */
const LEAST = 2;
const MOST = 60;
let lessons: Lesson[] = [];
let recogniser: Recogniser | null = null;
/** The measuring that is under way; whatever is learned begins another. */
let measuring: Generator<Measured, void> | null = null;
/** Chances of the made-up voice, no two sayings alike. */
const random = new Random(1);
const tell = (told: Tell) => self.postMessage(told);

const count = (word: Word) => lessons.filter((lesson) => lesson.word === word).length;

function add(recordings: readonly Recording[]): void {
  const count = lessons.length + recordings.length;
  if (count > MOST) throw new ElmError('recordings', `at most ${MOST}`, count);
  for (const recording of recordings) lessons.push(lessonOf(recording, new Random(lessons.length)));
}

function learn(ask: Ask['ask']): void {
  const begun = performance.now();
  const counts = { left: count('left'), right: count('right') };
  const enough = Math.min(counts.left, counts.right) >= LEAST;
  recogniser = enough ? Recogniser.train(lessons) : null;
  const ms = enough ? performance.now() - begun : 0;
  tell({ tell: 'learned', ask, counts, ms, bytes: recogniser ? toBytes(recogniser).length : 0 });
  measuring = enough ? measure(lessons) : null;
  if (measuring) setTimeout(goOn, 0, measuring);
  else tell({ tell: 'measured', measured: null, done: true });
}

/** Measures with one recording, and lets whatever has come meanwhile go first. */
function goOn(generator: Generator<Measured, void>): void {
  if (generator !== measuring) return;
  const { value, done } = generator.next();
  if (done) return;
  tell({ tell: 'measured', measured: value, done: value.recordings === lessons.length });
  setTimeout(goOn, 0, generator);
}

function answer(ask: Ask): void {
  switch (ask.ask) {
    case 'record':
      add([ask.recording]);
      learn(ask.ask);
      return;
    case 'recordVoice': {
      const sounds = (word: Word) =>
        Array.from({ length: ask.ofEach }, () => ({
          word,
          sound: placed(say(word, ask.speaker, random)),
          rate: RATE,
        }));
      add([...sounds('left'), ...sounds('right')]);
      learn(ask.ask);
      return;
    }
    case 'takeBack':
      lessons.pop();
      learn(ask.ask);
      return;
    case 'forgetAll':
      lessons = [];
      learn(ask.ask);
      return;
    case 'hear': {
      if (recogniser === null) return;
      const begun = performance.now();
      tell({ tell: 'heard', answer: recogniser.hear(ask.sound, ask.rate), ms: performance.now() - begun });
      return;
    }
    case 'save':
      if (recogniser) tell({ tell: 'saved', bytes: toBytes(recogniser) });
      return;
    case 'load':
      recogniser = Recogniser.load(fromBytes(ask.bytes));
      lessons = [];
      measuring = null;
      tell({ tell: 'learned', ask: ask.ask, counts: { left: 0, right: 0 }, ms: 0, bytes: ask.bytes.length });
      tell({ tell: 'measured', measured: null, done: true });
  }
}

self.onmessage = ({ data }: MessageEvent<Ask>) => {
  try {
    answer(data);
  } catch (error) {
    tell({ tell: 'trouble', ask: data.ask, message: trouble(error) });
  }
};
