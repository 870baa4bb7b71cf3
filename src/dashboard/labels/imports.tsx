import { taskName, words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { day } from '../numbers.ts';

/** Files that were taken in, each of which can be taken out again. */
export function Imports({ engine, state, work }: Pick<SectionProps, 'engine' | 'state' | 'work'>) {
  if (state.imports.length === 0) return null;
  return (
    <>
      <h3 id="imports">{words('dashboard_imports')}</h3>
      <ul class="rules" aria-labelledby="imports">
        {state.imports.map(({ id, task, name, at }) => (
          <li key={id} class="rule" data-task={task}>
            <bdi class="place">{name}</bdi>
            <span class="hint">
              {words(
                'dashboard_importOf',
                taskName(
                  task,
                  state.tasks.find((info) => info.task === task),
                ),
                day(at),
              )}
            </span>
            <button
              type="button"
              class="quiet"
              disabled={work.running !== null}
              aria-label={words('dashboard_importRemove', name)}
              onClick={() =>
                void work.run(words('dashboard_importRemoving'), async (how) => {
                  await engine.request('removeImport', { import: id }, how);
                  return words('dashboard_importRemoved', name);
                })
              }
            >
              {words('dashboard_takeOut')}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
