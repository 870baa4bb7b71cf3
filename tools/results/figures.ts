/**
 * The heads on the shared test splits, beside the better of TF-IDF with a linear SVM and fastText on the same
 * splits, pooled the same way. The only tools that open a test.tsv are these and `evaluate`.
 */
import { join } from 'node:path';
import { calibrationError } from '../../src/elm/evaluate/metrics.ts';
import { readTsv } from '../data.ts';
import { type Figures, measure, measureLanguage } from '../evaluation.ts';
import { EMOTION_OF } from '../training/emotionMap.ts';
import { ownData } from '../training/examples.ts';
import { INTENT_NAMES } from '../training/intentMap.ts';
import { OWN_LABELS } from '../training/recipes.ts';
import { trainHead } from '../training/trainHead.ts';
import { extractAll } from '../training/vectors.ts';
import type { Heads } from './judged.ts';

/** accuracy, macro F1, AUC; null where nobody measured or it makes no sense. */
type Anchor = [accuracy: number | null, macroF1: number | null, auc: number | null];

export const ANCHORS: Record<string, Anchor> = {
  'spam/sms': [0.99, 0.977, 0.991],
  'spam/youtube': [0.888, 0.886, 0.977],
  'spam/spamassassin': [0.977, 0.973, 0.995],
  'toxicity/davidson': [0.959, 0.928, 0.985],
  'toxicity/paradetox': [0.966, 0.966, 0.993],
  'toxicity/convabuse': [0.921, 0.861, 0.933],
  'toxicity/stormfront-vicomtech': [0.873, 0.684, 0.84],
  'toxicity/hatemoji-build': [0.596, 0.596, 0.62],
  'toxicity/wikitalk': [null, null, 0.758],
  'toxicity/civil-toxic': [null, null, null],
  'clickbait/chakraborty2016': [0.984, 0.984, 0.999],
  'sexism/edos': [null, null, null],
  'emotion/goemotions': [null, null, null],
};
export const OWN_ANCHORS: Record<string, Anchor> = {
  'intent/goemotions-acts': [0.716, 0.751, null],
  'intent/ewt-mood': [0.903, 0.863, null],
  'intent/tweet-acts': [0.721, 0.576, null],
  'intent/email-action': [0.799, 0.78, 0.894],
};
export const LANGUAGE_ANCHOR: Anchor = [0.975, 0.974, null];

export interface FigureRow extends Omit<Figures, 'microsPerText'> {
  set: string;
  anchor: Anchor;
}

export interface PoolRow {
  task: string;
  n: number;
  ece: number;
  flagPrecision: number | null;
  flagRecall: number;
}

export interface FiguresFile {
  rows: FigureRow[];
  pools: PoolRow[];
  own: FigureRow[];
  intent: (FigureRow & { leftOut: number })[];
  language: FigureRow;
}

export function testFigures(heads: Heads, folder: string): Pick<FiguresFile, 'rows' | 'pools'> {
  const rows: FigureRow[] = [];
  const pools: PoolRow[] = [];
  for (const task of ['spam', 'toxicity', 'clickbait', 'sexism', 'emotion']) {
    const head = heads.head(task);
    const pool = { confidence: [] as number[], right: [] as boolean[], flagged: 0, hits: 0, others: 0 };
    for (const set of Object.keys(ANCHORS).filter((name) => name.startsWith(`${task}/`))) {
      const test = readTsv(join(folder, set, 'test.tsv')).map(({ label, text }) => ({
        text,
        label: head.labels.indexOf(task === 'emotion' ? EMOTION_OF[label] : label),
      }));
      const { vector } = heads.features;
      const { microsPerText: _, ...figures } = measure(
        head,
        test,
        (text) => {
          heads.features.extract(text);
          return vector;
        },
        () => heads.language.detect(vector),
      );
      rows.push({ set, anchor: ANCHORS[set], ...figures });
      for (const { text, label } of test) {
        const { best, probabilities, flagged } = heads.judge(head, text);
        pool.confidence.push(probabilities[best]);
        pool.right.push(best === label);
        if (head.labels[label] !== head.ordinary) pool.others++;
        if (flagged) pool.flagged++;
        if (flagged && best === label) pool.hits++;
      }
    }
    pools.push({
      task,
      n: pool.right.length,
      ece: calibrationError(pool.confidence, pool.right),
      flagPrecision: pool.flagged === 0 ? null : pool.hits / pool.flagged,
      flagRecall: pool.hits / pool.others,
    });
  }
  return { rows, pools };
}

export function intentFigures(heads: Heads, folder: string): FiguresFile['intent'] {
  const head = heads.head('intent');
  const { vector } = heads.features;
  return Object.entries(INTENT_NAMES).map(([set, names]) => {
    const all = readTsv(join(folder, set, 'test.tsv'));
    const rows = all
      .map(({ label, text }) => ({ text, label: head.labels.indexOf(names[label] ?? label) }))
      .filter(({ label }) => label >= 0);
    const { microsPerText: _, ...figures } = measure(
      head,
      rows,
      (text) => {
        heads.features.extract(text);
        return vector;
      },
      () => heads.language.detect(vector),
    );
    return { set, anchor: [null, null, null], leftOut: all.length - rows.length, ...figures };
  });
}

/** A head for each intent set's own labels, through the same trainer. */
export function ownFigures(heads: Heads, folder: string): FigureRow[] {
  return Object.entries(OWN_ANCHORS).map(([set, anchor]) => {
    const [train, valid, test] = ['train', 'valid', 'test'].map((split) =>
      readTsv(join(folder, set, `${split}.tsv`)),
    );
    const data = ownData(train, valid);
    const validVectors = extractAll(
      heads.features,
      data.valid.map(({ text }) => text),
    );
    const quiet = extractAll(heads.features, []);
    const { head } = trainHead(
      data,
      OWN_LABELS,
      heads.features,
      heads.table.digest,
      validVectors,
      quiet,
      () => {},
    );
    const rows = test
      .map(({ label, text }) => ({ text, label: head.labels.indexOf(label) }))
      .filter(({ label }) => label >= 0);
    const { microsPerText: _, ...figures } = measure(head, rows, (text) => {
      heads.features.extract(text);
      return heads.features.vector;
    });
    return { set, anchor, ...figures, flagPrecision: null, flagRecall: null };
  });
}

export function languageFigures(heads: Heads, folder: string): FigureRow {
  const rows = readTsv(join(folder, 'language/lingua/test.tsv'));
  const { microsPerText: _, ...figures } = measureLanguage(heads.language, heads.features, rows);
  return { set: 'language/lingua', anchor: LANGUAGE_ANCHOR, ...figures };
}
