import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, test, useInkling } from './fixtures.ts';

/** Every page of the extension in Arabic: mirrored, without a barrier, and on a phone's width. */
process.env.LANGUAGE = 'ar';
const shared = useInkling({ args: ['--lang=ar'] });
test.afterAll(() => {
  Reflect.deleteProperty(process.env, 'LANGUAGE');
});

const PAGES = [
  ['src/welcome/welcome.html', 'ماذا يعلّم، وكيف'],
  ...['learned', 'progress', 'labels', 'sites', 'privacy', 'try'].map((section) => [
    `src/dashboard/dashboard.html#${section}`,
    'ما يعرفه Inkling',
  ]),
];

async function expectMirrored(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expectAccessible(page);
  // Half of 720 is also what 200 % zoom leaves of it.
  await page.setViewportSize({ width: 360, height: 640 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
}

/** Whatever can be pressed, with the label around it, is large enough for a finger that shakes. */
async function expectTargets(page: Page): Promise<void> {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, summary, select, input, textarea')]
      .filter((element) => element.checkVisibility())
      .map((element) => {
        const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
        return { what: element.outerHTML.slice(0, 80), width, height };
      })
      .filter(({ width, height }) => width < 24 || height < 24),
  );
  expect(small).toEqual([]);
}

for (const [path, heading] of PAGES) {
  test(`${path} is mirrored`, async () => {
    const page = await shared.inkling.context.newPage();
    await page.goto(shared.inkling.url(path));
    await expect(page.getByRole('heading', { name: heading })).toBeVisible();
    await page.waitForTimeout(500);
    await expectTargets(page);
    await expectMirrored(page);
  });
}

test('the popup is mirrored, in each of its parts', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(`${shared.demo.url}/forum.html`);
  await shared.inkling.judged(page);
  const popup = await shared.inkling.openPopup(page);
  await expect(popup.locator('.pieces .verdict').first()).toBeVisible();
  await expectTargets(popup);
  for (const summary of await popup.locator('summary').all()) await summary.click();
  await popup.locator('textarea').fill('Could you please send me the minutes?');
  await expect(popup.locator('.guesses .verdict').first()).toBeVisible();
  await expectTargets(popup);
  await expectMirrored(popup);
});

test('arrows in a choice of labels go where they point', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(`${shared.demo.url}/forum.html`);
  await shared.inkling.judged(page);
  const popup = await shared.inkling.openPopup(page);
  await popup.locator('.pieces .finding[data-task=intent] .verdict').first().focus();
  await popup.keyboard.press('w');
  const labels = popup.locator('.choice .label');
  await expect(labels.first()).toBeFocused();
  await popup.keyboard.press('ArrowLeft');
  await expect(labels.nth(1)).toBeFocused();
  await popup.keyboard.press('ArrowRight');
  await expect(labels.first()).toBeFocused();
});
