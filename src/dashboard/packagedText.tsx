import { useState } from 'preact/hooks';
import { words } from '../protocol/words.ts';
import { Prose } from '../ui/prose.tsx';

/** A text that ships with Inkling, read from the package when it is opened. */
export function PackagedText({ name, load }: { name: string; load: () => Promise<{ default: string }> }) {
  const [text, setText] = useState<string | null>(null);
  return (
    <details
      class="packaged"
      onToggle={({ currentTarget }) => {
        if (!currentTarget.open || text !== null) return;
        load().then(
          (module) => setText(module.default),
          () => setText(words('dashboard_textMissing')),
        );
      }}
    >
      <summary>{name}</summary>
      {text === null ? <p class="hint">{words('dashboard_looking')}</p> : <Prose text={text} />}
    </details>
  );
}
