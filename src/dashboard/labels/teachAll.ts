import type { EngineParams } from '../../protocol/messages.ts';
import type { Engine } from '../dashboard.tsx';

type Taught = Omit<EngineParams<'teachAll'>['lessons'][number], 'lesson'>;

/** Lessons that the engine takes in one transaction. */
const AT_ONCE = 64;

/** Teaches any number of lessons. @returns their ids, by which they can be taken back. */
export async function teachAll(engine: Engine, taught: Taught[]): Promise<string[]> {
  const lessons = taught.map((each) => ({ lesson: crypto.randomUUID(), ...each }));
  for (let at = 0; at < lessons.length; at += AT_ONCE) {
    await engine.request('teachAll', { lessons: lessons.slice(at, at + AT_ONCE), site: '' });
  }
  return lessons.map(({ lesson }) => lesson);
}

/** Takes back what {@link teachAll} has taught. */
export async function undoAll(engine: Engine, ids: string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await engine.request('undoAll', { lessons: ids.slice(at, at + AT_ONCE) });
  }
}
