import { useEffect, useState } from 'preact/hooks';
import { words } from '../protocol/words.ts';
import type { Shortcut } from './popup.tsx';

/** The keyboard shortcuts as they are set in this browser; nothing where it has none. */
export function Shortcuts({ shortcuts }: { shortcuts: () => Promise<Shortcut[]> }) {
  const [all, setAll] = useState<Shortcut[]>([]);
  useEffect(() => void shortcuts().then(setAll), [shortcuts]);
  if (all.length === 0) return null;
  return (
    <details>
      <summary>
        <h2>{words('popup_shortcuts')}</h2>
      </summary>
      <dl class="shortcuts">
        {all.map(({ description, keys }) => (
          <div key={description}>
            <dt>{description}</dt>
            <dd>{keys ? <kbd>{keys}</kbd> : words('popup_shortcutNone')}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{words('popup_shortcutsChange')}</p>
    </details>
  );
}
