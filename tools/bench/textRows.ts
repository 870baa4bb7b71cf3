import { createRequire } from 'node:module';
import { eld } from 'eld/medium';
import type { Kernels } from '../../src/elm/kernels/kernels.ts';
import { TextKernels } from '../../src/elm/kernels/textKernels.ts';
import { StructuredLayer } from '../../src/elm/layers/structuredLayer.ts';
import { TextElm } from '../../src/elm/models/textElm.ts';
import type { FeatureSteps } from '../../src/elm/text/featureSteps.ts';
import { normalise } from '../../src/elm/text/normalise.ts';
import { PlainSteps } from '../../src/elm/text/plainSteps.ts';
import { HIDDEN_UNITS, TextFeatures } from '../../src/elm/text/textFeatures.ts';
import type { WordTable } from '../../src/elm/text/wordTable.ts';
import { loadHead, loadLanguageHead, loadWordTable } from '../models.ts';
import type { Limits } from './limits.ts';
import { type Row, row, targetOf, time, type Work } from './measure.ts';
import { benchTexts } from './texts.ts';

interface Classifier {
  learn(text: string, label: string): void;
  consolidate(): void;
  predict(text: string): string;
}

const require = createRequire(import.meta.url);

/** Naive Bayes of wink, with the tokens that its own helper package makes. */
function wink(): Classifier {
  const classifier = require('wink-naive-bayes-text-classifier')();
  const { string, tokens } = require('wink-nlp-utils');
  classifier.definePrepTasks([string.tokenize0, tokens.stem]);
  classifier.defineConfig({ considerOnlyPresence: true, smoothingFactor: 0.5 });
  return classifier;
}

/** Naive Bayes of natural. Its main entry prints and reads .env files, so the one class is taken alone. */
function natural(): Classifier {
  const Bayes = require('natural/lib/natural/classifiers/bayes_classifier.js');
  const classifier = new Bayes();
  return {
    learn: (text, label) => classifier.addDocument(text, label),
    consolidate: () => classifier.train(),
    predict: (text) => classifier.classify(text),
  };
}

const PEERS = [
  ['wink-naive-bayes-text-classifier', wink],
  ['natural', natural],
] as const;

function trained(make: () => Classifier, texts: string[], labels: string[]): Classifier {
  const classifier = make();
  texts.forEach((text, i) => {
    classifier.learn(text, labels[i]);
  });
  classifier.consolidate();
  return classifier;
}

const { texts } = benchTexts(50);

/** Median microseconds a text, of a whole batch and of single calls. */
function perText(read: (text: string) => void): { batch: number; single: number } {
  const batch = (1000 * time(() => texts.forEach(read))) / texts.length;
  let next = 0;
  return { batch, single: 1000 * time(() => read(texts[next++ % texts.length])) };
}

function headRows(features: TextFeatures, table: WordTable, where: string): Row[] {
  const heads = ['spam', 'toxicity', 'intent'].map((task) => loadHead(task, table));
  const { vector } = features;
  const scores = heads.map((head) => new Float64Array(head.outputs));
  const probabilities = heads.map((head) => new Float64Array(head.labels.length));
  const { batch, single } = perText((text) => {
    features.extract(text);
    heads.forEach((head, h) => {
      head.scores(vector, scores[h]);
      head.probabilities(scores[h], probabilities[h]);
    });
  });
  const twenty = benchTexts(20);
  const name = 'text of 240 characters: features, hidden layer, 3 heads';
  return PEERS.flatMap(([peer, make]) => {
    const classifier = trained(make, twenty.texts, twenty.labels);
    const other = perText((text) => classifier.predict(text));
    return [
      row(`${name}; batches of 50, ${where}`, batch, 'µs', {
        peer: `${peer} (one head)`,
        peerValue: other.batch,
        ...targetOf(30, where),
      }),
      row(`${name}; one by one, ${where}`, single, 'µs', {
        peer: `${peer} (one head)`,
        peerValue: other.single,
        ...targetOf(60, where),
      }),
    ];
  });
}

