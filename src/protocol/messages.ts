import * as v from 'valibot';
import {
  type Limits,
  labelSchema as label,
  limitsSchema,
  optionsEntries,
  ownTaskEntries,
  ownTaskId,
  type Settings,
  STORAGE_MODES,
  sensitivitySchema,
  siteSchema as site,
  taskSchema as task,
  taskSettingsEntries,
} from './settings.ts';
import { READINGS, type Reading } from './siteRules.ts';
import type { Evidence, Learning, OwnTask, Share, TaskId, TaskInfo, Verdict } from './verdict.ts';
import { MAX_BATCH, MAX_PREVIEW, MAX_TEXT, WAYS } from './verdict.ts';

export type { Limits, Settings } from './settings.ts';

/**
 * Every message of Inkling, in one place.
 *
 * There are three conversations:
 *
 *   content, popup, background ──port "engine"──▶ engine     {@link EngineProtocol}
 *   content ──sendMessage──▶ background                       {@link BackgroundProtocol}
 *   popup ──port "page"──▶ content, and sendMessage to it     {@link PageProtocol}
 *
 * The type of a reply follows from the name of its request. Whoever receives a request validates it
 * with the schema that stands here; replies come from our own code and are trusted.
 * Content scripts import types from here only, so that no validator ends up in their bundle.
 */

const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
/** An id made by the asker, so that a request that is sent again has its effect once. */
const uuid = v.pipe(v.string(), v.uuid());
const texts = (most: number) => v.pipe(v.array(text), v.maxLength(most));
const count = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
/** A file's bytes in base64: ports speak JSON. */
const file = v.pipe(v.string(), v.maxLength(48_000_000), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));

export const MAX_LESSONS_AT_ONCE = 64;
export const MAX_PAGE_OF_LESSONS = 1000;
export const MAX_TRY_EXAMPLES = 200;

