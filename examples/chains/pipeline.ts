/**
 * Language → topic → intent, as a chain of three models: each reads the same features of a text, and what the ones
 * before it say of the text. Also what each stage adds, on sentences held back, and the same sentences in the
 * features of a Deep ELM. The worker calls it; a page that is not in a hurry could as well.
 */
import {
  Annotator,
  Chain,
  DeepElm,
  Elm,
  ElmError,
  Matrix,
  type Model,
  predictLabels,
  type TextFeatures,
} from '../../src/elm/index.ts';
import type { Sentence } from './texts.ts';

/** Units of the hidden layer over the word table; a part of a random layer is a random layer too. */
const HIDDEN = 256;
/** Hashed words and letters, folded into so many columns. */
const LINKS = 2048;
const COLUMNS = HIDDEN + LINKS;
/** So that a few of the units weigh as much as all of them would. */
const HIDDEN_WEIGHT = 2;
const LAMBDA = 0.3;
const FOLDS = 4;
/** Of the power iteration. */
const STEPS = 60;

export const STAGES = ['language', 'topic', 'intent'] as const;
export type Stage = (typeof STAGES)[number];

/** n × {@link COLUMNS}. */
export function featuresOf(texts: readonly string[], features: TextFeatures): Matrix {
  const x = new Matrix(texts.length, COLUMNS);
  const { vector } = features;
  texts.forEach((text, i) => {
    features.extract(text);
    const row = x.row(i);
    for (let u = 0; u < HIDDEN; u++) row[u] = HIDDEN_WEIGHT * vector.hidden[u];
    for (let k = 0; k < vector.links; k++) row[HIDDEN + (vector.buckets[k] % LINKS)] += vector.values[k];
  });
  return x;
}

const newElm = () => new Elm({ hidden: null, directLinks: true, lambda: LAMBDA });

/** Fits stage after stage; `onStage` is told when one is done. */
export function train(x: Matrix, sentences: readonly Sentence[], onStage: (stage: Stage) => void): Chain {
  let seen = x;
  const links = STAGES.map((stage): Model => {
    const link = new Annotator(newElm());
    link.fit(
      seen,
      sentences.map((sentence) => sentence[stage]),
    );
    seen = link.transformTrained(seen);
    onStage(stage);
    return link;
  });
  return new Chain(links);
}

/** What a stage says of a text. */
export interface Answer {
  label: string;
  probability: number;
}

/** What each stage of the chain says of one text; `onStage` is told when one has answered. */
export function answers(chain: Chain, x: Matrix, onStage: (stage: Stage) => void = () => {}): Answer[] {
  let seen = x;
  return chain.models.map((link, s) => {
    const p = link.predictProbabilities(seen).row(0);
    const probability = Math.max(...p);
    seen = link.transform(seen);
    onStage(STAGES[s]);
    return { label: link.labels[p.indexOf(probability)], probability };
  });
}

/** `chain`, if it is one that could have been trained here. @throws ElmError naming what is wrong with it. */
export function requirePipeline(chain: Model): Chain {
  if (!(chain instanceof Chain) || chain.models.length !== STAGES.length)
    throw new ElmError('file', `a chain of ${STAGES.join(', ')}`, chain.constructor.name);
  // Asked once: each stage must take what it will be asked about.
  answers(chain, new Matrix(1, COLUMNS));
  return chain;
}

/** How many answers were right, each by models that had not seen the line. */
export interface Ablation {
  /** Of all sentences, stage by stage. */
  stages: {
    stage: Stage;
    alone: number;
    chained: number;
    /** With the right answers of the stages before it: what perfect ones would add. */
    told: number;
  }[];
  /** Topic and intent right, by the chain and by one model for all pairs. */
  both: { chained: number; onePair: number };
  /** Topics right, by what the language stage had said. */
  byLanguage: Record<string, { right: number; of: number }>;
}

