import type { EngineClient } from '../protocol/engineClient.ts';
import type { Evidence, TaskInfo, Verdict } from '../protocol/verdict.ts';
import { odds, words } from '../protocol/words.ts';
import { colour, make } from './dom.ts';
import { failure } from './failure.ts';
import type { Tasks } from './tasks.ts';
import { uuid } from './uuid.ts';

/**
 * What the card says of one task, and how a person answers:
 *
 *     asking ──Right──────────────▶ teaching ──▶ learned ──Undo──▶ asking, "Taken back"
 *        └──Wrong, it is …──▶ choosing ──label──▶ teaching         (any failure: back, and said in words)
 *
 * A marked text gets the whole section, with the words that spoke for it; what is ordinary gets one line.
 */
export interface Task {
  text: string;
  info: TaskInfo;
  verdict: Verdict;
  site: string;
  tasks: Tasks;
  /** Texts of the page, on which the effect of a lesson is shown. */
  texts(): string[];
  engine: EngineClient;
  /** Whether a gesture counts. */
  allow(event: Event): boolean;
  signal: AbortSignal;
}

/** Words shown for, and against. */
const MAX_WORDS = 6;
/** UTF-16 units shown of the nearest example. */
const MAX_EXAMPLE = 200;

export class TaskSection {
  readonly element: HTMLElement;
  readonly #task: Task;
  #verdict: Verdict;
  readonly #says = make('p', { class: 'says', tabindex: -1 });
  readonly #detail = make('div');
  readonly #actions = make('div', { class: 'actions' });
  readonly #status = make('p', { class: 'status', role: 'status' });
  /** How many pieces of the page a lesson would change, by label; asked for once. */
  readonly #effects = new Map<string, Promise<string>>();

  constructor(task: Task) {
    this.#task = task;
    this.#verdict = task.verdict;
    const { label, flagged } = task.verdict;
    const name = task.tasks.nameOf(task.verdict);
    const isMarked = flagged || (label !== task.info.ordinary && !task.verdict.unsure);
    this.element = make(
      'section',
      {
        class: `task ${task.tasks.pencilOf(task.verdict)} ${isMarked ? 'marked' : 'plain'}`,
        'aria-label': name,
      },
      this.#says,
      ...(isMarked || task.verdict.yours ? [this.#detail] : []),
      this.#actions,
      this.#status,
    );
    colour(this.element, task.tasks.colourOf(task.verdict));
    this.#tell();
    this.#ask();
    if (isMarked || task.verdict.yours) void this.#explain(isMarked);
  }

  #tell(): void {
    const { tasks } = this.#task;
    const { label, probability, unsure, yours } = this.#verdict;
    const says = tasks.says(this.#verdict);
    const guess = words('card_guess', this.#nameOf(label), odds(probability));
    this.#says.textContent = unsure && !yours ? `${tasks.nameOf(this.#verdict)}: ${says}. ${guess}` : says;
  }

  /** The words that spoke for the label and against it; said apart, so that colour says nothing alone. */
  async #explain(isMarked: boolean): Promise<void> {
    const { engine, text, info, signal } = this.#task;
    const { label, probability } = this.#verdict;
    const level = make('div');
    level.style.width = `${Math.round(probability * 100)}%`;
    if (isMarked) this.#detail.append(make('div', { class: 'level', 'aria-hidden': 'true' }, level));
    try {
      const { evidence, lesson, example } = await engine.request('explain', { text, task: info.task, label });
      if (signal.aborted) return;
      // A lesson of an earlier visit can be taken back like one of just now.
      if (lesson && this.#verdict.yours && this.#task.tasks.mayTeach) this.#offerUndo(lesson);
      if (!isMarked) return;
      const For = evidence.filter(({ share }) => share > 0).slice(0, MAX_WORDS);
      const against = evidence.filter(({ share }) => share < 0).slice(0, MAX_WORDS);
      if (For.length + against.length === 0) {
        this.#note(words('card_noWords'));
      }
      this.#list('for', words('card_for'), For);
      this.#list('against', words('card_against'), against);
      if (example) {
        this.#note(words('card_example', this.#nameOf(example.label)));
        this.#detail.append(make('p', { class: 'quote', dir: 'auto' }, example.text.slice(0, MAX_EXAMPLE)));
      }
    } catch (error) {
      if (!signal.aborted) this.#note(failure(error));
    }
  }

  #list(kind: 'for' | 'against', title: string, evidence: readonly Evidence[]): void {
    if (evidence.length === 0) return;
    const chips = evidence.map(({ word }) => make('li', { dir: 'auto' }, word));
    this.#note(title);
    this.#detail.append(make('ul', { class: `chips ${kind}`, 'aria-label': title }, ...chips));
  }

  #note(sentence: string): void {
    this.#detail.append(make('p', { class: 'small' }, sentence));
  }

  #offerUndo(lesson: string): void {
    if (this.#actions.querySelector('.undo')) return;
    this.#actions.append(this.#undoButton(lesson));
  }

  #undoButton(lesson: string): HTMLButtonElement {
    return this.#button('undo', words('card_undo'), (event) => this.#undo(event, lesson));
  }

