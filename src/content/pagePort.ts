import type { FromPage, PagePiece } from '../protocol/messages.ts';
import { isOwnPage } from '../protocol/sender.ts';
import { SENSITIVITY_STEPS, type TaskId } from '../protocol/verdict.ts';
import type { Block } from './block.ts';
import { flaggedOf, inPageOrder } from './block.ts';
import { isConnected } from './dom.ts';
import { later } from './later.ts';
import type { Tasks } from './tasks.ts';

/**
 * The popup's window on this page: while one is open, it is told what is marked here whenever that
 * changes, a few times a second at most. Only the extension itself may connect.
 */

/** Pieces that the popup shows. */
const MAX_PIECES = 200;
/** Milliseconds between two pushes. */
const PAUSE = 150;

export class PagePorts {
  readonly #ports = new Set<chrome.runtime.Port>();
  readonly #content: () => FromPage;
  readonly #push: (pause: number) => void;

  constructor(
    content: () => FromPage,
    asks: { goTo(piece: number): void; readNow(): void },
    signal: AbortSignal,
  ) {
    this.#content = content;
    this.#push = later(() => this.#tell(), signal);
    const connected = (port: chrome.runtime.Port) => {
      if (port.name !== 'page' || !isOwnPage(port.sender)) return;
      this.#ports.add(port);
      port.onDisconnect.addListener(() => this.#ports.delete(port));
      port.onMessage.addListener((message: unknown) => {
        if (isGoTo(message)) asks.goTo(message.goTo);
        else if (isReadNow(message)) asks.readNow();
      });
      this.#tell();
    };
    chrome.runtime.onConnect.addListener(connected);
    signal.addEventListener('abort', () => chrome.runtime?.onConnect?.removeListener(connected));
  }

  /** What `content` says may have changed. */
  changed(): void {
    if (this.#ports.size > 0) this.#push(PAUSE);
  }

  #tell(): void {
    if (this.#ports.size === 0) return;
    const page = this.#content();
    for (const port of this.#ports) port.postMessage(page);
    // That reading has ended changes nothing that is marked, so nobody else says it.
    if (!page.idle) this.changed();
  }
}

/** Flagged and taught pieces, and those that would be flagged if the head were surer; in the order of the page. */
export function piecesOf(blocks: Iterable<Block>, tasks: Tasks): PagePiece[] {
  const flagged: Block[] = [];
  const likely: Block[] = [];
  for (const block of blocks) {
    if (!block.verdicts || !isConnected(block.nodes[0])) continue;
    if (flaggedOf(block).length > 0 || block.verdicts.some(({ yours }) => yours)) flagged.push(block);
    else if (block.verdicts.some((one) => one.unsure && one.label !== tasks.infoOf(one)?.ordinary)) {
      likely.push(block);
    }
  }
  return [...flagged, ...likely]
    .slice(0, MAX_PIECES)
    .sort(inPageOrder)
    .map(({ id, text, verdicts }) => ({ id, text, verdicts: verdicts! }));
}

/**
 * For each task that is on, how many pieces would be flagged at each step of sensitivity. What the person
 * has said themselves, and what the head abstains from, no step changes.
 */
export function wouldFlag(blocks: Iterable<Block>, tasks: Tasks): Record<TaskId, number[]> {
  const on = tasks.all.filter((info) => tasks.isOn(info));
  const counts = new Map(on.map(({ task }) => [task, new Array<number>(SENSITIVITY_STEPS).fill(0)]));
  const infos = new Map(on.map((info) => [info.task, info]));
  for (const { verdicts } of blocks) {
    for (const { task, label, probability, flagged, unsure, yours } of verdicts ?? []) {
      const info = infos.get(task);
      if (!info || label === info.ordinary) continue;
      const lines = info.flagAt[info.labels.indexOf(label)] ?? [];
      const of = counts.get(task)!;
      for (let step = 0; step < SENSITIVITY_STEPS; step++) {
        if (yours || unsure ? flagged : probability >= lines[step]) of[step]++;
      }
    }
  }
  return Object.fromEntries(counts);
}

function isReadNow(message: unknown): boolean {
  return (message as { readNow?: unknown } | null)?.readNow === true;
}

function isGoTo(message: unknown): message is { goTo: number } {
  return Number.isInteger((message as { goTo?: unknown } | null)?.goTo);
}
