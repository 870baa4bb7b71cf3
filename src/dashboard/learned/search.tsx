import { useEffect, useState } from 'preact/hooks';
import type { TaskInfo } from '../../protocol/verdict.ts';
import { labelName, taskName, words } from '../../protocol/words.ts';
import type { Filter } from './lessonPages.ts';

/** Milliseconds without a keystroke before the engine is asked. */
const DEBOUNCE = 80;

/** What to look for: words, or texts that mean something like them; a task and its label; a site. */
export function Search({
  filter,
  set,
  tasks,
  sites,
}: {
  filter: Filter;
  set: (change: Partial<Filter>) => void;
  tasks: TaskInfo[];
  sites: string[];
}) {
  const [typed, setTyped] = useState(filter.query);
  useEffect(() => setTyped(filter.query), [filter.query]);
  useEffect(() => {
    const query = typed.trim();
    if (query === filter.query) return;
    const timer = setTimeout(() => set({ query }), DEBOUNCE);
    return () => clearTimeout(timer);
  }, [typed]);

  const chosen = tasks.find(({ task }) => task === filter.task);
  return (
    <search class="filters">
      <label class="wide-field">
        <span>{words('dashboard_search')}</span>
        <input
          type="search"
          dir="auto"
          maxLength={200}
          value={typed}
          placeholder={words(
            filter.by === 'words' ? 'dashboard_searchWordsHint' : 'dashboard_searchMeaningHint',
          )}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <fieldset class="either">
        <legend>{words('dashboard_searchBy')}</legend>
        {(['words', 'meaning'] as const).map((by) => (
          <label key={by}>
            <input type="radio" name="by" checked={filter.by === by} onChange={() => set({ by })} />
            {words(`dashboard_by_${by}`)}
          </label>
        ))}
      </fieldset>
      <label>
        <span>{words('dashboard_task')}</span>
        <select value={filter.task} onChange={(event) => set({ task: event.currentTarget.value, label: '' })}>
          <option value="">{words('dashboard_any')}</option>
          {tasks.map((info) => (
            <option key={info.task} value={info.task}>
              {taskName(info.task, info)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words('dashboard_label')}</span>
        <select
          value={filter.label}
          disabled={!chosen}
          onChange={(event) => set({ label: event.currentTarget.value })}
        >
          <option value="">{words('dashboard_any')}</option>
          {chosen?.labels.map((label) => (
            <option key={label} value={label}>
              {labelName(label, chosen)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words('dashboard_site')}</span>
        <select value={filter.site} onChange={(event) => set({ site: event.currentTarget.value })}>
          <option value="">{words('dashboard_any')}</option>
          {sites
            .filter((site) => site !== '')
            .map((site) => (
              <option key={site} value={site}>
                {site}
              </option>
            ))}
        </select>
      </label>
    </search>
  );
}
