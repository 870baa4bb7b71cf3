import { ElmError } from '../errors.ts';
import { partOf, requireKind, type Saved } from '../file/saved.ts';
import { type Inputs, Matrix, requireInputs, toDense } from '../linalg/matrix.ts';
import { Elm } from './elm.ts';
import { type FitOptions, type Model, notClassifier, type Targets } from './model.ts';

/**
 * A link of a chain that hands its samples on with its opinion: `transform` gives the inputs and, behind them, a
 * probability for each label. So the next link may learn another question, knowing the answer to this one
 * (classifier chains; Read et al. 2009).
 */
export class Annotator implements Model {
  readonly elm: Elm;

  /** @param elm a classifier, fitted or not. */
  constructor(elm: Elm) {
    if (!(elm instanceof Elm)) throw new ElmError('elm', 'an Elm', elm);
    this.elm = elm;
  }

  get labels(): readonly string[] {
    return this.elm.labels;
  }

  fit(x: Inputs, y: Targets, options: FitOptions = {}): void {
    this.elm.fit(x, y, options);
  }

  keep(): () => void {
    return this.elm.keep();
  }

  /**
   * What to fit the next link on: `transform` of the samples of the last fit, but each with the opinion of a model that had
   * not seen it. With opinions on what is known by heart, the next link would learn to trust them too much
   * (Wolpert 1992).
   */
  transformTrained(x: Inputs): Matrix {
    requireInputs('x', x, this.elm.inputs);
    return beside(x, this.elm.leaveOneOutProbabilities);
  }

  transform(x: Inputs): Matrix {
    return beside(x, this.elm.predictProbabilities(x));
  }

  predictScores(x: Inputs): Matrix {
    return this.elm.predictScores(x);
  }

  predictProbabilities(x: Inputs): Matrix {
    return this.elm.predictProbabilities(x);
  }

  save(): Saved {
    return { kind: 'annotator', fields: {}, arrays: {}, parts: [this.elm.save()] };
  }

  /** @throws ElmError naming what is wrong with it. */
  static load(saved: Saved): Annotator {
    const elm = Elm.load(partOf(requireKind(saved, 'annotator'), 0, 1));
    if (elm.labels.length === 0) throw notClassifier();
    return new Annotator(elm);
  }
}

/** [x | opinions], n × (d + labels). */
function beside(x: Inputs, opinions: Matrix): Matrix {
  if (x.rows !== opinions.rows)
    throw new ElmError('x', `the ${opinions.rows} samples of the last fit`, x.rows);
  const dense = toDense(x);
  const out = new Matrix(x.rows, x.columns + opinions.columns);
  for (let i = 0; i < x.rows; i++) {
    out.row(i).set(dense.row(i));
    out.row(i).set(opinions.row(i), x.columns);
  }
  return out;
}
