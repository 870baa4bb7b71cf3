import { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState, FromPage, PageReport } from '../protocol/messages.ts';
import { answerPage, toBackground } from '../protocol/send.ts';
import { readsPage } from '../protocol/siteRules.ts';
import { flaggedOf } from './block.ts';
import { isMainFrame } from './dom.ts';
import { Measure } from './measure.ts';
import { PagePorts } from './pagePort.ts';
import { Reading } from './reading.ts';

/**
 * The content script: one in each web page and in each frame of it that is large enough to read in, in its
 * own world. The data's way:
 *
 *   page ──mutations, intersections──▶ Reader (observe.ts) ──walks──▶ blocks.ts
 *                                        │ found, moved, gone
 *                                        ▼
 *   engine ◀──port, batches of texts── Judge ── verdicts by text, kept until `changed`
 *                                        │ judged
 *                                        ▼
 *   page ◀──ranges, overlay── Marks: underlines.ts (highlights), badges.ts ──click──▶ Card ──teach, undo──▶ engine
 *                                        │ changed
 *                                        ▼
 *   toolbar ◀──count── this file ──pieces──▶ popup (pagePort.ts)
 *
 * A frame follows the rule of the page around it, whose site the engine names, and its count goes by way of
 * the background to that page's script, which adds it to its own; nothing passes through the page.
 * The engine's state switches it: with the site off, {@link Reading} and all its parts are aborted by one
 * signal and nothing is read; with the site on, it begins anew. When the extension is updated or removed
 * under the page, everything ends. It never writes to a node of the page, and has no way to the network.
 */

/** Milliseconds between two counts sent to the toolbar. */
const COUNT_PAUSE = 300;
/** Frames that count; a page may make and throw away as many as it likes. */
const MAX_FRAMES = 200;
/** Pixels from which a frame is large enough to read in. */
const FRAME_WIDTH = 160;
const FRAME_HEIGHT = 60;

const measure = new Measure();
/** Ends this script for good. */
const life = new AbortController();
/** Ends what is there while the site is read. */
let on = new AbortController();
let engine: EngineClient | null = null;
let reading: Reading | null = null;
let state: EngineState | null = null;
let shownCount: number | null | undefined;
let countTimer: ReturnType<typeof setTimeout> | null = null;
/** In the main frame: what its frames have marked. */
const inFrames = new Map<number, number>();

const ports = new PagePorts(content, (piece) => measure.run(() => reading?.goTo(piece)), life.signal);
answerPage(
  {
    report,
    step: ({ by }) => ({ went: measure.run(() => reading?.step(by) ?? false) }),
    labelSelection: () => ({ opened: measure.run(() => reading?.openAtSelection() ?? false) }),
    frameCount,
  },
  life.signal,
);
life.signal.addEventListener('abort', () => on.abort());

// A script whose extension is gone is told nothing; it finds out when it next wakes.
for (const type of ['visibilitychange', 'focus', 'pointerdown', 'scroll', 'pageshow']) {
  addEventListener(type, endIfOrphaned, { signal: life.signal, capture: true, passive: true });
}
if (!isMainFrame()) {
  addEventListener('resize', begin, { signal: life.signal });
  addEventListener('pagehide', () => sendCount(null), { signal: life.signal });
}
begin();

function begin(): void {
  if (engine || (!isMainFrame() && (innerWidth < FRAME_WIDTH || innerHeight < FRAME_HEIGHT))) return;
  const onChanged = (now: EngineState) => measure.run(() => follow(now));
  engine = new EngineClient({ onChanged, onGone: () => life.abort(), signal: life.signal });
}

function follow(now: EngineState): void {
  state = now;
  const path = isMainFrame() ? location.pathname : now.path;
  if (!readsPage(now.settings, now.site, path, Date.now())) {
    on.abort();
    reading = null;
  } else if (reading) {
    reading.refresh(now);
  } else {
    on = new AbortController();
    reading = new Reading(engine!, now, changed, measure, on.signal);
  }
  changed();
}

/** Something that others show has changed. */
function changed(): void {
  ports.changed();
  if (countTimer !== null) return;
  countTimer = setTimeout(() => {
    countTimer = null;
    if (!endIfOrphaned()) sendCount(reading ? reading.flagged.size + flaggedInFrames() : null);
  }, COUNT_PAUSE);
}

function sendCount(count: number | null): void {
  if (count === shownCount) return;
  shownCount = count;
  // A count that doesn't arrive is no harm: the next one will.
  toBackground('badge', { flagged: count }).catch(() => {
    shownCount = undefined;
  });
}

function frameCount({ frame, flagged }: { frame: number; flagged: number | null }): { counted: true } {
  if (flagged === null) inFrames.delete(frame);
  else if (inFrames.has(frame) || inFrames.size < MAX_FRAMES) inFrames.set(frame, flagged);
  changed();
  return { counted: true };
}

function flaggedInFrames(): number {
  let sum = 0;
  for (const count of inFrames.values()) sum += count;
  return sum;
}

function content(): FromPage {
  const { blocks, pieces } = reading ?? { blocks: 0, pieces: [] };
  return {
    site: state?.site ?? location.hostname,
    on: reading !== null,
    blocks,
    pieces,
    inFrames: flaggedInFrames(),
    idle: isIdle(),
  };
}

function report(): PageReport {
  const flagged: PageReport['flagged'] = {};
  for (const block of reading?.flagged ?? []) {
    for (const { task, label } of flaggedOf(block)) {
      flagged[task] ??= {};
      flagged[task][label] = (flagged[task][label] ?? 0) + 1;
    }
  }
  const { firstVerdictMs, mainThreadMs, longTasks } = measure;
  return { blocks: reading?.blocks ?? 0, flagged, firstVerdictMs, mainThreadMs, longTasks, idle: isIdle() };
}

function isIdle(): boolean {
  return state !== null && (reading?.isIdle ?? true);
}

function endIfOrphaned(): boolean {
  const isOrphan = globalThis.chrome?.runtime?.id === undefined;
  if (isOrphan) life.abort();
  return isOrphan;
}
