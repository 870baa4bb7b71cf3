import type { TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { TaskInfo } from '../protocol/verdict.ts';
import { labelName, words } from '../protocol/words.ts';

/**
 * "Wrong. It is …": the labels to choose from, after a wrong verdict of a task with more than two.
 * Takes the focus when it opens; arrows move, Enter chooses, Escape closes without a choice.
 */
export function LabelChoice({
  labels,
  info,
  choose,
}: {
  labels: string[];
  /** The task that they are of. */
  info: TaskInfo;
  choose: (label: string | null) => void;
}) {
  const buttons = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    buttons.current?.querySelector('button')?.focus();
  }, []);

  function onKeyDown(event: TargetedKeyboardEvent<HTMLFieldSetElement>): void {
    const all = [...(buttons.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const rightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = {
      ArrowDown: 1,
      ArrowUp: -1,
      ArrowRight: rightToLeft ? -1 : 1,
      ArrowLeft: rightToLeft ? 1 : -1,
    }[event.key];
    if (step) all[(at + step + all.length) % all.length].focus();
    else if (event.key === 'Escape') choose(null);
    else return;
    // Escape would close the whole popup.
    event.preventDefault();
  }

  return (
    <fieldset class="choice" onKeyDown={onKeyDown}>
      <legend>{words('ui_whatIsIt')}</legend>
      <div class="labels" ref={buttons}>
        {labels.map((label) => (
          <button key={label} type="button" class="label" onClick={() => choose(label)}>
            {labelName(label, info)}
          </button>
        ))}
        <button type="button" class="quiet" onClick={() => choose(null)}>
          {words('ui_cancel')}
        </button>
      </div>
    </fieldset>
  );
}