/** Requests to the engine. All can be sent again after a lost answer: each says what is to be so. */
export const engineRequests = {
  /** What the engine is like now; also the way to learn whether it is alive. */
  state: v.strictObject({}),
  classify: v.strictObject({ texts: texts(MAX_BATCH) }),
  explain: v.strictObject({ text, task, label }),

  // Lessons.
  /** Keeps a lesson. */
  teach: v.strictObject({ lesson: uuid, text, task, label, site }),
  /** Keeps several lessons, all or none. */
  teachAll: v.strictObject({
    lessons: v.pipe(
      v.array(v.strictObject({ lesson: uuid, text, task, label })),
      v.minLength(1),
      v.maxLength(MAX_LESSONS_AT_ONCE),
    ),
    site,
  }),
  /** Says of a lesson's text that it is another label: a new lesson, which replaces the one it is `of`. */
  relabel: v.strictObject({ lesson: uuid, of: uuid, label }),
  /** Takes a lesson back; what it had replaced holds again. Unknown ids are no error. */
  undo: v.strictObject({ lesson: uuid }),
  /** Takes several back, all or none. */
  undoAll: v.strictObject({ lessons: v.pipe(v.array(uuid), v.maxLength(MAX_LESSONS_AT_ONCE)) }),
  /** Deletes lessons together with those they had replaced: nothing is left of what was said of these texts. */
  forget: v.strictObject({ lessons: v.pipe(v.array(uuid), v.maxLength(MAX_PAGE_OF_LESSONS)) }),
  /**
   * The lessons that hold: the newest first, or, when searched by meaning, the 100 most similar, the best first. `offset`
   * of them are skipped, at most `limit` returned.
   */
  lessons: v.strictObject({
    limit: count(1, MAX_PAGE_OF_LESSONS),
    offset: v.optional(count(0, 1_000_000)),
    query: v.optional(text),
    /** 'words', if left out: each word of the query is in the text. Or the text means something like it. */
    by: v.optional(v.picklist(['words', 'meaning'])),
    task: v.optional(task),
    label: v.optional(label),
    site: v.optional(site),
  }),
  /**
   * What would become of the texts, and of earlier lessons, if these lessons or a task's settings were kept. Nothing
   * is kept. A long one tells its progress and can be cancelled.
   */
  preview: v.strictObject({
    change: v.union([
      v.strictObject({ text, task, label }),
      v.strictObject({
        task,
        lessons: v.pipe(
          v.array(v.strictObject({ text, label })),
          v.minLength(1),
          v.maxLength(MAX_LESSONS_AT_ONCE),
        ),
      }),
      /** As in `relabel`. */
      v.strictObject({ of: uuid, label }),
      v.strictObject({ task, on: v.boolean(), sensitivity: sensitivitySchema }),
    ]),
    texts: texts(MAX_PREVIEW),
  }),

  // Settings.
  /** Without a `way`, or `ways`, those of before stay. */
  setTask: v.strictObject({
    task,
    on: v.boolean(),
    sensitivity: sensitivitySchema,
    way: v.optional(v.picklist(WAYS)),
    ways: taskSettingsEntries.ways,
  }),
  /** The rule for a whole site. Without `plain`, that of before stays. */
  setSite: v.strictObject({ site, on: v.boolean(), plain: v.optional(v.boolean()) }),
  /** Whatever is given is set; the rest stays. */
  setOptions: v.partial(v.strictObject(optionsEntries)),
  /** Converts what is kept. From 'weights' there is no way back to the lessons of before. */
  setStorageMode: v.strictObject({ mode: v.picklist(STORAGE_MODES) }),
  /** What a managed policy decides; replaces what it decided before. */
  setLimits: limitsSchema,

  // The person's own tasks.
  /**
   * Makes a task, or makes an existing one what is said here: names, colours, keywords, labels. Lessons of
   * labels that are no longer there are deleted.
   */
  putTask: v.strictObject({ task: ownTaskId, ...ownTaskEntries }),
  /** Deletes a task with its lessons, its settings and what was imported into it. */
  removeTask: v.strictObject({ task: ownTaskId }),
  /** Lessons and keywords of `from` become those of `into`, and `from` is no more. */
  mergeLabels: v.strictObject({ task: ownTaskId, from: label, into: label }),

  // How well.
  /** @param texts candidates for the question that would help most (pieces of a page, say). */
  progress: v.strictObject({ task, texts: v.optional(texts(MAX_BATCH)) }),
  /** What was flagged in the last 7 days. */
  found: v.strictObject({}),
  forgetFound: v.strictObject({}),

  // Files.
  /** A task with what was learned, as one file; with the texts of its lessons only if asked. */
  exportTask: v.strictObject({ task, texts: v.boolean() }),
  /** What a file is, and what it would flag of the texts. Nothing is kept. */
  inspectFile: v.strictObject({ file, texts: texts(MAX_BATCH) }),
  /**
   * Takes a task's file in: as a task of the person's own (`task` is then its new id), or added `into` an
   * existing task, until {@link removeImport}.
   */
  importFile: v.strictObject({
    import: uuid,
    file,
    as: v.variant('kind', [
      v.strictObject({ kind: v.literal('task'), task: ownTaskId }),
      v.strictObject({ kind: v.literal('into'), task }),
    ]),
  }),
  /** Takes an imported file out again, exactly. */
  removeImport: v.strictObject({ import: uuid }),
  /** Everything that is kept, as one file. */
  exportAll: v.strictObject({}),
  /** Takes such a file in: added to what is here, or in its place. */
  importAll: v.strictObject({ file, how: v.picklist(['merge', 'replace']) }),
  /** Deletes everything that is kept, backups included. */
  eraseAll: v.strictObject({}),
  /** Takes from the backup that is offered what the database has lost. Nothing happens when none is. */
  putBack: v.strictObject({}),
  /** Leaves what was lost, and offers it no longer; later backups take the place of that one. */
  leaveBackup: v.strictObject({}),
  usage: v.strictObject({}),

  /** Judges texts and says why and how fast; or learns from the examples, judges by that alone, and forgets it. */
  tryOut: v.strictObject({
    texts: texts(MAX_BATCH),
    examples: v.optional(
      v.pipe(v.array(v.strictObject({ text, label })), v.minLength(2), v.maxLength(MAX_TRY_EXAMPLES)),
    ),
  }),
} as const;

export type EngineRequest = keyof typeof engineRequests;
export type EngineParams<K extends EngineRequest> = v.InferOutput<(typeof engineRequests)[K]>;

export interface EngineReplies {
  state: EngineState;
  classify: Classified;
  explain: Explained;
  teach: Taught;
  teachAll: { revision: number; lessons: Lesson[] };
  relabel: { revision: number; lesson: Lesson };
  undo: { revision: number };
  undoAll: { revision: number };
  forget: { revision: number };
  /** `sites`: those that have lessons, whatever was asked for, most frequent first, at most 200. */
  lessons: { lessons: ListedLesson[]; total: number; sites: string[] };
  preview: Preview;
  setTask: EngineState;
  setSite: EngineState;
  setOptions: EngineState;
  setStorageMode: EngineState;
  setLimits: EngineState;
  putTask: EngineState;
  removeTask: EngineState;
  mergeLabels: EngineState;
  progress: Progress;
  found: Found;
  forgetFound: Found;
  exportTask: ExportedFile;
  inspectFile: FileInfo;
  importFile: EngineState;
  removeImport: EngineState;
  exportAll: ExportedFile;
  importAll: EngineState;
  eraseAll: EngineState;
  putBack: EngineState;
  leaveBackup: EngineState;
  usage: Usage;
  tryOut: TriedOut;
}

