import type { StorageMode } from '../protocol/settings.ts';
import type { Holdings, Step } from './holdings.ts';
import { MAX_LEARNED } from './lessons.ts';
import type { LessonRecord, WeightsRecord } from './records.ts';
import type { Change } from './store.ts';
import { weightsToBytes } from './weightsFile.ts';

/**
 * Makes what is kept what a storage mode wants, together with the change that brings the mode, in one
 * transaction. Texts become features, and lessons become weights; there is no way back for either: from
 * 'texts' on, only what is taught then has its text again. What was given up before the commit changes nothing.
 */
export async function convert(
  held: Holdings,
  mode: StorageMode,
  change: Change,
  { step, carryOn }: { step: Step; carryOn: Step },
): Promise<void> {
  const { judge } = held;
  if (mode === 'features') {
    const all = held.allLessons().filter(({ features }) => !features);
    const records: LessonRecord[] = [];
    for (const lesson of all) {
      await step(records.length, all.length);
      records.push(await held.recordOf(held.inMode(lesson, mode)!));
    }
    await held.commit({ ...change, put: { lessons: records } });
    if (records.length > 0) await held.rebuild(carryOn);
    return;
  }
  if (mode === 'weights' && held.allLessons().length > 0) {
    // What an extra task has learned is kept for the day on which it is switched on again.
    if (held.resting.length > 0) await held.rebuild(step, [...new Set(held.resting.map(({ task }) => task))]);
    const { lessons } = held;
    const records: WeightsRecord[] = [];
    for (const { task } of judge.infos()) {
      const learned = lessons.newest(MAX_LEARNED, task);
      if (learned.length === 0) continue;
      await step(0, lessons.size);
      records.push({
        task,
        weights: weightsToBytes(held.absorbed(task, learned)),
        // The newest last; so none of them can be taught again, or taken back.
        recent: learned
          .slice(0, 256)
          .map(({ id }) => id)
          .reverse(),
      });
    }
    // Also those that no head can learn: their texts are not to be kept.
    const ids = held.allLessons().map(({ id }) => id);
    await held.commit({ ...change, delete: { lessons: ids }, put: { weights: records } });
    await held.rebuild(carryOn);
    return;
  }
  await held.commit(change);
}
