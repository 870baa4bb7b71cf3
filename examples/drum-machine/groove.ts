/**
 * What a groove is to the learner. A bar is 16 steps of 4 drums; each step is a sample: what the model reads is the
 * place in the bar and the sixteen steps before, what it says is how likely each drum is now. So a variation is written
 * step by step, each from what has just been played. The model is an Online ELM that forgets a little with every step,
 * so that what is played along counts for more than what was there before. The worker owns it.
 */

import { arrayOf, integerOf, partOf, requireKind } from '../../src/elm/file/saved.ts';
import { ElmError, Matrix, OnlineElm, type Random, type Saved } from '../../src/elm/index.ts';

export const DRUMS = ['kick', 'snare', 'hat', 'open hat'] as const;
export const STEPS = 16;
export const MOST_BARS = 32;
const WIDTH = DRUMS.length;
const CELLS = STEPS * WIDTH;
const INPUTS = STEPS + CELLS;
const [HAT, OPEN_HAT] = [2, 3];
/** Among the steps before there are about fifteen hits; the place is one number, and has to be heard beside them. */
const PLACE = 3;
/** A bar played along counts as so many: it is to be heard soon. */
const PLAYED = 4;
// As first written down: nothing between 160 and 240 units, λ .1 and 1, scale 1.5 and 4 changed a hit in fifty.
const OPTIONS = { hidden: { units: 160, scale: 2.5, seed: 5 }, lambda: 0.3, forgetting: 0.995 };

/** 1 where a drum sounds: step × drum. */
export type Bar = Uint8Array;

export const emptyBar = (): Bar => new Uint8Array(CELLS);

export const cellOf = (step: number, drum: number) => step * WIDTH + drum;

/** A bar of a line of sixteen signs for each drum; x sounds. */
export function barOf(text: string): Bar {
  const bar = emptyBar();
  text.split(' ').forEach((line, drum) => {
    for (let step = 0; step < STEPS; step++) if (line[step] === 'x') bar[cellOf(step, drum)] = 1;
  });
  return bar;
}

export class Groove {
  #bars: readonly Bar[] = [];
  #elm = new OnlineElm(OPTIONS);

  get bars(): readonly Bar[] {
    return this.#bars;
  }

  /** Learns these bars, in a circle, and nothing else. @throws ElmError if there are none, or too many. */
  teach(bars: readonly Bar[]): void {
    requireBars('bars', bars);
    const elm = new OnlineElm(OPTIONS);
    bars.forEach((bar, i) => {
      elm.partialFit(inputsOf(bars.at(i - 1) as Bar, bar), targetsOf(bar));
    });
    this.#elm = elm;
    this.#bars = bars.map((bar) => bar.slice());
  }

