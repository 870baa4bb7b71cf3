import { Head } from '../../elm/head/head.ts';
import type { BackupInfo, FileInfo, TaskFileInfo } from '../../protocol/messages.ts';
import { DEFAULT_SENSITIVITY, type TaskId } from '../../protocol/verdict.ts';
import { AddedHead } from '../addedHead.ts';
import { type Backup, backupFromBytes, backupToBytes } from '../backup.ts';
import { fromBase64, toBase64 } from '../base64.ts';
import { convert } from '../convert.ts';
import { FoundCounts } from '../foundCounts.ts';
import type { Holdings, Offer, Step } from '../holdings.ts';
import { type KeptLesson, MAX_LEARNED, textKey } from '../lessons.ts';
import { OwnHead } from '../ownHead.ts';
import type { ImportRecord, LessonRecord, TaskRecord } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { mostProbable, type Scorer } from '../scorer.ts';
import { sharedHead, weightsOfHead } from '../sharedHead.ts';
import { type TaskFile, taskFileFromBytes, taskFileToBytes } from '../taskFile.ts';
import { sumOf } from '../weightsFile.ts';
import type { Answers } from './answers.ts';

/** Giving away and taking in; moving; erasing; how much there is. */
export const files: Answers<
  | 'exportTask'
  | 'inspectFile'
  | 'importFile'
  | 'removeImport'
  | 'exportAll'
  | 'importAll'
  | 'eraseAll'
  | 'putBack'
  | 'leaveBackup'
  | 'usage'
