import { useState } from 'preact/hooks';

/**
 * A checkbox that is spoken as a switch, with a short text that is seen beside it. It stands where it was
 * put until the engine has said yes or no.
 */
export function Switch({
  name,
  text,
  on,
  disabled = false,
  set,
}: {
  /** Spoken name. */
  name: string;
  text: string;
  on: boolean;
  disabled?: boolean;
  /** Resolves when it is so, or was refused. */
  set: (on: boolean) => Promise<void>;
}) {
  const [wanted, setWanted] = useState<boolean | null>(null);

  async function change(to: boolean): Promise<void> {
    setWanted(to);
    await set(to);
    setWanted(null);
  }

  return (
    <label class="switch">
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells its own state, aria-checked could contradict it
        role="switch"
        aria-label={name}
        checked={wanted ?? on}
        disabled={disabled}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      <span aria-hidden="true">{text}</span>
    </label>
  );
}
