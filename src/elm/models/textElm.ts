/**
 * An ELM on text: a few labelled sentences in, a model of some tens of kilobytes out, in milliseconds. It puts
 * together what the core has: text features (a hidden layer over the word table, and hashed n-grams as direct
 * links), ridge with λ by leave-one-out, temperature. Its weights are rounded to int8 at once, so that a model
 * and its file are the same. For a shipped head with thresholds see head/head.ts.
 */
import { fitTemperature } from '../calibrate/temperature.ts';
import { ElmError, requireObject } from '../errors.ts';
import { decodeAscending, encodeAscending } from '../file/deltas.ts';
import {
  arrayOf,
  integerOf,
  numberOf,
  requireKind,
  type Saved,
  labelsOf as savedLabels,
} from '../file/saved.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { ridge } from '../learn/ridge.ts';
import { Matrix, SparseRows } from '../linalg/matrix.ts';
import { BUCKETS, rowsOfBuckets } from '../text/hashing.ts';
import { FEATURES_VERSION, HIDDEN_UNITS, type TextFeatures } from '../text/textFeatures.ts';
import { scoresToProbabilities } from './elm.ts';
import { labelIndices, labelsOf, notFitted, oneVersusRest, requireLabels } from './model.ts';

interface Fitted {
  labels: readonly string[];
  /** Buckets with weights, ascending; r. */
  buckets: Uint32Array;
  /** (r + units) × outputs, in units of `scales[output]`. */
  weights: Int8Array;
  scales: Float64Array;
  intercept: Float64Array;
  slope: number;
}

export class TextElm {
  readonly #features: TextFeatures;
  readonly #kernels: Kernels | null;
  #fitted: Fitted | null = null;
  #leftOut: Matrix | null = null;
  /** Bucket → 1 + row of its weights; 0 for none. */
  #rowOf: Uint32Array = new Uint32Array(0);

  /**
   * @param features of the word table that the model is to use, in training and ever after.
   * @param kernels where to solve; in plain TypeScript if left out.
   */
  constructor(features: TextFeatures, kernels: Kernels | null = null) {
    this.#features = requireObject('features', features);
    this.#kernels = kernels;
  }

  get labels(): readonly string[] {
    return this.#fitted?.labels ?? [];
  }

  /** @throws ElmError if there are not as many labels as texts, or fewer than two different ones. */
  fit(texts: readonly string[], y: readonly string[]): void {
    requireTexts(texts);
    requireLabels(y);
    if (texts.length !== y.length) throw new ElmError('y', `${texts.length} labels, one a text`, y.length);
    const labels = labelsOf(y);
    const m = labels.length;
    const { hidden, links, buckets } = this.#blocks(texts);
    const solution = ridge([links, hidden], oneVersusRest(y, labels), { kernels: this.#kernels });
    const dense = new Float64Array((buckets.length + HIDDEN_UNITS) * m);
    dense.set(solution.weights[0].data);
    dense.set(solution.weights[1].data, buckets.length * m);
    const scales = new Float64Array(m);
    for (let k = 0; k < dense.length; k++) scales[k % m] = Math.max(scales[k % m], Math.abs(dense[k]) / 127);
    const weights = new Int8Array(dense.length);
    for (let k = 0; k < dense.length; k++)
      if (scales[k % m] > 0) weights[k] = Math.round(dense[k] / scales[k % m]);
    this.#take({
      labels,
      buckets,
      weights,
      scales,
      intercept: solution.intercept,
      slope: fitTemperature(solution.leftOut, labelIndices(y, labels)),
    });
    this.#leftOut = solution.leftOut;
  }

