/**
 * Sixteen steps of four drums as a grid of buttons: one stop for the Tab key, arrows within, Space or Enter to change
 * a step. A step that sounds has a dot, not only a colour.
 */
import { type Bar, cellOf, DRUMS, emptyBar, STEPS } from './groove.ts';

export class Grid {
  readonly #buttons: HTMLButtonElement[][];
  #now = -1;

  /** @param change called with a cell that somebody has changed. */
  constructor(root: HTMLElement, name: string, change: (step: number, drum: number, on: boolean) => void) {
    root.role = 'grid';
    root.ariaLabel = name;
    this.#buttons = DRUMS.map((name, drum) => {
      const row = document.createElement('div');
      row.role = 'row';
      row.className = 'drum';
      const header = document.createElement('div');
      header.role = 'rowheader';
      header.textContent = name;
      const buttons = Array.from({ length: STEPS }, (_, step) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.setAttribute('aria-label', `${name}, step ${step + 1}`);
        button.tabIndex = drum + step === 0 ? 0 : -1;
        button.addEventListener('click', () => {
          const on = button.getAttribute('aria-pressed') !== 'true';
          button.setAttribute('aria-pressed', String(on));
          change(step, drum, on);
        });
        button.addEventListener('focus', () => {
          for (const other of this.#buttons.flat()) other.tabIndex = -1;
          button.tabIndex = 0;
        });
        button.addEventListener('keydown', (event) => this.#move(event, step, drum));
        const cell = document.createElement('div');
        cell.role = 'gridcell';
        cell.append(button);
        return button;
      });
      row.append(header, ...buttons.map((button) => button.parentElement as HTMLElement));
      root.append(row);
      return buttons;
    });
    this.show(emptyBar());
  }

  show(bar: Bar): void {
    this.#buttons.forEach((row, drum) => {
      row.forEach((button, step) => {
        button.setAttribute('aria-pressed', String(bar[cellOf(step, drum)] === 1));
      });
    });
  }

  /** Marks the step that is heard; −1 for none. */
  mark(step: number): void {
    for (const row of this.#buttons) {
      row[this.#now]?.parentElement?.classList.remove('now');
      row[step]?.parentElement?.classList.add('now');
    }
    this.#now = step;
  }

  #move(event: KeyboardEvent, step: number, drum: number): void {
    const rtl = getComputedStyle(event.target as Element).direction === 'rtl';
    const moves: Record<string, [number, number]> = {
      ArrowRight: [rtl ? -1 : 1, 0],
      ArrowLeft: [rtl ? 1 : -1, 0],
      ArrowDown: [0, 1],
      ArrowUp: [0, -1],
      Home: [-step, 0],
      End: [STEPS - 1 - step, 0],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    this.#buttons[drum + move[1]]?.[step + move[0]]?.focus();
  }
}
