import type { EngineClient } from '../protocol/engineClient.ts';
import { toBackground } from '../protocol/send.ts';
import type { Verdict } from '../protocol/verdict.ts';
import { words } from '../protocol/words.ts';
import { seriousness } from './block.ts';
import { focusOn, make, rootElement } from './dom.ts';
import { Exposure } from './exposure.ts';
import { failure } from './failure.ts';
import { measure } from './measure.ts';
import { moveTo, type Overlay, within } from './overlay.ts';
import { TaskSection } from './taskSection.ts';
import type { Tasks } from './tasks.ts';

/**
 * The card: what Inkling takes a text for, how surely, why, and the buttons to say otherwise. It opens at
 * a badge or at selected text, as a dialog beside which the page stays usable; there is one at a time.
 * Real gestures only, and only while the card can be seen for what it is. `taskSection.ts` draws and
 * teaches one task; this file opens, places and closes.
 */
export interface Subject {
  text: string;
  /** What is known of it already; null: ask. */
  verdicts: readonly Verdict[] | null;
  /** What the card opens at, in the window's coordinates. */
  at: DOMRect;
  /** What gets the focus back. */
  opener: HTMLElement | null;
  /** Takes the text out of sight again, when the person had opened it. */
  foldAgain?: (() => void) | null;
}

interface Surroundings {
  overlay: Overlay;
  engine: EngineClient;
  tasks: Tasks;
  site: string;
  /** Texts of the page, on which the effect of a lesson is shown. */
  texts(): string[];
  signal: AbortSignal;
}

/** Pixels between the card and the edges of the window, and what it opens at. */
const MARGIN = 8;

