import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { EngineClient } from '../protocol/engineClient.ts';
import type { EngineParams, Lesson } from '../protocol/messages.ts';
import type { TaskId, TaskInfo } from '../protocol/verdict.ts';
import { labelName, words } from '../protocol/words.ts';
import { Dialog } from './dialog.tsx';
import { lessonText } from './text.ts';

/** Lessons that are about to be given, as the engine can look at them first. */
export type Given = Exclude<EngineParams<'preview'>['change'], { on: boolean }>;

/**
 * Before lessons are kept: would they turn earlier ones wrong? If so the person is asked, with the earlier
 * ones named. Whoever teaches calls `mayTeach` and shows `question` somewhere.
 */
export function useSpoiling(tasks: readonly TaskInfo[]): {
  mayTeach(engine: Pick<EngineClient, 'request'>, given: readonly Given[]): Promise<boolean>;
  question: VNode | null;
} {
  const [spoiled, setSpoiled] = useState<Lesson[] | null>(null);
  const answer = useRef<(go: boolean) => void>(() => {});

  async function mayTeach(engine: Pick<EngineClient, 'request'>, given: readonly Given[]): Promise<boolean> {
    const found = new Map<string, Lesson>();
    for (const change of given) {
      // What can't be looked at is no reason to refuse a lesson; if the engine is in trouble, it will say so.
      const preview = await engine.request('preview', { change, texts: [] }).catch(() => null);
      for (const lesson of preview?.spoiledLessons ?? []) found.set(lesson.id, lesson);
    }
    if (found.size === 0) return true;
    answer.current(false);
    setSpoiled([...found.values()]);
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }

  function settle(go: boolean): void {
    setSpoiled(null);
    answer.current(go);
  }

  const question = spoiled && (
    <Dialog title={words('ui_spoilsTitle')} close={() => settle(false)}>
      <p>{words('ui_spoils', spoiled.length)}</p>
      <ul class="preview">
        {spoiled.slice(0, SHOWN).map((lesson) => (
          <li key={lesson.id} dir="auto">
            {words(
              'ui_spoilsOne',
              labelName(
                lesson.label,
                tasks.find(({ task }) => task === lesson.task),
              ),
              lessonText(lesson),
            )}
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" onClick={() => settle(false)}>
          {words('ui_cancel')}
        </button>
        <button type="button" class="primary" onClick={() => settle(true)}>
          {words('ui_spoilsTeach')}
        </button>
      </div>
    </Dialog>
  );
  return { mayTeach, question };
}

/** The same lessons, as many at a time as the engine looks at. */
export function previewsOf(lessons: readonly { text: string; task: TaskId; label: string }[]): Given[] {
  return [...new Set(lessons.map(({ task }) => task))].flatMap((task) => {
    const own = lessons.filter((lesson) => lesson.task === task).map(({ text, label }) => ({ text, label }));
    const parts = Math.ceil(own.length / AT_ONCE);
    return Array.from({ length: parts }, (_, i) => ({
      task,
      lessons: own.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
    }));
  });
}

/** Earlier lessons that are named. */
const SHOWN = 5;
const AT_ONCE = 64;
