import type { FromPage, PagePiece } from '../protocol/messages.ts';
import { roleOf } from '../protocol/sender.ts';
import type { TaskInfo } from '../protocol/verdict.ts';
import type { Block } from './block.ts';
import { flaggedOf } from './block.ts';
import { comesBefore, isConnected } from './dom.ts';

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
  readonly #signal: AbortSignal;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(content: () => FromPage, goTo: (piece: number) => void, signal: AbortSignal) {
    this.#content = content;
    this.#signal = signal;
    const connected = (port: chrome.runtime.Port) => {
      if (port.name !== 'page' || roleOf(port.sender) !== 'extension') return;
      this.#ports.add(port);
      port.onDisconnect.addListener(() => this.#ports.delete(port));
      port.onMessage.addListener((message: unknown) => isGoTo(message) && goTo(message.goTo));
      this.#push();
    };
    chrome.runtime.onConnect.addListener(connected);
    signal.addEventListener('abort', () => {
      chrome.runtime?.onConnect?.removeListener(connected);
      if (this.#timer !== null) clearTimeout(this.#timer);
    });
  }

  /** What `content` says may have changed. */
  changed(): void {
    if (this.#ports.size === 0 || this.#timer !== null || this.#signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#ports.size > 0) this.#push();
    }, PAUSE);
  }

  #push(): void {
    const page = this.#content();
    for (const port of this.#ports) port.postMessage(page);
    // That reading has ended changes nothing that is marked, so nobody else says it.
    if (!page.idle) this.changed();
  }
}

/** Flagged and taught pieces, and those that would be flagged if the head were surer; in the order of the page. */
export function piecesOf(blocks: Iterable<Block>, tasks: readonly TaskInfo[]): PagePiece[] {
  const ordinary = new Map(tasks.map((info) => [info.task, info.ordinary]));
  const flagged: Block[] = [];
  const likely: Block[] = [];
  for (const block of blocks) {
    if (!block.verdicts || !isConnected(block.nodes[0])) continue;
    if (flaggedOf(block).length > 0 || block.verdicts.some(({ yours }) => yours)) flagged.push(block);
    else if (block.verdicts.some(({ task, label, unsure }) => unsure && label !== ordinary.get(task))) {
      likely.push(block);
    }
  }
  return [...flagged, ...likely]
    .slice(0, MAX_PIECES)
    .sort((a, b) => (comesBefore(a.nodes[0], b.nodes[0]) ? -1 : 1))
    .map(({ id, text, verdicts }) => ({ id, text, verdicts: verdicts! }));
}

function isGoTo(message: unknown): message is { goTo: number } {
  return (
    typeof message === 'object' && message !== null && Number.isInteger((message as { goTo: unknown }).goTo)
  );
}
