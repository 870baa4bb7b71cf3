import type { EngineState } from '../protocol/messages.ts';
import { isPlain, wayOf } from '../protocol/siteRules.ts';
import type { EXTRAS, TASKS, TaskInfo, Verdict, Way } from '../protocol/verdict.ts';
import { labelName, looksLike, taskName } from '../protocol/words.ts';

/**
 * What the engine last said of the tasks, for everything that is shown on the page: what a verdict is called,
 * in which way it is marked, and with which pencil. Shipped tasks have a pencil each; a task of the person's
 * own has that which is nearest to the colour they chose, for the lines under a page's text can be of no
 * colour that is not in `content.css`.
 */
export type Pencil = (typeof TASKS)[number] | (typeof EXTRAS)[number] | `own-${Hue}`;
type Hue = 'red' | 'amber' | 'green' | 'teal' | 'blue' | 'violet';

/** From the least to the most that is done to a piece. */
const STRENGTH: readonly Way[] = ['badge', 'underline', 'dim', 'blur', 'fold', 'hide'];

export class Tasks {
  #state: EngineState;

  constructor(state: EngineState) {
    this.#state = state;
  }

  update(state: EngineState): void {
    this.#state = state;
  }

  get all(): readonly TaskInfo[] {
    return this.#state.tasks;
  }

  /** Whether lessons can be given: not from a private window. */
  get mayTeach(): boolean {
    return this.#state.mayTeach;
  }

  infoOf({ task }: Pick<Verdict, 'task'>): TaskInfo | undefined {
    return this.#state.tasks.find((info) => info.task === task);
  }

  isOn({ task }: Pick<Verdict, 'task'>): boolean {
    return this.#state.settings.tasks[task]?.on ?? false;
  }

  nameOf(verdict: Pick<Verdict, 'task'>): string {
    return taskName(verdict.task, this.infoOf(verdict));
  }

  labelOf(verdict: Pick<Verdict, 'task' | 'label'>): string {
    return labelName(verdict.label, this.infoOf(verdict));
  }

  /** A verdict as one sentence. */
  says(verdict: Verdict): string {
    return looksLike(verdict, this.infoOf(verdict));
  }

  /** How a piece with these verdicts is marked: as the strongest of them wants; on a plain site underlined. */
  wayOf(verdicts: readonly Verdict[]): Way {
    const { settings, site, path } = this.#state;
    if (isPlain(settings, site, path)) return 'underline';
    const ways = verdicts.map(({ task, label }) => wayOf(settings.tasks[task], label));
    return ways.reduce((a, b) => (STRENGTH.indexOf(b) > STRENGTH.indexOf(a) ? b : a), 'badge');
  }

  pencilOf(verdict: Pick<Verdict, 'task' | 'label'>): Pencil {
    const colour = this.colourOf(verdict);
    return colour ? `own-${hueOf(colour)}` : (verdict.task as Pencil);
  }

  /** The colour that the person gave the label, `#rrggbb`; null for one that ships. */
  colourOf(verdict: Pick<Verdict, 'task' | 'label'>): string | null {
    const labels = this.infoOf(verdict)?.own?.labels;
    if (!labels) return null;
    return (labels.find(({ id }) => id === verdict.label) ?? labels[0]).colour;
  }
}

/** The pencil whose hue is nearest; what has no hue is green, as tasks of one's own are elsewhere. */
export function hueOf(colour: string): Hue {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < 24) return 'green';
  const sixth =
    most === red
      ? (green - blue) / range
      : most === green
        ? 2 + (blue - red) / range
        : 4 + (red - green) / range;
  const degrees = (sixth * 60 + 360) % 360;
  const upTo: [number, Hue][] = [
    [18, 'red'],
    [65, 'amber'],
    [160, 'green'],
    [195, 'teal'],
    [250, 'blue'],
    [330, 'violet'],
  ];
  return upTo.find(([end]) => degrees < end)?.[1] ?? 'red';
}
