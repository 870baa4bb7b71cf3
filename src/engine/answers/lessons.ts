import type { Lesson } from '../../protocol/messages.ts';
import type { TaskId } from '../../protocol/verdict.ts';
import type { Holdings } from '../holdings.ts';
import { searchLessons } from '../lessonSearch.ts';
import { type KeptLesson, plainText, textKey } from '../lessons.ts';
import type { LessonRecord, WeightsRecord } from '../records.ts';
import { Refusal, unknownLabel } from '../refusal.ts';
import { weightsToBytes } from '../weightsFile.ts';
import type { Answers, Asker } from './answers.ts';
import { saidOf, shown } from './judging.ts';

/** Giving lessons, taking them back, finding them again. */
export const lessons: Answers<'teach' | 'teachAll' | 'relabel' | 'undo' | 'undoAll' | 'forget' | 'lessons'> =
  {
    teach: async (held, { lesson: id, text, task, label, site }, asker) => {
      const [lesson] = await teach(held, [{ id, text, task, label }], site, asker);
      return { revision: held.revision, lesson, verdicts: held.verdicts(text) };
    },

    teachAll: async (held, { lessons: given, site }, asker) => {
      const wanted = given.map(({ lesson: id, ...rest }) => ({ id, ...rest }));
      if (new Set(wanted.map(({ id }) => id)).size !== wanted.length) {
        throw new Refusal('invalid', 'lessons: expected ids that differ');
      }
      const taught = await teach(held, wanted, site, asker);
      return { revision: held.revision, lessons: taught };
    },

    relabel: async (held, { lesson: id, of, label }) => {
      const { judge, lessons: all } = held;
      const before = all.get(of);
      if (!before) throw new Refusal('unknown', 'of: there is no such lesson');
      if (!judge.knows(before.task, label)) throw unknownLabel(before.task, label);
      const again = all.get(id);
      if (again) {
        if (again.task !== before.task || again.label !== label) throw usedId();
        return { revision: held.revision, lesson: shown(again) };
      }
      const { task, text, site, features } = before;
      const lesson = { id, task, label, text, site, features, at: held.now(), said: null, order: 0 };
      await keep(held, [lesson]);
      return { revision: held.revision, lesson: shown(lesson) };
    },

    undo: async (held, { lesson }) => {
      await takeBack(held, [lesson]);
      return { revision: held.revision };
    },

    undoAll: async (held, { lessons: ids }) => {
      await takeBack(held, ids);
      return { revision: held.revision };
    },

    forget: async (held, { lessons: ids }) => {
      const { lessons: all } = held;
      const found = ids.flatMap((id) => all.get(id) ?? []);
      await remove(held, [...new Set(found.flatMap((lesson) => all.same(lesson)))]);
      return { revision: held.revision };
    },

    lessons: async (held, params, { step }) => {
      const { found, total } = await searchLessons(held, params, step);
      return {
        total,
        sites: sitesOf(held),
        lessons: found.map(({ lesson, similarity }) => ({
          ...shown(lesson),
          said: lesson.said,
          replaced: held.lessons.same(lesson).slice(0, -1).reverse().map(shown),
          similarity,
        })),
      };
    },
  };

/** The most lessons that are kept, holding or replaced. */
const MAX_LESSONS = 20_000;
/** Ids that are remembered where lessons aren't kept, so that one sent twice teaches once. */
const MAX_RECENT = 256;
const MAX_SITES = 200;
/** Lessons that pages of one site may give in a minute. */
const MOST_A_MINUTE = 30;
/** Milliseconds. */
const MINUTE = 60_000;

interface Wanted {
  id: string;
  task: TaskId;
  label: string;
  text: string;
}

