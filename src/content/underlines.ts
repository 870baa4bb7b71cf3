import type { TaskId } from '../protocol/verdict.ts';
import { MAX_TEXT, TASKS } from '../protocol/verdict.ts';
import type { Block } from './block.ts';

/**
 * Underlines text without touching it, by the CSS Custom Highlight API: the page's nodes stay as they
 * are, and taking the ranges out leaves nothing behind. How each task's line looks is said in `content.css`.
 */
export class Underlines {
  readonly #highlights = new Map<TaskId, Highlight>();
  readonly #rangesOf = new Map<Block, { task: TaskId; ranges: StaticRange[] }>();

  /** Underlines the block's present text as the task does it. */
  set(block: Block, task: TaskId): void {
    this.remove(block);
    // Static ranges: live ones would have to be mended by the browser at each change of the page.
    const ranges = block.nodes.map(
      (node) =>
        new StaticRange({
          startContainer: node,
          startOffset: 0,
          endContainer: node,
          endOffset: Math.min(node.length, MAX_TEXT),
        }),
    );
    const highlight = this.#highlightOf(task);
    for (const range of ranges) highlight.add(range);
    this.#rangesOf.set(block, { task, ranges });
  }

  remove(block: Block): void {
    const old = this.#rangesOf.get(block);
    if (!old) return;
    this.#rangesOf.delete(block);
    for (const range of old.ranges) this.#highlights.get(old.task)?.delete(range);
  }

  /** Leaves nothing behind. */
  clear(): void {
    this.#rangesOf.clear();
    for (const task of this.#highlights.keys()) CSS.highlights.delete(nameOf(task));
    this.#highlights.clear();
  }

  #highlightOf(task: TaskId): Highlight {
    let highlight = this.#highlights.get(task);
    if (!highlight) {
      highlight = new Highlight();
      highlight.priority = TASKS.length - TASKS.indexOf(task);
      this.#highlights.set(task, highlight);
      CSS.highlights.set(nameOf(task), highlight);
    }
    return highlight;
  }
}

/** As `content.css` names it. */
function nameOf(task: TaskId): string {
  return `inkling-${task}`;
}
