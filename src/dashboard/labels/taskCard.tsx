import { useState } from 'preact/hooks';
import { defaultTask } from '../../protocol/defaults.ts';
import type { TaskInfo, Way } from '../../protocol/verdict.ts';
import { WAYS } from '../../protocol/verdict.ts';
import { labelName, taskName, words } from '../../protocol/words.ts';
import { TaskControl } from '../../ui/taskControl.tsx';
import { pencilOf, stepName, wayName } from '../../ui/text.ts';
import type { SectionProps } from '../dashboard.tsx';
import { count, smallPercent } from '../numbers.ts';
import { PackagedText } from '../packagedText.tsx';
import { shareOf } from '../share.ts';
import { cardOf } from './cards.ts';
import { ExportTask } from './exportTask.tsx';
import { OwnTaskForm } from './ownTaskForm.tsx';
import { TeachMany } from './teachMany.tsx';

/** One task: whether, how readily and how it marks, label by label; what it is; and, for one's own, everything about it. */
export function TaskCard({ info, ...props }: SectionProps & { info: TaskInfo }) {
  const { engine, state, telling } = props;
  const { task, own, labels, ordinary, learning, languages, falseAlarms } = info;
  const settings = state.settings.tasks[task] ?? defaultTask(task);
  const name = taskName(task, info);
  const isLocked = state.limits?.tasksOff?.includes(task) ?? false;
  const card = cardOf(task);
  const marked = labels.filter((label) => label !== ordinary);

  const set = (on: boolean, sensitivity: number) =>
    telling.tell(async () => {
      await engine.request('setTask', { task, on, sensitivity });
      return words('dashboard_taskSaid', name, on ? stepName(sensitivity) : words('ui_taskOff'));
    });

  function setWay(way: Way): Promise<void> {
    const { on, sensitivity } = settings;
    return telling.tell(async () => {
      await engine.request('setTask', { task, on, sensitivity, way });
      return words('dashboard_waySaid', name, wayName(way));
    });
  }

  /** `null`: as its task. */
  function setLabelWay(label: string, way: Way | null): void {
    const { on, sensitivity } = settings;
    const { [label]: _, ...others } = settings.ways ?? {};
    void telling.tell(async () => {
      const ways = way === null ? others : { ...others, [label]: way };
      await engine.request('setTask', { task, on, sensitivity, ways });
      return words('dashboard_waySaid', labelName(label, info), wayName(way ?? settings.way));
    });
  }

  return (
    <section class="sheet" data-task={task} style={pencilOf(info)} aria-label={name}>
      <TaskControl
        info={info}
        settings={settings}
        locked={isLocked}
        set={set}
        setWay={setWay}
        effect={(step) =>
          falseAlarms.length > step ? words('dashboard_falseAlarms', smallPercent(falseAlarms[step])) : ''
        }
      />
      {learning && (
        <p class="learning">
          <strong>{words(learning.ready ? 'dashboard_ready' : 'dashboard_stillLearning')}</strong>
          {': '}
          {learning.accuracy ? shareOf(learning.accuracy) : words('dashboard_learningNeeds')}
        </p>
      )}
      <ul class="label-list" aria-label={words('dashboard_labelsOf', name)}>
        {labels.map((label) => (
          <li key={label}>
            {own?.labels.some(({ id }) => id === label) && (
              <span class="swatch" aria-hidden="true" style={pencilOf(info, label)} />
            )}
            <bdi>{labelName(label, info)}</bdi>
            {label === ordinary && <span class="hint">{words('dashboard_neverMarked')}</span>}
            {learning && (
              <span class="hint">
                {words('dashboard_examples', count(learning.real[label] ?? 0))}
                {(learning.synthetic[label] ?? 0) > 0 &&
                  ` ${words('dashboard_synthetic', count(learning.synthetic[label]))}`}
              </span>
            )}
            {label !== ordinary && marked.length > 1 && (
              <select
                aria-label={words('dashboard_wayOf', labelName(label, info))}
                disabled={!settings.on || isLocked}
                value={settings.ways?.[label] ?? ''}
                onChange={(event) => setLabelWay(label, (event.currentTarget.value || null) as Way | null)}
              >
                <option value="">{words('dashboard_wayAsTask')}</option>
                {WAYS.map((way) => (
                  <option key={way} value={way}>
                    {wayName(way)}
                  </option>
                ))}
              </select>
            )}
          </li>
        ))}
      </ul>
      {languages.length > 0 && (
        <p class="hint">{words('dashboard_languages', languages.map(languageName).join(', '))}</p>
      )}
      {card && <PackagedText name={words('dashboard_card')} text={card} />}
      {own && <OwnTask info={info} {...props} />}
      {/* An extra that is off was not loaded, and has nothing to give. */}
      {labels.length > 0 && <ExportTask info={info} {...props} />}
    </section>
  );
}

function OwnTask({ info, ...props }: SectionProps & { info: TaskInfo }) {
  const [open, setOpen] = useState<'' | 'edit' | 'teach'>('');
  const toggle = (which: 'edit' | 'teach') => setOpen(open === which ? '' : which);
  return (
    <>
      <div class="actions">
        <button type="button" aria-expanded={open === 'teach'} onClick={() => toggle('teach')}>
          {words('dashboard_teachMore')}
        </button>
        <button type="button" aria-expanded={open === 'edit'} onClick={() => toggle('edit')}>
          {words('dashboard_edit')}
        </button>
      </div>
      {open === 'teach' && <TeachMany info={info} {...props} />}
      {open === 'edit' && <OwnTaskForm info={info} {...props} close={() => setOpen('')} />}
    </>
  );
}

function languageName(code: string): string {
  return new Intl.DisplayNames([words('textLanguage') || 'en'], { type: 'language' }).of(code) ?? code;
}
