import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState, FromPage, PagePiece } from '../protocol/messages.ts';
import { MAX_PREVIEW, type Verdict } from '../protocol/verdict.ts';
import type { Block } from './block.ts';
import { flaggedOf } from './block.ts';
import { Card } from './card.ts';
import {
  activeElement,
  closestTo,
  isElement,
  isInShadow,
  isVisibleTab,
  parentElementOf,
  rangeBetween,
  rectOf,
} from './dom.ts';
import { Judge } from './judge.ts';
import { Marks } from './marks.ts';
import { Reader } from './observe.ts';
import { Overlay } from './overlay.ts';
import { piecesOf, wouldFlag } from './pagePort.ts';
import { Tasks } from './tasks.ts';
import { foldText } from './textRules.ts';

/**
 * The reading of one page: made when its site is to be read, gone without a trace when the signal aborts.
 * It holds the parts together; what it tells of itself is what toolbar, popup and `scan` show.
 */
export class Reading {
  readonly #reader: Reader;
  readonly #judge: Judge;
  readonly #marks: Marks;
  readonly #card: Card;
  readonly #tasks: Tasks;
  readonly #changed: () => void;

  constructor(engine: EngineClient, state: EngineState, changed: () => void, signal: AbortSignal) {
    this.#tasks = new Tasks(state);
    this.#changed = changed;
    const overlay = new Overlay(signal);
    const texts = () => this.#texts();
    this.#card = new Card({ overlay, engine, tasks: this.#tasks, site: state.site, texts, signal });
    this.#marks = new Marks(overlay, this.#tasks, (block) => this.#openAt(block), signal);
    this.#judge = new Judge(engine, (block, verdicts) => this.#judged(block, verdicts), changed, signal);
    this.#reader = new Reader(
      {
        found: (block) => {
          this.#marks.found(block);
          this.#reader.watch(block, true);
          this.#judge.add(block);
        },
        gone: (block) => {
          this.#judge.remove(block);
          this.#marks.remove(block);
          this.#changed();
        },
        moved: (block) => {
          if (block.verdicts) this.#marks.update(block);
          else if (block.place !== 'far') this.#judge.add(block);
        },
        pinned: (element) => this.#marks.pinned(element),
        stirred: () => this.#marks.stir(),
      },
      (node) => node === overlay.host,
      signal,
    );
    addEventListener('visibilitychange', () => isVisibleTab() && this.#judge.wake(), { signal });
  }

  get blocks(): number {
    return this.#reader.blocks.size;
  }

  get flagged(): ReadonlySet<Block> {
    return this.#marks.flagged;
  }

  get isIdle(): boolean {
    return this.#reader.isIdle && this.#judge.isIdle;
  }

  get pieces(): PagePiece[] {
    return piecesOf(this.#reader.blocks, this.#tasks);
  }

  get wouldFlag(): FromPage['wouldFlag'] {
    return wouldFlag(this.#reader.blocks, this.#tasks);
  }

  /** The text that the card is about; null when it isn't open. */
  get cardText(): string | null {
    return this.#card.text;
  }

  /** Lessons or settings changed: everything is asked about again, what is on the screen first. */
  refresh(state: EngineState): void {
    this.#tasks.update(state);
    this.#judge.forget();
    // A task that was switched off or is no more vanishes at once; the rest waits for the engine's word.
    for (const block of [...this.#marks.flagged]) {
      const left = block.verdicts!.filter((verdict) => this.#tasks.isOn(verdict));
      if (left.length === block.verdicts!.length) continue;
      block.verdicts = left;
      this.#marks.update(block);
    }
    this.#marks.updateAll();
    this.#reader.revisit();
    this.#changed();
  }

  /** Texts of the page on which a lesson's effect is shown, what is on the screen first. */
  #texts(): string[] {
    const rank = { visible: 0, near: 1, far: 2 };
    const judged = [...this.#reader.blocks].filter(({ verdicts }) => verdicts);
    judged.sort((a, b) => rank[a.place] - rank[b.place]);
    return [...new Set(judged.map(({ text }) => text))].slice(0, MAX_PREVIEW);
  }

  /** Goes to the next marked piece or the one before, round the page; false when there is none. */
  step(by: 1 | -1): boolean {
    return this.#marks.step(by);
  }

  goTo(piece: number): void {
    for (const block of this.#reader.blocks) if (block.id === piece) this.#marks.goTo(block);
  }

  /** Opens the card for the selected text; false when there is none that may be read. */
  openAtSelection(): boolean {
    const selection = getSelection();
    if (!selection || selection.rangeCount === 0) return false;
    const range = selectedRange(selection, this.#reader.shadowRoots);
    // What is selected in a shadow root that isn't read (an editor's, say) looks like nothing selected.
    if (range.collapsed || isPrivate(range.commonAncestorContainer)) return false;
    const text = foldText(selection.toString());
    if (text === '') return false;
    const active = activeElement();
    void this.#card.open({ text, verdicts: null, at: range.getBoundingClientRect(), opener: active });
    return true;
  }

  #judged(block: Block, verdicts: Verdict[]): void {
    if (!this.#reader.blocks.has(block)) return;
    block.verdicts = verdicts;
    this.#marks.update(block);
    // Of what is not marked, nobody needs to know where it is.
    this.#reader.watch(block, flaggedOf(block).length > 0);
    this.#changed();
  }

  #openAt(block: Block): void {
    const button = this.#marks.buttonOf(block);
    if (!button || !block.verdicts) return;
    const isOpened = this.#marks.isOpened(block);
    void this.#card.open({
      text: block.text,
      verdicts: block.verdicts,
      at: rectOf(button),
      opener: button,
      foldAgain: isOpened ? () => this.#marks.foldAgain(block) : null,
    });
  }
}

/** What a person writes is not read, not even when it is selected. */
const PRIVATE = 'input, textarea, [contenteditable]:not([contenteditable="false" i]), [role="textbox" i]';

/** What is selected, where it really stands: the document names only the host of the root it is in. */
function selectedRange(selection: Selection, shadowRoots: ShadowRoot[]): Range {
  const [composed] = selection.getComposedRanges?.({ shadowRoots }) ?? [];
  if (!composed || !isInShadow(composed.startContainer)) return selection.getRangeAt(0);
  return rangeBetween(
    composed.startContainer,
    composed.startOffset,
    composed.endContainer,
    composed.endOffset,
  );
}

function isPrivate(node: Node): boolean {
  const element = isElement(node) ? node : parentElementOf(node);
  const active = activeElement();
  return [element, active].some((one) => one && closestTo(one, PRIVATE));
}