/** Pushed to every open port, unasked: once when the port opens, then with each change. */
export interface EngineEvents {
  /** Verdicts asked for before this revision may no longer hold: ask again. */
  changed: EngineState;
}

export interface EngineState {
  /** Grows by one with each change of lessons or settings. */
  revision: number;
  /** What holds, limits included; every task of `tasks` has its settings here. */
  settings: Settings;
  /** What a managed policy has decided, so that it can't be changed; null: there is none. */
  limits: Limits | null;
  /** Shipped ones in their order, then extras, then the person's own, oldest first. */
  tasks: TaskInfo[];
  /** How many lessons hold. */
  lessons: number;
  /** Files that were added to tasks and can be taken out again, oldest first. */
  imports: Import[];
  /** Whether lessons outlive the browser ('kept') or this window only ('memory': no IndexedDB). */
  storage: 'kept' | 'memory';
  /**
   * What went wrong with what is kept: records that can't be read (they were left alone); whether nothing can be
   * kept now because an older Inkling still has the database open, or a newer one has changed it; and what a backup still has and the
   * database has lost: when that was written, milliseconds since 1970, and how many lessons (for pages of the
   * extension only).
   */
  trouble: {
    damaged: number;
    blocked: null | 'older' | 'newer';
    lost: { at: number; lessons: number } | null;
  };
  /** Host name of the page that asks: of its tab's page for a frame in it, '' for pages of the extension. */
  site: string;
  /** Whether the asker may teach: not from a private window, unless nothing is kept anyway. */
  mayTeach: boolean;
  /** Path of that page when its port was opened; '' for pages of the extension. */
  path: string;
}

export interface Classified {
  revision: number;
  /** One list a text, in the order of the request; one verdict for each task that is on. */
  verdicts: Verdict[][];
}

export interface Explained {
  /** The words that moved the score of the label most, strongest first. */
  evidence: Evidence[];
  /** Id of the lesson that holds on exactly this text, by which it can be taken back. */
  lesson: string | null;
  /** The lesson most like this text, when the text itself was not taught. No more is told of it than this. */
  example: { text: string; label: string } | null;
}

export interface Taught {
  revision: number;
  lesson: Lesson;
  /** What the head says of the text now that it has learned. */
  verdicts: Verdict[];
}

