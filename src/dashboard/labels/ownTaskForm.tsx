import { useState } from 'preact/hooks';
import type { EngineParams } from '../../protocol/messages.ts';
import type { OwnTask, TaskInfo } from '../../protocol/verdict.ts';
import { labelName, taskName, words } from '../../protocol/words.ts';
import { Confirm } from '../../ui/dialog.tsx';
import type { SectionProps } from '../dashboard.tsx';
import { count } from '../numbers.ts';
import { LabelFields } from './labelFields.tsx';

/** Renames, recolours, adds, merges and deletes the labels of a task of one's own, or the whole task. */
export function OwnTaskForm({
  info,
  engine,
  state,
  telling,
  close,
}: SectionProps & { info: TaskInfo; close: () => void }) {
  const { task } = info;
  const own = info.own!;
  const [draft, setDraft] = useState<OwnTask>(own);
  const [asking, setAsking] = useState<'' | 'labels' | 'task'>('');
  const gone = own.labels.filter(({ id }) => !draft.labels.some((label) => label.id === id));

  function put(): void {
    void telling.tell(async () => {
      await engine.request('putTask', { task, ...draft } as EngineParams<'putTask'>);
      close();
      return words('dashboard_ownSaved', draft.name);
    });
  }

  return (
    <div class="own-form">
      <div class="fields">
        <label class="wide-field">
          <span>{words('dashboard_ownName')}</span>
          <input
            type="text"
            dir="auto"
            maxLength={60}
            value={draft.name}
            onInput={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
        </label>
      </div>
      <LabelFields labels={draft.labels} set={(labels) => setDraft({ ...draft, labels })} />
      <div class="actions">
        <button type="button" onClick={close}>
          {words('dashboard_cancel')}
        </button>
        <button
          type="button"
          class="primary"
          disabled={!isWhole(draft)}
          onClick={() => (gone.length > 0 ? setAsking('labels') : put())}
        >
          {words('dashboard_save')}
        </button>
        <button type="button" class="danger" onClick={() => setAsking('task')}>
          {words('dashboard_ownDelete', taskName(task, info))}
        </button>
      </div>
      {own.labels.length > 1 && (
        <Merge
          labels={own.labels}
          merge={(from, into) =>
            void telling.tell(async () => {
              await engine.request('mergeLabels', { task, from, into });
              close();
              return words('dashboard_merged', labelName(from, info), labelName(into, info));
            })
          }
        />
      )}
      {asking === 'labels' && (
        <Confirm
          title={words('dashboard_labelsGone')}
          consequence={words('dashboard_labelsGoneMeans', gone.map(({ name }) => name).join(', '))}
          action={words('dashboard_save')}
          act={put}
          close={() => setAsking('')}
        />
      )}
      {asking === 'task' && (
        <Confirm
          title={words('dashboard_ownDelete', own.name)}
          consequence={words(
            'dashboard_ownDeleteMeans',
            count(Object.values(info.learning?.real ?? {}).reduce((a, b) => a + b, 0)),
            count(state.imports.filter((each) => each.task === task).length),
          )}
          action={words('dashboard_delete')}
          act={() =>
            void telling.tell(async () => {
              await engine.request('removeTask', { task });
              return words('dashboard_ownDeleted', own.name);
            })
          }
          close={() => setAsking('')}
        />
      )}
    </div>
  );
}

/** Whether everything that must have a name has one, and no two labels the same. */
export function isWhole({ name, labels }: OwnTask): boolean {
  const names = labels.map((label) => label.name.trim().toLowerCase());
  return (
    name.trim() !== '' && names.length > 0 && !names.includes('') && new Set(names).size === names.length
  );
}

function Merge({
  labels,
  merge,
}: {
  labels: OwnTask['labels'];
  merge: (from: string, into: string) => void;
}) {
  const [from, setFrom] = useState(labels[0].id);
  const [into, setInto] = useState(labels[1].id);
  const choice = (name: string, value: string, set: (id: string) => void) => (
    <label>
      <span>{name}</span>
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {labels.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <fieldset class="fields merge">
      <legend>{words('dashboard_merge')}</legend>
      {choice(words('dashboard_mergeFrom'), from, setFrom)}
      {choice(words('dashboard_mergeInto'), into, setInto)}
      <button type="button" disabled={from === into} onClick={() => merge(from, into)}>
        {words('dashboard_mergeDo')}
      </button>
      <p class="hint">{words('dashboard_mergeHelp')}</p>
    </fieldset>
  );
}
