import { useEffect, useState } from 'preact/hooks';
import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState } from '../protocol/messages.ts';
import { taskName, words } from '../protocol/words.ts';
import { TaskControl } from '../ui/taskControl.tsx';
import { Said, Trouble, useTelling } from '../ui/telling.tsx';
import { stepName, wayName } from '../ui/text.ts';
import { Example } from './example.tsx';
import { Proof } from './proof.tsx';
import { Where } from './where.tsx';

/**
 * The page that opens once, when Inkling was installed, and later from the popup: what it marks, shown by
 * the real engine on a few texts; that nothing leaves the device; where it is to run. Each choice is a
 * setting of the engine and holds at once, so there is nothing to finish and nothing to send off.
 */
export interface WelcomeProps {
  openEngine(onChanged: (state: EngineState) => void): Pick<EngineClient, 'request' | 'close'>;
  /** The content security policy of the extension's pages. */
  policy: string;
  openDashboard(): void;
}

export function Welcome({ openEngine, policy, openDashboard }: WelcomeProps) {
  const [state, setState] = useState<EngineState | null>(null);
  const [engine, setEngine] = useState<ReturnType<WelcomeProps['openEngine']> | null>(null);
  const { said, failure, fail, tell } = useTelling();

  useEffect(() => {
    const opened = openEngine(setState);
    setEngine(opened);
    return () => opened.close();
  }, [openEngine]);

  // Extras and tasks of one's own have their place in the dashboard.
  const shown = state?.tasks.filter(({ extra, own }) => !extra && !own) ?? [];
  return (
    <>
      <header>
        <img src="/icons/inkling-128.png" width="64" height="64" alt="" />
        <div>
          <h1>{words('extName')}</h1>
          <p class="lead">{words('welcome_lead')}</p>
        </div>
      </header>
      <main>
        <Trouble failure={failure} />
        <section aria-labelledby="marks">
          <h2 id="marks">{words('welcome_marks')}</h2>
          <p>{words('welcome_marksHow')}</p>
          {engine && state && (
            <div class="live">
              <Example
                state={state}
                classify={(texts) => engine.request('classify', { texts })}
                onTrouble={fail}
              />
              <div class="controls">
                {shown.map((info) => (
                  <TaskControl
                    key={info.task}
                    info={info}
                    settings={state.settings.tasks[info.task]}
                    locked={state.limits?.tasksOff?.includes(info.task) ?? false}
                    set={(on, sensitivity) =>
                      tell(async () => {
                        setState(await engine.request('setTask', { task: info.task, on, sensitivity }));
                        return words(
                          'ui_saidTask',
                          taskName(info.task, info),
                          on ? stepName(sensitivity) : words('ui_taskOff'),
                        );
                      })
                    }
                    setWay={(way) =>
                      tell(async () => {
                        const { on, sensitivity } = state.settings.tasks[info.task];
                        setState(
                          await engine.request('setTask', {
                            task: info.task,
                            on,
                            sensitivity,
                            way,
                            ways: {},
                          }),
                        );
                        return words('ui_saidTask', taskName(info.task, info), wayName(way));
                      })
                    }
                  />
                ))}
              </div>
            </div>
          )}
          <p>{words('welcome_correct')}</p>
        </section>
        {engine && state && (
          <section>
            <h2 id="where">{words('welcome_where')}</h2>
            <Where
              state={state}
              choose={(where) =>
                tell(async () => {
                  setState(await engine.request('setOptions', { where }));
                  return words('welcome_saidWhere', words(`welcome_where_${where}`));
                })
              }
            />
          </section>
        )}
        <Proof policy={policy} />
        <section aria-labelledby="next">
          <h2 id="next">{words('welcome_next')}</h2>
          <p>{words('welcome_nextHow')}</p>
          <button type="button" onClick={openDashboard}>
            {words('welcome_openDashboard')}
          </button>
        </section>
      </main>
      <footer>
        <Said said={said} />
      </footer>
    </>
  );
}
