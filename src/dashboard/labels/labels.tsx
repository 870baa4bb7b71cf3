import { useEffect, useState } from 'preact/hooks';
import type { TaskInfo } from '../../protocol/verdict.ts';
import { words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { sourceOf } from '../routes.ts';
import { type Example, exampleFrom } from './exampleFrom.ts';
import { Imports } from './imports.tsx';
import { ImportTask } from './importTask.tsx';
import { NewTask } from './newTask.tsx';
import { TaskCard } from './taskCard.tsx';

/** All tasks with their labels: those that ship, extras, and the person's own; and ways to make, take in and give on more. */
export function Labels(props: SectionProps) {
  const { state, telling } = props;
  const [making, setMaking] = useState(false);
  const [first, setFirst] = useState<Example | null>(null);
  useEffect(() => {
    const source = sourceOf(location.hash);
    if (!source) return;
    // Asked for once: the page may have gone when this one is loaded again.
    history.replaceState(null, '', '#labels');
    exampleFrom(source).then(
      (example) => {
        setFirst(example);
        setMaking(true);
      },
      () => telling.tell(async () => words('dashboard_pageGone')),
    );
  }, []);

  function stopMaking(): void {
    setMaking(false);
    setFirst(null);
  }
  const shipped = state.tasks.filter(({ own, extra }) => !own && !extra);
  const extras = state.tasks.filter(({ own, extra }) => !own && extra);
  const own = state.tasks.filter(({ own }) => own !== null);
  const card = (info: TaskInfo) => <TaskCard key={info.task} info={info} {...props} />;
  return (
    <>
      <div class="section-head">
        <h2>{words('dashboard_section_labels')}</h2>
        <p class="hint">{words('dashboard_labelsWhat')}</p>
      </div>
      {shipped.map(card)}
      {extras.length > 0 && <h3>{words('dashboard_extras')}</h3>}
      {extras.map(card)}
      <h3>{words('dashboard_own')}</h3>
      {own.length === 0 && !making && (
        <div class="empty">
          <p>{words('dashboard_ownNone')}</p>
        </div>
      )}
      {own.map(card)}
      {making ? (
        <NewTask {...props} first={first} close={stopMaking} />
      ) : (
        <div class="actions">
          <button type="button" class="primary" onClick={() => setMaking(true)}>
            {words('dashboard_ownMake')}
          </button>
          <ImportTask {...props} />
        </div>
      )}
      <Imports {...props} />
    </>
  );
}
