import { useEffect, useRef, useState } from 'preact/hooks';
import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState, Lesson } from '../protocol/messages.ts';
import { readsPage } from '../protocol/siteRules.ts';
import type { TaskId, Way } from '../protocol/verdict.ts';
import { labelName, taskName, words } from '../protocol/words.ts';
import { Said, Trouble, useTelling } from '../ui/telling.tsx';
import { startOf, stepName, wayName } from '../ui/text.ts';
import { Lessons } from './lessons.tsx';
import type { PageLink, PageView } from './pageLink.ts';
import { Pieces } from './pieces.tsx';
import { SiteHead } from './siteHead.tsx';
import { TaskSettings } from './taskSettings.tsx';
import { TryText } from './tryText.tsx';

/**
 * The popup. What it shows comes from two sources and is never kept beyond their next word: the engine's
 * state with the newest lessons, and the pieces that the page in the tab pushes. Every button asks the
 * engine; when the engine has acknowledged, the sentence in the live region says so, and the engine's
 * `changed` brings the new truth here and to every open page. Nothing is shown as done before that.
 */
export interface PopupProps {
  openEngine(onChanged: (state: EngineState) => void): Engine;
  openPage(onView: (view: PageView) => void): PageLink;
}
export type Engine = Pick<EngineClient, 'request' | 'close'>;

/** What the parts of the popup can do. Each resolves when it is so, or when the trouble has been told. */
export interface Actions {
  teach(text: string, task: TaskId, label: string): Promise<void>;
  undo(lesson: Lesson): Promise<void>;
  setTask(task: TaskId, on: boolean, sensitivity: number): Promise<void>;
  setWay(task: TaskId, way: Way): Promise<void>;
  setSite(site: string, on: boolean): Promise<void>;
  setPlain(site: string, plain: boolean): Promise<void>;
}

/** As many lessons as are looked through for the one behind a verdict of yours. */
const LESSONS = 200;

export function Popup({ openEngine, openPage }: PopupProps) {
  const [state, setState] = useState<EngineState | null>(null);
  const [view, setView] = useState<PageView | null>(null);
  const [lessons, setLessons] = useState<Lesson[] | null>(null);
  const { said, failure, fail, tell: say } = useTelling();
  const [engine, setEngine] = useState<Engine | null>(null);
  const page = useRef<PageLink | null>(null);

  useEffect(() => {
    const opened = openEngine(setState);
    const link = openPage(setView);
    setEngine(opened);
    page.current = link;
    return () => {
      opened.close();
      link.close();
    };
  }, [openEngine, openPage]);

  useEffect(() => {
    let stale = false;
    engine?.request('lessons', { limit: LESSONS }).then(
      (reply) => !stale && setLessons(reply.lessons),
      (error) => !stale && fail(error),
    );
    return () => {
      stale = true;
    };
  }, [engine, state?.revision]);

  /** Does something and says that it is done, or why it isn't. */
  async function tell(work: (engine: Engine) => Promise<string>): Promise<void> {
    if (engine) await say(() => work(engine));
  }

  const actions: Actions = {
    teach: (text, task, label) =>
      tell(async (engine) => {
        const lesson = crypto.randomUUID();
        const site = view?.readable ? view.site : '';
        const { verdicts } = await engine.request('teach', { lesson, text, task, label, site });
        // The page pushes the same in a moment; this is the engine's word already.
        setView((now) =>
          now?.readable
            ? {
                ...now,
                pieces: now.pieces.map((piece) => (piece.text === text ? { ...piece, verdicts } : piece)),
              }
            : now,
        );
        return words('popup_learned', labelName(label), startOf(text));
      }),
    undo: (lesson) =>
      tell(async (engine) => {
        await engine.request('undo', { lesson: lesson.id });
        return words('popup_undone', labelName(lesson.label), startOf(lesson.text));
      }),
    setTask: (task, on, sensitivity) =>
      tell(async (engine) => {
        setState(await engine.request('setTask', { task, on, sensitivity }));
        return words('popup_saidTask', taskName(task), on ? stepName(sensitivity) : words('ui_taskOff'));
      }),
    setWay: (task, way) =>
      tell(async (engine) => {
        const { on, sensitivity } = (state as EngineState).settings.tasks[task];
        setState(await engine.request('setTask', { task, on, sensitivity, way }));
        return words('popup_saidWay', taskName(task), wayName(way));
      }),
    setPlain: (site, plain) =>
      tell(async (engine) => {
        const on = readsPage((state as EngineState).settings, site, '', Date.now());
        setState(await engine.request('setSite', { site, on, plain }));
        return words(plain ? 'popup_saidPlain' : 'popup_saidNotPlain', site || words('popup_thisPage'));
      }),
    setSite: (site, on) =>
      tell(async (engine) => {
        setState(await engine.request('setSite', { site, on }));
        return words(on ? 'popup_saidOn' : 'popup_saidOff', site || words('popup_thisPage'));
      }),
  };

  return (
    <>
      <SiteHead view={view} state={state} setSite={actions.setSite} />
      <main>
        {state?.storage === 'memory' && <p class="notice">{words('popup_memory')}</p>}
        <Trouble failure={failure} />
        {view && state && (
          <Pieces
            view={view}
            tasks={state.tasks}
            lessons={lessons ?? []}
            actions={actions}
            goTo={(piece) => page.current?.goTo(piece)}
            reload={() => page.current?.reload()}
          />
        )}
        {engine && state && (
          <TryText
            state={state}
            lessons={lessons ?? []}
            actions={actions}
            classify={(text) => engine.request('classify', { texts: [text] })}
            onTrouble={fail}
          />
        )}
        {state && <TaskSettings state={state} site={view?.readable ? view.site : null} actions={actions} />}
        {state && lessons && <Lessons lessons={lessons} all={state.lessons} undo={actions.undo} />}
      </main>
      <footer>
        <Said said={said} />
      </footer>
    </>
  );
}