> = {
  exportTask: async (held, { task, texts }, { step }) => {
    const { judge, lessons } = held;
    if (!judge.has(task)) throw new Refusal('unknown', `there is no task ${task}`);
    await step(0, 1);
    const { scorer, own } = judge.parts(task);
    const info = judge.infos().find((each) => each.task === task)!;
    const of = own ? 'task' : 'corrections';
    const holding = lessons.newest(MAX_LEARNED, task);
    let learned = judge.learnedWeights(task);
    if (own && scorer instanceof Head) learned = sumOf(weightsOfHead(scorer), learned);
    const given = texts ? holding.filter(({ text }) => text !== '') : [];
    const bytes = taskFileToBytes({
      of,
      task,
      name: own?.name ?? task,
      labels: own?.labels ?? [],
      lessons: holding.length,
      accuracy: info.learning?.accuracy ?? null,
      head: sharedHead(task, scorer, learned, of, judge.wordTable),
      texts: given.map(({ text, label }) => ({ text, label })),
    });
    return {
      file: toBase64(bytes),
      name: `${nameForFile(own?.name ?? task)}.inkling`,
      bytes: bytes.length,
      texts: given.map(({ text }) => text),
    };
  },

  inspectFile: async (held, { file, texts }, { step }): Promise<FileInfo> => {
    const { of, ...read } = readAny(held, file);
    if (of === 'everything') return backupInfo(read as ReadBackup);
    return taskInfo(held, (read as ReadTask).task, (read as ReadTask).bytes, texts, step);
  },

  importFile: async (held, { import: id, file, as }, asker) => {
    if (held.imports.some((record) => record.id === id)) return held.state(asker);
    const read = readAny(held, file);
    if (read.of !== 'task') throw new Refusal('bad-file', 'this file holds everything, not one task');
    const { head, labels, name, of, texts, task: from } = read.task;
    const order = held.revision + 1;
    if (as.kind === 'task') {
      if (of !== 'task') throw new Refusal('bad-file', `these are corrections of ${from}, not a task`);
      if (held.tasks.some(({ task }) => task === as.task)) return held.state(asker);
      const base = head.toBytes() as Uint8Array<ArrayBuffer>;
      const record: TaskRecord = { task: as.task, name, labels, order, base };
      await held.commit({
        add: {
          tasks: [record],
          lessons: await lessonsOf(held, id, as.task, texts, (label) => label),
        },
      });
    } else {
      const map = labelsInto(held, read.task, as.task);
      if (!map) throw new Refusal('bad-file', `it can't be added to ${as.task}`);
      const bytes = head.toBytes() as Uint8Array<ArrayBuffer>;
      const record: ImportRecord = {
        id,
        task: as.task,
        name,
        at: held.now(),
        order,
        labels: map,
        head: bytes,
      };
      await held.commit({
        add: {
          imports: [record],
          lessons: await lessonsOf(held, id, as.task, texts, (label) => map[label]),
        },
      });
    }
    await held.rebuild(asker.carryOn);
    return held.state(asker);
  },

  removeImport: async (held, { import: id }, asker) => {
    if (held.imports.some((record) => record.id === id)) {
      const lessons = held.allLessons().filter((lesson) => isOfImport(lesson.id, id));
      await held.commit({ delete: { imports: [id], lessons: lessons.map((lesson) => lesson.id) } });
      await held.rebuild(asker.carryOn);
    }
    return held.state(asker);
  },

  exportAll: async (held, _params, { step }) => {
    await step(0, 1);
    const bytes = backupToBytes(held.everything());
    if (bytes.length > MAX_BYTES) throw new Refusal('storage', 'it is too much for one file');
    await step(1, 1);
    const day = new Date(held.now()).toISOString().slice(0, 10);
    return {
      file: toBase64(bytes),
      name: `inkling-${day}.inkling`,
      bytes: bytes.length,
      texts: held
        .allLessons()
        .map(({ text }) => text)
        .filter(Boolean),
    };
  },

  importAll: async (held, { file, how }, asker) => {
    const read = readAny(held, file);
    if (read.of !== 'everything') throw new Refusal('bad-file', 'this file holds one task, not everything');
    const { backup } = read;
    const all = how === 'replace' ? backup : merged(held.everything(), backup);
    const mode = held.limits?.storageMode ?? all.settings.storageMode;
    if (all.lessons.length > MAX_LESSONS || all.tasks.length > MAX_TASKS) {
      throw new Refusal('storage', 'together it is more than can be kept');
    }
    // The newest word on a text holds, wherever it was given.
    const lessons = [...all.lessons].sort(
      (a, b) => a.at - b.at || a.order - b.order || (a.id < b.id ? -1 : 1),
    );
    const first = held.revision + 1;
    const records: LessonRecord[] = [];
    for (const [i, lesson] of lessons.entries()) {
      if (i % 16 === 0) await asker.step(i, lessons.length * 2);
      // What only weights are kept of is made such below; learning needs the lessons first.
      const kept = (mode === 'features' && held.inMode(lesson, mode)) || lesson;
      records.push(await held.recordOf({ ...kept, order: first + i }));
    }
    await held.commit(
      {
        erase: 'data',
        put: { lessons: records, tasks: all.tasks, imports: all.imports, weights: all.weights },
        settings: all.settings,
        limits: held.limits,
      },
      records.length,
    );
    held.found = new FoundCounts([], held.now());
    await held.rebuild(asker.carryOn);
    if (mode === 'weights') await convert(held, mode, {}, { step: asker.carryOn, carryOn: asker.carryOn });
    return held.state(asker);
  },

  eraseAll: async (held, _params, asker) => {
    await held.commit({ erase: 'all', limits: held.limits });
    held.found = new FoundCounts([], held.now());
    await held.rebuild(asker.carryOn);
    return held.state(asker);
  },

  putBack: async (held, _params, asker) => {
    const { offer } = held;
    if (!offer) return held.state(asker);
    const { backup } = offer;
    const mode =
      held.limits?.storageMode ?? (held.hasSettings ? held.ownSettings : backup.settings).storageMode;
    const lessons: LessonRecord[] = [];
    for (const [i, lesson] of backup.lessons.entries()) {
      if (!offer.lessons.has(lesson.id)) continue;
      await asker.step(i, backup.lessons.length);
      const kept = held.inMode(lesson, mode);
      if (kept) lessons.push(await held.recordOf(kept));
    }
    await held.commit(
      {
        put: {
          lessons,
          tasks: backup.tasks.filter(({ task }) => offer.tasks.has(task)),
          imports: backup.imports.filter(({ id }) => offer.imports.has(id)),
          weights: backup.weights.filter(({ task }) => offer.weights.has(task)),
        },
        ...(!held.hasSettings && { settings: backup.settings }),
      },
      beyond(held, offer),
    );
    held.offer = null;
    await held.rebuild(asker.carryOn);
    return held.state(asker);
  },

  leaveBackup: async (held, _params, asker) => {
    if (held.offer) {
      // From now on the database is the newer of the two, and what it holds is what is backed up.
      await held.commit({ settings: held.ownSettings }, beyond(held, held.offer));
      held.offer = null;
    }
    return held.state(asker);
  },

  usage: async (held) => {
    const { bytes, requests } = await held.measure();
    const { lessons, tasks, imports, found } = held;
    return {
      bytes,
      lessons: lessons.holding,
      replaced: lessons.size - lessons.holding,
      tasks: tasks.length,
      imports: imports.length,
      found: found.size,
      backups: held.backups.files.map(({ at, bytes }) => ({ at, bytes })),
      requests,
    };
  },
};

