/** A checkbox that is spoken as a switch, with a short text that is seen beside it. */
export function Switch({
  name,
  text,
  on,
  set,
}: {
  /** Spoken name. */
  name: string;
  text: string;
  on: boolean;
  set: (on: boolean) => void;
}) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells its own state, aria-checked could contradict it
        role="switch"
        aria-label={name}
        checked={on}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span aria-hidden="true">{text}</span>
    </label>
  );
}
