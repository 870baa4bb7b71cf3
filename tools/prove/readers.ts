import { readFileSync } from 'node:fs';
import { Head, type HeadParts } from '../../src/elm/head/head.ts';
import { wordHash } from '../../src/elm/text/hashing.ts';
import { HIDDEN_UNITS, TextFeatures } from '../../src/elm/text/textFeatures.ts';
import { WordTable } from '../../src/elm/text/wordTable.ts';
import type { Reader } from './fuzzFiles.ts';

const model = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../models/${name}`, import.meta.url)));

/** Every reader of files that come from elsewhere, each with a small good file of its kind. */
export function readers(): Reader[] {
  const features = new TextFeatures(WordTable.fromBytes(model('words.bin')));
  const vector = features.createVector();
  features.extract('Congratulations, you have won a free cruise! Call now.', vector);
  const useHead = (head: Head) => {
    const scores = new Float64Array(head.outputs);
    head.scores(vector, scores);
    const probabilities = new Float64Array(head.labels.length);
    head.probabilities(scores, probabilities);
    head.isUnsure(vector, probabilities);
    return [...scores, ...probabilities];
  };
  const reader = <T>(each: Reader<T>) => each as Reader;
  return [
    reader({ name: 'head', bytes: smallHead().toBytes(), read: Head.fromBytes, use: useHead }),
    reader({
      name: 'word table',
      bytes: smallTable(),
      read: WordTable.fromBytes,
      use: (table) => {
        const into = new TextFeatures(table).createVector();
        new TextFeatures(table).extract('The quick brown fox', into);
        return into.hidden;
      },
    }),
  ];
}

/** A head with three weights, so that a hundred thousand of them can be read. */
function smallHead(): Head {
  const labels = ['plain', 'sweet', 'sour'];
  const parts: HeadParts = {
    task: 'fruit',
    labels,
    ordinary: 'plain',
    wordTable: '00000000',
    buckets: Uint32Array.of(3, 70, 200_000),
    direct: Int8Array.from({ length: 9 }, (_, i) => 10 * (i + 1)),
    hidden: Int8Array.from({ length: 3 * HIDDEN_UNITS }, (_, i) => (i % 5) - 2),
    directScale: [0.5, 0.5, 0.5],
    hiddenScale: [0.25, 0.25, 0.25],
    bias: [-1, 0, 1],
    scaling: { slope: [2, 2, 2], offset: [0.5, 0.5, 0.5] },
    flagAt: [null, [0.95, 0.9, 0.8, 0.7, 0.6], [0.95, 0.9, 0.8, 0.7, 0.6]],
    unsure: { knownWords: 2, knownShare: 0.5, probability: 0.6 },
  };
  return Head.fromParts(parts);
}

/** A table of four words, of the shipped one's dimensions. */
function smallTable(): Uint8Array {
  const dimensions = 100;
  const hashes = ['the', 'quick', 'brown', 'fox'].map((word) => {
    const points = Uint32Array.from(word, (letter) => letter.codePointAt(0)!);
    return wordHash(points, 0, points.length) >>> 0;
  });
  return WordTable.toBytes(
    {
      hashes: Uint32Array.from(hashes).sort(),
      vectors: Int8Array.from({ length: 4 * dimensions }, (_, i) => (i % 7) - 3),
      scales: Float32Array.of(1, 0.5, 0.25, 0.125),
      weights: Uint8Array.of(1, 20, 100, 255),
      centre: new Float32Array(3 * dimensions),
      spread: new Float32Array(3 * dimensions).fill(1),
    },
    dimensions,
  );
}