  /** n × labels: the scores of the texts of the last fit, each by a model that had not seen it. */
  get leaveOneOutScores(): Matrix {
    if (this.#leftOut === null) throw notFitted();
    return this.#leftOut;
  }

  /** n × labels. */
  predictScores(texts: readonly string[]): Matrix {
    const { labels, buckets, weights, scales, intercept } = this.#require();
    requireTexts(texts);
    const m = labels.length;
    const out = new Matrix(texts.length, m);
    const { vector } = this.#features;
    texts.forEach((text, t) => {
      this.#features.extract(text);
      const row = out.row(t);
      for (let i = 0; i < vector.links; i++) {
        const at = this.#rowOf[vector.buckets[i]];
        if (at === 0) continue;
        for (let o = 0; o < m; o++) row[o] += weights[(at - 1) * m + o] * vector.values[i];
      }
      for (let u = 0; u < HIDDEN_UNITS; u++) {
        const at = (buckets.length + u) * m;
        for (let o = 0; o < m; o++) row[o] += weights[at + o] * vector.hidden[u];
      }
      for (let o = 0; o < m; o++) row[o] = row[o] * scales[o] + intercept[o];
    });
    return out;
  }

  /** n × labels, calibrated on leave-one-out scores. */
  predictProbabilities(texts: readonly string[]): Matrix {
    return scoresToProbabilities(this.predictScores(texts), this.#require().slope);
  }

  save(): Saved {
    const { labels, buckets, weights, scales, intercept, slope } = this.#require();
    return {
      kind: 'text-elm',
      fields: {
        features: FEATURES_VERSION,
        wordTable: this.#features.wordTable,
        labels,
        rows: buckets.length,
        slope,
      },
      arrays: { buckets: encodeAscending(buckets), weights, scales, intercept },
      parts: [],
    };
  }

  /**
   * @throws ElmError naming what is wrong with it, such as features of another version than today's, or of another
   *   word table (files of before 2026-11-25 don't say of which).
   */
  static load(saved: Saved, features: TextFeatures): TextElm {
    const { features: version, wordTable } = requireKind(saved, 'text-elm').fields;
    if (version !== FEATURES_VERSION)
      throw new ElmError('saved.features', `version ${FEATURES_VERSION}`, version);
    if (wordTable !== undefined && wordTable !== features.wordTable)
      throw new ElmError('features', `those of word table ${wordTable}`, features.wordTable);
    const scales = arrayOf(saved, 'scales', 'f64');
    const m = scales.length;
    const labels = savedLabels(saved, m);
    if (labels.length < 2) throw new ElmError('saved.labels', 'at least two', labels);
    const rows = integerOf(saved, 'rows', 0, BUCKETS);
    const model = new TextElm(features);
    model.#take({
      labels,
      buckets: decodeAscending(arrayOf(saved, 'buckets', 'u8'), rows, BUCKETS),
      weights: arrayOf(saved, 'weights', 'i8', (rows + HIDDEN_UNITS) * m),
      scales,
      intercept: arrayOf(saved, 'intercept', 'f64', m),
      slope: numberOf(saved, 'slope'),
    });
    return model;
  }

  #take(fitted: Fitted): void {
    this.#rowOf = rowsOfBuckets(fitted.buckets);
    this.#fitted = fitted;
  }

  #require(): Fitted {
    if (this.#fitted === null) throw notFitted();
    return this.#fitted;
  }

  /** Features of the texts; the columns of `links` are those buckets that occur, ascending. */
  #blocks(texts: readonly string[]): { hidden: Matrix; links: SparseRows; buckets: Uint32Array } {
    const hidden = new Matrix(texts.length, HIDDEN_UNITS);
    const starts = new Uint32Array(texts.length + 1);
    const found: Uint32Array[] = [];
    const values: Float32Array[] = [];
    const { vector } = this.#features;
    texts.forEach((text, t) => {
      this.#features.extract(text);
      hidden.data.set(vector.hidden, t * HIDDEN_UNITS);
      found.push(vector.buckets.slice(0, vector.links));
      values.push(vector.values.slice(0, vector.links));
      starts[t + 1] = starts[t] + vector.links;
    });
    const indices = new Uint32Array(starts[texts.length]);
    const flat = new Float32Array(indices.length);
    found.forEach((list, t) => {
      indices.set(list, starts[t]);
      flat.set(values[t], starts[t]);
    });
    const buckets = indices
      .slice()
      .sort()
      .filter((bucket, k, all) => k === 0 || bucket !== all[k - 1]);
    const rowOf = rowsOfBuckets(buckets);
    for (let k = 0; k < indices.length; k++) indices[k] = rowOf[indices[k]] - 1;
    return { hidden, links: new SparseRows(Math.max(1, buckets.length), starts, indices, flat), buckets };
  }
}

function requireTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts)) throw new ElmError('texts', 'a list of texts', texts);
  texts.forEach((text, i) => {
    if (typeof text !== 'string') throw new ElmError(`texts[${i}]`, 'a string', text);
  });
}
