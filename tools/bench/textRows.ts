import { createRequire } from 'node:module';
import { TextElm } from '../../src/elm/models/textElm.ts';
import { TextFeatures } from '../../src/elm/text/textFeatures.ts';
import { loadHead, loadWordTable } from '../models.ts';
import { type Row, row, time } from './measure.ts';
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

function trained(make: () => Classifier, texts: string[], labels: string[]): Classifier {
  const classifier = make();
  texts.forEach((text, i) => {
    classifier.learn(text, labels[i]);
  });
  classifier.consolidate();
  return classifier;
}

export function textRows(): Row[] {
  const table = loadWordTable();
  const features = new TextFeatures(table);
  const heads = ['spam', 'toxicity', 'intent'].map((task) => loadHead(task, table));
  const { texts } = benchTexts(50);
  const vector = features.createVector();
  const scores = heads.map((head) => new Float64Array(head.outputs));
  const probabilities = heads.map((head) => new Float64Array(head.labels.length));
  const read = (text: string) => {
    features.extract(text, vector);
    heads.forEach((head, h) => {
      head.scores(vector, scores[h]);
      head.probabilities(scores[h], probabilities[h]);
    });
  };
  const batch = () => texts.forEach(read);
  const each = (time(batch) * 1000) / texts.length;
  let next = 0;
  const single = time(() => read(texts[next++ % texts.length])) * 1000;

  const twenty = benchTexts(20);
  const rows: Row[] = [];
  for (const [peer, make] of [
    ['wink-naive-bayes-text-classifier (one head)', wink],
    ['natural (one head)', natural],
  ] as const) {
    const classifier = trained(make, twenty.texts, twenty.labels);
    const peerValue =
      (time(() => {
        for (const text of texts) classifier.predict(text);
      }) *
        1000) /
      texts.length;
    rows.push(
      row('text of 240 characters: features, hidden layer, 3 heads; batches of 50', each, 'µs', {
        peer,
        peerValue,
        target: 30,
      }),
      row('text of 240 characters: features, hidden layer, 3 heads; one by one', single, 'µs', {
        peer,
        peerValue,
        target: 60,
      }),
    );
  }
  for (const count of [20, 200]) {
    const { texts: learnt, labels } = benchTexts(count);
    const value = time(() => new TextElm(features).fit(learnt, labels));
    for (const [peer, make] of [
      ['wink-naive-bayes-text-classifier', wink],
      ['natural', natural],
    ] as const) {
      const peerValue = time(() => trained(make, learnt, labels));
      const target = count === 20 ? { target: 5 } : {};
      rows.push(row(`train on ${count} texts`, value, 'ms', { peer, peerValue, ...target }));
    }
  }
  return rows;
}
