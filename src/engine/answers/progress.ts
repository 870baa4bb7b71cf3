import type { Progress } from '../../protocol/messages.ts';
import type { Holdings } from '../holdings.ts';
import { byOrder, textKey } from '../lessons.ts';
import { Refusal } from '../refusal.ts';
import { mostProbable } from '../scorer.ts';
import { shareOf } from '../share.ts';
import { isStarting } from '../startingExamples.ts';
import type { Answers } from './answers.ts';

/** How well it goes, what was found, how much is kept. */
export const progress: Answers<'progress' | 'found' | 'forgetFound'> = {
  progress: async (held, { task, texts = [] }, { step }) => {
    const { judge, lessons } = held;
    if (!judge.has(task)) throw new Refusal('unknown', `there is no task ${task}`);
    const info = judge.infos().find((each) => each.task === task)!;
    // Every lesson counts, also one that was replaced: it was told at the time.
    const told = [...lessons.all()]
      .filter((lesson) => lesson.task === task)
      .sort(byOrder)
      .flatMap(({ at, label, said }) => (said ? [{ at, label, said, right: said.label === label }] : []));
    await step(0, 1);
    const unseen = judge.unseen(task).filter(({ id }) => !isStarting(id));
    const right = unseen.filter(
      ({ label, probabilities }) => info.labels[mostProbable(probabilities)] === label,
    );
    const isTold = unseen.some(({ label }) => label !== unseen[0].label);
    return {
      task,
      labels: info.labels,
      series: told.slice(-MAX_SERIES),
      prequential: told.length === 0 ? null : shareOf(told.filter((each) => each.right).length, told.length),
      confusion: info.labels.map((label) =>
        info.labels.map(
          (other) => told.filter((each) => each.label === label && each.said.label === other).length,
        ),
      ),
      calibration: calibrationOf(told),
      leaveOneOut: isTold ? shareOf(right.length, unseen.length) : null,
      learning: info.learning,
      question: await questionOf(held, task, texts, step),
    };
  },

  found: (held) => held.found.report(held.settings.countFound, held.now()),

  forgetFound: async (held) => {
    await held.forgetFound();
    return held.found.report(held.settings.countFound, held.now());
  },
};

const MAX_SERIES = 1000;
const BINS = 10;
/** Above this the best label is clear, and asking would teach little. */
const CLEAR = 0.9;

function calibrationOf(
  told: readonly { said: { probability: number }; right: boolean }[],
): Progress['calibration'] {
  return Array.from({ length: BINS }, (_, bin) => {
    const inBin = told.filter(({ said }) => Math.min(BINS - 1, Math.floor(said.probability * BINS)) === bin);
    const count = inBin.length;
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      count,
      said: count === 0 ? 0 : inBin.reduce((sum, { said }) => sum + said.probability, 0) / count,
      right: count === 0 ? 0 : inBin.filter((each) => each.right).length / count,
    };
  });
}

/** The text whose best label is the least certain (uncertainty sampling, Lewis & Gale 1994), of those not told yet. */
async function questionOf(
  held: Holdings,
  task: string,
  texts: readonly string[],
  step: (done: number, of: number) => Promise<void>,
): Promise<Progress['question']> {
  const { judge, lessons, settings } = held;
  let question: Progress['question'] = null;
  let least = CLEAR;
  for (const [i, text] of texts.entries()) {
    await step(i, texts.length);
    const vector = judge.vectorOf(text);
    if (vector.words < 3 || lessons.withKey(task, textKey(text))) continue;
    const verdict = judge.verdictOn(task, vector, settings.tasks[task].sensitivity, undefined);
    if (verdict.probability >= least) continue;
    least = verdict.probability;
    question = { text: i, verdict };
  }
  return question;
}
