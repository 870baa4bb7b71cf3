import { useEffect, useRef, useState } from 'preact/hooks';
import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState, Lesson } from '../protocol/messages.ts';
import type { SiteRule } from '../protocol/settings.ts';
import { whyUnread } from '../protocol/siteRules.ts';
import type { TaskId, TaskInfo, Verdict, Way } from '../protocol/verdict.ts';
import { labelName, taskName, words } from '../protocol/words.ts';
import { previewsOf, useSpoiling } from '../ui/spoiling.tsx';
import { StorageTrouble } from '../ui/storageTrouble.tsx';
import { Said, type Told, Trouble, useTelling } from '../ui/telling.tsx';
import { lessonText, startOf, stepName, timeName, wayName } from '../ui/text.ts';
import type { Finding } from './finding.ts';
import { fineLessons } from './finding.ts';
import { Lessons } from './lessons.tsx';
import { Notices } from './notices.tsx';
import type { PageLink, PageView } from './pageLink.ts';
import { Pieces } from './pieces.tsx';
import { Shortcuts } from './shortcuts.tsx';
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
  /** Whether the tab is in a private window: there Inkling judges, and neither learns nor keeps anything. */
  isPrivate: boolean;
  openEngine(onChanged: (state: EngineState) => void): Engine;
  openPage(onView: (view: PageView) => void): PageLink;
  /** The keyboard shortcuts as they are set now; none where the browser has none. */
  shortcuts(): Promise<Shortcut[]>;
  openDashboard(): void;
  openWelcome(): void;
}
export type Engine = Pick<EngineClient, 'request' | 'close'>;
export interface Shortcut {
  description: string;
  keys: string;
}

/** What the parts of the popup can do. Each resolves when it is so, or when the trouble has been told. */
export interface Actions {
  teach(text: string, info: TaskInfo, label: string): Promise<void>;
  /** Says of all these lines that they are ordinary texts. */
  allFine(found: Finding[]): Promise<void>;
  /** Takes back what the person has said of exactly this text. */
  unteach(text: string, verdict: Verdict): Promise<void>;
  undo(lesson: Lesson): Promise<void>;
  setTask(info: TaskInfo, on: boolean, sensitivity: number): Promise<void>;
  setWay(info: TaskInfo, way: Way): Promise<void>;
  setSite(site: string, on: boolean): Promise<void>;
  /** The same of the part of a site that has a rule of its own. */
  setRule(rule: SiteRule, on: boolean): Promise<void>;
  setPlain(site: string, plain: boolean): Promise<void>;
  /** @param until milliseconds since 1970; null: reads again. */
  pause(until: number | null): Promise<void>;
}

/** How many of the newest lessons are shown. */
const LESSONS = 20;
/** The most lessons that the engine takes or takes back at once. */
const AT_ONCE = 64;