  /** Learns one more bar, which somebody played along. */
  learn(before: Bar, bar: Bar): void {
    this.#bars = [...this.#bars, bar.slice()].slice(-MOST_BARS);
    this.#elm.partialFit(inputsOf(before, bar), targetsOf(bar), {
      sampleWeights: new Float64Array(STEPS).fill(PLAYED),
    });
  }

  /** How likely each drum is at a step, given the bar before and this one up to the step. */
  likely(before: Bar, bar: Bar, step: number): Float64Array {
    const { data } = this.#elm.predictScores(new Matrix(1, INPUTS, inputOf(before, bar, step)));
    return data.map((score) => Math.min(0.99, Math.max(0.01, score)));
  }

  /**
   * A bar to follow one.
   * @param temperature 0 plays what is likeliest; 1 draws each drum as often as it is likely; more is bolder.
   */
  next(before: Bar, temperature: number, random: Random): Bar {
    const bar = emptyBar();
    for (let step = 0; step < STEPS; step++) {
      const likely = this.likely(before, bar, step);
      likely.forEach((p, drum) => {
        const chance = temperature === 0 ? Number(p > 0.5) : 1 / (1 + ((1 - p) / p) ** (1 / temperature));
        if (random.uniform() < chance) bar[cellOf(step, drum)] = 1;
      });
      // One pair of cymbals is open or closed.
      if (bar[cellOf(step, HAT)] && bar[cellOf(step, OPEN_HAT)])
        bar[cellOf(step, likely[HAT] > likely[OPEN_HAT] ? OPEN_HAT : HAT)] = 0;
    }
    return bar;
  }

  save(): Saved {
    const bars = new Uint8Array(this.#bars.length * CELLS);
    this.#bars.forEach((bar, i) => {
      bars.set(bar, i * CELLS);
    });
    return { kind: 'groove', fields: {}, arrays: { bars }, parts: [this.#elm.save()] };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved): Groove {
    const cells = arrayOf(requireKind(saved, 'groove'), 'bars', 'u8');
    if (cells.length % CELLS > 0) throw new ElmError('saved.bars', `bars of ${CELLS} numbers`, cells.length);
    const bars = Array.from({ length: cells.length / CELLS }, (_, i) =>
      cells.slice(i * CELLS, (i + 1) * CELLS),
    );
    requireBars('saved.bars', bars);
    const part = partOf(saved, 0, 1);
    integerOf(part, 'inputs', INPUTS, INPUTS);
    integerOf(part, 'outputs', WIDTH, WIDTH);
    const elm = OnlineElm.load(part);
    if (JSON.stringify(elm.options) !== JSON.stringify(OPTIONS) || elm.labels.length > 0)
      throw new ElmError('saved.options', 'those of this page', elm.options);
    const groove = new Groove();
    groove.#elm = elm;
    groove.#bars = bars;
    return groove;
  }
}

export interface HeldBack {
  steps: number;
  /** Share of the steps of which all drums were right; and of a bar with whatever most others have there. */
  right: number;
  common: number;
}

/**
 * Each bar is held back in turn, with the one that has it before it; a model learns the others and says each step of
 * the bar from what really came before. Null if there are fewer than four.
 */
export function holdBack(bars: readonly Bar[]): HeldBack | null {
  if (bars.length < 4) return null;
  let right = 0;
  let common = 0;
  bars.forEach((bar, held) => {
    const elm = new OnlineElm(OPTIONS);
    const known = bars.map((_, i) => i).filter((i) => i !== held && i !== (held + 1) % bars.length);
    for (const i of known) elm.partialFit(inputsOf(bars.at(i - 1) as Bar, bars[i]), targetsOf(bars[i]));
    const scores = elm.predictScores(inputsOf(bars.at(held - 1) as Bar, bar));
    for (let step = 0; step < STEPS; step++) {
      const cells = DRUMS.map((_, drum) => cellOf(step, drum));
      if (cells.every((cell) => Number(scores.data[cell] > 0.5) === bar[cell])) right++;
      const sounding = (cell: number) => known.filter((i) => bars[i][cell] === 1).length;
      if (cells.every((cell) => Number(sounding(cell) > known.length / 2) === bar[cell])) common++;
    }
  });
  const steps = bars.length * STEPS;
  return { steps, right: right / steps, common: common / steps };
}

/** What the model reads at a step: its place, and the sixteen steps before it, the nearest first. */
function inputOf(before: Bar, bar: Bar, step: number): Float64Array {
  const input = new Float64Array(INPUTS);
  input[step] = PLACE;
  const at = cellOf(step, 0);
  for (let ago = 0; ago < CELLS; ago++) {
    input[STEPS + ago] = ago < at ? bar[at - 1 - ago] : before[CELLS - 1 - (ago - at)];
  }
  return input;
}

const inputsOf = (before: Bar, bar: Bar) =>
  Matrix.fromRows(Array.from({ length: STEPS }, (_, step) => inputOf(before, bar, step)));

const targetsOf = (bar: Bar) => new Matrix(STEPS, WIDTH, Float64Array.from(bar));

function requireBars(argument: string, bars: readonly Bar[]): void {
  if (bars.length < 1 || bars.length > MOST_BARS)
    throw new ElmError(argument, `1 to ${MOST_BARS} bars`, bars.length);
  for (const bar of bars) {
    if (bar.length !== CELLS || bar.some((cell) => cell > 1))
      throw new ElmError(argument, `bars of ${CELLS} times 0 or 1`, bar);
  }
}
