import type { PagePiece } from '../protocol/messages.ts';
import type { TaskInfo, Verdict } from '../protocol/verdict.ts';

/** One verdict on one piece of the page that is worth a line: marked, yours, or leaning to a mark. */
export interface Finding {
  /** The same for as long as the piece is in the page. */
  key: string;
  piece: PagePiece;
  verdict: Verdict;
  info: TaskInfo;
}

/** The lines of the list, in the order of the page and, within a piece, of the tasks. */
export function findings(pieces: PagePiece[], tasks: TaskInfo[]): Finding[] {
  return pieces.flatMap((piece) =>
    piece.verdicts.flatMap((verdict) => {
      const info = tasks.find(({ task }) => task === verdict.task);
      if (!info || !(verdict.flagged || verdict.yours || leans(verdict, info))) return [];
      return [{ key: `${piece.id} ${verdict.task}`, piece, verdict, info }];
    }),
  );
}

/** Whether the head abstains and would, if it had to say something, say something to mark. */
function leans(verdict: Verdict, info: TaskInfo): boolean {
  return verdict.unsure && verdict.label !== info.ordinary;
}

/** Whether a line is one that Inkling is unsure of. */
export function isUnsure({ verdict }: Finding): boolean {
  return !verdict.flagged && !verdict.yours;
}

/** Above this the label is clear, and an answer would teach little. */
const CLEAR = 0.9;

/**
 * The line whose answer would teach most: of the person's own tasks that still learn the least certain one
 * (uncertainty sampling, Lewis & Gale 1994), if any is not clear.
 */
export function mostUseful(all: readonly Finding[]): Finding | null {
  let found: Finding | null = null;
  for (const finding of all) {
    const { verdict, info } = finding;
    if (verdict.yours || info.learning?.ready !== false) continue;
    if (verdict.probability < (found?.verdict.probability ?? CLEAR)) found = finding;
  }
  return found;
}

/** How many findings are marked with each label, by task, then the most frequent first. */
export function countByLabel(
  all: Finding[],
  tasks: TaskInfo[],
): { info: TaskInfo; label: string; count: number }[] {
  const counts = new Map<string, { info: TaskInfo; label: string; count: number }>();
  for (const { verdict, info } of all) {
    if (!verdict.flagged) continue;
    const key = `${verdict.task} ${verdict.label}`;
    const entry = counts.get(key) ?? { info, label: verdict.label, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  return [...counts.values()].sort(
    (a, b) => tasks.indexOf(a.info) - tasks.indexOf(b.info) || b.count - a.count,
  );
}

/** Which lines are asked for: of one label ("task label"), the unsure ones, all; and those with the words in them. */
export interface Filter {
  what: string;
  text: string;
}
export const UNSURE = 'unsure';

/**
 * The lines that a filter lets through. What the person has just answered stays where it was, so that the
 * answer can be seen and taken back.
 */
export function filtered(all: Finding[], { what, text }: Filter): Finding[] {
  const sought = text.trim().toLocaleLowerCase();
  return all.filter((finding) => {
    const { piece, verdict } = finding;
    if (sought && !piece.text.toLocaleLowerCase().includes(sought)) return false;
    if (!what || verdict.yours) return true;
    return what === UNSURE
      ? isUnsure(finding)
      : verdict.flagged && what === `${verdict.task} ${verdict.label}`;
  });
}

/** The lessons that say of every line not yet answered that it is an ordinary text; each text once a task. */
export function fineLessons(all: Finding[]): { text: string; task: string; label: string }[] {
  const lessons = new Map<string, { text: string; task: string; label: string }>();
  for (const { piece, verdict, info } of all) {
    if (verdict.yours) continue;
    lessons.set(`${verdict.task} ${piece.text}`, {
      text: piece.text,
      task: verdict.task,
      label: info.ordinary,
    });
  }
  return [...lessons.values()];
}

/** What a text can be if it is not `label`. One label left: there is nothing to choose. */
export function otherLabels(info: TaskInfo, label: string): string[] {
  const labels = info.labels.includes(info.ordinary) ? info.labels : [...info.labels, info.ordinary];
  return labels.filter((each) => each !== label);
}
