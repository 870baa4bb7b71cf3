/**
 * The language head, from sentences in 75 languages and pieces cut out of them. Naive Bayes comes first: what
 * share of a language's n-grams each bucket has is a weight that 400 sentences suffice for (squared hinge over
 * all buckets, as the other heads have it, came to .970 on valid where this came to .978). Then the weights
 * that matter least go, and the rest are corrected by a few passes of softmax regression. Deterministic.
 */
import { type Language, LanguageHead, type LanguageParts } from '../../src/elm/head/languageHead.ts';
import { Random } from '../../src/elm/random.ts';
import { BUCKETS } from '../../src/elm/text/hashing.ts';
import type { TextFeatures } from '../../src/elm/text/textFeatures.ts';
import type { TextVector } from '../../src/elm/text/textVector.ts';
import { type Row, readSet, type Split } from '../data.ts';

export const LANGUAGE_SET = 'language/lingua';
/**
 * Sentences of newspapers are not how people write to each other: without these a tenth of text messages and
 * tweets were no English to it.
 */
export const MORE_ENGLISH: { set: string; most: number }[] = [
  { set: 'intent/ewt-mood', most: 1000 },
  { set: 'spam/sms', most: 800 },
  { set: 'emotion/goemotions', most: 1000 },
  { set: 'toxicity/davidson', most: 600 },
  { set: 'spam/youtube', most: 300 },
  { set: 'intent-assistant/snips', most: 200 },
  { set: 'clickbait/chakraborty2016', most: 400 },
];

export const LANGUAGE_RECIPE = { smoothing: 0.01, weights: 400_000, rate: 1, passes: 6 };
/** 20 letters make some 60 links. */
const DECIDES = { probability: 0.9, links: 55 };
const SEED = 5;

export interface LanguageData {
  train: Row[];
  valid: Row[];
  /** Pieces of 20 to 80 characters of the validation sentences. */
  short: Row[];
  /** English of the sets that the other heads are made of. */
  english: Row[];
}

export function languageData(folder: string): LanguageData {
  const random = new Random(SEED);
  const cut = (rows: Row[]) => rows.flatMap((row) => piece(row, random));
  const english = (split: Split) =>
    MORE_ENGLISH.flatMap(({ set, most }) =>
      new Random(SEED)
        .shuffle(readSet(folder, set, split))
        .slice(0, most)
        .map(({ text }) => ({ label: 'en', text })),
    );
  const sentences = readSet(folder, LANGUAGE_SET, 'train');
  const valid = readSet(folder, LANGUAGE_SET, 'valid');
  return {
    train: [...sentences, ...cut(sentences), ...english('train')],
    valid,
    short: cut(valid),
    english: english('valid'),
  };
}

/** 20 to 79 characters from somewhere in the text, mostly from a word's beginning; nothing of a short one. */
function piece({ label, text }: Row, random: Random): Row[] {
  const characters = [...text];
  const length = 20 + random.below(60);
  if (characters.length <= length + 5) return [];
  let from = random.below(characters.length - length);
  while (from > 0 && characters[from - 1] !== ' ' && random.below(12) !== 0) from--;
  return [
    {
      label,
      text: characters
        .slice(from, from + length)
        .join('')
        .trim(),
    },
  ];
}

/** Links of many texts; a language head reads no hidden layer. */
interface Links {
  size: number;
  offsets: Uint32Array;
  buckets: Uint32Array;
  values: Float32Array;
}

function readLinks(features: TextFeatures, rows: readonly Row[]): Links {
  const vector = features.createVector();
  const offsets = new Uint32Array(rows.length + 1);
  const buckets: Uint32Array[] = [];
  const values: Float32Array[] = [];
  rows.forEach(({ text }, i) => {
    features.extract(text, vector);
    buckets.push(vector.buckets.slice(0, vector.links));
    values.push(vector.values.slice(0, vector.links).map(Math.abs));
    offsets[i + 1] = offsets[i] + vector.links;
  });
  const out = {
    size: rows.length,
    offsets,
    buckets: new Uint32Array(offsets[rows.length]),
    values: new Float32Array(offsets[rows.length]),
  };
  rows.forEach((_, i) => {
    out.buckets.set(buckets[i], offsets[i]);
    out.values.set(values[i], offsets[i]);
  });
  return out;
}

/** Sparse weights: those of bucket b lie from starts[b] to starts[b + 1]. */
interface Weights {
  starts: Uint32Array;
  owners: Uint8Array;
  weights: Float32Array;
}

/** Log-odds of naive Bayes, each bucket's median taken off, and of these the ones that move scores most. */
function naiveBayes(x: Links, truth: Uint8Array, languages: number): Weights {
  const { smoothing, weights: most } = LANGUAGE_RECIPE;
  const table = new Float32Array(BUCKETS * languages);
  const totals = new Float64Array(languages);
  const energy = new Float64Array(BUCKETS);
  for (let i = 0; i < x.size; i++) {
    for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) {
      table[x.buckets[k] * languages + truth[i]] += x.values[k];
      totals[truth[i]] += x.values[k];
      energy[x.buckets[k]] += x.values[k] * x.values[k];
    }
  }
  const importance = new Float32Array(table.length);
  for (let b = 0; b < BUCKETS; b++) {
    if (energy[b] === 0) continue;
    const row = table.subarray(b * languages, (b + 1) * languages);
    for (let o = 0; o < languages; o++)
      row[o] = Math.log((row[o] + smoothing) / (totals[o] + smoothing * BUCKETS));
    const median = row.slice().sort()[languages >> 1];
    for (let o = 0; o < languages; o++) {
      row[o] -= median;
      importance[b * languages + o] = Math.abs(row[o]) * Math.sqrt(energy[b]);
    }
  }
  const line = importance.slice().sort()[importance.length - most];
  const starts = new Uint32Array(BUCKETS + 1);
  const owners: number[] = [];
  const weights: number[] = [];
  for (let b = 0; b < BUCKETS; b++) {
    for (let o = 0; o < languages; o++) {
      if (!(importance[b * languages + o] > line)) continue;
      owners.push(o);
      weights.push(table[b * languages + o]);
    }
    starts[b + 1] = owners.length;
  }
  return { starts, owners: Uint8Array.from(owners), weights: Float32Array.from(weights) };
}

