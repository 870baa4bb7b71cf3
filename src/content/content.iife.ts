import { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState, FromPage, PageReport } from '../protocol/messages.ts';
import { answerPage, toBackground } from '../protocol/send.ts';
import { flaggedOf } from './block.ts';
import { Measure } from './measure.ts';
import { PagePorts } from './pagePort.ts';
import { Reading } from './reading.ts';

/**
 * The content script: one in the main frame of each web page, in its own world. The data's way:
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
 * The engine's state switches it: with the site off, {@link Reading} and all its parts are aborted by one
 * signal and nothing is read; with the site on, it begins anew. When the extension is updated or removed
 * under the page, everything ends. It never writes to a node of the page, and has no way to the network.
 */

/** Milliseconds between two counts sent to the toolbar. */
const COUNT_PAUSE = 300;

const measure = new Measure();
const site = location.hostname;
/** Ends this script for good. */
const life = new AbortController();
/** Ends what is there while the site is read. */
let on = new AbortController();
let reading: Reading | null = null;
let state: EngineState | null = null;
let shownCount: number | null | undefined;
let countTimer: ReturnType<typeof setTimeout> | null = null;

const engine = new EngineClient({ onChanged: (now) => measure.run(() => follow(now)), signal: life.signal });
const ports = new PagePorts(content, (piece) => measure.run(() => reading?.goTo(piece)), life.signal);
answerPage(
  {
    report,
    step: ({ by }) => ({ went: measure.run(() => reading?.step(by) ?? false) }),
    labelSelection: () => ({ opened: measure.run(() => reading?.openAtSelection() ?? false) }),
  },
  life.signal,
);
life.signal.addEventListener('abort', () => on.abort());

// A script whose extension is gone is told nothing; it finds out when it next wakes.
for (const type of ['visibilitychange', 'focus', 'pointerdown', 'scroll', 'pageshow']) {
  addEventListener(type, endIfOrphaned, { signal: life.signal, capture: true, passive: true });
}

function follow(now: EngineState): void {
  state = now;
  if (now.settings.sitesOff.includes(site)) {
    on.abort();
    reading = null;
  } else if (reading) {
    reading.refresh(now);
  } else {
    on = new AbortController();
    reading = new Reading(engine, now, changed, measure, on.signal);
  }
  changed();
}

/** Something that others show has changed. */
function changed(): void {
  ports.changed();
  if (countTimer !== null) return;
  countTimer = setTimeout(() => {
    countTimer = null;
    const count = reading ? reading.flagged.size : null;
    if (endIfOrphaned() || count === shownCount) return;
    shownCount = count;
    // A count that doesn't arrive is no harm: the next one will.
    toBackground('badge', { flagged: count }).catch(() => {
      shownCount = undefined;
    });
  }, COUNT_PAUSE);
}

function content(): FromPage {
  const { blocks, pieces } = reading ?? { blocks: 0, pieces: [] };
  return { site, on: reading !== null, blocks, pieces, idle: isIdle() };
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
