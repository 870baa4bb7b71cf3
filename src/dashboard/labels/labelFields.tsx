import type { OwnLabel } from '../../protocol/verdict.ts';
import { words } from '../../protocol/words.ts';

/** Colours that can be read as a pencil on light and on dark paper; the first that is free is a new label's. */
const COLOURS = ['#3f7d58', '#a3552f', '#5b6fc4', '#9a4f96', '#7d7330', '#2f7f8f', '#b04a5a', '#6b6b6b'];
/** The most labels of one task. */
const MOST = 20;
const MOST_KEYWORDS = 20;

/** A label that has no name yet. */
export function newLabel(others: OwnLabel[]): OwnLabel {
  const colour = COLOURS.find((colour) => !others.some((label) => label.colour === colour)) ?? COLOURS[0];
  return { id: `l-${crypto.randomUUID().slice(0, 8)}`, name: '', colour, keywords: [] };
}

/** The labels of a task of one's own: name, colour, and words to start from. */
export function LabelFields({
  labels,
  set,
  examples,
}: {
  labels: OwnLabel[];
  set: (labels: OwnLabel[]) => void;
  /** Asks for examples too: what was typed, by the label's id. */
  examples?: { of: Record<string, string>; set: (examples: Record<string, string>) => void };
}) {
  const change = (id: string, part: Partial<OwnLabel>) =>
    set(labels.map((label) => (label.id === id ? { ...label, ...part } : label)));
  return (
    <>
      <ol class="label-fields">
        {labels.map((label, index) => (
          <li key={label.id}>
            <fieldset class="fields">
              <legend class="spoken">{words('dashboard_labelNumber', index + 1)}</legend>
              <label>
                <span>{words('dashboard_labelName')}</span>
                <input
                  type="text"
                  dir="auto"
                  maxLength={60}
                  value={label.name}
                  onInput={(event) => change(label.id, { name: event.currentTarget.value })}
                />
              </label>
              <label>
                <span>{words('dashboard_colour')}</span>
                <input
                  type="color"
                  value={label.colour}
                  onInput={(event) => change(label.id, { colour: event.currentTarget.value.toLowerCase() })}
                />
              </label>
              <label class="wide-field">
                <span>{words('dashboard_keywords')}</span>
                {/* What is typed stays as it is typed; its words are read out of it. */}
                <input
                  type="text"
                  dir="auto"
                  maxLength={600}
                  defaultValue={label.keywords.join(', ')}
                  onInput={(event) => change(label.id, { keywords: keywordsOf(event.currentTarget.value) })}
                />
              </label>
              {examples && (
                <label class="whole-line">
                  <span>{words('dashboard_labelExamples')}</span>
                  <textarea
                    dir="auto"
                    rows={3}
                    value={examples.of[label.id] ?? ''}
                    onInput={(event) =>
                      examples.set({ ...examples.of, [label.id]: event.currentTarget.value })
                    }
                  />
                </label>
              )}
              {labels.length > 1 && (
                <button
                  type="button"
                  class="quiet"
                  aria-label={words('dashboard_labelRemove', label.name || index + 1)}
                  onClick={() => set(labels.filter(({ id }) => id !== label.id))}
                >
                  {words('dashboard_delete')}
                </button>
              )}
            </fieldset>
          </li>
        ))}
      </ol>
      {labels.length < MOST && (
        <button type="button" class="quiet" onClick={() => set([...labels, newLabel(labels)])}>
          {words('dashboard_labelAdd')}
        </button>
      )}
      <p class="hint">{words('dashboard_keywordsHelp')}</p>
    </>
  );
}

/** "ending, twist ,, twist" → ending, twist */
export function keywordsOf(typed: string): string[] {
  const parts = typed.split(/[,،、，;\n]/).map((part) => part.trim().slice(0, 60));
  return [...new Set(parts.filter((part) => part !== ''))].slice(0, MOST_KEYWORDS);
}
