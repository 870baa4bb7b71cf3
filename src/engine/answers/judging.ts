import type { EngineParams, Said } from '../../protocol/messages.ts';
import type { TaskId, Verdict } from '../../protocol/verdict.ts';
import type { Holdings } from '../holdings.ts';
import type { LearnedLesson } from '../judge.ts';
import { MAX_LEARNED, textKey } from '../lessons.ts';
import { OwnHead } from '../ownHead.ts';
import { Refusal, unknownLabel } from '../refusal.ts';
import { mostProbable } from '../scorer.ts';
import { tryOut } from '../tryOut.ts';
import type { Answers, Asker } from './answers.ts';

/** What is said of texts, why, and what would be said. */
export const judging: Answers<'state' | 'classify' | 'explain' | 'preview' | 'tryOut'> = {
  state: (held, _params, asker) => held.state(asker),

  classify: async (held, { texts }, { role, site, giveWay }) => {
    // A lesson may come between two slices; the pushed change then tells the asker to ask again.
    const { revision } = held;
    const verdicts: Verdict[][] = [];
    for (const text of texts) {
      await giveWay();
      const said = held.verdicts(text);
      if (role === 'page') held.noteFound(site, text, said);
      verdicts.push(said);
    }
    return { revision, verdicts };
  },

  explain: ({ judge, lessons }, { text, task, label }) => {
    if (!judge.knows(task, label)) throw unknownLabel(task, label);
    const own = lessons.on(task, text);
    const nearest = own ? null : judge.nearest(text, task);
    const example = nearest === null ? undefined : lessons.get(nearest);
    return {
      evidence: judge.explain(text, task, label),
      lesson: own?.id ?? null,
      example: example?.text ? { text: example.text, label: example.label } : null,
    };
  },

  preview: async (held, { change, texts }, asker) => {
    const { judge, lessons, settings } = held;
    const task = taskOf(held, change, asker);
    if (!judge.has(task)) throw new Refusal('unknown', `there is no task ${task}`);
    const own = settings.tasks[task];
    const keyed = texts.map((text) => ({ text, key: textKey(text) }));

    if ('on' in change) {
      const changed = await asked(keyed, asker.step, ({ text, key }) => {
        const vector = judge.vectorOf(text);
        const yours = lessons.withKey(task, key)?.label;
        return [
          own.on ? judge.verdictOn(task, vector, own.sensitivity, yours) : null,
          change.on ? judge.verdictOn(task, vector, change.sensitivity, yours) : null,
        ];
      });
      return { changed, spoiled: 0, spoiledLessons: [] };
    }

    const given = givenBy(held, change);
    const bad = given.find(({ label }) => !judge.knows(task, label));
    if (bad) throw unknownLabel(task, bad.label);
    const before = lessons.newest(MAX_LEARNED, task);
    // The last word on a text holds.
    const labels = new Map(given.map(({ key, label }) => [key, label]));
    const replaced = new Set([...labels.keys()].map((key) => lessons.withKey(task, key)));
    const site = asker.role === 'extension' ? '' : asker.site;
    const after: LearnedLesson[] = [
      ...given.map(({ key: _, ...lesson }, i) => ({
        ...lesson,
        id: `${PREVIEWED}${i.toString(16).padStart(12, '0')}`,
        site,
        at: held.now(),
      })),
      ...before.filter((lesson) => !replaced.has(lesson)),
    ];
    // Features first, in slices; then the lessons are learned and forgotten again in one go.
    const vectors = await inSlices(keyed, asker.step, (each) => judge.vectorOf(each.text));
    const look = (taught: ReadonlyMap<string, string>) => ({
      verdicts: keyed.map(({ key }, i) => {
        const yours = taught.get(key) ?? lessons.withKey(task, key)?.label;
        return own.on ? judge.verdictOn(task, vectors[i], own.sensitivity, yours) : null;
      }),
      right: rightUnseen(held, task),
    });
    const now = look(new Map());
    const then = judge.trial(task, after, before, () => look(labels));
    const spoiled = before.filter(
      (lesson) => !replaced.has(lesson) && now.right.has(lesson.id) && !then.right.has(lesson.id),
    );
    const changed = keyed.flatMap((_, i) =>
      isSame(now.verdicts[i], then.verdicts[i])
        ? []
        : [{ text: i, before: now.verdicts[i], after: then.verdicts[i] }],
    );
    return {
      changed,
      spoiled: spoiled.length,
      spoiledLessons: asker.role === 'extension' ? spoiled.slice(0, MAX_SPOILED_SHOWN).map(shown) : [],
    };
  },

  tryOut: (held, { texts, examples }, { step }) => tryOut(held, texts, examples ?? null, step),
};

