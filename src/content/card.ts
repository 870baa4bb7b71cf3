import type { EngineClient } from '../protocol/engineClient.ts';
import type { TaskInfo, Verdict } from '../protocol/verdict.ts';
import { words } from '../protocol/words.ts';
import { seriousness } from './block.ts';
import { focusOn, make, makeSvg, rootElement } from './dom.ts';
import { Exposure } from './exposure.ts';
import { failure } from './failure.ts';
import type { Measure } from './measure.ts';
import type { Overlay } from './overlay.ts';
import { TaskSection } from './taskSection.ts';

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
}

/** Pixels between the card and the edges of the window, and what it opens at. */
const MARGIN = 8;

export class Card {
  readonly #overlay: Overlay;
  readonly #engine: EngineClient;
  readonly #site: string;
  readonly #measure: Measure;
  #tasks: readonly TaskInfo[] = [];
  #open: { element: HTMLElement; exposure: Exposure; end: AbortController; subject: Subject } | null = null;

  constructor(overlay: Overlay, engine: EngineClient, site: string, measure: Measure, signal: AbortSignal) {
    this.#overlay = overlay;
    this.#engine = engine;
    this.#site = site;
    this.#measure = measure;
    signal.addEventListener('abort', () => this.close());
  }

  setTasks(tasks: readonly TaskInfo[]): void {
    this.#tasks = tasks;
  }

  /** Opens the card for a text; one that was open closes. */
  async open(subject: Subject): Promise<void> {
    this.close();
    const end = new AbortController();
    const body = make('div', {}, make('p', { class: 'small' }, words('card_waiting')));
    const notice = make('p', { class: 'status', role: 'status' });
    const element = this.#frame(subject, body, notice);
    const exposure = new Exposure(element, this.#overlay.host);
    this.#open = { element, exposure, end, subject };
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
    this.#measure.run(() => {
      const sections = this.#fill(subject.text, verdicts, exposure, notice, end.signal);
      body.replaceChildren(...sections);
    });
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
    const drop = makeSvg(
      'svg',
      { class: 'drop', viewBox: '0 0 10 13', 'aria-hidden': 'true' },
      makeSvg('path', {
        d: 'M5 0C6.6 3 10 5.6 10 8.6A4.6 4.4 0 0 1 5 13 4.6 4.4 0 0 1 0 8.6C0 5.6 3.4 3 5 0Z',
      }),
    );
    const close = make('button', {
      class: 'close',
      type: 'button',
      title: words('card_close'),
      'aria-label': words('card_close'),
      onclick: (event) => event.isTrusted && this.close(),
    });
    close.append('×');
    const site = make('button', {
      class: 'quiet',
      type: 'button',
      onclick: (event) => this.#turnOff(event, notice),
    });
    site.append(words('card_site'));
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
      make('div', { class: 'top' }, make('p', { class: 'brand' }, drop, words('card_title')), close),
      make('p', { class: 'quote', dir: 'auto' }, subject.text.slice(0, 300)),
      body,
      notice,
      make('div', { class: 'foot' }, site),
    );
  }

  /** One section a task, the flagged ones first and in full. */
  #fill(
    text: string,
    verdicts: readonly Verdict[],
    exposure: Exposure,
    notice: HTMLElement,
    signal: AbortSignal,
  ): HTMLElement[] {
    const sections = verdicts
      .flatMap((verdict) => {
        const info = this.#tasks.find(({ task }) => task === verdict.task);
        return info ? [{ info, verdict }] : [];
      })
      .sort((a, b) => rankOf(a.verdict) - rankOf(b.verdict))
      .map(
        ({ info, verdict }) =>
          new TaskSection({
            text,
            info,
            verdict,
            site: this.#site,
            engine: this.#engine,
            allow: (event) => this.#allow(event, exposure, notice),
            signal,
          }),
      );
    return sections.map(({ element }) => element);
  }

  /** Whether a gesture counts: made by a person who can see what they do. */
  #allow(event: Event, exposure: Exposure, notice: HTMLElement): boolean {
    if (!event.isTrusted) return false;
    notice.textContent = exposure.isExposed ? '' : words('card_covered');
    return exposure.isExposed;
  }

  async #turnOff(event: Event, notice: HTMLElement): Promise<void> {
    if (!this.#open || !this.#allow(event, this.#open.exposure, notice)) return;
    try {
      // The engine tells every page of the site, this one too, which then takes everything away.
      await this.#engine.request('setSite', { site: this.#site, on: false });
    } catch (error) {
      notice.textContent = failure(error);
    }
  }

  #listen(element: HTMLElement, signal: AbortSignal): void {
    element.addEventListener('keydown', (event) => this.#press(event, element), { signal });
    // A press outside closes the card; the page gets it all the same.
    const outside = (event: Event) => {
      if (event.isTrusted && !event.composedPath().includes(this.#overlay.host)) this.close();
    };
    addEventListener('pointerdown', outside, { signal, capture: true });
    // It grows when the engine's words arrive, and when a choice opens.
    const again = () => this.#measure.run(() => this.#open && this.#place(element, this.#open.subject.at));
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
    const origin = this.#overlay.origin();
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
    element.style.transform = `translate(${Math.round(left - origin.left)}px, ${Math.round(top - origin.top)}px)`;
  }
}

/** Flagged before unflagged, the more serious first. */
function rankOf({ task, flagged }: Verdict): number {
  return seriousness(task) + (flagged ? 0 : 10);
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