/** So many revisions lead past that of the backup: then it is no longer newer than the database. */
function beyond({ revision }: Holdings, offer: Offer): number {
  return Math.max(0, offer.revision - revision) + 1;
}

/** Bytes of a file that can go over a port. */
const MAX_BYTES = 36_000_000;
const MAX_LESSONS = 20_000;
const MAX_TASKS = 50;
/** Texts of a file that are shown before it is taken in. */
const MAX_SHOWN = 100;

interface ReadTask {
  of: 'task';
  task: TaskFile;
  bytes: number;
}
interface ReadBackup {
  of: 'everything';
  backup: Backup;
  bytes: number;
}

/** @throws Refusal that says in what it is no sound file. */
function readAny({ judge }: Holdings, file: string): ReadTask | ReadBackup {
  const bytes = fromBase64(file);
  if (!bytes) throw new Refusal('bad-file', 'it is not a file of Inkling’s');
  try {
    return { of: 'task', task: requireTable(judge.wordTable, taskFileFromBytes(bytes)), bytes: bytes.length };
  } catch (error) {
    try {
      return { of: 'everything', backup: backupFromBytes(bytes), bytes: bytes.length };
    } catch (other) {
      // The message of the reader that came further.
      const isTask = String(error).includes('kind') ? other : error;
      throw new Refusal('bad-file', messageOf(isTask));
    }
  }
}

function requireTable(wordTable: string, file: TaskFile): TaskFile {
  if (file.head.wordTable !== wordTable) throw new TypeError('it was made with another version of Inkling');
  return file;
}

/** What is wrong, cut short: part of a hostile file may be in it. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}

function backupInfo({ backup, bytes }: ReadBackup): BackupInfo {
  const { lessons, tasks, imports, at } = backup;
  return {
    kind: 'everything',
    bytes,
    lessons: lessons.length,
    tasks: tasks.map(({ task, name }) => ({ task, name })),
    imports: imports.length,
    at,
  };
}

async function taskInfo(
  held: Holdings,
  file: TaskFile,
  bytes: number,
  texts: readonly string[],
  step: Step,
): Promise<TaskFileInfo> {
  const { head, of, task, name, labels, lessons, accuracy } = file;
  const flags: TaskFileInfo['flags'] = [];
  for (const [i, text] of texts.entries()) {
    await step(i, texts.length);
    const flag = flagOf(held, file, text);
    if (flag) flags.push({ text: i, ...flag });
  }
  const into = held.judge
    .infos()
    .map((info) => info.task)
    .filter((mine) => labelsInto(held, file, mine));
  return {
    kind: 'task',
    of,
    task,
    name,
    labels:
      of === 'task' ? labels : head.labels.map((id) => ({ id, name: id, colour: '#808080', keywords: [] })),
    lessons,
    accuracy,
    texts: file.texts.slice(0, MAX_SHOWN),
    bytes,
    into,
    flags,
  };
}

/** What the file alone, or the shipped task with these corrections, would flag a text with. */
function flagOf(
  { judge }: Holdings,
  { head, of, task }: TaskFile,
  text: string,
): { label: string; probability: number } | null {
  const vector = judge.vectorOf(text);
  const scorer: Scorer = of === 'task' ? head : judge.parts(task).scorer;
  const scores = new Float64Array(scorer.outputs);
  const probabilities = new Float64Array(scorer.labels.length);
  scorer.scores(vector, scores);
  if (of === 'corrections')
    new AddedHead('', head, sameLabels(head.labels), scorer).addScores(vector, scores);
  scorer.probabilities(scores, probabilities);
  const best = mostProbable(probabilities);
  const isFlagged = probabilities[best] >= scorer.flagAt(best, DEFAULT_SENSITIVITY);
  if (!isFlagged || scorer.isUnsure(vector, probabilities)) return null;
  return { label: scorer.labels[best], probability: probabilities[best] };
}

