import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState, PagePiece } from '../protocol/messages.ts';
import { isPlain } from '../protocol/siteRules.ts';
import type { Verdict } from '../protocol/verdict.ts';
import type { Block } from './block.ts';
import { flaggedOf } from './block.ts';
import { foldText } from './blocks.ts';
import { Card } from './card.ts';
import { activeElement, closestTo, isVisibleTab, nodeType, parentElementOf, rectOf } from './dom.ts';
import { Judge } from './judge.ts';
import { Marks } from './marks.ts';
import type { Measure } from './measure.ts';
import { Reader } from './observe.ts';
import { Overlay } from './overlay.ts';
import { piecesOf } from './pagePort.ts';

/**
 * The reading of one page: made when its site is to be read, gone without a trace when the signal aborts.
 * It holds the parts together; what it tells of itself is what toolbar, popup and `scan` show.
 */
export class Reading {
  readonly #reader: Reader;
  readonly #judge: Judge;
  readonly #marks: Marks;
  readonly #card: Card;
  #state: EngineState;
  readonly #changed: () => void;

  constructor(
    engine: EngineClient,
    state: EngineState,
    changed: () => void,
    measure: Measure,
    signal: AbortSignal,
  ) {
    this.#state = state;
    this.#changed = changed;
    const overlay = new Overlay(signal);
    this.#card = new Card(overlay, engine, state.site, measure, signal);
    this.#card.setTasks(state.tasks);
    this.#marks = new Marks(overlay, (block) => this.#openAt(block), measure, signal);
    this.#setWays();
    this.#judge = new Judge(
      engine,
      (block, verdicts) => this.#judged(block, verdicts),
      changed,
      measure,
      signal,
    );
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
      measure,
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
    return piecesOf(this.#reader.blocks, this.#state.tasks);
  }

  /** Lessons or settings changed: everything is asked about again, what is on the screen first. */
  refresh(state: EngineState): void {
    this.#state = state;
    this.#card.setTasks(state.tasks);
    this.#judge.forget();
    this.#setWays();
    // A task that was switched off vanishes at once; the rest waits for the engine's word.
    for (const block of [...this.#marks.flagged]) {
      const left = block.verdicts!.filter(({ task }) => state.settings.tasks[task].on);
      if (left.length === block.verdicts!.length) continue;
      block.verdicts = left;
      this.#marks.update(block);
    }
    this.#reader.revisit();
    this.#changed();
  }

  /** On a site that is to stay plain, everything is underlined. */
  #setWays(): void {
    const { settings, site, path } = this.#state;
    const plain = isPlain(settings, site, path);
    this.#marks.setWays((task) => (plain ? 'underline' : settings.tasks[task].way));
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
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return false;
    const range = selection.getRangeAt(0);
    if (isPrivate(range.commonAncestorContainer)) return false;
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
    void this.#card.open({ text: block.text, verdicts: block.verdicts, at: rectOf(button), opener: button });
  }
}

/** What a person writes is not read, not even when it is selected. */
const PRIVATE = 'input, textarea, [contenteditable]:not([contenteditable="false" i]), [role="textbox" i]';

function isPrivate(node: Node): boolean {
  const element = nodeType(node) === Node.ELEMENT_NODE ? (node as Element) : parentElementOf(node);
  const active = activeElement();
  return [element, active].some((one) => one && closestTo(one, PRIVATE));
}
