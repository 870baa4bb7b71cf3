import { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState, FromPage, PageReport } from '../protocol/messages.ts';
import { answerPage, isAlive, toBackground } from '../protocol/send.ts';
import { type Reading as Reads, whyUnread } from '../protocol/siteRules.ts';
import { flaggedOf } from './block.ts';
import { isMainFrame, listen } from './dom.ts';
import { later } from './later.ts';
import { measure } from './measure.ts';
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
 * A frame follows the rule of the page around it, whose site the engine names and whose path that page's
 * script tells it, and its count goes by way of the background to that script, which adds it to its own;
 * nothing passes through the page.
 * The engine's state switches it, and the page's address and the time, for there are rules for paths, pauses,
 * and a mode in which a page is read when it is asked for: with the page off, {@link Reading} and all its parts are aborted by one
 * signal and nothing is read; with the site on, it begins anew. When the extension is updated or removed
 * under the page, everything ends. It never writes to a node of the page, and has no way to the network.
 */

/** Milliseconds between two counts sent to the toolbar. */
const COUNT_PAUSE = 300;
/** Frames that count; a page may make and throw away as many as it likes. */
const MAX_FRAMES = 200;
/** The longest that a browser's timer can wait, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Pixels from which a frame is large enough to read in. */
const FRAME_WIDTH = 160;
const FRAME_HEIGHT = 60;

/** Ends this script for good. */
const life = new AbortController();
/** Ends what is there while the site is read. */
let on = new AbortController();
let engine: EngineClient | null = null;
let reading: Reading | null = null;
let state: EngineState | null = null;
/** Whether the page is to be read without anyone asking, or why not. */
let reads: Reads = 'on';
/** Whether the person asked for this page. */
let asked = false;
/** Path of the main frame's page. */
let path = '';
/** Set while a pause lasts. */
let pauseTimer: ReturnType<typeof setTimeout> | undefined;
let shownCount: number | null | undefined;
/** In the main frame: what its frames have marked. */
const inFrames = new Map<number, number>();
let hasFrames = false;
const countSoon = later(() => {
  if (!endIfOrphaned()) sendCount(reading ? reading.flagged.size + flaggedInFrames() : null);
}, life.signal);

const isWebPage = /^https?:$/.test(location.protocol);

const goTo = (piece: number) => measure.run(() => reading?.goTo(piece));
const ports = new PagePorts(content, { goTo, readNow }, life.signal);
answerPage(
  {
    report,
    step: ({ by }) => ({ went: measure.run(() => reading?.step(by) ?? false) }),
    labelSelection: () => ({ opened: measure.run(() => reading?.openAtSelection() ?? false) }),
    frameCount,
    readNow: () => ({ reading: readNow() }),
    followPage,
    cardText: () => ({ text: reading?.cardText ?? null, site: state?.site ?? '' }),
  },
  life.signal,
);
life.signal.addEventListener('abort', () => on.abort());

// A script whose extension is gone is told nothing; it finds out when it next wakes.
listen('visibilitychange focus pointerdown scroll pageshow', wake, {
  signal: life.signal,
  capture: true,
  passive: true,
});
if (!isMainFrame()) {
  addEventListener('resize', begin, { signal: life.signal });
  // A frame in a process of its own has no size at first, and gets it without an event of `resize`.
  new ResizeObserver(begin).observe(document.documentElement);
  addEventListener('pagehide', () => sendCount(null), { signal: life.signal });
} else if (isWebPage) {
  followRoute();
}
begin();

function begin(): void {
  // A tab's empty page before its first address, which Firefox lets scripts into as well; a frame too small to read in.
  if (engine || (isMainFrame() ? !isWebPage : innerWidth < FRAME_WIDTH || innerHeight < FRAME_HEIGHT)) return;
  const onChanged = (now: EngineState) => measure.run(() => follow(now));
  engine = new EngineClient({ onChanged, onGone: () => life.abort(), signal: life.signal });
}