/** Which label of the task each label of the file is; null if the file can't be added to it. */
function labelsInto({ judge, tasks }: Holdings, file: TaskFile, task: TaskId): Record<string, string> | null {
  if (!judge.has(task)) return null;
  const { scorer } = judge.parts(task);
  if (file.of === 'corrections') {
    const { labels } = file.head;
    const same =
      labels.length === scorer.labels.length && labels.every((label, i) => label === scorer.labels[i]);
    return file.task === task && same ? sameLabels(labels) : null;
  }
  const mine = tasks.find((record) => record.task === task);
  // Into a head from a file its own labels were fitted; another's scores would not fit them.
  if (!mine || !(scorer instanceof OwnHead)) return null;
  const map: Record<string, string> = { [file.head.ordinary]: scorer.ordinary };
  for (const { id, name } of file.labels) {
    const match =
      mine.labels.find((label) => label.id === id) ??
      mine.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
    if (match) map[id] = match.id;
  }
  return Object.keys(map).length > 1 ? map : null;
}

function sameLabels(labels: readonly string[]): Record<string, string> {
  return Object.fromEntries(labels.map((label) => [label, label]));
}

/** Lessons made of a file's texts, named after the import, so that they go with it. None where only weights are kept. */
async function lessonsOf(
  held: Holdings,
  id: string,
  task: TaskId,
  texts: TaskFile['texts'],
  labelOf: (label: string) => string | undefined,
): Promise<LessonRecord[]> {
  if (held.settings.storageMode === 'weights') return [];
  const records: LessonRecord[] = [];
  for (const [i, { text, label: theirs }] of texts.entries()) {
    const label = labelOf(theirs);
    if (label === undefined) continue;
    const features =
      held.settings.storageMode === 'features'
        ? { vector: held.judge.vectorOf(text), key: textKey(text) }
        : null;
    const lesson: KeptLesson = {
      id: `${id.slice(0, ID_PREFIX)}${i.toString(16).padStart(12, '0')}`,
      task,
      label,
      text: features ? '' : text,
      site: '',
      at: held.now(),
      // One's own word on a text is newer than a stranger's.
      order: 0,
      said: null,
      features,
    };
    records.push(await held.recordOf(lesson));
  }
  return records;
}

/** Up to the last block of a UUID. */
const ID_PREFIX = 24;

function isOfImport(lesson: string, id: string): boolean {
  return lesson.slice(0, ID_PREFIX) === id.slice(0, ID_PREFIX);
}

/** What is here and what is in the file. Of what both have, that which is here stays. */
function merged(mine: Backup, theirs: Backup): Backup {
  const added = <T>(a: readonly T[], b: readonly T[], name: (each: T) => string): T[] => {
    const names = new Set(a.map(name));
    return [...a, ...b.filter((each) => !names.has(name(each)))];
  };
  const tasks = added(mine.tasks, theirs.tasks, ({ task }) => task);
  return {
    at: mine.at,
    settings: {
      ...mine.settings,
      tasks: { ...theirs.settings.tasks, ...mine.settings.tasks },
      rules: added(mine.settings.rules, theirs.settings.rules, ({ site, path }) => `${site} ${path}`),
    },
    lessons: added(mine.lessons, theirs.lessons, ({ id }) => id),
    // Labels that only the other machine has come too.
    tasks: tasks.map((task) => {
      const other = theirs.tasks.find((each) => each.task === task.task);
      return other && !task.base
        ? { ...task, labels: added(task.labels, other.labels, ({ id }) => id) }
        : task;
    }),
    imports: added(mine.imports, theirs.imports, ({ id }) => id),
    weights: added(mine.weights, theirs.weights, ({ task }) => task),
  };
}

/** Letters and digits of a name. */
function nameForFile(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'task';
}