/** Begins the ids of lessons that are only tried. */
const PREVIEWED = '00000000-0000-0000-0000-';
const MAX_SPOILED_SHOWN = 20;
const AT_ONCE = 16;

type Change = EngineParams<'preview'>['change'];

/** The task that a change is of. @throws Refusal when it is of a lesson that isn't there, or not the asker's to name. */
function taskOf({ lessons }: Holdings, change: Change, { role }: Asker): TaskId {
  if (!('of' in change)) return change.task;
  if (role !== 'extension') throw new Refusal('forbidden', 'a page may not name lessons');
  const lesson = lessons.get(change.of);
  if (!lesson) throw new Refusal('unknown', 'of: there is no such lesson');
  return lesson.task;
}

/** The lessons that a change would give, each with what names its text. */
function givenBy(
  { lessons }: Holdings,
  change: Exclude<Change, { on: boolean }>,
): (Pick<LearnedLesson, 'text' | 'label' | 'features'> & { key: string })[] {
  if ('of' in change) {
    const { text, features } = lessons.get(change.of)!;
    return [{ text, features, label: change.label, key: features?.key ?? textKey(text) }];
  }
  const given = 'lessons' in change ? change.lessons : [change];
  return given.map(({ text, label }) => ({ text, label, key: textKey(text) }));
}

/** Ids of the examples whose label the task would find by itself, had they never been given. */
function rightUnseen({ judge }: Holdings, task: TaskId): Set<string> {
  const { labels } = judge.parts(task).scorer;
  return new Set(
    judge
      .unseen(task)
      .filter(({ label, probabilities }) => labels[mostProbable(probabilities)] === label)
      .map(({ id }) => id),
  );
}

/** A lesson as others see it. */
export function shown({
  id,
  task,
  label,
  text,
  site,
  at,
}: {
  id: string;
  task: TaskId;
  label: string;
  text: string;
  site: string;
  at: number;
}) {
  return { id, task, label, text, site, at };
}

/**
 * What a task says of a text before it is told; null if it has been told already, or if it is a task of the
 * person's own that can't tell its labels apart yet.
 */
export function saidOf({ judge, lessons }: Holdings, task: TaskId, text: string): Said | null {
  if (lessons.on(task, text)) return null;
  const { scorer, fixed } = judge.parts(task);
  if (scorer instanceof OwnHead && !fixed && lessons.newest(1, task).length === 0) return null;
  const judgement = judge.judge(text).find((each) => each.task === task)!;
  const best = mostProbable(judgement.probabilities);
  return { label: scorer.labels[best], probability: judgement.probabilities[best] };
}

async function inSlices<T, R>(
  items: readonly T[],
  step: (done: number, of: number) => Promise<void>,
  work: (item: T) => R,
): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    if (results.length % AT_ONCE === 0) await step(results.length, items.length);
    results.push(work(item));
  }
  return results;
}

async function asked<T>(
  items: readonly T[],
  step: (done: number, of: number) => Promise<void>,
  verdicts: (item: T) => (Verdict | null)[],
): Promise<{ text: number; before: Verdict | null; after: Verdict | null }[]> {
  const pairs = await inSlices(items, step, verdicts);
  return pairs.flatMap(([before, after], text) => (isSame(before, after) ? [] : [{ text, before, after }]));
}

/** Whether a person would see the same. */
function isSame(a: Verdict | null, b: Verdict | null): boolean {
  if (!a || !b) return !(a?.flagged || b?.flagged);
  return a.label === b.label && a.flagged === b.flagged && a.unsure === b.unsure;
}
