/** The features of many texts as the arrays that the solver reads, through the same pass as the extension. */

import type { Language, LanguageHead } from '../../src/elm/head/languageHead.ts';
import type { Examples } from '../../src/elm/learn/hinge.ts';
import { HIDDEN_UNITS, type TextFeatures } from '../../src/elm/text/textFeatures.ts';
import type { TextVector } from '../../src/elm/text/textVector.ts';

export interface Vectors extends Examples {
  words: Uint16Array;
  knownWords: Uint16Array;
  /** What the language head says of each, when one was asked. */
  languages?: Language[];
}

export function extractAll(
  features: TextFeatures,
  texts: readonly string[],
  languageHead?: LanguageHead,
): Vectors {
  const { vector } = features;
  const n = texts.length;
  const out = {
    size: n,
    offsets: new Uint32Array(n + 1),
    buckets: new Uint32Array(1 << 20),
    values: new Float32Array(1 << 20),
    hidden: new Float32Array(n * HIDDEN_UNITS),
    units: HIDDEN_UNITS,
    words: new Uint16Array(n),
    knownWords: new Uint16Array(n),
    ...(languageHead ? { languages: [] as Language[] } : {}),
  };
  let links = 0;
  for (let i = 0; i < n; i++) {
    features.extract(texts[i]);
    if (links + vector.links > out.buckets.length) {
      const capacity = Math.ceil(Math.max(out.buckets.length * 1.5, links + vector.links));
      const { buckets, values } = out;
      out.buckets = new Uint32Array(capacity);
      out.values = new Float32Array(capacity);
      out.buckets.set(buckets);
      out.values.set(values);
    }
    out.buckets.set(vector.buckets.subarray(0, vector.links), links);
    out.values.set(vector.values.subarray(0, vector.links), links);
    links += vector.links;
    out.offsets[i + 1] = links;
    out.hidden.set(vector.hidden, i * HIDDEN_UNITS);
    out.words[i] = vector.words;
    out.knownWords[i] = vector.knownWords;
    if (languageHead) out.languages?.push(languageHead.detect(vector));
  }
  out.buckets = out.buckets.slice(0, links);
  out.values = out.values.slice(0, links);
  return out;
}

/** The first `size` texts: views, no copies. */
export function firstOf(x: Vectors, size: number): Vectors {
  const links = x.offsets[size];
  return {
    ...x,
    size,
    offsets: x.offsets.subarray(0, size + 1),
    buckets: x.buckets.subarray(0, links),
    values: x.values.subarray(0, links),
  };
}

/** Row `i` as a head reads it: views, no copies. */
export function vectorAt(x: Vectors, i: number): TextVector {
  return {
    links: x.offsets[i + 1] - x.offsets[i],
    buckets: x.buckets.subarray(x.offsets[i], x.offsets[i + 1]),
    values: x.values.subarray(x.offsets[i], x.offsets[i + 1]),
    hidden: x.hidden.subarray(i * x.units, (i + 1) * x.units),
    words: x.words[i],
    knownWords: x.knownWords[i],
  };
}