/** A correction or confirmation that the person gave. */
export interface Lesson {
  id: string;
  task: TaskId;
  label: string;
  /** '' where the text is not kept (see {@link Settings}.storageMode). */
  text: string;
  site: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface ListedLesson extends Lesson {
  /** What Inkling said of the text before it was told; null if that isn't known. */
  said: Said | null;
  /** Earlier lessons on the same text, newest first, which don't hold any more: of another label, or the same. */
  replaced: Lesson[];
  /** Cosine to the query, in [-1, 1], when searched by meaning. */
  similarity: number | null;
}

/** A verdict as it was at the time. */
export interface Said {
  label: string;
  probability: number;
}

export interface Preview {
  /** The texts whose verdict for this task would be another: label, flag, or doubt. */
  changed: { text: number; before: Verdict | null; after: Verdict | null }[];
  /** Earlier lessons that Inkling would get right by itself now, from the others, and no longer with this one. */
  spoiled: number;
  /** The first of these; none for a page. */
  spoiledLessons: Lesson[];
}

/** What was learned of one task, and how well. */
export interface Progress {
  task: TaskId;
  labels: string[];
  /** Lessons in the order they were given, the last 1,000: whether Inkling was right before it was told. */
  series: { at: number; label: string; said: Said; right: boolean }[];
  /** The same of all of them. */
  prequential: Share | null;
  /** confusion[i][j]: lessons of label i of which label j had been said. */
  confusion: number[][];
  /** Of what was said with a probability in [from, to): how often, on average how surely, and how often rightly. */
  calibration: { from: number; to: number; count: number; said: number; right: number }[];
  /** Own examples judged without having been seen. */
  leaveOneOut: Share | null;
  /** Null for a task that ships. */
  learning: Learning | null;
  /** Of the texts that were sent, the one that it would help most to be told of; null if all seem clear. */
  question: { text: number; verdict: Verdict } | null;
}

export interface Found {
  /** Whether it is counted now. */
  counting: boolean;
  days: number;
  /** Greatest count first; at most 1,000. */
  rows: { site: string; task: TaskId; label: string; count: number }[];
  /** Pieces that were flagged on each day, the oldest first; `day` is its beginning, milliseconds since 1970, UTC. */
  byDay: { day: number; count: number }[];
}

export interface ExportedFile {
  /** Base64. */
  file: string;
  /** A name to save it under. */
  name: string;
  bytes: number;
  /** The texts that are in it. */
  texts: string[];
}

/** What a file is. Names in it were written by a stranger: show them as text, and say that they are the file's. */
export type FileInfo = TaskFileInfo | BackupInfo;

export interface TaskFileInfo {
  kind: 'task';
  /** A whole task, or corrections of a shipped one. */
  of: 'task' | 'corrections';
  /** The task it came from. */
  task: TaskId;
  name: string;
  labels: OwnTask['labels'];
  /** How many lessons were behind it, and how well it did on them unseen. */
  lessons: number;
  accuracy: Share | null;
  /** Texts in it, at most 100; they would become lessons. */
  texts: { text: string; label: string }[];
  bytes: number;
  /** Tasks of this person's into which it can be added. */
  into: TaskId[];
  /** What it would flag of the texts that were sent. */
  flags: { text: number; label: string; probability: number }[];
}

export interface BackupInfo {
  kind: 'everything';
  bytes: number;
  lessons: number;
  tasks: { task: TaskId; name: string }[];
  imports: number;
  /** When it was written, milliseconds since 1970. */
  at: number;
}

/** A file that was added to a task. */
export interface Import {
  id: string;
  task: TaskId;
  name: string;
  at: number;
}

export interface Usage {
  /** What all of it takes as the browser counts it, in bytes; null where it doesn't say. */
  bytes: number | null;
  lessons: number;
  replaced: number;
  tasks: number;
  imports: number;
  /** Rows of what was found. */
  found: number;
  /** Copies that were made by themselves, the newest first: when, and how large. */
  backups: { at: number; bytes: number }[];
  /** Requests that the engine made to anything but the extension's own packaged files, as the browser counted them. */
  requests: number;
}

export interface TriedOut {
  /** Labels of the examples, or none. */
  labels: string[];
  /** Microseconds that learning from the examples took; 0 without examples. */
  learned: number;
  answers: {
    /** By the tasks that are on; with examples none. */
    verdicts: Verdict[];
    /** With examples: the probabilities of `labels`. */
    probabilities: number[];
    /** For the first verdict that is flagged, or else the first, or with examples the best label. */
    evidence: Evidence[];
    /** Microseconds that judging took, without the evidence. */
    took: number;
  }[];
}

/**
 * Who may ask what. A content script lives in a page's process, so it gets the least; in a private window
 * nothing is learned or kept, so it gets less still (where nothing outlives the window anyway, the same).
 */
export const ALLOWED: Record<Role, readonly EngineRequest[]> = {
  private: ['state', 'classify', 'explain'],
  page: ['state', 'classify', 'explain', 'teach', 'undo', 'preview', 'setSite'],
  extension: Object.keys(engineRequests) as EngineRequest[],
};
export type Role = 'private' | 'page' | 'extension';

/**
 * Why a request got no reply. From the engine: `invalid` (not what the schema asks for), `forbidden`
 * (this asker may not ask it), `unknown-label`, `unknown` (there is no such task, lesson or import),
 * `locked` (a policy has decided it), `not-kept` (it can't be taken back, for only weights are kept),
 * `bad-file` (it is not a file of Inkling's, or not a sound one), `storage` (nothing was kept, nothing has
 * changed), `busy` (this asker has too many requests waiting), `cancelled`, `internal`. From the client,
 * without the engine's word: `unreachable` (no answer after several tries), `gone` (the extension was
 * updated or removed under a page that still runs its old script), `closed`.
 */
export type EngineErrorCode =
  | 'invalid'
  | 'forbidden'
  | 'unknown-label'
  | 'unknown'
  | 'locked'
  | 'not-kept'
  | 'bad-file'
  | 'storage'
  | 'busy'
  | 'cancelled'
  | 'internal'
  | 'unreachable'
  | 'gone'
  | 'closed';

/** What travels on an "engine" port. */
export type ToEngine = { id: number; request: EngineRequest; params: unknown };
/** Also sent to it: the request of that id is no longer wanted. */
export type Cancel = { cancel: number };
export type FromEngine =
  /** A long request is under way: so much of so much is done. */
  | { id: number; progress: { done: number; of: number } }
  | { id: number; ok: true; reply: unknown }
  | { id: number; ok: false; code: EngineErrorCode; message: string }
  | { [E in keyof EngineEvents]: { event: E; data: EngineEvents[E] } }[keyof EngineEvents];

/** Content script and popup to background. */
export const backgroundRequests = {
  /** Resolves when the engine can be connected to. */
  ensureEngine: v.strictObject({}),
  /**
   * Shows the number of flagged pieces of the sender's tab on the toolbar; null: nothing is read there.
   * From a frame: tells the page around it, which adds it to its own.
   */
  badge: v.strictObject({
    flagged: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))),
    /** Why nothing is read. */
    reads: v.optional(v.picklist(READINGS)),
  }),
  /** From the main frame: where it is now and whether the person asked for it to be read, for its frames. */
  tellFrames: v.strictObject({ path: v.pipe(v.string(), v.maxLength(4096)), asked: v.boolean() }),
  /** Opens the page of ours on which a new label is made of the text that the sender's card is about. */
  newLabel: v.strictObject({}),
  /** How badges and card look; asked for when a page first shows one, so that other pages don't carry it. */
  overlayStyle: v.strictObject({}),
} as const;

