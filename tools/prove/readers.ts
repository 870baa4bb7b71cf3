import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { ElmError } from '../../src/elm/errors.ts';
import { Head, type HeadParts } from '../../src/elm/head/head.ts';
import { wordHash } from '../../src/elm/text/hashing.ts';
import { HIDDEN_UNITS, TextFeatures } from '../../src/elm/text/textFeatures.ts';
import { WordTable } from '../../src/elm/text/wordTable.ts';
import { backupFromBytes, backupToBytes } from '../../src/engine/backup.ts';
import { featuresFromBytes, featuresToBytes } from '../../src/engine/sealedFeatures.ts';
import { taskFileFromBytes, taskFileToBytes } from '../../src/engine/taskFile.ts';
import { weightsFromBytes, weightsToBytes } from '../../src/engine/weightsFile.ts';
import { defaultSettings } from '../../src/protocol/defaults.ts';
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
  const vectorOf = () => {
    const own = features.createVector();
    features.extract('Congratulations, you have won a free cruise! Call now.', own);
    return own;
  };
  const reader = <T>(each: Omit<Reader<T>, 'isRefusal'>) =>
    ({ isRefusal: (error) => error instanceof ElmError, ...each }) as Reader;
  /** Readers of the engine check by schema as well. */
  const engineReader = <T>(each: Omit<Reader<T>, 'isRefusal'>) => ({
    ...reader(each),
    isRefusal: isOwnError,
  });
  const lesson = {
    id: '00000000-0000-4000-8000-000000000001',
    task: 'own-00000001',
    label: 'sweet',
    site: 'fruit.test',
    at: 1,
    said: null,
  };
  const labels = ['sweet', 'sour'].map((id) => ({ id, name: id, colour: '#aa5500', keywords: ['sugar'] }));
  const delta = {
    outputs: 3,
    buckets: Uint32Array.of(3, 70, 200_000),
    direct: Float64Array.from({ length: 9 }, (_, i) => i / 10),
    hidden: new Float64Array(3 * HIDDEN_UNITS).fill(0.125),
    bias: Float64Array.of(0, 0.5, 1),
  };
  const weights = weightsToBytes({ weights: delta, scaling: null });
  const ownHead = smallHead(['other', 'sweet', 'sour']);
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
    engineReader({
      name: 'shared task',
      bytes: taskFileToBytes({
        of: 'task',
        task: 'own-00000001',
        name: 'Fruit',
        labels,
        lessons: 3,
        accuracy: null,
        head: ownHead,
        texts: [{ text: 'As sweet as sugar', label: 'sweet' }],
      }),
      read: taskFileFromBytes,
      use: ({ head }) => useHead(head),
    }),
    engineReader({
      name: 'backup',
      bytes: backupToBytes({
        at: 1,
        settings: defaultSettings(),
        lessons: [
          { ...lesson, text: 'As sweet as sugar', order: 1, features: null },
          {
            ...lesson,
            id: '00000000-0000-4000-8000-000000000002',
            text: '',
            order: 2,
            features: { vector: vectorOf(), key: '0123456789abcdef' },
          },
        ],
        tasks: [{ task: 'own-00000001', name: 'Fruit', labels, order: 3 }],
        imports: [],
        weights: [{ task: 'own-00000001', weights, recent: [] }],
      }),
      read: backupFromBytes,
      use: ({ lessons }) => lessons.map(({ at }) => at),
    }),
    engineReader({
      name: 'file of learned weights',
      bytes: weights,
      read: (bytes) => weightsFromBytes(bytes, 3),
      use: (read) => [...read.weights.direct, ...read.weights.hidden, ...read.weights.bias],
    }),
    engineReader({
      name: 'lesson’s features',
      bytes: featuresToBytes({ vector: vectorOf(), key: '0123456789abcdef' }),
      read: featuresFromBytes,
      use: (read) => read.vector.values,
    }),
  ];
}

/** An error that the code means to throw, and not one of the language's own. */
function isOwnError(error: unknown): boolean {
  if (error instanceof ElmError || v.isValiError(error) || error instanceof SyntaxError) return true;
  if (!(error instanceof TypeError || error instanceof RangeError)) return false;
  return !/undefined|null|not a function|not iterable|stack|Invalid|Cannot|prototype/.test(error.message);
}

/** A head with three weights, so that a hundred thousand of them can be read. */
function smallHead(labels = ['plain', 'sweet', 'sour']): Head {
  const parts: HeadParts = {
    task: 'fruit',
    labels,
    ordinary: labels[0],
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