/** Keeps lessons, all or none; those that are there already are left as they are. */
async function teach(
  held: Holdings,
  wanted: readonly Wanted[],
  site: string,
  asker: Asker,
): Promise<Lesson[]> {
  const { judge, lessons: all } = held;
  if (asker.role !== 'extension' && wanted.some(({ id }) => !all.get(id))) guardRate(held, asker.site);
  for (const { id, task, label, text } of wanted) {
    if (!judge.knows(task, label)) throw unknownLabel(task, label);
    if (plainText(text) === '') throw new Refusal('invalid', 'text: there is nothing to learn from');
    const before = all.get(id);
    if (before && (before.task !== task || before.label !== label || !isOn(before, text))) throw usedId();
  }
  // A page can't speak for another site than its own.
  const from = asker.role !== 'extension' ? asker.site : site;
  const made = wanted
    .filter(({ id }) => !all.get(id))
    .map(({ id, task, label, text }): KeptLesson => {
      const said = saidOf(held, task, text);
      return { id, task, label, text, site: from, at: held.now(), order: 0, said, features: null };
    });
  if (held.settings.storageMode === 'weights') {
    await absorb(held, made);
    return wanted.map(({ id, task, label }) => ({ id, task, label, text: '', site: from, at: held.now() }));
  }
  if (held.settings.storageMode === 'features') {
    for (const lesson of made) {
      lesson.features = { vector: judge.vectorOf(lesson.text), key: textKey(lesson.text) };
      lesson.text = '';
    }
  }
  await keep(held, made);
  return wanted.map(({ id }) => shown(all.get(id)!));
}

/**
 * However a page might make lessons be given in its name, they are no more than a hand could give.
 * @throws Refusal when there were too many
 */
function guardRate(held: Holdings, site: string): void {
  const since = held.now() - MINUTE;
  const recent = held.lessons.newest(Infinity).filter((each) => each.site === site && each.at > since);
  if (recent.length >= MOST_A_MINUTE) {
    throw new Refusal('busy', `more than ${MOST_A_MINUTE} lessons in a minute from one site's pages`);
  }
}

/** Keeps new lessons in one transaction and learns them; gives them their order. */
async function keep(held: Holdings, made: readonly KeptLesson[]): Promise<void> {
  if (made.length === 0) return;
  if (held.lessons.size + made.length > MAX_LESSONS) {
    throw new Refusal('storage', `there are ${MAX_LESSONS} lessons`);
  }
  const records: LessonRecord[] = [];
  made.forEach((lesson, i) => {
    // All of one transaction follow each other; the revision moves past them.
    lesson.order = held.revision + 1 + i;
  });
  for (const lesson of made) records.push(await held.recordOf(lesson));
  await held.commit({ add: { lessons: records } }, made.length);
  for (const lesson of made) held.lessons.add(lesson);
  for (const task of new Set(made.map(({ task }) => task))) held.learn(task);
}

/** Learns lessons of which only the weights are kept. Each task's are learned together. */
async function absorb(held: Holdings, made: readonly KeptLesson[]): Promise<void> {
  const records: WeightsRecord[] = [];
  for (const task of new Set(made.map((lesson) => lesson.task))) {
    const recent = held.weights.get(task)?.recent ?? [];
    const fresh = made.filter(({ id, ...lesson }) => lesson.task === task && !recent.includes(id));
    if (fresh.length === 0) continue;
    records.push({
      task,
      weights: weightsToBytes(held.absorbed(task, fresh)),
      recent: [...recent, ...fresh.map(({ id }) => id)].slice(-MAX_RECENT),
    });
  }
  if (records.length === 0) return;
  await held.commit({ put: { weights: records } });
  held.setWeights(records);
}

async function takeBack(held: Holdings, ids: readonly string[]): Promise<void> {
  for (const { recent } of held.weights.values()) {
    if (ids.some((id) => recent.includes(id))) {
      throw new Refusal('not-kept', 'only the weights of this lesson are kept');
    }
  }
  await remove(
    held,
    ids.flatMap((id) => held.lessons.get(id) ?? []),
  );
}

async function remove(held: Holdings, gone: readonly KeptLesson[]): Promise<void> {
  if (gone.length === 0) return;
  await held.commit({ delete: { lessons: gone.map(({ id }) => id) } });
  for (const { id } of gone) held.lessons.remove(id);
  for (const task of new Set(gone.map(({ task }) => task))) held.learn(task);
}

function isOn({ text: kept, features }: KeptLesson, text: string): boolean {
  return features ? features.key === textKey(text) : kept === text;
}

function usedId(): Refusal {
  return new Refusal('invalid', 'lesson: this id was used for another lesson');
}

function sitesOf({ lessons: all }: Holdings): string[] {
  const counts = new Map<string, number>();
  for (const { site } of all.all()) if (site !== '') counts.set(site, (counts.get(site) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MAX_SITES)
    .map(([site]) => site);
}
