import { useState } from 'preact/hooks';
import type { Progress as Answer } from '../../protocol/messages.ts';
import type { TaskInfo } from '../../protocol/verdict.ts';
import { labelName, taskName, words } from '../../protocol/words.ts';
import type { SectionProps } from '../dashboard.tsx';
import { count, percent } from '../numbers.ts';
import { shareOf } from '../share.ts';
import { useAnswer } from '../useAnswer.ts';
import { FoundThisWeek } from './found.tsx';
import { Line, Numbers, Plot } from './plot.tsx';
import { accuracySeries, RECENT } from './series.ts';

/** Points of a curve that are drawn and listed. */
const POINTS = 100;

/** How well Inkling does for this person: measured on what they told it, before they told it. */
export function Progress({ engine, state, telling }: SectionProps) {
  const [chosen, setChosen] = useState(state.tasks[0]?.task ?? '');
  const info = state.tasks.find(({ task }) => task === chosen) ?? state.tasks[0];
  const answer = useAnswer(
    (signal) => engine.request('progress', { task: info.task }, { signal }),
    [engine, info.task, state.revision],
    telling.fail,
  );
  return (
    <>
      <div class="section-head">
        <h2>{words('dashboard_section_progress')}</h2>
        <p class="hint">{words('dashboard_progressWhat')}</p>
      </div>
      <div class="fields">
        <label>
          <span>{words('dashboard_task')}</span>
          <select value={info.task} onChange={(event) => setChosen(event.currentTarget.value)}>
            {state.tasks.map((each) => (
              <option key={each.task} value={each.task}>
                {taskName(each.task, each)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {answer?.task === info.task ? (
        <TaskProgress answer={answer} info={info} />
      ) : (
        <p class="hint" aria-busy="true">
          {words('dashboard_looking')}
        </p>
      )}
      <FoundThisWeek engine={engine} state={state} telling={telling} />
    </>
  );
}

function TaskProgress({ answer, info }: { answer: Answer; info: TaskInfo }) {
  const { prequential, leaveOneOut, learning, series } = answer;
  return (
    <div data-task={info.task}>
      <dl class="figures">
        <div>
          <dt>{words('dashboard_prequential')}</dt>
          <dd>
            {prequential ? percent(prequential.share) : '–'}
            <span class="hint">
              {prequential ? shareOf(prequential) : words('dashboard_prequentialNone')}
            </span>
          </dd>
        </div>
        <div>
          <dt>{words('dashboard_leaveOneOut')}</dt>
          <dd>
            {leaveOneOut ? percent(leaveOneOut.share) : '–'}
            <span class="hint">
              {leaveOneOut ? shareOf(leaveOneOut) : words('dashboard_leaveOneOutNone')}
            </span>
          </dd>
        </div>
        {learning && (
          <div>
            <dt>{words('dashboard_state')}</dt>
            <dd>
              {words(learning.ready ? 'dashboard_ready' : 'dashboard_stillLearning')}
              {!learning.ready && <span class="hint">{words('dashboard_stillLearningWhy')}</span>}
            </dd>
          </div>
        )}
      </dl>
      {series.length < 2 ? (
        <div class="empty">
          <p>{words('dashboard_progressNone')}</p>
        </div>
      ) : (
        <>
          <div class="plots">
            <OverTime series={series} />
            <Calibration bins={answer.calibration} />
          </div>
          <Confusion answer={answer} info={info} />
        </>
      )}
    </div>
  );
}

function OverTime({ series }: { series: Answer['series'] }) {
  const points = accuracySeries(series, POINTS);
  const last = points[points.length - 1];
  const across = (lessons: number) => (lessons - 1) / Math.max(1, series.length - 1);
  return (
    <Plot
      title={words('dashboard_overTime')}
      alt={words('dashboard_overTimeAlt', percent(last.recent), percent(last.all), count(series.length))}
      across={words('dashboard_lessonsAxis')}
      up={words('dashboard_rightBefore')}
      from={count(1)}
      to={count(series.length)}
      legend={
        <ul class="legend">
          <li>{words('dashboard_ofLast', count(RECENT))}</li>
          <li class="all">{words('dashboard_ofAll')}</li>
        </ul>
      }
      table={
        <Numbers
          caption={words('dashboard_overTime')}
          head={[
            words('dashboard_lessonsAxis'),
            words('dashboard_ofLast', count(RECENT)),
            words('dashboard_ofAll'),
          ]}
          rows={points.map(({ lessons, recent, all }) => [count(lessons), percent(recent), percent(all)])}
        />
      }
    >
      <Line kind="all" points={points.map(({ lessons, all }) => [across(lessons), all])} />
      <Line kind="recent" points={points.map(({ lessons, recent }) => [across(lessons), recent])} />
    </Plot>
  );
}

/** Whether "9 in 10" is right nine times in ten. */
function Calibration({ bins }: { bins: Answer['calibration'] }) {
  const filled = bins.filter(({ count }) => count > 0);
  const most = Math.max(1, ...filled.map(({ count }) => count));
  return (
    <Plot
      title={words('dashboard_calibration')}
      alt={words('dashboard_calibrationAlt')}
      across={words('dashboard_saidAxis')}
      up={words('dashboard_rightAxis')}
      from={percent(0)}
      to={percent(1)}
      square
      legend={
        <ul class="legend">
          <li>{words('dashboard_calibrationDots')}</li>
          <li class="ideal">{words('dashboard_calibrationIdeal')}</li>
        </ul>
      }
      table={
        <Numbers
          caption={words('dashboard_calibration')}
          head={[
            words('dashboard_saidBetween'),
            words('dashboard_howOften'),
            words('dashboard_saidMean'),
            words('dashboard_rightAxis'),
          ]}
          rows={filled.map((bin) => [
            `${percent(bin.from)} – ${percent(bin.to)}`,
            count(bin.count),
            percent(bin.said),
            percent(bin.right),
          ])}
        />
      }
    >
      <Line
        kind="ideal"
        points={[
          [0, 0],
          [1, 1],
        ]}
      />
      <Line kind="recent" points={filled.map(({ said, right }) => [said, right])} />
      {filled.map(({ from, count, said, right }) => (
        // A line of no length with round ends is a dot that stays round however the picture is stretched.
        <line
          key={from}
          class="dot"
          x1={said * 100}
          x2={said * 100}
          y1={right * 100}
          y2={right * 100}
          stroke-width={6 + 10 * Math.sqrt(count / most)}
        />
      ))}
    </Plot>
  );
}

function Confusion({ answer, info }: { answer: Answer; info: TaskInfo }) {
  const { labels, confusion } = answer;
  const sums = confusion.map((row) => row.reduce((a, b) => a + b, 0));
  return (
    <>
      <h3>{words('dashboard_confusion')}</h3>
      <p class="hint">{words('dashboard_confusionWhat')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="wide" tabIndex={0} aria-label={words('dashboard_confusion')}>
        <table class="confusion">
          <caption class="spoken">{words('dashboard_confusion')}</caption>
          <thead>
            <tr>
              <th scope="col">{words('dashboard_youSaid')}</th>
              {labels.map((label) => (
                <th key={label} scope="col">
                  {words('dashboard_itSaid', labelName(label, info))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, i) => (
              <tr key={label}>
                <th scope="row">{labelName(label, info)}</th>
                {labels.map((said, j) => (
                  <td
                    key={said}
                    class={i === j ? 'right' : ''}
                    style={{ '--share': String(sums[i] > 0 ? confusion[i][j] / sums[i] : 0) }}
                  >
                    {count(confusion[i][j])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