/** A quarter of the lines is held back in turn; after each it waits for `onFold`, which is told how much is done. */
export async function ablate(
  x: Matrix,
  sentences: readonly Sentence[],
  onFold: (share: number) => Promise<void>,
): Promise<Ablation> {
  const stages = STAGES.map((stage) => ({ stage, alone: 0, chained: 0, told: 0 }));
  const both = { chained: 0, onePair: 0 };
  const byLanguage: Ablation['byLanguage'] = {};
  for (let fold = 0; fold < FOLDS; fold++) {
    const all = sentences.map((_, i) => i);
    const train = all.filter((i) => sentences[i].line % FOLDS !== fold);
    const test = all.filter((i) => sentences[i].line % FOLDS === fold);
    const [plain, plainAsked] = [rowsOf(x, train), rowsOf(x, test)];
    let [seen, asked] = [plain, plainAsked];
    let [told, toldAsked] = [plain, plainAsked];
    const said: string[][] = [];
    stages.forEach((counts, s) => {
      const y = train.map((i) => sentences[i][counts.stage]);
      const truth = test.map((i) => sentences[i][counts.stage]);
      const right = (labels: readonly string[]) => labels.filter((label, k) => label === truth[k]).length;
      const link = new Annotator(newElm());
      link.fit(seen, y);
      said.push(predictLabels(link, asked));
      counts.chained += right(said[s]);
      // The first stage has none before it.
      counts.alone += right(s === 0 ? said[s] : fitAndAsk(plain, y, plainAsked));
      counts.told += right(s === 0 ? said[s] : fitAndAsk(told, y, toldAsked));
      seen = link.transformTrained(seen);
      asked = link.transform(asked);
      told = withTruth(told, y, link.labels);
      toldAsked = withTruth(toldAsked, truth, link.labels);
    });
    const pair = ({ topic, intent }: Sentence) => `${topic} ${intent}`;
    const pairs = test.map((i) => pair(sentences[i]));
    const [languages, topics, intents] = said;
    const flat = fitAndAsk(
      plain,
      train.map((i) => pair(sentences[i])),
      plainAsked,
    );
    pairs.forEach((truth, k) => {
      both.onePair += Number(flat[k] === truth);
      both.chained += Number(`${topics[k]} ${intents[k]}` === truth);
      byLanguage[languages[k]] ??= { right: 0, of: 0 };
      byLanguage[languages[k]].of++;
      byLanguage[languages[k]].right += Number(topics[k] === sentences[test[k]].topic);
    });
    await onFold((fold + 1) / FOLDS);
  }
  return { stages, both, byLanguage };
}

function fitAndAsk(x: Matrix, y: readonly string[], asked: Matrix): string[] {
  const elm = newElm();
  elm.fit(x, y);
  return predictLabels(elm, asked);
}

function rowsOf(x: Matrix, rows: readonly number[]): Matrix {
  return Matrix.fromRows(rows.map((i) => x.row(i)));
}

function withTruth(x: Matrix, truth: readonly string[], labels: readonly string[]): Matrix {
  const rows = truth.map((label, i) => [...x.row(i), ...labels.map((each) => Number(each === label))]);
  return Matrix.fromRows(rows);
}

/** Two layers of autoencoders over the hashed words and letters. Nobody tells them a language or a topic. */
export function deepFeatures(x: Matrix, sentences: readonly Sentence[]): Matrix {
  const deep = new DeepElm({
    layers: [
      { units: 64, seed: 1 },
      { units: 16, seed: 2 },
    ],
    head: { hidden: null, directLinks: true, lambda: LAMBDA },
  });
  deep.fit(
    x,
    sentences.map(({ topic }) => topic),
  );
  return deep.transform(x);
}

/** The two directions in which the rows differ most (principal components, by power iteration), n × 2. */
export function twoDimensions(x: Matrix): Matrix {
  const { rows, columns } = x;
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) add(mean, x.row(i), 1 / rows);
  const centred = x.clone();
  for (let i = 0; i < rows; i++) add(centred.row(i), mean, -1);
  const out = new Matrix(rows, 2);
  for (let k = 0; k < 2; k++) {
    const direction = new Float64Array(columns).fill(1);
    for (let step = 0; step < STEPS; step++) {
      const next = new Float64Array(columns);
      for (let i = 0; i < rows; i++) add(next, centred.row(i), dot(centred.row(i), direction));
      const norm = Math.sqrt(dot(next, next)) || 1;
      direction.set(next.map((value) => value / norm));
    }
    for (let i = 0; i < rows; i++) {
      const place = dot(centred.row(i), direction);
      out.row(i)[k] = place;
      add(centred.row(i), direction, -place);
    }
  }
  return out;
}

/** How many points of the plane have a nearest other point of the same kind. */
export function nearestAlike({ rows, data }: Matrix, kinds: readonly string[]): number {
  let alike = 0;
  for (let i = 0; i < rows; i++) {
    let nearest = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let other = 0; other < rows; other++) {
      const distance = (data[2 * i] - data[2 * other]) ** 2 + (data[2 * i + 1] - data[2 * other + 1]) ** 2;
      if (other !== i && distance < least) [nearest, least] = [other, distance];
    }
    alike += Number(kinds[nearest] === kinds[i]);
  }
  return alike;
}

/** to += factor · values */
function add(to: Float64Array, values: Float64Array, factor: number): void {
  for (let j = 0; j < to.length; j++) to[j] += factor * values[j];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
