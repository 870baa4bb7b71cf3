/**
 * Holds 10,000 texts as vectors, finds those nearest to a query, and puts them in the order of a model that
 * learns from each click: the text that was taken, against those that were shown before it and passed.
 */
import {
  fromBytes,
  type Hit,
  Kernels,
  Matrix,
  OnlineElm,
  pairFeatures,
  rerank,
  TextFeatures,
  toBytes,
  VectorIndex,
  WordTable,
} from '../../src/elm/index.ts';
import { trouble } from '../page.ts';
import { shortTexts } from './texts.ts';

export type Ask =
  | { ask: 'start'; words: Uint8Array; kernels: Uint8Array<ArrayBuffer>; count: number }
  | { ask: 'search'; query: string }
  | { ask: 'click'; query: string; id: string }
  | { ask: 'save' }
  | { ask: 'load'; bytes: Uint8Array };

export type Tell =
  | { tell: 'indexed'; count: number; ms: number; bytes: number }
  | { tell: 'found'; query: string; hits: { id: string; was: number }[]; searchMs: number; rankMs: number }
  | { tell: 'learned'; ms: number; bytes: number; clicks: number }
  | { tell: 'saved'; bytes: Uint8Array }
  | { tell: 'trouble'; message: string };

/** Units of the random layer that make a vector; a part of it is a random layer too. */
const DIMENSIONS = 256;
/** Found by the index, then ranked. */
const FOUND = 50;

let features: TextFeatures;
let index: VectorIndex;
let ranker = new OnlineElm({ hidden: { units: 100, seed: 3 }, lambda: 1 });
let clicks = 0;

function vectorOf(text: string): Float32Array {
  features.extract(text);
  return features.vector.hidden.slice(0, DIMENSIONS);
}

const label = 'taken';

function ranked(query: Float32Array, found: Hit[]): Hit[] {
  return ranker.labels.includes(label) ? rerank(found, index, query, ranker, label) : found;
}

async function answer(ask: Ask): Promise<Tell> {
  const begun = performance.now();
  switch (ask.ask) {
    case 'start': {
      const kernels = await Kernels.compile(ask.kernels);
      features = new TextFeatures(WordTable.fromBytes(ask.words), kernels);
      index = new VectorIndex(DIMENSIONS, 'i8', kernels);
      for (const text of shortTexts(ask.count)) index.add(text, vectorOf(text));
      const bytes = toBytes(index).length;
      return { tell: 'indexed', count: index.size, ms: performance.now() - begun, bytes };
    }
    case 'search': {
      const query = vectorOf(ask.query);
      const found = index.search(query, FOUND);
      const searched = performance.now();
      const hits = ranked(query, found).map(({ id }) => ({
        id,
        was: found.findIndex((hit) => hit.id === id),
      }));
      const rankMs = performance.now() - searched;
      return { tell: 'found', query: ask.query, hits, searchMs: searched - begun, rankMs };
    }
    case 'click': {
      const query = vectorOf(ask.query);
      const shown = ranked(query, index.search(query, FOUND)).map(({ id }) => id);
      const passed = shown.slice(0, Math.max(10, shown.indexOf(ask.id))).filter((id) => id !== ask.id);
      const samples = [ask.id, ...passed].map((id) => pairFeatures(query, index.vector(id) as Float32Array));
      ranker.partialFit(
        Matrix.fromRows(samples),
        samples.map((_, i) => (i === 0 ? label : 'passed')),
        // One was taken and many were passed: they count alike.
        { sampleWeights: samples.map((_, i) => (i === 0 ? passed.length : 1)) },
      );
      clicks++;
      return { tell: 'learned', ms: performance.now() - begun, bytes: toBytes(ranker).length, clicks };
    }
    case 'save':
      return { tell: 'saved', bytes: toBytes(ranker) };
    case 'load':
      ranker = OnlineElm.load(fromBytes(ask.bytes));
      return { tell: 'learned', ms: performance.now() - begun, bytes: ask.bytes.length, clicks };
  }
}

self.onmessage = async ({ data }: MessageEvent<Ask>) => {
  let tell: Tell;
  try {
    tell = await answer(data);
  } catch (error) {
    tell = { tell: 'trouble', message: trouble(error) };
  }
  self.postMessage(tell);
};
