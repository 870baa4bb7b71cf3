import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, test, useInkling } from './fixtures.ts';

/** The page that opens when Inkling was installed, judged by the shipped heads. */
const shared = useInkling({ welcome: true });

async function open(): Promise<Page> {
  const page = await shared.inkling.context.newPage();
  await page.goto(shared.inkling.url('src/welcome/welcome.html'));
  await expect(page.getByText('Looks like spam').first()).toBeVisible();
  return page;
}
const cruise = (page: Page) => page.locator('.example li').first();

test('a fresh installation opens it, once', async () => {
  const page = await shared.inkling.welcome();
  await expect(page.getByRole('heading', { name: 'Nothing leaves your device' })).toBeVisible();
  await expect(cruise(page)).toContainText('Looks like spam');
  expect(shared.inkling.context.pages().filter((each) => each.url() === page.url())).toHaveLength(1);
});

test('the example follows each choice: off, way, strictness, a line of one’s own', async () => {
  const page = await open();
  await expect(cruise(page).locator('[data-way=underline]')).toHaveCount(1);
  await page.getByRole('switch', { name: 'Mark Spam' }).uncheck();
  await expect(cruise(page)).not.toContainText('Looks like spam');
  await page.getByRole('switch', { name: 'Mark Spam' }).check();
  await expect(cruise(page)).toContainText('Looks like spam');

  await page.getByRole('combobox', { name: 'How to mark: Spam' }).selectOption('blur');
  await expect(cruise(page).locator('[data-way=blur]')).toHaveCount(1);
  await page.getByRole('combobox', { name: 'How to mark: Spam' }).selectOption('underline');

  const flags = () => page.locator('.example li [data-mark=true]').count();
  const balanced = await flags();
  const intent = page.getByRole('slider', { name: 'How readily to mark: Intent' });
  await intent.press('Home');
  await expect(page.getByRole('status')).toHaveText('Intent: only the surest');
  await expect.poll(flags).toBeLessThan(balanced);
  await intent.fill('2');

  await page.getByRole('textbox').fill('You are a silly fool and a clown');
  await expect(page.locator('.example > .said')).toContainText('Looks toxic');
});

test('it proves its promise with the rule that the browser enforces, and the whole document', async () => {
  const page = await open();
  await page.getByText('The rule your browser enforces').click();
  await expect(page.locator('details > code')).toContainText("connect-src 'none'");
  await page.getByText('The whole promise').click();
  await expect(page.getByRole('heading', { name: 'Permissions, each with its reason' })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'contextMenus' })).toBeVisible();
  await expectAccessible(page);
});

test('no barrier, in both themes, mirrored, and on a narrow screen', async () => {
  const page = await open();
  await expectAccessible(page);
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  await page.setViewportSize({ width: 360, height: 640 });
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
