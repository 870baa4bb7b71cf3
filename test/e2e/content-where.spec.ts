import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import type { FromPage } from '../../src/protocol/messages.ts';
import { badges, openHtml, settled, start } from './content/harness.ts';
import { test } from './content/test.ts';

/** Where a page is read: rules for sites and paths, pauses, and only when asked, with a fake engine. */
let page: Page;

const SPAM = 'Claim your free cruise today, only this week.';

test.beforeEach(async ({ page: fresh }) => {
  page = fresh;
  await openHtml(page, `<main><p>${SPAM}</p></main>`);
  await start(page);
  await settled(page);
  expect(await badges(page)).toHaveLength(1);
});

/** What the popup is told. */
const told = () =>
  page.evaluate(() => {
    window.popup ??= window.harness.connect();
    return window.popup.pushes.at(-1) as FromPage;
  });
const unread = async (why: string) => {
  await expect.poll(told).toMatchObject({ on: false, reads: why, blocks: 0 });
  expect(await badges(page)).toEqual([]);
  expect(await page.evaluate(() => [window.harness.host()!.isConnected, CSS.highlights.size])).toEqual([
    false,
    0,
  ]);
};
const read = async () => {
  await expect.poll(() => badges(page)).toHaveLength(1);
  await expect.poll(told).toMatchObject({ on: true });
};

for (const where of ['click', 'listed'] as const) {
  test(`${where}: nothing is read until it is asked for, and then it is, once`, async () => {
    await page.evaluate(
      (mode) => window.fakeEngine.push(({ settings }) => Object.assign(settings, { where: mode })),
      where,
    );
    await unread(where === 'click' ? 'click' : 'unlisted');
    const asked = await page.evaluate(() => window.fakeEngine.texts.length);
    await page.evaluate(() => document.querySelector('main')!.append('A harbour opens in the spring.'));
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => window.fakeEngine.texts.length)).toBe(asked);
    if (where === 'click') await page.evaluate(() => window.popup.send({ readNow: true }));
    else expect(await page.evaluate(() => window.harness.ask('readNow'))).toEqual({ reading: true });
    await read();
    await page.evaluate(() =>
      window.fakeEngine.push(({ settings, site }) =>
        settings.rules.push({ site, path: '', reads: false, plain: false }),
      ),
    );
    await unread('site');
    expect(await page.evaluate(() => window.harness.ask('readNow'))).toEqual({ reading: false });
  });
}

test('a pause takes the marks away, and they come back by themselves', async () => {
  await page.evaluate(() =>
    window.fakeEngine.push(({ settings }) => Object.assign(settings, { pausedUntil: Date.now() + 1500 })),
  );
  await unread('paused');
  await read();
});

test('a pause that ended while the tab slept ends when it wakes', async () => {
  await page.evaluate(() => {
    const now = Date.now;
    window.fakeEngine.push(({ settings }) => Object.assign(settings, { pausedUntil: now() + 86_400_000 }));
    Date.now = () => now() + 90_000_000;
  });
  await unread('paused');
  await page.mouse.click(5, 300);
  await read();
});

test('a rule for a path holds when a single-page application goes there, and no longer when it leaves', async () => {
  await page.evaluate(() =>
    window.fakeEngine.push(({ settings, site }) =>
      settings.rules.push({ site, path: '/settings', reads: false, plain: false }),
    ),
  );
  await read();
  await page.evaluate(() => history.pushState({}, '', '/settings/account'));
  await unread('site');
  await page.evaluate(() => history.replaceState({}, '', '/settingsville'));
  await read();
  await page.evaluate(() => history.pushState({}, '', '/settings'));
  await unread('site');
  await page.evaluate(() => history.back());
  await read();
});

test('what each step of sensitivity would flag is told, and what a policy forbids is not read', async () => {
  // The fake engine is sure to .93; the lines are at .9, .8, .7, .6 and .5.
  expect((await told()).wouldFlag).toEqual({
    spam: [1, 1, 1, 1, 1],
    toxicity: [0, 0, 0, 0, 0],
    intent: [0, 0, 0, 0, 0],
  });
  await page.evaluate(() =>
    window.fakeEngine.push((state) => Object.assign(state, { limits: { sitesOff: [state.site] } })),
  );
  await unread('policy');
});
