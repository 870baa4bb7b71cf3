import { labelName, words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { count, day } from '../numbers.ts';
import { useAnswer } from '../useAnswer.ts';
import { Numbers } from './plot.tsx';

/** Rows of the list that are shown. */
const SHOWN = 50;

/** What was flagged in the last days, by site and label. */
export function FoundThisWeek({
  engine,
  state,
  telling,
}: Pick<SectionProps, 'engine' | 'state' | 'telling'>) {
  const answer = useAnswer(() => engine.request('found', {}), [engine, state.revision], telling.fail);
  if (!answer) return null;
  const { counting, rows, byDay } = answer;
  const most = Math.max(1, ...byDay.map(({ count }) => count));
  return (
    <>
      <h3>{words('dashboard_found')}</h3>
      {!counting && <p class="hint">{words('dashboard_foundOff')}</p>}
      {rows.length === 0 && counting && (
        <div class="empty">
          <p>{words('dashboard_foundNone')}</p>
        </div>
      )}
      {rows.length > 0 && (
        <>
          <ul class="days" aria-label={words('dashboard_foundByDay')}>
            {byDay.map(({ day: at, count: found }) => (
              <li key={at} style={{ '--share': String(found / most) }}>
                <span class="bar" aria-hidden="true" />
                <span>{words('dashboard_foundOn', day(at), count(found))}</span>
              </li>
            ))}
          </ul>
          <Numbers
            caption={words('dashboard_found')}
            head={[words('dashboard_site'), words('dashboard_label'), words('dashboard_foundCount')]}
            rows={rows.slice(0, SHOWN).map(({ site, task, label, count: found }) => [
              site || words('dashboard_noSite'),
              labelName(
                label,
                state.tasks.find((info) => info.task === task),
              ),
              count(found),
            ])}
          />
          {rows.length > SHOWN && (
            <p class="hint">{words('dashboard_foundMore', count(SHOWN), count(rows.length))}</p>
          )}
        </>
      )}
    </>
  );
}
