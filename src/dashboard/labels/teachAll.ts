import type { EngineParams } from '../../protocol/messages.ts';
import type { Engine } from '../dashboard.tsx';

type Taught = Omit<EngineParams<'teachAll'>['lessons'][number], 'lesson'> & { site?: string };

/** Lessons that the engine takes in one transaction. */
const AT_ONCE = 64;

/** Teaches any number of lessons. @returns their ids, by which they can be taken back. */
export async function teachAll(engine: Engine, taught: Taught[]): Promise<string[]> {
  const ids: string[] = [];
  for (const site of new Set(taught.map(({ site = '' }) => site))) {
    const ofSite = taught
      .filter((each) => (each.site ?? '') === site)
      .map(({ text, task, label }) => ({ lesson: crypto.randomUUID(), text, task, label }));
    for (let at = 0; at < ofSite.length; at += AT_ONCE) {
      const lessons = ofSite.slice(at, at + AT_ONCE);
      await engine.request('teachAll', { lessons, site });
      ids.push(...lessons.map(({ lesson }) => lesson));
    }
  }
  return ids;
}

/** Takes back what {@link teachAll} has taught. */
export async function undoAll(engine: Engine, ids: string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await engine.request('undoAll', { lessons: ids.slice(at, at + AT_ONCE) });
  }
}