export interface BackgroundProtocol {
  ensureEngine: { params: Record<never, never>; reply: { ready: true } };
  /** `asked`: to a frame, whether the person asked for the page around it to be read. */
  badge: {
    params: { flagged: number | null; reads?: Reading | undefined };
    reply: { shown: true; asked: boolean };
  };
  tellFrames: { params: { path: string; asked: boolean }; reply: { told: true } };
  newLabel: { params: Record<never, never>; reply: { opened: true } };
  overlayStyle: { params: Record<never, never>; reply: { css: string } };
}

/** Popup and background to a tab's content script. */
export interface PageProtocol {
  /** Measures of this page so far. */
  report: { params: Record<never, never>; reply: PageReport };
  /** Opens the card for the text that is selected in the page. */
  labelSelection: { params: Record<never, never>; reply: { opened: boolean } };
  /** Goes to the next marked piece, or back to the one before, from where the reader is. */
  step: { params: { by: 1 | -1 }; reply: { went: boolean } };
  /** A frame of the page has so many marked pieces now; null: it is gone, or nothing is read there. */
  frameCount: { params: { frame: number; flagged: number | null }; reply: { counted: true; asked: boolean } };
  /** Reads this page now, this once, where it is only read when asked for. */
  readNow: { params: Record<never, never>; reply: { reading: boolean } };
  /** To all frames: where the main frame is now, and whether it was asked for. */
  followPage: { params: { path: string; asked: boolean }; reply: { following: true } };
  /** The text that the card is about, for a new label; null when it isn't open. */
  cardText: { params: Record<never, never>; reply: { text: string | null; site: string } };
}

export interface PageReport {
  /** Pieces of text found and judged. */
  blocks: number;
  /** How many pieces are marked, by task and label. */
  flagged: Record<string, Record<string, number>>;
  /** Milliseconds from the content script's start to the first verdict; null before that. */
  firstVerdictMs: number | null;
  /** Milliseconds of main-thread time spent in our slices. */
  mainThreadMs: number;
  /** How often we had the main thread, how often for more than 8 and than 50 ms, and for how long at most. */
  runs: number;
  slowRuns: number;
  longTasks: number;
  longestMs: number;
  /** Whether no piece waits for a verdict. */
  idle: boolean;
}

/** One piece of the page, as the popup shows it. */
export interface PagePiece {
  id: number;
  text: string;
  verdicts: Verdict[];
}

/** What travels on a "page" port: the content script pushes, the popup may ask to be taken there. */
export type FromPage = {
  site: string;
  /** Where on the site it is, by which rules for paths are told. */
  path: string;
  /** Whether the page is being read. */
  on: boolean;
  /** Whether it is read without anyone asking, or why not; in 'click' mode it may be `on` all the same. */
  reads: Reading;
  blocks: number;
  /** Whether no piece waits to be found or judged. */
  idle: boolean;
  /** How many pieces are flagged in frames of the page, which are not among `pieces`. */
  inFrames: number;
  /** For each task that is on: how many pieces of the main frame would be flagged at each sensitivity step. */
  wouldFlag: Record<TaskId, number[]>;
  /** Pieces that are flagged, taught, or unsure but likely, in the order of the page, at most 200. */
  pieces: PagePiece[];
};
/** Go to a piece; or read this page now, this once. */
export type ToPage = { goTo: number } | { readNow: true };
