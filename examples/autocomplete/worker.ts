/** Owns the learner: answers the page with suggestions, learns, forgets, measures, saves. */
import { fromBytes, Kernels, toBytes } from '../../src/elm/index.ts';
import { trouble } from '../page.ts';
import { Learner, read } from './learner.ts';
import { type Measured, measure } from './measure.ts';
import { STARTER } from './starter.ts';

export type Ask =
  | { ask: 'start'; kernels: Uint8Array<ArrayBuffer> }
  | { ask: 'write'; draft: string }
  | { ask: 'keep'; text: string }
  | { ask: 'forget'; index: number }
  | { ask: 'forgetAll' }
  | { ask: 'compare' }
  | { ask: 'measure' }
  | { ask: 'save' }
  | { ask: 'load'; bytes: Uint8Array };

export type Tell =
  | {
      tell: 'suggested';
      draft: string;
      words: string[];
      /** Characters of the word that is being written. */
      begun: number;
      /** Words that were learned, and taken out. */
      learned: number;
      gone: number;
      learnMs: number;
      suggestMs: number;
    }
  | { tell: 'changed'; ask: Ask['ask']; texts: readonly string[]; words: number; ms: number; bytes: number }
  /** What taking out has left. */
  | { tell: 'compared'; difference: number }
  | { tell: 'measured'; measured: Measured | null }
  | { tell: 'saved'; bytes: Uint8Array }
  | { tell: 'trouble'; ask: Ask['ask']; message: string };

let kernels: Kernels | null = null;
let learner = new Learner();

function answer(ask: Ask): Tell[] {
  const begun = performance.now();
  switch (ask.ask) {
    case 'start':
      learner = new Learner(kernels);
      learner.keep(STARTER);
      break;
    case 'write': {
      const { draft } = ask;
      const changed = learner.write(draft);
      const written = performance.now();
      const { before, begun: word } = read(draft);
      const words = learner.suggest(before, word);
      const times = { learnMs: written - begun, suggestMs: performance.now() - written };
      return [{ tell: 'suggested', draft, words, begun: word.length, ...changed, ...times }];
    }
    case 'keep':
      learner.write('');
      learner.keep([ask.text]);
      break;
    case 'forget':
      learner.forget(ask.index);
      break;
    case 'forgetAll':
      learner = new Learner(kernels);
      break;
    case 'compare':
      return [{ tell: 'compared', difference: learner.difference() }];
    case 'measure':
      return [{ tell: 'measured', measured: measure(learner.texts, kernels) }];
    case 'save':
      return [{ tell: 'saved', bytes: toBytes(learner) }];
    case 'load':
      learner = Learner.load(fromBytes(ask.bytes), kernels);
  }
  const ms = performance.now() - begun;
  const { texts, samples } = learner;
  const bytes = samples > 0 ? toBytes(learner).length : 0;
  return [{ tell: 'changed', ask: ask.ask, texts, words: samples, ms, bytes }];
}

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  try {
    if (data.ask === 'start') kernels = await Kernels.compile(data.kernels);
    for (const tell of answer(data)) self.postMessage(tell);
  } catch (error) {
    self.postMessage({ tell: 'trouble', ask: data.ask, message: trouble(error) } satisfies Tell);
  }
};