function languageRow(features: TextFeatures, where: string): Row {
  const head = loadLanguageHead();
  const without = perText((text) => features.extract(text)).batch;
  const whole = perText((text) => {
    features.extract(text);
    head.detect(features.vector);
  }).batch;
  const peerValue = perText((text) => eld.detect(text)).batch;
  return row(
    `language of a text of 240 characters, on top of its features; ${where}`,
    whole - without,
    'µs',
    {
      peer: 'eld',
      peerValue,
      ...targetOf(30, where),
    },
  );
}

/** The steps of the feature pass, each by itself, on one text. */
function stepRows(steps: FeatureSteps, limits: Limits, where: string): Row[] {
  steps.stream.read(normalise(texts[0]).text);
  const { length, tokens } = steps.stream;
  // Of what MurmurHash3 asks: scrambling 5 a point, mixing 5, finishing 8 a gram; 3 grams begin at each point.
  const grams = 3 * length;
  const hashing: Work = { operations: length * (5 + 5 * 5) + grams * 8, numbers: 'i32' };
  // Two transforms of log2(units) additions a unit, signs, offset, and 18 operations of tanh.
  const layer: Work = { operations: HIDDEN_UNITS * (20 + 2 + 1 + 18), numbers: 'f32' };
  const pooling = tokens * 300 * 1.5;
  const repeat = (work: () => void) => {
    const micros =
      1000 *
      time(() => {
        for (let i = 0; i < 50; i++) work();
      });
    return micros / 50;
  };
  return [
    row(
      `hashing all n-grams of 240 characters into links, ${where}`,
      repeat(() => {
        steps.begin();
        steps.countWords();
        steps.take(0.7);
        steps.countCharacters();
        steps.take(0.6);
      }),
      'µs',
      { limits, ...hashing },
    ),
    row(
      `word vectors pooled, and hidden layer of 1,024 units, ${where}`,
      repeat(() => steps.embed()),
      'µs',
      { limits, ...layer, operations: layer.operations! + pooling },
    ),
  ];
}

function trainingRows(features: TextFeatures, kernels: Kernels): Row[] {
  return [20, 200].flatMap((count) => {
    const { texts: learnt, labels } = benchTexts(count);
    const training = time(() => new TextElm(features, kernels).fit(learnt, labels));
    const model = new TextElm(features, kernels);
    model.fit(learnt, labels);
    const predicting = (1000 * time(() => model.predictProbabilities(texts))) / texts.length;
    return PEERS.flatMap(([peer, make]) => {
      const classifier = trained(make, learnt, labels);
      return [
        row(`train on ${count} texts`, training, 'ms', {
          peer,
          peerValue: time(() => trained(make, learnt, labels)),
          ...(count === 20 ? { target: 5 } : {}),
        }),
        row(`predict with what ${count} texts taught`, predicting, 'µs', {
          peer,
          peerValue: perText((text) => classifier.predict(text)).batch,
        }),
      ];
    });
  });
}

export function textRows(kernels: Kernels, limits: Limits): Row[] {
  const table = loadWordTable();
  const layer = new StructuredLayer(3 * table.dimensions, HIDDEN_UNITS, 0.7, 1, 1);
  const fast = new TextFeatures(table, kernels);
  const plain = new TextFeatures(table);
  return [
    ...headRows(fast, table, 'WebAssembly'),
    ...headRows(plain, table, 'TypeScript').slice(0, 2),
    languageRow(fast, 'WebAssembly'),
    languageRow(plain, 'TypeScript'),
    ...stepRows(new TextKernels(kernels, table, layer), limits, 'WebAssembly'),
    ...stepRows(new PlainSteps(table, layer), limits, 'TypeScript'),
    ...trainingRows(fast, kernels),
  ];
}