function follow(now: EngineState): void {
  if (path === '') path = isMainFrame() ? location.pathname : now.path;
  state = now;
  if (decide()) reading?.refresh({ ...now, path });
}

/** Begins or ends reading, as settings, address and time have it; false when it has just begun or ended. */
function decide(): boolean {
  if (!state || life.signal.aborted) return false;
  const { settings, site, limits } = state;
  reads = whyUnread(settings, site, path, Date.now(), limits);
  const isRead = reads === 'on' || (asked && (reads === 'click' || reads === 'unlisted'));
  clearTimeout(pauseTimer);
  if (reads === 'paused') {
    const left = settings.pausedUntil! - Date.now();
    pauseTimer = setTimeout(decide, Math.min(Math.max(left, 0) + 20, LONGEST_TIMER));
  }
  const isAsBefore = isRead === (reading !== null);
  if (!isAsBefore) {
    on.abort();
    on = new AbortController();
    reading = isRead ? new Reading(engine!, { ...state, path }, changed, on.signal) : null;
  }
  changed();
  return isAsBefore;
}

/** Reads this page now, this once, if it is only read when asked for. */
function readNow(): boolean {
  asked = true;
  measure.run(decide);
  tellFrames();
  return reading !== null;
}

/** A single-page application changes its address without loading anything; there are rules for paths. */
function followRoute(): void {
  const look = () => {
    if (location.pathname === path || path === '') return;
    path = location.pathname;
    measure.run(() => decide() && state && reading?.refresh({ ...state, path }));
    tellFrames();
  };
  const options = { signal: life.signal };
  globalThis.navigation?.addEventListener('currententrychange', look, options);
  addEventListener('popstate', look, options);
  // A browser without `navigation` tells nothing of a new address; most come after a click or a key.
  if (!globalThis.navigation) listen('click keyup', () => setTimeout(look, 100), options);
}

function tellFrames(): void {
  // Without frames of ours nobody is told, which is no failure.
  if (isMainFrame() && hasFrames) toBackground('tellFrames', { path, asked }).catch(() => {});
}

function followPage(page: { path: string; asked: boolean }): { following: true } {
  if (!isMainFrame()) {
    ({ path, asked } = page);
    measure.run(decide);
  }
  return { following: true };
}

/** Something that others show has changed. */
function changed(): void {
  ports.changed();
  countSoon(COUNT_PAUSE);
}

function sendCount(count: number | null): void {
  if (count === shownCount) return;
  shownCount = count;
  // A count that doesn't arrive is no harm: the next one will.
  toBackground('badge', { flagged: count, reads }).then(
    (reply) => {
      // A frame that comes into a page which the person has asked for.
      if (!reply.asked || asked) return;
      asked = true;
      measure.run(decide);
    },
    () => {
      shownCount = undefined;
    },
  );
}

function frameCount({ frame, flagged }: { frame: number; flagged: number | null }): {
  counted: true;
  asked: boolean;
} {
  hasFrames = true;
  if (flagged === null) inFrames.delete(frame);
  else if (inFrames.has(frame) || inFrames.size < MAX_FRAMES) inFrames.set(frame, flagged);
  changed();
  return { counted: true, asked };
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
    path,
    on: reading !== null,
    reads,
    blocks,
    pieces,
    inFrames: flaggedInFrames(),
    wouldFlag: reading?.wouldFlag ?? {},
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
  const { firstVerdictMs, cost } = measure;
  return { blocks: reading?.blocks ?? 0, flagged, firstVerdictMs, ...cost, idle: isIdle() };
}

/** A tab that slept may have missed the end of a pause, and the end of its extension. */
function wake(): void {
  if (!endIfOrphaned() && reads === 'paused') measure.run(decide);
}

function isIdle(): boolean {
  return state !== null && (reading?.isIdle ?? true);
}

function endIfOrphaned(): boolean {
  if (!isAlive()) life.abort();
  return life.signal.aborted;
}
