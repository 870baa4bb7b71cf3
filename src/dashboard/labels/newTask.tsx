import { useState } from 'preact/hooks';
import type { OwnLabel } from '../../protocol/verdict.ts';
import { words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { count } from '../numbers.ts';
import { linesOf } from '../try/lines.ts';
import type { Example } from './exampleFrom.ts';
import { LabelFields, newLabel } from './labelFields.tsx';
import { isWhole } from './ownTaskForm.tsx';
import { teachAll } from './teachAll.ts';

/**
 * Makes a task of one's own: a name, its labels, and something to start from, which may be words, examples or both. It
 * can be used at once, and says of itself that it is still learning.
 */
export function NewTask({
  engine,
  telling,
  first,
  close,
}: SectionProps & {
  /** A text of a page to begin with. */
  first: Example | null;
  close: () => void;
}) {
  const [name, setName] = useState('');
  const [labels, setLabels] = useState<OwnLabel[]>(() => [newLabel([])]);
  const [examples, setExamples] = useState<Record<string, string>>(() =>
    first ? { [labels[0].id]: `${first.text}\n` } : {},
  );
  // One label may go without a name: it is then called like the task.
  const named = labels.length === 1 && labels[0].name.trim() === '' ? [{ ...labels[0], name }] : labels;
  const lessons = named.flatMap(({ id }) =>
    linesOf(examples[id] ?? '').map((text) => ({ text, label: id, site: siteOf(text) })),
  );
  const hasStart = lessons.length > 0 || named.some(({ keywords }) => keywords.length > 0);
  const isReady = isWhole({ name, labels: named }) && hasStart;

  /** Only the text of the page is known to be of a site. */
  function siteOf(text: string): string {
    return text === first?.text ? first.site : '';
  }

  function make(): void {
    const task = `own-${crypto.randomUUID().slice(0, 8)}`;
    void telling.tell(async () => {
      await engine.request('putTask', { task, name: name.trim(), labels: named });
      await teachAll(
        engine,
        lessons.map((lesson) => ({ ...lesson, task })),
      );
      close();
      return words('dashboard_ownMade', name.trim(), count(lessons.length));
    });
  }

  return (
    <div class="sheet own-form">
      <h4>{words('dashboard_ownMake')}</h4>
      <p class="hint">{words('dashboard_ownMakeHow')}</p>
      <div class="fields">
        <label class="wide-field">
          <span>{words('dashboard_ownName')}</span>
          <input
            type="text"
            dir="auto"
            maxLength={60}
            value={name}
            placeholder={words('dashboard_ownNameHint')}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
      </div>
      <LabelFields labels={labels} set={setLabels} examples={{ of: examples, set: setExamples }} />
      {!isReady && <p class="hint">{words('dashboard_ownNeeds')}</p>}
      <div class="actions">
        <button type="button" onClick={close}>
          {words('dashboard_cancel')}
        </button>
        <button type="button" class="primary" disabled={!isReady} onClick={make}>
          {words('dashboard_ownCreate')}
        </button>
      </div>
    </div>
  );
}