function scoresOf(x: Links, i: number, w: Weights, bias: Float64Array, out: Float64Array): void {
  out.set(bias);
  for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) {
    const b = x.buckets[k];
    for (let j = w.starts[b]; j < w.starts[b + 1]; j++) out[w.owners[j]] += x.values[k] * w.weights[j];
  }
}

/** Stochastic gradient ascent of the softmax likelihood, from the naive weights on. */
function refine(x: Links, truth: Uint8Array, w: Weights, bias: Float64Array, slope: number): void {
  const { rate, passes } = LANGUAGE_RECIPE;
  const order = Uint32Array.from({ length: x.size }, (_, i) => i);
  const random = new Random(SEED);
  const p = new Float64Array(bias.length);
  for (let pass = 0; pass < passes; pass++) {
    random.shuffle(order);
    const step = rate * (1 - pass / passes);
    for (const i of order) {
      scoresOf(x, i, w, bias, p);
      toProbabilities(p, slope);
      for (let o = 0; o < p.length; o++) p[o] = (o === truth[i] ? 1 : 0) - p[o];
      for (let o = 0; o < p.length; o++) bias[o] += 0.1 * step * p[o];
      for (let k = x.offsets[i]; k < x.offsets[i + 1]; k++) {
        const b = x.buckets[k];
        const change = step * x.values[k];
        for (let j = w.starts[b]; j < w.starts[b + 1]; j++) w.weights[j] += change * p[w.owners[j]];
      }
    }
  }
}

function toProbabilities(scores: Float64Array, slope: number): void {
  const top = scores.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let o = 0; o < scores.length; o++) {
    scores[o] = Math.exp(slope * (scores[o] - top));
    sum += scores[o];
  }
  for (let o = 0; o < scores.length; o++) scores[o] /= sum;
}

/** The slope of greatest likelihood, from a grid of steps of 3 %. */
function fitSlope(x: Links, truth: Uint8Array, w: Weights, bias: Float64Array): number {
  const scores = Array.from({ length: x.size }, (_, i) => {
    const out = new Float64Array(bias.length);
    scoresOf(x, i, w, bias, out);
    return out;
  });
  let best = 1;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let slope = 0.2; slope < 10; slope *= 1.03) {
    let likelihood = 0;
    scores.forEach((row, i) => {
      const p = row.slice();
      toProbabilities(p, slope);
      likelihood += Math.log(Math.max(p[truth[i]], 1e-12));
    });
    if (likelihood > greatest) {
      greatest = likelihood;
      best = slope;
    }
  }
  return best;
}

function toParts(languages: string[], w: Weights, bias: Float64Array, slope: number): LanguageParts {
  const buckets: number[] = [];
  const counts: number[] = [];
  for (let b = 0; b < BUCKETS; b++) {
    const count = w.starts[b + 1] - w.starts[b];
    if (count === 0) continue;
    buckets.push(b);
    counts.push(count);
  }
  const top = w.weights.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-12);
  return {
    languages,
    buckets: Uint32Array.from(buckets),
    counts: Uint8Array.from(counts),
    owners: w.owners,
    weights: Int8Array.from(w.weights, (value) => Math.round((value / top) * 127)),
    scale: top / 127,
    bias: [...bias],
    slope,
    decides: DECIDES,
  };
}

export function trainLanguage(
  data: LanguageData,
  features: TextFeatures,
  say: (message: string) => void,
): LanguageHead {
  say(`language: reading ${data.train.length} texts`);
  const languages = [...new Set(data.train.map(({ label }) => label))].sort();
  const truthOf = (rows: readonly Row[]) => Uint8Array.from(rows, ({ label }) => languages.indexOf(label));
  const x = readLinks(features, data.train);
  const truth = truthOf(data.train);
  say(`language: counting ${x.buckets.length} links`);
  const weights = naiveBayes(x, truth, languages.length);
  const bias = new Float64Array(languages.length);
  const held = [...data.valid, ...data.short];
  const heldLinks = readLinks(features, held);
  const heldTruth = truthOf(held);
  const slope = fitSlope(heldLinks, heldTruth, weights, bias);
  say('language: refining');
  refine(x, truth, weights, bias, slope);
  return LanguageHead.fromParts(
    toParts(languages, weights, bias, fitSlope(heldLinks, heldTruth, weights, bias)),
  );
}

/** A row's text through the head. */
export function detectAll(head: LanguageHead, features: TextFeatures, rows: readonly Row[]): Language[] {
  const vector: TextVector = features.createVector();
  return rows.map(({ text }) => {
    features.extract(text, vector);
    return head.detect(vector);
  });
}
