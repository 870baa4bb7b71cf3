import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Head } from '../../src/elm/head/head.ts';
import { TextFeatures } from '../../src/elm/text/textFeatures.ts';
import { WordTable } from '../../src/elm/text/wordTable.ts';
import { fuzzFiles } from './fuzzFiles.ts';
import { fuzzTexts } from './fuzzTexts.ts';
import type { Proof } from './proofs.ts';
import { readers } from './readers.ts';
import { expressionsIn, problemOf } from './regularExpressions.ts';

const MB = 2 ** 20;

/** Damaged files through every reader and random texts through the features, `times` each. */
export function fuzzProofs(times: number): Proof[] {
  // ui/markdown.ts reads documents from the package only.
  const expressions = expressionsIn(fileURLToPath(new URL('../../src', import.meta.url))).filter(
    ({ name }) => !name.startsWith('ui/markdown.ts: '),
  );
  return [
    {
      claim: 'breaks',
      what: 'regular expressions of the source, held against a rule that only lets linear ones through',
      times: expressions.length,
      held: expressions.every((expression) => problemOf(expression) === null),
      figure: '',
    },
    ...readers().map((reader) =>
      attempt(`damaged and forged files given to the reader of a ${reader.name}`, times, () => {
        const { refused, accepted, slowest } = fuzzFiles(reader, times, 1);
        return `${refused} refused with a clear error, ${accepted} sound; ${Math.round(slowest)} ms at most`;
      }),
    ),
    attempt('random texts of up to 100,000 units through features and heads', times, () => {
      const read = (name: string) => readFileSync(new URL(`../../models/${name}.bin`, import.meta.url));
      const features = new TextFeatures(WordTable.fromBytes(read('words')));
      const heads = ['spam', 'toxicity', 'intent'].map((task) => Head.fromBytes(read(task)));
      const vector = features.createVector();
      const scores = heads.map((head) => new Float64Array(head.outputs));
      const { slowest, units } = fuzzTexts(
        (text) => {
          features.extract(text, vector);
          heads.forEach((head, i) => {
            head.scores(vector, scores[i]);
          });
          return scores.flatMap((each) => [...each]);
        },
        times,
        1,
      );
      return `${Math.round(units / 1e6)} million units; ${Math.round(slowest)} ms at most`;
    }),
  ];
}

function attempt(what: string, times: number, work: () => string): Proof {
  const before = process.memoryUsage();
  try {
    const figure = work();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const grown = (heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / MB;
    return {
      claim: 'breaks',
      what,
      times,
      held: grown < 64,
      figure: `${figure}; memory ${grown.toFixed(1)} MB higher at the end`,
    };
  } catch (error) {
    return { claim: 'breaks', what, times, held: false, figure: String(error) };
  }
}