  #ask(): void {
    if (!this.#task.tasks.mayTeach) return;
    const { label, yours, unsure } = this.#verdict;
    const isMarked = this.element.classList.contains('marked');
    const right = this.#button('', words('card_right'), (event) => this.#teach(event, label));
    const wrong = this.#button(
      isMarked ? '' : 'quiet',
      words(unsure && !yours ? 'card_itIs' : 'card_wrong'),
      (event) => {
        if (this.#task.allow(event)) this.#choose();
      },
    );
    this.#offer('actions', ...(isMarked && !yours ? [right] : []), wrong);
  }

  #offer(className: string, ...children: HTMLElement[]): void {
    this.#actions.className = className;
    this.#actions.replaceChildren(...children);
  }

  #choose(): void {
    const { labels } = this.#task.info;
    const { label, unsure, yours } = this.#verdict;
    const choices = labels
      .filter((other) => other !== label || (unsure && !yours))
      .map((other) => this.#choice(other));
    this.#status.textContent = '';
    this.#offer(
      'actions wide',
      make('div', { class: 'choices', role: 'group', 'aria-label': words('card_choose') }, ...choices),
    );
    choices[0]?.focus();
  }

  /** A label to choose; before it is chosen it says what it would change on this page. */
  #choice(label: string): HTMLButtonElement {
    const button = this.#button('', this.#nameOf(label), (event) => this.#teach(event, label));
    const tell = async (event: Event) => {
      if (!event.isTrusted) return;
      const effect = await this.#effectOf(label);
      // Another may have the focus by now, or the choice may be made.
      if (button.matches(':focus, :hover') && !button.disabled) this.#status.textContent = effect;
    };
    button.addEventListener('focus', tell);
    button.addEventListener('pointerenter', tell);
    return button;
  }

  /** In words, what a lesson would change on this page; '' when that can't be told. */
  #effectOf(label: string): Promise<string> {
    const { text, info, engine, texts } = this.#task;
    const known = this.#effects.get(label);
    if (known) return known;
    const effect = engine
      .request('preview', { change: { text, task: info.task, label }, texts: texts() })
      .then(({ changed, spoiled }) => {
        const change = words('card_effect', changed.length);
        return spoiled > 0 ? `${change}. ${words('card_spoiled', spoiled)}` : change;
      })
      .catch(() => '');
    this.#effects.set(label, effect);
    return effect;
  }

  #nameOf(label: string): string {
    return this.#task.tasks.labelOf({ task: this.#task.info.task, label });
  }

  async #teach(event: Event, label: string): Promise<void> {
    const { text, info, site, engine, signal, allow } = this.#task;
    if (!allow(event)) return;
    const lesson = uuid();
    await this.#try(async () => {
      const taught = await engine.request('teach', { lesson, text, task: info.task, label, site });
      if (signal.aborted) return;
      this.#verdict = taught.verdicts.find(({ task }) => task === info.task) ?? this.#verdict;
      this.#tell();
      const undo = this.#undoButton(lesson);
      this.#offer('actions', undo);
      this.#status.textContent = words('card_learned', this.#nameOf(label));
      undo.focus();
    });
  }

  async #undo(event: Event, lesson: string): Promise<void> {
    const { text, info, engine, signal, allow } = this.#task;
    if (!allow(event)) return;
    await this.#try(async () => {
      await engine.request('undo', { lesson });
      const { verdicts } = await engine.request('classify', { texts: [text] });
      if (signal.aborted) return;
      this.#verdict = verdicts[0].find(({ task }) => task === info.task) ?? this.#verdict;
      this.#tell();
      this.#ask();
      this.#status.textContent = words('card_undone');
      this.#says.focus();
    });
  }

  /** Does something with the buttons off; a failure is told, and the buttons are as they were. */
  async #try(work: () => Promise<void>): Promise<void> {
    const buttons = [...this.#actions.querySelectorAll('button')];
    for (const button of buttons) button.disabled = true;
    try {
      await work();
    } catch (error) {
      this.#status.textContent = failure(error);
      for (const button of buttons) button.disabled = false;
      buttons[0]?.focus();
    }
  }

  #button(style: string, caption: string, onclick: (event: Event) => void): HTMLButtonElement {
    const name = words('card_about', this.#task.tasks.nameOf(this.#verdict), caption);
    return make('button', { type: 'button', class: style, 'aria-label': name, onclick }, caption);
  }
}
