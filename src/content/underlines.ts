import { TASKS } from '../protocol/verdict.ts';
import type { Block } from './block.ts';
import { partsOf } from './dom.ts';
import type { Pencil } from './tasks.ts';

/**
 * How marked text itself is painted: underlined, faint or blurred, by the CSS Custom Highlight API. The
 * page's nodes stay as they are, nothing moves, and taking the ranges out leaves nothing behind. How each
 * look is painted is said in `content.css`: each task has its own kind of line, those of the person's own are
 * dashed, so that nothing depends on colour (and the badge has the word); the middle tones reach 4:1 on white
 * and on black alike, because a page's background has nothing to do with the reader's colour scheme. Faint
 * and blurred text has a badge beside it. Printed pages are the page's own.
 */
export type Look = Pencil | 'dim' | 'blur';

export class Underlines {
  readonly #highlights = new Map<Look, Highlight>();
  readonly #rangesOf = new Map<Block, { look: Look; ranges: StaticRange[] }>();

  /** Gives the block's present text a look; one at a time. */
  set(block: Block, look: Look): void {
    this.remove(block);
    // Static ranges: live ones would have to be mended by the browser at each change of the page.
    const ranges = partsOf(block).map(
      ({ nodes: [node], from, to }) =>
        new StaticRange({ startContainer: node, startOffset: from, endContainer: node, endOffset: to }),
    );
    const highlight = this.#highlightOf(look);
    for (const range of ranges) highlight.add(range);
    this.#rangesOf.set(block, { look, ranges });
  }

  remove(block: Block): void {
    const old = this.#rangesOf.get(block);
    if (!old) return;
    this.#rangesOf.delete(block);
    for (const range of old.ranges) this.#highlights.get(old.look)?.delete(range);
  }

  /** The blocks that have a look now. */
  *withLook(look: Look): Iterable<Block> {
    for (const [block, { look: own }] of this.#rangesOf) if (own === look) yield block;
  }

  /** Leaves nothing behind. */
  clear(): void {
    this.#rangesOf.clear();
    for (const look of this.#highlights.keys()) CSS.highlights.delete(nameOf(look));
    this.#highlights.clear();
  }

  #highlightOf(look: Look): Highlight {
    let highlight = this.#highlights.get(look);
    if (!highlight) {
      highlight = new Highlight();
      const rank = (TASKS as readonly Look[]).indexOf(look);
      highlight.priority = rank < 0 ? 0 : TASKS.length - rank;
      this.#highlights.set(look, highlight);
      CSS.highlights.set(nameOf(look), highlight);
    }
    return highlight;
  }
}

/** As `content.css` names it. */
function nameOf(look: Look): string {
  return `inkling-${look}`;
}
