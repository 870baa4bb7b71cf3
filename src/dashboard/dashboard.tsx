import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineState } from '../protocol/messages.ts';
import { words } from '../protocol/words.ts';
import { StorageTrouble } from '../ui/storageTrouble.tsx';
import { Said, type Telling, Trouble, useTelling } from '../ui/telling.tsx';
import { useFocusKept } from './keepFocus.ts';
import { Labels } from './labels/labels.tsx';
import { Learned } from './learned/learned.tsx';
import { Privacy } from './privacy/privacy.tsx';
import { Progress } from './progress/progress.tsx';
import { SECTIONS, type Section, sectionOf } from './routes.ts';
import { Sites } from './sites/sites.tsx';
import { Tabs } from './tabs.tsx';
import { TryIt } from './try/tryIt.tsx';
import { Underway, useWork, type Work } from './work.tsx';

/**
 * The page on which one sees and rules everything that Inkling knows. Like the popup it holds no truth of its own: what
 * it shows is the engine's state, or an answer that the section in sight has just asked for and asks for
 * again with each new revision. Every control asks the engine; that it is done is said when the engine says so.
 * Each section has its address (`#sites`), so that others can link to it.
 */
export interface DashboardProps {
  openEngine(onChanged: (state: EngineState) => void): Engine;
}
export type Engine = Pick<EngineClient, 'request' | 'close'>;

/** What every section gets. */
export interface SectionProps {
  engine: Engine;
  state: EngineState;
  telling: Telling;
  work: Work;
}

const BODIES: Record<Section, ComponentType<SectionProps>> = {
  learned: Learned,
  progress: Progress,
  labels: Labels,
  sites: Sites,
  privacy: Privacy,
  try: TryIt,
};

export function Dashboard({ openEngine }: DashboardProps) {
  const [engine, setEngine] = useState<Engine | null>(null);
  const [state, setState] = useState<EngineState | null>(null);
  const [section, setSection] = useState(() => sectionOf(location.hash));
  const telling = useTelling();
  const work = useWork(telling);
  useFocusKept();
  // What went wrong in one section has nothing to say in another.
  useEffect(() => telling.forget(), [section]);

  useEffect(() => {
    const opened = openEngine(setState);
    setEngine(opened);
    return () => opened.close();
  }, [openEngine]);

  useEffect(() => {
    const follow = () => setSection(sectionOf(location.hash));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  function goTo(next: Section): void {
    if (next === section) return;
    history.pushState(null, '', `#${next}`);
    setSection(next);
  }

  const Body = BODIES[section];
  return (
    <>
      <header>
        <img src="/icons/inkling-48.png" width="28" height="28" alt="" />
        <h1>{words('dashboard_title')}</h1>
        <Tabs
          name={words('dashboard_sections')}
          tabs={SECTIONS.map((id) => ({ id, name: words(`dashboard_section_${id}`) }))}
          selected={section}
          select={goTo}
        />
      </header>
      <main>
        {state?.storage === 'memory' && <p class="notice">{words('dashboard_memory')}</p>}
        {engine && state && <StorageTrouble engine={engine} trouble={state.trouble} tell={telling.tell} />}
        <Trouble failure={telling.failure} />
        <div id="panel" role="tabpanel" aria-labelledby={`tab-${section}`}>
          {engine && state ? (
            <Body engine={engine} state={state} telling={telling} work={work} />
          ) : (
            <p class="hint" aria-busy="true">
              {words('dashboard_waking')}
            </p>
          )}
        </div>
      </main>
      <footer>
        {work.running && <Underway running={work.running} />}
        <Said said={telling.said} />
      </footer>
    </>
  );
}
