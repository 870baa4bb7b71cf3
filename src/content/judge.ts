import type { EngineClient } from '../protocol/engineClient.ts';
import { pause } from '../protocol/pause.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { MAX_BATCH } from '../protocol/verdict.ts';
import type { Block, Place } from './block.ts';
import { isVisibleTab } from './dom.ts';
import { measure } from './measure.ts';
import { dropOldest } from './weakList.ts';

/**
 * Asks the engine about blocks: what is on the screen first, then what is near it, then the rest. One
 * request is under way at a time, so that what comes on the screen meanwhile is in the next. Answers are
 * kept by text until the engine's lessons or settings change, so that an unchanged text is asked about once.
 */

/** The first batch is small, so that the first marks come soon. */
const FIRST_BATCH = 8;
/** What is far is asked about in smaller batches, so that what comes on the screen need not wait long. */
const FAR_BATCH = 24;
/** Blocks that may wait off the screen. Beyond, the oldest are dropped, and asked about when they come near. */
const MAX_WAITING = 20_000;
/** Texts whose verdicts are kept, and their UTF-16 units altogether. */
const MAX_KEPT = 4000;
const MAX_KEPT_UNITS = 2_000_000;
/** Milliseconds until the engine is asked again after it failed, and the longest such pause. */
const FIRST_PAUSE = 500;
const LAST_PAUSE = 30_000;

export class Judge {
  readonly #engine: EngineClient;
  /** Told of each verdict, also of those that were known already. */
  readonly #judged: (block: Block, verdicts: Verdict[]) => void;
  /** Told when the engine could not be asked. */
  readonly #failed: () => void;
  readonly #signal: AbortSignal;
  readonly #waiting: Record<Place, Set<Block>> = { visible: new Set(), near: new Set(), far: new Set() };
  readonly #kept = new Map<string, Verdict[]>();
  #keptUnits = 0;
  /** Revision of the kept verdicts. */
  #revision = -1;
  /** Grows whenever the engine says that verdicts may no longer hold. */
  #epoch = 0;
  #isAsking = false;

  constructor(
    engine: EngineClient,
    judged: (block: Block, verdicts: Verdict[]) => void,
    failed: () => void,
    signal: AbortSignal,
  ) {
    this.#engine = engine;
    this.#judged = judged;
    this.#failed = failed;
    this.#signal = signal;
  }

  get isIdle(): boolean {
    const { visible, near, far } = this.#waiting;
    return !this.#isAsking && visible.size + near.size + far.size === 0;
  }

  /** Wants a verdict on the block's present text. */
  add(block: Block): void {
    this.remove(block);
    if (this.#giveKept(block)) return;
    const queue = this.#waiting[block.place];
    queue.add(block);
    dropOldest(queue, MAX_WAITING);
    this.wake();
  }

  /** No verdict is wanted any more. */
  remove(block: Block): void {
    for (const queue of Object.values(this.#waiting)) queue.delete(block);
  }

  /** Verdicts of an earlier revision no longer hold. */
  forget(): void {
    this.#epoch++;
    this.#kept.clear();
    this.#keptUnits = 0;
  }

  /** Goes on asking, if anything waits. */
  wake(): void {
    if (!this.#isAsking && !this.#signal.aborted) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    // The slice that found the first block is about to find more.
    await null;
    let failures = 0;
    let limit = FIRST_BATCH;
    while (!this.#signal.aborted && isVisibleTab()) {
      const taken = this.#take(limit);
      if (taken.length === 0) break;
      // Several may have waited with the same text.
      const batch = measure.run(() => taken.filter((block) => !this.#giveKept(block)));
      if (batch.length === 0) continue;
      const texts = [...new Set(batch.map((block) => block.text))];
      const epoch = this.#epoch;
      try {
        const { revision, verdicts } = await this.#engine.request('classify', { texts });
        if (this.#signal.aborted) break;
        const isStale = epoch !== this.#epoch;
        if (!isStale) measure.run(() => this.#accept(batch, texts, revision, verdicts));
        else for (const block of batch) this.#waiting[block.place].add(block);
        failures = 0;
        limit = MAX_BATCH;
      } catch {
        if (this.#signal.aborted) break;
        for (const block of batch) this.#waiting[block.place].add(block);
        this.#failed();
        await pause(Math.min(FIRST_PAUSE * 2 ** failures++, LAST_PAUSE));
      }
    }
    this.#isAsking = false;
  }

  #take(limit: number): Block[] {
    const { visible, near, far } = this.#waiting;
    const urgent = take([visible, near], limit);
    return urgent.length > 0 ? urgent : take([far], Math.min(limit, FAR_BATCH));
  }

  /** Gives the block the verdicts that are known of its text, if any are. */
  #giveKept(block: Block): boolean {
    const kept = this.#kept.get(block.text);
    if (!kept) return false;
    // The most recently used ones are at the end.
    this.#kept.delete(block.text);
    this.#kept.set(block.text, kept);
    this.#judged(block, kept);
    return true;
  }

  #accept(batch: Block[], texts: string[], revision: number, verdicts: Verdict[][]): void {
    if (revision !== this.#revision) {
      this.forget();
      this.#revision = revision;
    }
    measure.sawVerdict();
    texts.forEach((text, i) => {
      this.#keep(text, verdicts[i]);
    });
    for (const block of batch) {
      const said = this.#kept.get(block.text);
      // Its text changed while the engine was thinking; then it waits again already.
      if (said) this.#judged(block, said);
    }
  }

  #keep(text: string, verdicts: Verdict[]): void {
    this.#kept.set(text, verdicts);
    this.#keptUnits += text.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_KEPT && this.#keptUnits <= MAX_KEPT_UNITS) break;
      this.#kept.delete(oldest);
      this.#keptUnits -= oldest.length;
    }
  }
}

function take(queues: Set<Block>[], limit: number): Block[] {
  const taken: Block[] = [];
  for (const queue of queues) {
    for (const block of queue) {
      if (taken.length >= limit) return taken;
      queue.delete(block);
      taken.push(block);
    }
  }
  return taken;
}
