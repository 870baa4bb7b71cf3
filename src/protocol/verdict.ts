/** The tasks that ship with Inkling, in the order in which they are shown. */
export const TASKS = ['spam', 'toxicity', 'intent'] as const;
export type TaskId = (typeof TASKS)[number];

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
  labels: string[];
  /** The label of an ordinary text, which is never marked ("ham", "ok", "statement"). */
  ordinary: string;
  /** Short digest of the head's file: verdicts of two versions must not be mixed. */
  version: string;
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
