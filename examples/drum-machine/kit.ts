/**
 * Four drums made of sines and noise, and the clock that plays them. Sounds are handed to the audio clock a moment
 * before they are due, so that nothing that the page does can move them; what is on the screen follows that clock.
 */
import { Random } from '../../src/elm/index.ts';
import { startSound } from '../page.ts';
import { type Bar, cellOf, DRUMS, STEPS } from './groove.ts';

/** Seconds ahead of time that a step is handed over, and how often it is looked for one. */
const AHEAD = 0.15;
const LOOK_EVERY = 25;

export class Kit {
  readonly context = new AudioContext();
  readonly #out: AudioNode;
  readonly #meter: AnalyserNode;
  readonly #noise: AudioBuffer;

  constructor() {
    const { context } = this;
    const gain = new GainNode(context, { gain: 0.6 });
    this.#meter = new AnalyserNode(context, { fftSize: 2048 });
    gain.connect(new DynamicsCompressorNode(context)).connect(this.#meter).connect(context.destination);
    this.#out = gain;
    this.#noise = new AudioBuffer({ length: context.sampleRate, sampleRate: context.sampleRate });
    const random = new Random(9);
    this.#noise.copyToChannel(
      Float32Array.from({ length: this.#noise.length }, () => 2 * random.uniform() - 1),
      0,
    );
  }

  /** How loud it is at this moment: the root of the mean square, 0 to about 1. */
  level(): number {
    const wave = new Float32Array(this.#meter.fftSize);
    this.#meter.getFloatTimeDomainData(wave);
    return Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
  }

  /** Sounds a drum at a time of the audio clock. */
  hit(drum: number, time: number): void {
    if (drum === 0) this.#tone('sine', 150, 45, 0.3, 1, time);
    else if (drum === 1) {
      this.#tone('triangle', 220, 160, 0.12, 0.5, time);
      this.#hiss('bandpass', 2500, 0.18, 0.7, time);
    } else this.#hiss('highpass', 7500, drum === 2 ? 0.05 : 0.35, drum === 2 ? 0.4 : 0.35, time);
  }

  #tone(type: OscillatorType, from: number, to: number, length: number, gain: number, time: number): void {
    const tone = new OscillatorNode(this.context, { type, frequency: from });
    tone.frequency.setValueAtTime(from, time);
    tone.frequency.exponentialRampToValueAtTime(to, time + length / 2);
    tone.connect(this.#fading(gain, length, time));
    tone.start(time);
    tone.stop(time + length);
  }

  #hiss(type: BiquadFilterType, frequency: number, length: number, gain: number, time: number): void {
    const hiss = new AudioBufferSourceNode(this.context, { buffer: this.#noise });
    hiss
      .connect(new BiquadFilterNode(this.context, { type, frequency }))
      .connect(this.#fading(gain, length, time));
    hiss.start(time);
    hiss.stop(time + length);
  }

  #fading(gain: number, length: number, time: number): AudioNode {
    const fading = new GainNode(this.context, { gain: 0 });
    fading.gain.setValueAtTime(gain, time);
    fading.gain.exponentialRampToValueAtTime(0.001, time + length);
    fading.connect(this.#out);
    return fading;
  }
}

/** What the clock asks and tells while it plays. */
export interface Player {
  /** The bar to play next. */
  next(): Bar;
  /** A step is heard now. */
  heard(bar: Bar, step: number): void;
}

/** A step that was handed over, and when it is heard. */
interface Handed {
  bar: Bar;
  step: number;
  time: number;
}

export class Clock {
  readonly #kit: Kit;
  readonly #player: Player;
  #timer = 0;
  #bar: Bar | null = null;
  #step = 0;
  /** When the next step is due, by the audio clock. */
  #due = 0;
  #coming: Handed[] = [];
  #last: Handed | null = null;
  /** Beats a minute; a step is a quarter of a beat. */
  tempo = 100;
  /** Steps handed over, and how many of them too late to be on time. */
  steps = 0;
  late = 0;

  constructor(kit: Kit, player: Player) {
    this.#kit = kit;
    this.#player = player;
  }

  get playing(): boolean {
    return this.#timer !== 0;
  }

  /** @throws Error if there is no sound to be had. */
  async start(): Promise<void> {
    await startSound(this.#kit.context);
    this.#bar = null;
    this.#coming = [];
    this.#last = null;
    this.steps = 0;
    this.late = 0;
    this.#due = this.#kit.context.currentTime + 0.1;
    this.#timer = window.setInterval(() => this.#look(), LOOK_EVERY);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  /** Where a hit belongs: the step that is nearest to now, of those heard last or handed over. */
  nearest(): { bar: Bar; step: number } | null {
    const { currentTime } = this.#kit.context;
    let nearest = this.#last;
    for (const step of this.#coming) {
      if (nearest === null || Math.abs(step.time - currentTime) < Math.abs(nearest.time - currentTime))
        nearest = step;
    }
    return nearest;
  }

  #look(): void {
    const { currentTime } = this.#kit.context;
    while (this.#due < currentTime + AHEAD) {
      if (this.#bar === null || this.#step === STEPS) {
        this.#bar = this.#player.next();
        this.#step = 0;
      }
      // After a pause of the whole page the beat goes on from now, rather than catching up.
      if (this.#due < currentTime) {
        this.late++;
        this.#due = currentTime;
      }
      const bar = this.#bar;
      for (let drum = 0; drum < DRUMS.length; drum++) {
        if (bar[cellOf(this.#step, drum)]) this.#kit.hit(drum, this.#due);
      }
      this.#coming.push({ bar, step: this.#step, time: this.#due });
      this.steps++;
      this.#step++;
      this.#due += 15 / this.tempo;
    }
    while (this.#coming.length > 0 && this.#coming[0].time <= currentTime) {
      this.#last = this.#coming.shift() as Handed;
      this.#player.heard(this.#last.bar, this.#last.step);
    }
  }
}
