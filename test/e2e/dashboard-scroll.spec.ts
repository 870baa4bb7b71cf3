import type { Page } from '@playwright/test';
import { backupToBytes } from '../../src/engine/backup.ts';
import { toBase64 } from '../../src/engine/base64.ts';
import { defaultSettings } from '../../src/protocol/defaults.ts';
import { ask, asker, uuid } from './asker.ts';
import { expect, test, useInkling } from './fixtures.ts';

/** The list of lessons with as many as the engine keeps: few rows in the document, and the page stays free. */
const shared = useInkling();

const LESSONS = 10_000;
/** Longest task that is borne while scrolling, in milliseconds; none over 50 was measured, but other work runs here too. */
const LONGEST = 200;

/** Takes in a file with so many lessons: teaching them one request after another would take minutes. */
async function seed(count: number): Promise<void> {
  const asking = await asker(shared.inkling);
  const lessons = Array.from({ length: count }, (_, i) => ({
    id: uuid(i),
    text: `The mill opens its doors on day ${i} of the year, and everyone is welcome`,
    task: 'spam',
    label: i % 2 === 0 ? 'ham' : 'spam',
    site: 'forum.test',
    at: i,
    order: i + 1,
    said: null,
    features: null,
  }));
  const file = backupToBytes({
    at: 0,
    settings: defaultSettings(),
    lessons,
    tasks: [],
    imports: [],
    weights: [],
  });
  await ask(asking, 'importAll', { file: toBase64(file), how: 'replace' });
}

/** Notes every task over 50 ms from now on. */
function watchTasks(page: Page): Promise<void> {
  return page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ type: 'longtask' });
    Object.assign(globalThis, { tasks });
  });
}
const longTasks = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks.map(Math.round));

test('ten thousand lessons scroll smoothly from end to end', async () => {
  test.setTimeout(300_000);
  const start = performance.now();
  await seed(LESSONS);
  console.log(`taught ${LESSONS} in ${Math.round(performance.now() - start)} ms`);
  const page = await shared.inkling.context.newPage();
  await page.goto(shared.inkling.url('src/dashboard/dashboard.html#learned'));
  await expect(page.locator('.found')).toHaveText(`Lessons: ${LESSONS.toLocaleString('en')}`);
  await expect(page.locator('.lesson').first()).toBeVisible();
  await watchTasks(page);

  // As fast as a thumb on the scroll bar: the whole way in a hundred frames, twice.
  const most = await page.evaluate(async () => {
    const list = document.querySelector('.rows')!;
    const end = list.scrollHeight - list.clientHeight;
    let most = 0;
    for (let frame = 0; frame <= 200; frame++) {
      list.scrollTop = end * (frame <= 100 ? frame / 100 : 2 - frame / 100);
      await new Promise(requestAnimationFrame);
      most = Math.max(most, list.querySelectorAll('.row').length);
    }
    return most;
  });
  const tasks = await longTasks(page);
  console.log(`rows in the document at most ${most}; tasks over 50 ms: ${tasks.join(', ') || 'none'}`);
  expect(most).toBeLessThan(60);
  expect(Math.max(0, ...tasks)).toBeLessThan(LONGEST);

  // At the end the last lesson is there, and is told as the last.
  await page.locator('.lesson .verdict').first().focus();
  await page.keyboard.press('End');
  const last = page.locator('.row[data-index]').last();
  await expect(last).toHaveAttribute('aria-posinset', String(LESSONS));
  await expect(last).toHaveAttribute('aria-setsize', String(LESSONS));
  await expect(last.locator('.verdict')).toBeFocused();
  await expect(last).toContainText('on day 0 of the year');
  // Scrolling far away does not take the focus away from it.
  await page.locator('.rows').evaluate((list) => {
    list.scrollTop = 0;
  });
  await expect(page.locator('.row[data-index="0"]')).toBeVisible();
  expect(
    await page.evaluate(() => document.activeElement?.closest('[data-index]')?.getAttribute('data-index')),
  ).toBe(String(LESSONS - 1));
});

test('what one does shows within a tenth of a second', async () => {
  await seed(128);
  const page = await shared.inkling.context.newPage();
  await page.goto(shared.inkling.url('src/dashboard/dashboard.html#learned'));
  await expect(page.locator('.lesson').first()).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('day 77 ');
  await expect(page.locator('.found')).toContainText('Found: ');
  // From the press of a tab to its section, as the page itself sees it.
  const took: number[] = [];
  for (const section of ['labels', 'sites', 'privacy', 'try', 'progress', 'learned']) {
    took.push(
      await page.evaluate(async (section) => {
        const start = performance.now();
        document.getElementById(`tab-${section}`)!.click();
        const shown = () =>
          document.getElementById('panel')!.getAttribute('aria-labelledby') === `tab-${section}` &&
          document.querySelector('#panel h2') !== null;
        while (!shown()) await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return performance.now() - start;
      }, section),
    );
  }
  console.log(`sections shown after ${took.map(Math.round).join(', ')} ms`);
  // Other work runs on the machine that runs the tests; the median says what the page itself takes.
  expect(took.sort((a, b) => a - b)[took.length >> 1]).toBeLessThan(100);
});
