/** Texts through the shipped heads, as the engine puts them: one feature pass, language first, then every head. */
import { DEFAULT_STEP, type Head } from '../../src/elm/head/head.ts';
import type { LanguageHead } from '../../src/elm/head/languageHead.ts';
import type { Kernels } from '../../src/elm/kernels/kernels.ts';
import { TextFeatures } from '../../src/elm/text/textFeatures.ts';
import type { WordTable } from '../../src/elm/text/wordTable.ts';
import { loadHead, loadKernels, loadLanguageHead, loadWordTable } from '../models.ts';

export interface Judged {
  /** Label index. */
  best: number;
  probabilities: Float64Array;
  unsure: boolean;
  /** At the default sensitivity. */
  flagged: boolean;
}

export class Heads {
  readonly table: WordTable;
  readonly features: TextFeatures;
  readonly language: LanguageHead;
  readonly kernels: Kernels | null;

  private constructor(table: WordTable, kernels: Kernels | null, language: LanguageHead) {
    this.table = table;
    this.features = new TextFeatures(table, kernels);
    this.kernels = kernels;
    this.language = language;
  }

  static async load(): Promise<Heads> {
    return new Heads(loadWordTable(), await loadKernels(), loadLanguageHead());
  }

  head(task: string): Head {
    return loadHead(task, this.table);
  }

  judge(head: Head, text: string): Judged {
    const { vector } = this.features;
    this.features.extract(text);
    const scores = new Float64Array(head.outputs);
    const probabilities = new Float64Array(head.labels.length);
    head.scores(vector, scores);
    head.probabilities(scores, probabilities);
    const best = probabilities.indexOf(Math.max(...probabilities));
    const unsure = head.isUnsure(vector, probabilities, this.language.detect(vector));
    const flagged = !unsure && probabilities[best] >= head.flagAt(best, DEFAULT_STEP);
    return { best, probabilities, unsure, flagged };
  }
}
