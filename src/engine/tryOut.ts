import type { TriedOut } from '../protocol/messages.ts';
import type { Evidence, Verdict } from '../protocol/verdict.ts';
import type { Holdings, Step } from './holdings.ts';
import { Trial } from './trial.ts';

/** The "try it" corner: judges texts by what there is, or by a head learned from a few examples on the spot. */
export async function tryOut(
  held: Holdings,
  texts: readonly string[],
  examples: readonly { text: string; label: string }[] | null,
  step: Step,
): Promise<TriedOut> {
  const start = performance.now();
  const trial = examples && new Trial(held.judge, examples);
  const learned = trial ? (performance.now() - start) * 1000 : 0;
  const answers: TriedOut['answers'] = [];
  for (const text of texts) {
    await step(answers.length, texts.length);
    const begun = performance.now();
    if (trial) {
      const probabilities = trial.probabilities(text);
      const took = (performance.now() - begun) * 1000;
      answers.push({ verdicts: [], probabilities, evidence: trial.explain(text), took });
    } else {
      const verdicts = held.verdicts(text);
      const took = (performance.now() - begun) * 1000;
      answers.push({ verdicts, probabilities: [], evidence: evidenceFor(held, text, verdicts), took });
    }
  }
  return { labels: trial ? [...trial.labels] : [], learned, answers };
}

function evidenceFor({ judge }: Holdings, text: string, verdicts: readonly Verdict[]): Evidence[] {
  const verdict = verdicts.find(({ flagged }) => flagged) ?? verdicts[0];
  return verdict ? judge.explain(text, verdict.task, verdict.label) : [];
}