export function Popup({
  isPrivate,
  openEngine,
  openPage,
  shortcuts,
  openDashboard,
  openWelcome,
}: PopupProps) {
  const [state, setState] = useState<EngineState | null>(null);
  const [view, setView] = useState<PageView | null>(null);
  const [lessons, setLessons] = useState<Lesson[] | null>(null);
  const { said, failure, fail, tell: say } = useTelling();
  const [engine, setEngine] = useState<Engine | null>(null);
  const { mayTeach: mayBeTaught, question } = useSpoiling(state?.tasks ?? []);
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
  async function tell(work: (engine: Engine) => Promise<Told>): Promise<void> {
    if (engine) await say(() => work(engine));
  }

  const infoOf = (task: TaskId) => state?.tasks.find((info) => info.task === task);
  const site = view?.readable ? view.site : '';
  // Where nothing outlives the browser anyway, a private window is like any other.
  const mayTeach = !isPrivate || state?.storage === 'memory';

  /** With its way back, unless only what was learned is kept: then there is none. */
  function withUndo(sentence: string, engine: Engine, lessons: string[]): Told {
    const canUndo = state?.settings.storageMode !== 'weights';
    return canUndo ? { sentence, undo: () => undoAll(engine, lessons) } : sentence;
  }

  /** The page pushes the same in a moment; this is the engine's word already. */
  function showVerdicts(of: (text: string, verdicts: Verdict[]) => Verdict[]): void {
    setView((now) =>
      now?.readable
        ? {
            ...now,
            pieces: now.pieces.map((piece) => ({ ...piece, verdicts: of(piece.text, piece.verdicts) })),
          }
        : now,
    );
  }

  const actions: Actions = {
    teach: async (text, info, label) => {
      if (engine && !(await mayBeTaught(engine, [{ text, task: info.task, label }]))) return;
      await tell(async (engine) => {
        const lesson = crypto.randomUUID();
        const { verdicts } = await engine.request('teach', { lesson, text, task: info.task, label, site });
        showVerdicts((other, before) => (other === text ? verdicts : before));
        return withUndo(words('popup_learned', labelName(label, info), startOf(text)), engine, [lesson]);
      });
    },
    allFine: async (found) => {
      if (engine && !(await mayBeTaught(engine, previewsOf(fineLessons(found))))) return;
      await tell(async (engine) => {
        const given = fineLessons(found).map((lesson) => ({ lesson: crypto.randomUUID(), ...lesson }));
        const learned: string[] = [];
        try {
          for (let at = 0; at < given.length; at += AT_ONCE) {
            const some = given.slice(at, at + AT_ONCE);
            await engine.request('teachAll', { lessons: some, site });
            learned.push(...some.map(({ lesson }) => lesson));
          }
        } catch (error) {
          // All or nothing, as it would be if they went in one piece.
          await undoAll(engine, learned).catch(() => {});
          throw error;
        }
        showVerdicts((text, verdicts) =>
          verdicts.map((verdict) => {
            const lesson = given.find((each) => each.text === text && each.task === verdict.task);
            return lesson
              ? { ...verdict, label: lesson.label, flagged: false, unsure: false, yours: true }
              : verdict;
          }),
        );
        return withUndo(words('popup_learnedFine', given.length), engine, learned);
      });
    },
    unteach: (text, { task, label }) =>
      tell(async (engine) => {
        const { lesson } = await engine.request('explain', { text, task, label });
        if (lesson !== null) await engine.request('undo', { lesson });
        return words('popup_undone', labelName(label, infoOf(task)), startOf(text));
      }),
    undo: (lesson) =>
      tell(async (engine) => {
        await engine.request('undo', { lesson: lesson.id });
        return words('popup_undone', labelName(lesson.label, infoOf(lesson.task)), lessonText(lesson));
      }),
    setTask: (info, on, sensitivity) =>
      tell(async (engine) => {
        setState(await engine.request('setTask', { task: info.task, on, sensitivity }));
        const step = on ? stepName(sensitivity) : words('ui_taskOff');
        return words('ui_saidTask', taskName(info.task, info), step);
      }),
    setWay: (info, way) =>
      tell(async (engine) => {
        const { on, sensitivity } = (state as EngineState).settings.tasks[info.task];
        setState(await engine.request('setTask', { task: info.task, on, sensitivity, way, ways: {} }));
        return words('ui_saidTask', taskName(info.task, info), wayName(way));
      }),
    setPlain: (site, plain) =>
      tell(async (engine) => {
        const { settings } = state as EngineState;
        const on = whyUnread({ ...settings, pausedUntil: null }, site, '', Date.now()) === 'on';
        setState(await engine.request('setSite', { site, on, plain }));
        return words(plain ? 'popup_saidPlain' : 'popup_saidNotPlain', site || words('popup_thisPage'));
      }),
    setSite: (site, on) =>
      tell(async (engine) => {
        setState(await engine.request('setSite', { site, on }));
        return words(on ? 'popup_saidOn' : 'popup_saidOff', site || words('popup_thisPage'));
      }),
    setRule: (rule, on) =>
      tell(async (engine) => {
        const isIt = ({ site, path }: SiteRule) => site === rule.site && path === rule.path;
        const rules = (state as EngineState).settings.rules.map((each) =>
          isIt(each) ? { ...each, reads: on } : each,
        );
        setState(await engine.request('setOptions', { rules }));
        return words(on ? 'popup_saidOn' : 'popup_saidOff', rule.site + rule.path);
      }),
    pause: (until) =>
      tell(async (engine) => {
        setState(await engine.request('setOptions', { pausedUntil: until }));
        return until === null ? words('popup_saidResumed') : words('popup_paused', timeName(until));
      }),
  };

  return (
    <>
      <SiteHead view={view} state={state} mayChange={mayTeach} actions={actions} />
      <main>
        {engine && state && <StorageTrouble engine={engine} trouble={state.trouble} tell={say} />}
        {state && <Notices state={state} mayTeach={mayTeach} />}
        <Trouble failure={failure} />
        {question}
        {view && state && (
          <Pieces
            view={view}
            state={state}
            mayTeach={mayTeach}
            actions={actions}
            goTo={(piece) => page.current?.goTo(piece)}
            reload={() => page.current?.reload()}
            readNow={() => page.current?.readNow()}
          />
        )}
        {engine && state && (
          <TryText
            state={state}
            mayTeach={mayTeach}
            actions={actions}
            classify={(text) => engine.request('classify', { texts: [text] })}
            onTrouble={fail}
          />
        )}
        {state && <TaskSettings state={state} view={view} actions={actions} />}
        {state && lessons && <Lessons lessons={lessons} state={state} undo={actions.undo} />}
        <Shortcuts shortcuts={shortcuts} />
        <nav>
          <button type="button" class="quiet" onClick={openDashboard}>
            {words('popup_dashboard')}
          </button>
          <button type="button" class="quiet" onClick={openWelcome}>
            {words('popup_welcome')}
          </button>
        </nav>
      </main>
      <footer>
        <Said said={said} />
      </footer>
    </>
  );
}

/** Takes lessons back, and says so. */
async function undoAll(engine: Engine, lessons: string[]): Promise<string> {
  for (let at = 0; at < lessons.length; at += AT_ONCE) {
    await engine.request('undoAll', { lessons: lessons.slice(at, at + AT_ONCE) });
  }
  return words('popup_undoneAll', lessons.length);
}
