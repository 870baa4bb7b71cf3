/**
 * How well a head does on labelled texts: what `evaluate` prints, and what the model cards show.
 */
import { accuracy, calibrationError, macroF1, rocAuc } from '../src/elm/evaluate/metrics.ts';
import { DEFAULT_STEP, type Head } from '../src/elm/head/head.ts';
import type { Language, LanguageHead } from '../src/elm/head/languageHead.ts';
import type { TextFeatures } from '../src/elm/text/textFeatures.ts';
import type { TextVector } from '../src/elm/text/textVector.ts';

/** The fields of `evaluate --json`, apart from task and file. */
export interface Figures {
  /** Texts measured. */
  n: number;
  accuracy: number | null;
  /** Mean F1 of the labels that occur in the file. */
  macroF1: number | null;
  /** Of two-label tasks, and only when the file has both; else null. */
  auc: number | null;
  ece: number | null;
  /** Share of texts on which the head abstains. */
  unsure: number | null;
  /** Of what is flagged at the default sensitivity, the share flagged rightly; null when nothing is. */
  flagPrecision: number | null;
  /** Of what should be flagged, the share that is; null when nothing should be. */
  flagRecall: number | null;
  /** Features, scores and probabilities of one text. */
  microsPerText: number | null;
}

export interface Labelled {
  text: string;
  /** Index into the head's labels. */
  label: number;
}

/** Measures a head; `read` gives the features of row i, and is part of the time. */
export function measure(
  head: Head,
  rows: readonly Labelled[],
  read: (text: string, i: number) => TextVector,
  languageOf: (vector: TextVector, i: number) => Language | undefined = () => undefined,
): Figures {
  const n = rows.length;
  const labels = head.labels.length;
  const ordinary = head.labels.indexOf(head.ordinary);
  const scores = new Float64Array(head.outputs);
  const p = new Float64Array(labels);
  const truth = new Int32Array(n);
  const guess = new Int32Array(n);
  const confidence = new Float64Array(n);
  const ofOther = new Float64Array(n);
  let unsure = 0;
  let flagged = 0;
  let flaggedRightly = 0;
  let toFlag = 0;
  const started = performance.now();
  rows.forEach(({ text, label }, i) => {
    const features = read(text, i);
    head.scores(features, scores);
    head.probabilities(scores, p);
    let best = 0;
    for (let k = 1; k < labels; k++) if (p[k] > p[best]) best = k;
    truth[i] = label;
    guess[i] = best;
    confidence[i] = p[best];
    ofOther[i] = scores[0];
    const abstains = head.isUnsure(features, p, languageOf(features, i));
    if (abstains) unsure++;
    if (label !== ordinary) toFlag++;
    if (!abstains && p[best] >= head.flagAt(best, DEFAULT_STEP)) {
      flagged++;
      if (best === label) flaggedRightly++;
    }
  });
  const micros = ((performance.now() - started) * 1000) / n;
  const orNull = (value: () => number) => (n === 0 ? null : value());
  return {
    n,
    accuracy: orNull(() => accuracy(truth, guess)),
    macroF1: orNull(() => macroF1(truth, guess, labels)),
    auc:
      labels === 2
        ? rocAuc(
            Array.from(truth, (label) => label === 1),
            ofOther,
          )
        : null,
    ece: orNull(() =>
      calibrationError(
        confidence,
        Array.from(truth, (label, i) => label === guess[i]),
      ),
    ),
    unsure: orNull(() => unsure / n),
    flagPrecision: flagged === 0 ? null : flaggedRightly / flagged,
    flagRecall: toFlag === 0 ? null : flaggedRightly / toFlag,
    microsPerText: orNull(() => micros),
  };
}

/** Measures the language head on rows labelled with codes; a text that it doesn't decide on counts as unsure. */
export function measureLanguage(
  head: LanguageHead,
  features: TextFeatures,
  rows: readonly { label: string; text: string }[],
): Figures {
  const codes = [...new Set([...head.languages, ...rows.map(({ label }) => label)])];
  const { vector } = features;
  const started = performance.now();
  const answers = rows.map(({ text }) => {
    features.extract(text);
    return head.detect(vector);
  });
  const micros = ((performance.now() - started) * 1000) / rows.length;
  const truth = rows.map(({ label }) => codes.indexOf(label));
  const guess = answers.map(({ code }) => codes.indexOf(code));
  const orNull = (value: number) => (rows.length === 0 ? null : value);
  return {
    n: rows.length,
    accuracy: orNull(accuracy(truth, guess)),
    macroF1: orNull(macroF1(truth, guess, codes.length)),
    auc: null,
    ece: orNull(
      calibrationError(
        answers.map(({ probability }) => probability),
        guess.map((code, i) => code === truth[i]),
      ),
    ),
    unsure: orNull(answers.filter(({ decided }) => !decided).length / rows.length),
    flagPrecision: null,
    flagRecall: null,
    microsPerText: orNull(micros),
  };
}
