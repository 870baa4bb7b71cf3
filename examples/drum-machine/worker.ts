/** Owns the groove: learns bars, writes the next one, measures, saves. */
import { fromBytes, Random, toBytes } from '../../src/elm/index.ts';
import { trouble } from '../page.ts';
import { type Bar, Groove, type HeldBack, holdBack } from './groove.ts';

export type Ask =
  | { ask: 'teach'; bars: readonly Bar[] }
  | { ask: 'learn'; before: Bar; bar: Bar }
  | { ask: 'next'; before: Bar; temperature: number }
  | { ask: 'measure' }
  | { ask: 'save' }
  | { ask: 'load'; bytes: Uint8Array };

export type Tell =
  | { tell: 'learned'; ask: Ask['ask']; bars: readonly Bar[]; ms: number; bytes: number }
  | { tell: 'measured'; heldBack: HeldBack | null }
  | { tell: 'next'; bar: Bar; ms: number }
  | { tell: 'saved'; bytes: Uint8Array }
  | { tell: 'trouble'; ask: Ask['ask']; message: string };

let groove = new Groove();
/** One sequence of chances: the same wishes give the same variations. */
const random = new Random(1);

function answer(ask: Ask): void {
  const tell = (told: Tell) => self.postMessage(told);
  const begun = performance.now();
  switch (ask.ask) {
    case 'teach':
      groove.teach(ask.bars);
      break;
    case 'learn':
      groove.learn(ask.before, ask.bar);
      break;
    case 'load':
      groove = Groove.load(fromBytes(ask.bytes));
      break;
    case 'next': {
      const bar = groove.next(ask.before, ask.temperature, random);
      tell({ tell: 'next', bar, ms: performance.now() - begun });
      return;
    }
    case 'measure':
      tell({ tell: 'measured', heldBack: holdBack(groove.bars) });
      return;
    case 'save':
      tell({ tell: 'saved', bytes: toBytes(groove) });
      return;
  }
  const ms = performance.now() - begun;
  tell({ tell: 'learned', ask: ask.ask, bars: groove.bars, ms, bytes: toBytes(groove).length });
}

self.onmessage = ({ data }: MessageEvent<Ask>) => {
  try {
    answer(data);
  } catch (error) {
    self.postMessage({ tell: 'trouble', ask: data.ask, message: trouble(error) } satisfies Tell);
  }
};