export class Card {
  readonly #around: Surroundings;
  readonly #overlay: Overlay;
  readonly #engine: EngineClient;
  #open: {
    subject: Subject;
    element: HTMLElement;
    exposure: Exposure;
    /** Where what could not be done is said. */
    notice: HTMLElement;
    end: AbortController;
  } | null = null;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#overlay = around.overlay;
    this.#engine = around.engine;
    around.signal.addEventListener('abort', () => this.close());
  }

  /** What it is about; null when it isn't open. */
  get text(): string | null {
    return this.#open?.subject.text ?? null;
  }

  /** Opens the card for a text; one that was open closes. */
  async open(subject: Subject): Promise<void> {
    this.close();
    const end = new AbortController();
    const body = make('div', {}, make('p', { class: 'small' }, words('card_waiting')));
    const notice = make('p', { class: 'status', role: 'status' });
    const element = this.#frame(subject, body, notice);
    const exposure = new Exposure(element, this.#overlay.host);
    this.#open = { subject, element, exposure, notice, end };
    try {
      await this.#overlay.dress();
    } catch {
      this.close();
      return;
    }
    if (end.signal.aborted) return;
    this.#overlay.toEnd();
    this.#overlay.show(element);
    this.#place(element, subject.at);
    element.focus({ preventScroll: true });
    this.#listen(element, end.signal);

    let verdicts = subject.verdicts;
    try {
      verdicts ??= (await this.#engine.request('classify', { texts: [subject.text] })).verdicts[0];
    } catch (error) {
      body.replaceChildren();
      notice.textContent = failure(error);
      return;
    }
    if (end.signal.aborted) return;
    measure.run(() => body.replaceChildren(...this.#fill(subject.text, verdicts, end.signal)));
  }

  close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    open.end.abort();
    open.exposure.end();
    const hadFocus = open.element.contains(this.#overlay.focused);
    open.element.remove();
    if (hadFocus && open.subject.opener) focusOn(open.subject.opener);
  }

  #frame(subject: Subject, body: HTMLElement, notice: HTMLElement): HTMLElement {
    const close = make('button', {
      class: 'close',
      type: 'button',
      title: words('card_close'),
      'aria-label': words('card_close'),
      onclick: (event) => event.isTrusted && this.close(),
    });
    close.append('×');
    const quiet = (caption: string, onclick: (event: Event) => void) =>
      make('button', { class: 'quiet', type: 'button', onclick }, caption);
    const foot: HTMLElement[] = this.#around.tasks.mayTeach
      ? [
          // It is made on a page of ours, for what is typed here the page could overhear. That page asks for
          // the text by itself, so the card stays.
          quiet(words('card_newLabel'), (event) => this.#do(event, () => toBackground('newLabel', {}))),
          // The engine tells every page of the site, this one too, which then takes everything away.
          quiet(words('card_site'), (event) =>
            this.#do(event, () => this.#engine.request('setSite', { site: this.#around.site, on: false })),
          ),
        ]
      : [make('p', { class: 'small' }, words('card_private'))];
    if (subject.foldAgain) {
      foot.unshift(quiet(words('card_foldAgain'), (event) => event.isTrusted && this.#foldAgain(subject)));
    }
    return make(
      'div',
      {
        class: 'card',
        role: 'dialog',
        'aria-label': words('card_title'),
        tabindex: -1,
        lang: chrome.i18n.getMessage('@@ui_locale').replace('_', '-'),
        dir: chrome.i18n.getMessage('@@bidi_dir'),
      },
      make('div', { class: 'top' }, make('p', { class: 'brand' }, words('card_title')), close),
      make('p', { class: 'quote', dir: 'auto' }, subject.text.slice(0, 300)),
      body,
      notice,
      make('div', { class: 'foot' }, ...foot),
    );
  }

  /** One section a task, the flagged ones first and in full. */
  #fill(text: string, verdicts: readonly Verdict[], signal: AbortSignal): HTMLElement[] {
    const { site, tasks, texts, engine } = this.#around;
    const allow = (event: Event) => this.#allow(event);
    return verdicts
      .flatMap((verdict) => {
        const info = tasks.infoOf(verdict);
        return info ? [{ info, verdict }] : [];
      })
      .sort((a, b) => rankOf(a.verdict) - rankOf(b.verdict))
      .map(
        ({ info, verdict }) =>
          new TaskSection({ text, info, verdict, site, tasks, texts, engine, allow, signal }).element,
      );
  }

  /** Whether a gesture counts: made by a person who can see what they do. */
  #allow(event: Event): boolean {
    if (!event.isTrusted) return false;
    if (!this.#open) return false;
    const { exposure, notice } = this.#open;
    notice.textContent = exposure.isExposed ? '' : words('card_covered');
    return exposure.isExposed;
  }

  /** Does what a button is for, if the gesture counts; a failure is told. */
  async #do(event: Event, work: () => Promise<unknown>): Promise<void> {
    if (!this.#allow(event)) return;
    const { notice } = this.#open!;
    try {
      await work();
    } catch (error) {
      notice.textContent = failure(error);
    }
  }

  #foldAgain(subject: Subject): void {
    this.close();
    subject.foldAgain?.();
  }

  #listen(element: HTMLElement, signal: AbortSignal): void {
    element.addEventListener('keydown', (event) => this.#press(event, element), { signal });
    // A press outside closes the card; the page gets it all the same.
    const outside = (event: Event) => {
      if (event.isTrusted && !event.composedPath().includes(this.#overlay.host)) this.close();
    };
    addEventListener('pointerdown', outside, { signal, capture: true });
    // It grows when the engine's words arrive, and when a choice opens.
    const again = () => measure.run(() => this.#open && this.#place(element, this.#open.subject.at));
    addEventListener('resize', again, { signal });
    const sizes = new ResizeObserver(again);
    sizes.observe(element);
    signal.addEventListener('abort', () => sizes.disconnect());
  }

  #press(event: KeyboardEvent, element: HTMLElement): void {
    if (!event.isTrusted) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Tab') {
      const stops = [...element.querySelectorAll<HTMLElement>('button:not(:disabled)')];
      const first = stops[0];
      const last = stops[stops.length - 1];
      const focused = this.#overlay.focused;
      const isAtEdge = event.shiftKey ? focused === first || focused === element : focused === last;
      if (!isAtEdge) return;
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }

  /** Below what it opened at, or above, or beside it; always whole in the window, if need be over it. */
  #place(element: HTMLElement, at: DOMRect): void {
    const { width, height } = element.getBoundingClientRect();
    const isRtl = element.dir === 'rtl';
    const right = (rootElement()?.clientWidth ?? innerWidth) - MARGIN;
    const bottom = innerHeight - MARGIN;
    let top = at.bottom + MARGIN;
    let left = isRtl ? at.left : at.right - width;
    if (top + height > bottom) {
      top = at.top - MARGIN - height;
      if (top < MARGIN) {
        const before = at.left - MARGIN - width;
        const after = at.right + MARGIN;
        if (before >= MARGIN && (isRtl || after + width > right)) left = before;
        else if (after + width <= right) left = after;
      }
    }
    top = within(top, MARGIN, bottom - height);
    left = within(left, MARGIN, right - width);
    moveTo(element, left, top, this.#overlay.origin());
  }
}

/** Flagged before unflagged, the more serious first. */
function rankOf({ task, flagged }: Verdict): number {
  return seriousness(task) + (flagged ? 0 : 10);
}
