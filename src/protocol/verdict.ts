/** The tasks that are on from the start, in the order in which they are shown. */
export const TASKS = ['spam', 'toxicity', 'intent'] as const;
/** Tasks that ship as well, off until the person wants them, and shown after the others. */
export const EXTRAS = ['clickbait', 'emotion', 'sexism'] as const;

/** A shipped task's name, or `own-` and eight hex digits for one that the person has made. */
export type TaskId = string;
export const OWN_TASK = /^own-[0-9a-f]{8}$/;
/** Whether that names a task that there may be. */
export function isTaskId(value: unknown): value is TaskId {
  return (
    typeof value === 'string' && (([...TASKS, ...EXTRAS] as string[]).includes(value) || OWN_TASK.test(value))
  );
}
/** The ordinary label of every task of the person's own: none of its labels. */
export const OTHER = 'other';

/**
 * How readily a task flags, least to most. A step is a position, not a number of its own: each head
 * carries the probability that a label must reach at each step (for spam and toxicity chosen by the
 * share of ordinary texts that would be flagged wrongly, see the model cards).
 */
export const SENSITIVITY_STEPS = 5;
export const DEFAULT_SENSITIVITY = 2;

/**
 * How a flagged piece is shown: a line under it; only the badge beside it; faint; unreadable until one
 * presses on it; one line that opens; not at all. All but `hide` have a badge too.
 */
export const WAYS = ['underline', 'badge', 'dim', 'blur', 'fold', 'hide'] as const;
export type Way = (typeof WAYS)[number];

/** What one task says of one text. */
export interface Verdict {
  task: TaskId;
  /** The most probable label. */
  label: string;
  /** Calibrated probability of `label`, in [0, 1]. */
  probability: number;
  /** Probabilities of all the task's labels, in the order of {@link TaskInfo.labels}. */
  probabilities: number[];
  /** Whether the piece is to be marked with `label` at the present sensitivity. */
  flagged: boolean;
  /** Whether the head abstains: grey band, too little text, or not its language. */
  unsure: boolean;
  /** Whether the person has said this of exactly this text, so that nothing had to be guessed. */
  yours: boolean;
}

/** What can be said of a task without reading a text. */
export interface TaskInfo {
  task: TaskId;
  /** Ids of the labels; of an extra that is off and was not loaded, none. */
  labels: string[];
  /** The label of an ordinary text, which is never marked ("ham", "ok", "statement", "other"). */
  ordinary: string;
  /** Short digest of the head's file: verdicts of two versions must not be mixed. */
  version: string;
  /** Whether it is one of {@link EXTRAS}. */
  extra: boolean;
  /** What the person made of it; null for a task that ships. */
  own: OwnTask | null;
  /**
   * Label × step: the probability from which a text is flagged with it; an empty list for the ordinary label.
   * A verdict is flagged when it isn't `unsure` and its probability reaches this.
   */
  flagAt: number[][];
  /** Share of ordinary texts that are flagged at each step; empty where nobody has measured it. */
  falseAlarms: number[];
  /** Languages (ISO 639-1) that it was trained for; empty: any. */
  languages: string[];
  /** How far it has come in learning from the person; null for a task that ships. */
  learning: Learning | null;
}

/** A task that the person has made: one label (yes or no) or several; what is none of them is {@link OTHER}. */
export interface OwnTask {
  name: string;
  labels: OwnLabel[];
}

export interface OwnLabel {
  /** Stays the same when the label is renamed. */
  id: string;
  name: string;
  /** `#rrggbb` */
  colour: string;
  /** Words it was started from. Examples made of them give way to real ones, one for one. */
  keywords: string[];
}

/** How sure one may be of a task that is still being learned. */
export interface Learning {
  /** Lessons of the person's, by label; `other` among them. */
  real: Record<string, number>;
  /** Examples made of keywords that still count, by label. */
  synthetic: Record<string, number>;
  /**
   * How many of the person's own examples it gets right without having seen them (leave-one-out), and the
   * 95 % interval (Wilson) of the share. Null while all
   * of them are of one label: being right then says nothing.
   */
  accuracy: Share | null;
  /** Whether that is enough to be relied on; otherwise it is to be shown as still learning. */
  ready: boolean;
}

/** `right` of `of`, as a share with its 95 % interval. */
export interface Share {
  right: number;
  of: number;
  share: number;
  low: number;
  high: number;
}

/** A word of a text and how much it moved the score of the label asked about. */
export interface Evidence {
  word: string;
  /** Share of the score: above 0 spoke for the label, below 0 against it. */
  share: number;
}

/** The longest text that is ever read, in UTF-16 units. What comes after is not looked at. */
export const MAX_TEXT = 4096;
/** The most texts in one `classify` request. */
export const MAX_BATCH = 64;
/** The most texts that a preview is shown on. */
export const MAX_PREVIEW = 512;
