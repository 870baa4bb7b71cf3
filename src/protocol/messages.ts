import * as v from 'valibot';
import type { Evidence, TaskInfo, Verdict } from './verdict.ts';
import { MAX_BATCH, MAX_TEXT, SENSITIVITY_STEPS, TASKS, WAYS } from './verdict.ts';

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

const task = v.picklist(TASKS);
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const lessonId = v.pipe(v.string(), v.uuid());
/** A host name, as `location.hostname` gives it; '' for pages without one. */
const site = v.pipe(v.string(), v.maxLength(253));

const taskSettings = v.strictObject({
  on: v.boolean(),
  sensitivity: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(SENSITIVITY_STEPS - 1)),
  /** Settings kept before there was a choice are read as they were meant. */
  way: v.optional(v.picklist(WAYS), 'underline'),
});

export const settingsSchema = v.strictObject({
  tasks: v.strictObject({ spam: taskSettings, toxicity: taskSettings, intent: taskSettings }),
  /** Host names on which nothing is read or marked. */
  sitesOff: v.array(site),
  /** Host names on which everything flagged is underlined, whatever way its task has. */
  sitesPlain: v.optional(v.array(site), []),
});
export type Settings = v.InferOutput<typeof settingsSchema>;

/** Requests to the engine. All can be sent again after a lost answer: each says what is to be so. */
export const engineRequests = {
  /** What the engine is like now; also the way to learn whether it is alive. */
  state: v.strictObject({}),
  classify: v.strictObject({ texts: v.pipe(v.array(text), v.maxLength(MAX_BATCH)) }),
  explain: v.strictObject({ text, task, label }),
  /** Keeps a lesson. `lesson` is made by the asker, so that a repeated request teaches once. */
  teach: v.strictObject({ lesson: lessonId, text, task, label, site }),
  /** Takes a lesson back; what it had replaced holds again. Unknown ids are no error. */
  undo: v.strictObject({ lesson: lessonId }),
  /** The newest lessons that hold, newest first. */
  lessons: v.strictObject({ limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)) }),
  /** Without a `way`, that of before stays. */
  setTask: v.strictObject({ task, ...taskSettings.entries, way: v.optional(v.picklist(WAYS)) }),
  /** Without `plain`, that of before stays. */
  setSite: v.strictObject({ site, on: v.boolean(), plain: v.optional(v.boolean()) }),
} as const;

export type EngineRequest = keyof typeof engineRequests;
export type EngineParams<K extends EngineRequest> = v.InferOutput<(typeof engineRequests)[K]>;

export interface EngineReplies {
  state: EngineState;
  classify: Classified;
  explain: Explained;
  teach: Taught;
  undo: { revision: number };
  lessons: { lessons: Lesson[] };
  setTask: EngineState;
  setSite: EngineState;
}

/** Pushed to every open port, unasked: once when the port opens, then with each change. */
export interface EngineEvents {
  /** Verdicts asked for before this revision may no longer hold: ask again. */
  changed: EngineState;
}

export interface EngineState {
  /** Grows by one with each change of lessons or settings. */
  revision: number;
  settings: Settings;
  tasks: TaskInfo[];
  /** How many lessons hold. */
  lessons: number;
  /** Whether lessons outlive the browser ('kept') or this window only ('memory': no IndexedDB). */
  storage: 'kept' | 'memory';
  /** Host name of the page that asks: of its tab's page for a frame in it, '' for pages of the extension. */
  site: string;
}

export interface Classified {
  revision: number;
  /** One list a text, in the order of the request; one verdict for each task that is on. */
  verdicts: Verdict[][];
}

export interface Explained {
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
  task: Verdict['task'];
  label: string;
  text: string;
  site: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Who may ask what. A content script lives in a page's process, so it gets the least. */
export const ALLOWED: Record<Role, readonly EngineRequest[]> = {
  page: ['state', 'classify', 'explain', 'teach', 'undo', 'setSite'],
  extension: ['state', 'classify', 'explain', 'teach', 'undo', 'lessons', 'setTask', 'setSite'],
};
export type Role = 'page' | 'extension';

/**
 * Why a request got no reply. From the engine: `invalid` (not what the schema asks for), `forbidden`
 * (this asker may not ask it), `unknown-label`, `storage` (nothing was kept, nothing has changed),
 * `busy` (this asker has too many requests waiting), `internal`. From the client, without the engine's
 * word: `unreachable` (no answer after several tries), `gone` (the extension was updated or removed
 * under a page that still runs its old script), `closed`.
 */
export type EngineErrorCode =
  | 'invalid'
  | 'forbidden'
  | 'unknown-label'
  | 'storage'
  | 'busy'
  | 'internal'
  | 'unreachable'
  | 'gone'
  | 'closed';

/** What travels on an "engine" port. */
export type ToEngine = { id: number; request: EngineRequest; params: unknown };
export type FromEngine =
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
  badge: v.strictObject({ flagged: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))) }),
} as const;

export interface BackgroundProtocol {
  ensureEngine: { params: Record<never, never>; reply: { ready: true } };
  badge: { params: { flagged: number | null }; reply: { shown: true } };
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
  frameCount: { params: { frame: number; flagged: number | null }; reply: { counted: true } };
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
  /** Slices of ours over 50 ms. */
  longTasks: number;
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
  /** Whether Inkling reads this site. */
  on: boolean;
  blocks: number;
  /** Whether no piece waits to be found or judged. */
  idle: boolean;
  /** How many pieces are flagged in frames of the page, which are not among `pieces`. */
  inFrames: number;
  /** Pieces that are flagged, taught, or unsure but likely, in the order of the page, at most 200. */
  pieces: PagePiece[];
};
export type ToPage = { goTo: number };
