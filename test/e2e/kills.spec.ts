import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Lesson } from '../../src/protocol/messages.ts';
import { ExtensionBrowser, THROWN } from '../../tools/extension.ts';
import { ask, asker, killAtOnce, uuid } from './asker.ts';
import { expect, test, useInkling } from './fixtures.ts';
import { times, tried } from './proof.ts';

/**
 * Nothing lost: whatever is killed while a lesson is given, an acknowledged lesson is there afterwards, none
 * is there twice, and what the heads say is what those lessons give when they are learned from the start.
 * The kills come before, while and after the lesson is written; when exactly differs from round to round.
 */
const textOf = (n: number) => `Our garden club meets on Sunday, bring a friend number ${n}`;
const lessonOf = (n: number) => ({
  lesson: uuid(n),
  text: textOf(n),
  task: 'spam' as const,
  label: 'spam',
  site: '',
});
/** Run in a page of the extension. */
const ensureEngine = () =>
  chrome.runtime.sendMessage({ to: 'background', message: 'ensureEngine', params: {} });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function all(page: Page): Promise<Lesson[]> {
  return (await ask(page, 'lessons', { limit: 1000 })).lessons;
}

/** None of the acknowledged is missing, none is there twice, none is there that nobody gave. */
function expectKept(lessons: readonly Lesson[], acknowledged: readonly string[], given: number): void {
  const ids = lessons.map(({ id }) => id);
  expect(new Set(ids).size, 'none twice').toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining([...acknowledged]));
  for (const { id, text } of lessons) {
    const n = Number(id.slice(-12));
    expect(n).toBeLessThan(given);
    expect(text, 'whole').toBe(textOf(n));
  }
}

/** What the heads say now is what they say after the engine has started anew. */
async function expectConsistent(inkling: ExtensionBrowser, page: Page): Promise<void> {
  const texts = [textOf(0), 'Garden tools for sale, bring a friend', 'The meeting is on Monday'];
  const before = (await ask(page, 'classify', { texts })).verdicts;
  await inkling.killOffscreen();
  const after = (await ask(page, 'classify', { texts })).verdicts;
  before.flat().forEach((verdict, i) => {
    expect(after.flat()[i].label).toBe(verdict.label);
    expect(after.flat()[i].probability).toBeCloseTo(verdict.probability, 9);
  });
}

test.describe('killed while a lesson is given', () => {
  const shared = useInkling();

  test.afterEach(async () => {
    const page = await asker(shared.inkling);
    for (const { id } of await all(page)) await ask(page, 'undo', { lesson: id });
  });

  const victims = [
    {
      name: 'offscreen page and service worker',
      kill: (inkling: ExtensionBrowser) => killAtOnce(inkling, ['background_page', 'service_worker']),
    },
    {
      name: 'the offscreen page',
      kill: (inkling: ExtensionBrowser) => killAtOnce(inkling, ['background_page']),
    },
    {
      name: 'the service worker',
      kill: (inkling: ExtensionBrowser) => killAtOnce(inkling, ['service_worker']),
    },
    {
      name: 'the engine’s worker',
      kill: async (inkling: ExtensionBrowser) => Number(await inkling.throwInEngine()),
    },
  ];
  for (const { name, kill } of victims) {
    test(`${name}: no lesson is lost`, async () => {
      const rounds = times(8, 100);
      test.setTimeout(60_000 + rounds * 4000);
      const page = await asker(shared.inkling);
      await ask(page, 'state', {});
      let killed = 0;
      for (let n = 0; n < rounds; n++) {
        // Wakes the service worker, which sleeps while all goes well.
        await page.evaluate(ensureEngine);
        const taught = ask(page, 'teach', lessonOf(n));
        await pause((n * 3) % 23);
        killed += await kill(shared.inkling);
        expect((await taught).lesson.id).toBe(uuid(n));
      }
      const lessons = await all(page);
      expect(lessons).toHaveLength(rounds);
      expectKept(
        lessons,
        Array.from({ length: rounds }, (_, n) => uuid(n)),
        rounds,
      );
      await expectConsistent(shared.inkling, page);
      // Whoever is killed may not have been back from the time before.
      expect(killed).toBeGreaterThan(rounds / 2);
      // The engine's host complains of the worker that threw: that is as it should be.
      const complaints = shared.inkling.errors.splice(0);
      expect(complaints.filter((complaint) => !complaint.includes(THROWN))).toEqual([]);
      tried('lost', `${name} is killed while a lesson is given`, killed);
    });
  }

  test('the tab: what was acknowledged is there, and nothing by halves', async () => {
    const rounds = times(8, 100);
    test.setTimeout(60_000 + rounds * 2000);
    const acknowledged: string[] = [];
    for (let n = 0; n < rounds; n++) {
      const page = await asker(shared.inkling);
      await ask(page, 'state', {});
      const taught = ask(page, 'teach', lessonOf(n)).then(
        ({ lesson }) => void acknowledged.push(lesson.id),
        () => {},
      );
      await pause((n * 3) % 23);
      await page.close();
      await taught;
    }
    const page = await asker(shared.inkling);
    const lessons = await all(page);
    expectKept(lessons, acknowledged, rounds);
    await expectConsistent(shared.inkling, page);
    tried(
      'lost',
      'the tab is closed while a lesson is given',
      rounds,
      `${acknowledged.length} acknowledged before`,
    );
  });
});

test('the whole browser, by SIGKILL: what was acknowledged is there', async () => {
  const rounds = times(3, 100);
  test.setTimeout(60_000 + rounds * 15_000);
  const profile = mkdtempSync(join(tmpdir(), 'inkling-profile-'));
  const acknowledged: string[] = [];
  try {
    for (let n = 0; n < rounds; n++) {
      const inkling = await ExtensionBrowser.launch({ profile });
      const page = await asker(inkling);
      expectKept(await all(page), acknowledged, n);
      const taught = ask(page, 'teach', lessonOf(n)).then(
        ({ lesson }) => void acknowledged.push(lesson.id),
        () => {},
      );
      await pause((n * 7) % 60);
      await inkling.kill();
      await taught;
    }
    const inkling = await ExtensionBrowser.launch({ profile });
    const page = await asker(inkling);
    expectKept(await all(page), acknowledged, rounds);
    await expectConsistent(inkling, page);
    await inkling.close();
    tried(
      'lost',
      'the browser is killed (SIGKILL) while a lesson is given',
      rounds,
      `${acknowledged.length} acknowledged before`,
    );
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});
