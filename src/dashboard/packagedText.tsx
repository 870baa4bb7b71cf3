import { useState } from 'preact/hooks';
import { Prose } from '../ui/prose.tsx';

/** A text that ships with Inkling, drawn when it is opened. */
export function PackagedText({ name, text }: { name: string; text: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="packaged" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{name}</summary>
      {open && <Prose text={text} />}
    </details>
  );
}
