import type { PagePiece } from '../protocol/messages.ts';
import type { TaskId, TaskInfo, Verdict } from '../protocol/verdict.ts';
import { TASKS } from '../protocol/verdict.ts';

/** One verdict on one piece of the page that is worth a line: marked, yours, or leaning to a mark. */
export interface Finding {
  /** The same for as long as the piece is in the page. */
  key: string;
  piece: PagePiece;
  verdict: Verdict;
}

/** The lines of the list, in the order of the page and, within a piece, of the tasks. */
export function findings(pieces: PagePiece[], tasks: TaskInfo[]): Finding[] {
  return pieces.flatMap((piece) =>
    piece.verdicts
      .filter((verdict) => verdict.flagged || verdict.yours || leans(verdict, tasks))
      .map((verdict) => ({ key: `${piece.id} ${verdict.task}`, piece, verdict })),
  );
}

/** Whether the head abstains and would, if it had to say something, say something to mark. */
function leans(verdict: Verdict, tasks: TaskInfo[]): boolean {
  return verdict.unsure && verdict.label !== tasks.find(({ task }) => task === verdict.task)?.ordinary;
}

/** How many findings are marked with each label, by task, then the most frequent first. */
export function countByLabel(all: Finding[]): { task: Verdict['task']; label: string; count: number }[] {
  const counts = new Map<string, { task: Verdict['task']; label: string; count: number }>();
  for (const { verdict } of all) {
    if (!verdict.flagged) continue;
    const key = `${verdict.task} ${verdict.label}`;
    const entry = counts.get(key) ?? { task: verdict.task, label: verdict.label, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((a, b) => place(a.task) - place(b.task) || b.count - a.count);
}

/** What a text can be if it is not `label`. One label left: there is nothing to choose. */
export function otherLabels(verdict: Pick<Verdict, 'task' | 'label'>, tasks: TaskInfo[]): string[] {
  const labels = tasks.find(({ task }) => task === verdict.task)?.labels ?? [];
  return labels.filter((label) => label !== verdict.label);
}

/** Where a task stands among the others: those of the person's own come last. */
function place(task: TaskId): number {
  const at = (TASKS as readonly TaskId[]).indexOf(task);
  return at < 0 ? TASKS.length : at;
}
