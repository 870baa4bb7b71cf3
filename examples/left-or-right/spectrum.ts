/**
 * What a word sounds like, as numbers: a picture of the energy in eighteen bands of pitch over twelve stretches of time
 * (a log-mel spectrogram; Davis & Mermelstein 1980). In comes most of a second of sound at any rate, out come 216 numbers
 * of mean 0 and mean square 1, so that loudness does not count.
 */

/** Seconds of sound that are looked at. */
export const LENGTH = 0.8;
const BANDS = 18;
const STRETCHES = 12;
export const FEATURES = BANDS * STRETCHES;
/** Hertz. */
const LOWEST = 100;
const HIGHEST = 7000;
/** Seconds: how much is looked at at once, and how far that moves on. */
const FRAME = 0.025;
const HOP = 0.01;
/** What is fainter than the loudest band by this factor is as good as silent: 30 dB. */
const FLOOR = 1e-3;

/** The discrete Fourier transform of as many complex numbers as a power of two, in place (Cooley & Tukey 1965). */
export class Fourier {
  readonly #size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(size: number) {
    this.#size = size;
    const angles = Array.from({ length: size / 2 }, (_, k) => (-2 * Math.PI * k) / size);
    this.#cos = Float64Array.from(angles, Math.cos);
    this.#sin = Float64Array.from(angles, Math.sin);
  }

  /** @param re, im real and imaginary parts, changed in place. */
  transform(re: Float64Array, im: Float64Array): void {
    const n = this.#size;
    for (let i = 1, j = 0; i < n; i++) {
      let bit = n >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) {
        [re[i], re[j]] = [re[j], re[i]];
        [im[i], im[j]] = [im[j], im[i]];
      }
    }
    for (let half = 1; half < n; half *= 2) {
      const step = n / (2 * half);
      for (let from = 0; from < n; from += 2 * half) {
        for (let k = 0; k < half; k++) {
          const cos = this.#cos[k * step];
          const sin = this.#sin[k * step];
          const at = from + k;
          const other = at + half;
          const r = re[other] * cos - im[other] * sin;
          const i = re[other] * sin + im[other] * cos;
          re[other] = re[at] - r;
          im[other] = im[at] - i;
          re[at] += r;
          im[at] += i;
        }
      }
    }
  }
}

const melOf = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);
const hertzOf = (mel: number) => 700 * (10 ** (mel / 2595) - 1);

/** What does not depend on the sound. */
interface Plan {
  fourier: Fourier;
  /** Samples of a frame, weighted to fade at both ends. */
  window: Float64Array;
  size: number;
  /** For each band its first bin, and the weights of the bins from there: triangles, evenly spaced for the ear. */
  bands: { first: number; weights: Float64Array }[];
}

const plans = new Map<number, Plan>();

function planFor(rate: number): Plan {
  let plan = plans.get(rate);
  if (plan) return plan;
  const frame = Math.round(FRAME * rate);
  const size = 2 ** Math.ceil(Math.log2(frame));
  const [low, high] = [melOf(LOWEST), melOf(Math.min(HIGHEST, rate / 2))];
  const corner = (k: number) => (hertzOf(low + ((high - low) * k) / (BANDS + 1)) * size) / rate;
  const bands = Array.from({ length: BANDS }, (_, band) => {
    const [left, middle, right] = [corner(band), corner(band + 1), corner(band + 2)];
    const first = Math.ceil(left);
    const weights = Float64Array.from({ length: Math.floor(right) - first + 1 }, (_, k) =>
      Math.min((first + k - left) / (middle - left), (right - first - k) / (right - middle)),
    );
    return { first, weights };
  });
  const window = Float64Array.from(
    { length: frame },
    (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * k) / (frame - 1)),
  );
  plan = { fourier: new Fourier(size), window, size, bands };
  plans.set(rate, plan);
  return plan;
}

/** @param sound samples, LENGTH seconds of them; what is missing is silence. */
export function featuresOf(sound: Float32Array, rate: number): Float64Array {
  const { fourier, window, size, bands } = planFor(rate);
  const energy = new Float64Array(FEATURES);
  const frames = Math.floor((LENGTH - FRAME) / HOP);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let f = 0; f < frames; f++) {
    const from = Math.round(f * HOP * rate);
    re.fill(0);
    im.fill(0);
    for (let k = 0; k < window.length; k++) re[k] = (sound[from + k] ?? 0) * window[k];
    fourier.transform(re, im);
    const stretch = Math.floor((f * STRETCHES) / frames);
    bands.forEach(({ first, weights }, band) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++)
        sum += weights[k] * (re[first + k] * re[first + k] + im[first + k] * im[first + k]);
      energy[stretch * BANDS + band] += sum;
    });
  }
  const least = FLOOR * energy.reduce((most, value) => Math.max(most, value), 1e-30);
  const levels = energy.map((value) => Math.log(value + least));
  const mean = levels.reduce((sum, value) => sum + value, 0) / FEATURES;
  const spread = Math.sqrt(levels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / FEATURES);
  // Silence is all zeros, and not what rounding makes of it.
  return levels.map((value) => (spread > 1e-6 ? (value - mean) / spread : 0));
}
