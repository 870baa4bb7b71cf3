import type { OwnLabel, TaskId } from '../../protocol/verdict.ts';
import type { Holdings } from '../holdings.ts';
import type { LessonRecord, TaskRecord } from '../records.ts';
import { Refusal } from '../refusal.ts';
import type { Answers } from './answers.ts';

/** Tasks that the person makes. */
export const tasks: Answers<'putTask' | 'removeTask' | 'mergeLabels'> = {
  putTask: async (held, { task, name, labels }, asker) => {
    const before = held.tasks.find((record) => record.task === task);
    if (!before && held.tasks.length >= MAX_TASKS) {
      throw new Refusal('storage', `there are ${MAX_TASKS} tasks`);
    }
    if (before?.base) requireSameLabels(before, labels);
    const record: TaskRecord = { order: held.revision + 1, ...before, task, name, labels };
    if (JSON.stringify({ ...before, base: 0 }) === JSON.stringify({ ...record, base: 0 })) {
      return held.state(asker);
    }
    requireKept(held, before, labels);
    const ids = new Set(labels.map(({ id }) => id));
    const gone = before?.labels.filter(({ id }) => !ids.has(id)).map(({ id }) => id) ?? [];
    const lessons = [...held.lessons.all()].filter(
      (lesson) => lesson.task === task && gone.includes(lesson.label),
    );
    await held.commit({
      put: { tasks: [record] },
      delete: { lessons: lessons.map(({ id }) => id) },
    });
    await held.rebuild(asker.carryOn);
    return held.state(asker);
  },

  removeTask: async (held, { task }, asker) => {
    if (!held.tasks.some((record) => record.task === task)) return held.state(asker);
    const { [task]: _, ...others } = held.ownSettings.tasks;
    await held.commit({
      settings: { ...held.ownSettings, tasks: others },
      delete: {
        tasks: [task],
        weights: [task],
        imports: held.imports.filter((record) => record.task === task).map(({ id }) => id),
        lessons: [...held.lessons.all()].filter((lesson) => lesson.task === task).map(({ id }) => id),
      },
    });
    await held.rebuild(asker.carryOn);
    return held.state(asker);
  },

  mergeLabels: async (held, { task, from, into }, asker) => {
    const before = held.tasks.find((record) => record.task === task);
    if (!before) throw new Refusal('unknown', `there is no task ${task}`);
    const [gone, left] = [from, into].map((id) => before.labels.find((label) => label.id === id));
    // Sent again after it was done.
    if (!gone && left) return held.state(asker);
    if (!gone || !left || gone === left)
      throw new Refusal('unknown-label', `${task}: no such pair of labels`);
    const labels = before.labels
      .filter((label) => label !== gone)
      .map((label) =>
        label === left
          ? { ...label, keywords: [...new Set([...left.keywords, ...gone.keywords])].slice(0, MAX_KEYWORDS) }
          : label,
      );
    if (before.base) requireSameLabels(before, labels);
    requireKept(held, before, labels);
    const lessons: LessonRecord[] = [];
    for (const lesson of held.lessons.all()) {
      if (lesson.task !== task || (lesson.label !== from && lesson.said?.label !== from)) continue;
      const renamed = (label: string) => (label === from ? into : label);
      lessons.push(
        await held.recordOf({
          ...lesson,
          label: renamed(lesson.label),
          said: lesson.said && { ...lesson.said, label: renamed(lesson.said.label) },
        }),
      );
    }
    const imports = held.imports
      .filter((record) => record.task === task)
      .map((record) => ({
        ...record,
        labels: Object.fromEntries(
          Object.entries(record.labels).map(([label, mine]) => [label, mine === from ? into : mine]),
        ),
      }));
    await held.commit({ put: { tasks: [{ ...before, labels }], lessons, imports } });
    await held.rebuild(asker.carryOn);
    return held.state(asker);
  },
};

const MAX_TASKS = 50;
const MAX_KEYWORDS = 20;

/** A head from a file has the labels it has; they can be called something else, no more. */
function requireSameLabels({ task, labels }: TaskRecord, now: readonly OwnLabel[]): void {
  const same = labels.length === now.length && labels.every(({ id }, i) => id === now[i].id);
  if (!same) throw new Refusal('invalid', `${task} comes from a file: its labels can be renamed only`);
}

/** Weights without lessons can't be made those of other labels. */
function requireKept(held: Holdings, before: TaskRecord | undefined, now: readonly OwnLabel[]): void {
  if (!before || !held.weights.has(before.task as TaskId)) return;
  const same = before.labels.length === now.length && before.labels.every(({ id }, i) => id === now[i].id);
  if (!same) throw new Refusal('not-kept', 'only weights are kept: the labels stay as they are');
}
