import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect, marks, test, useInkling } from './fixtures.ts';

/** The popup on the demo site, in the built extension with the shipped heads. */
const shared = useInkling();

const CRUISE = 'CONGRATULATIONS! You have been selected to win';

async function openOn(path: string): Promise<{ page: Page; popup: Page }> {
  const page = await shared.inkling.context.newPage();
  await page.goto(new URL(path, shared.demo.url).href);
  await shared.inkling.judged(page);
  const popup = await shared.inkling.openPopup(page);
  await expect(popup.getByRole('heading', { name: 'Try a text' })).toBeVisible();
  return { page, popup };
}

const lines = (popup: Page) => popup.locator('.pieces .verdict');
const piece = (popup: Page, text: string) => popup.locator('.pieces > li').filter({ hasText: text });
const status = (popup: Page) => popup.getByRole('status');

test('by keyboard alone: move, go to, wrong, undo; the page follows', async () => {
  const { page, popup } = await openOn('forum.html');
  await expect(lines(popup).first()).toBeVisible();
  await expect(page.getByText(CRUISE)).not.toBeInViewport();
  const spam = piece(popup, CRUISE).locator('.finding[data-task=spam]');
  await spam.locator('.verdict').focus();
  await popup.keyboard.press('Enter');
  await expect(page.getByText(CRUISE)).toBeInViewport();

  await popup.keyboard.press('w');
  await expect(spam).toContainText('You said: not spam');
  await expect(status(popup)).toContainText('Learned: not spam');
  await expect.poll(() => marks(page, 'spam')).toEqual([]);
  // It stays in the list, where it can be undone, also after the page has told its new pieces.
  await page.waitForTimeout(400);
  await expect(spam.locator('.verdict')).toBeFocused();

  await popup.keyboard.press('u');
  await expect(spam).toContainText('Looks like spam');
  await expect(status(popup)).toContainText('Undone: not spam');
  await expect.poll(async () => (await marks(page, 'spam')).length).toBe(1);

  const before = await popup.evaluate(() => document.activeElement?.id);
  await popup.keyboard.press('ArrowUp');
  expect(await popup.evaluate(() => document.activeElement?.id)).not.toBe(before);
  await popup.keyboard.press('Home');
  await expect(lines(popup).first()).toBeFocused();
  await popup.keyboard.press('ArrowDown');
  await expect(lines(popup).nth(1)).toBeFocused();
});

test('a wrong intent asks what it is, and learns that', async () => {
  const { popup } = await openOn('forum.html');
  const finding = popup.locator('.pieces .finding[data-task=intent]').first();
  await finding.getByRole('button', { name: 'Wrong' }).click();
  const choice = finding.getByRole('group', { name: 'Wrong. It is …' });
  await expect(choice.getByRole('button').first()).toBeFocused();
  await expectAccessible(popup);
  await popup.keyboard.press('Escape');
  await expect(choice).toHaveCount(0);
  await expect(finding.locator('.verdict')).toBeFocused();
  await finding.getByRole('button', { name: 'Wrong' }).click();
  await choice.getByRole('button', { name: 'statement' }).click();
  await expect(finding).toContainText('You said: statement');
  await finding.getByRole('button', { name: 'Undo' }).click();
  await expect(finding).toContainText('Looks like');
});

test('a click anywhere on a piece goes to it', async () => {
  const { page, popup } = await openOn('forum.html');
  await page.evaluate(() => scrollTo(0, 0));
  await popup.locator('.pieces > li').last().locator('.excerpt').click({ force: true });
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
});

test('any text is judged while it is typed, and taught by one click a task', async () => {
  const { popup } = await openOn('index.html');
  const field = popup.getByRole('textbox', { name: 'Try a text' });
  await field.pressSequentially('You are a silly fool and a clown', { delay: 20 });
  const toxicity = popup.locator('.guesses [data-task=toxicity]');
  await expect(toxicity.locator('.verdict')).toContainText(/^Looks toxic: /);
  await field.fill('The little mill opens its doors on Sunday');
  await expect(toxicity.locator('.verdict')).toContainText(/^(Likely not toxic: |Not sure)/);
  await expectAccessible(popup);

  const intent = popup.getByRole('group', { name: 'Intent: this text is …' });
  await intent.getByRole('button', { name: 'promotion' }).click();
  await expect(popup.locator('.guesses [data-task=intent] .verdict')).toHaveText('You said: promotion');
  await expect(intent.getByRole('button', { name: 'promotion' })).toHaveAttribute('aria-pressed', 'true');

  await popup.getByText('What you taught').click();
  await expect(popup.locator('.lessons li')).toHaveCount(1);
  await popup.getByRole('button', { name: /^Undo promotion: The little mill/ }).click();
  await expect(popup.locator('.lessons li')).toHaveCount(0);
  await expect(status(popup)).toContainText('Undone: promotion');
  await expect(popup.locator('.guesses [data-task=intent] .verdict')).not.toHaveText('You said: promotion');
  await expectAccessible(popup);
});

test('tasks are switched and set, in words, and the page follows', async () => {
  const { page, popup } = await openOn('forum.html');
  await popup.getByText('What to mark').click();
  await popup.getByRole('switch', { name: 'Mark Spam' }).uncheck();
  await expect(popup.getByRole('slider', { name: 'How readily to mark: Spam' })).toHaveCount(0);
  await expect.poll(() => marks(page, 'spam')).toEqual([]);
  await expectAccessible(popup);
  await popup.getByRole('switch', { name: 'Mark Spam' }).check();
  await expect.poll(async () => (await marks(page, 'spam')).length).toBe(1);

  const intent = popup.getByRole('slider', { name: 'How readily to mark: Intent' });
  await intent.press('Home');
  // Said at once: the step, and what it means on this page.
  await expect(intent).toHaveAttribute('aria-valuetext', /^only the surest\. here: \d+ \(−\d+\)$/);
  await expect(status(popup)).toHaveText('Intent: only the surest');
  await popup.reload();
  await popup.getByText('What to mark').click();
  await expect(intent).toHaveAttribute('aria-valuetext', /^only the surest\. here: \d+$/);
  await intent.fill('2');
  await expect(intent).toHaveAttribute('aria-valuetext', /^balanced/);
});

test('what a step would mark here is what it then marks', async () => {
  const { popup } = await openOn('forum.html');
  await popup.getByText('What to mark').click();
  const intent = popup.getByRole('slider', { name: 'How readily to mark: Intent' });
  for (const step of ['0', '4', '2']) {
    await intent.fill(step);
    await expect(status(popup)).toContainText('Intent: ');
    const said = await popup.locator('.task[data-task=intent] .effect').textContent();
    const count = Number(/\d+/.exec(said ?? '')?.[0]);
    expect(count).toBeGreaterThan(0);
    await expect(popup.locator('.pieces .finding[data-task=intent][data-mark=true]')).toHaveCount(count);
  }
});

test('the list is filtered by a label and by words', async () => {
  const { popup } = await openOn('forum.html');
  await expect(lines(popup).first()).toBeVisible();
  const all = await lines(popup).count();
  const spam = popup.getByRole('button', { name: /^spam \d+$/ });
  await spam.click();
  await expect(spam).toHaveAttribute('aria-pressed', 'true');
  await expect(lines(popup)).toHaveCount(1);
  await expectAccessible(popup);
  await spam.press('Enter');
  await expect(lines(popup)).toHaveCount(all);
  await popup.getByRole('searchbox', { name: 'Find in these pieces' }).fill('congratulations');
  await expect(lines(popup)).not.toHaveCount(all);
  await expect(piece(popup, CRUISE)).toBeVisible();
});

test('all of these are fine: the page has no such mark any more, and one undo brings all back', async () => {
  const { page, popup } = await openOn('comments.html');
  // By the page's own count: only what is near the window is underlined.
  const marked = async () => (await shared.inkling.report(page)).flagged.spam?.spam ?? 0;
  const before = await marked();
  expect(before).toBeGreaterThan(1);
  await popup.getByRole('button', { name: `spam ${before}` }).click();
  await popup.getByRole('button', { name: `All of these are fine: ${before}` }).click();
  await expect(status(popup)).toHaveText(`Learned: fine. Pieces: ${before}`);
  await expect.poll(marked).toBe(0);
  await expectAccessible(popup);
  await popup.locator('footer').getByRole('button', { name: 'Undo' }).click();
  await expect(status(popup)).toHaveText(`Taken back. Lessons: ${before}`);
  await expect.poll(marked).toBe(before);
  await expect(lines(popup)).toHaveCount(before);
});

test('everything pauses, says until when, and resumes', async () => {
  const { page, popup } = await openOn('forum.html');
  await expect(lines(popup).first()).toBeVisible();
  await popup.getByRole('button', { name: 'Pause for an hour' }).click();
  await expect(status(popup)).toHaveText(/^Paused until \d/);
  await expect(popup.getByText('Inkling is paused and reads nothing.')).toBeVisible();
  await expect.poll(() => marks(page, 'spam')).toEqual([]);
  await expectAccessible(popup);
  await popup.getByRole('button', { name: 'Resume' }).click();
  await expect(lines(popup).first()).toBeVisible();
  await expect.poll(async () => (await marks(page, 'spam')).length).toBe(1);
});

test('“only when you click”: nothing is read until the popup opens, or its button is pressed', async () => {
  const { popup: settings } = await openOn('index.html');
  await settings.goto(shared.inkling.url('src/welcome/welcome.html'));
  await settings.getByRole('radio', { name: /^Only when you click/ }).check();
  await expect(status(settings)).toHaveText('Where it reads: Only when you click');
  try {
    const page = await shared.inkling.context.newPage();
    await page.goto(`${shared.demo.url}/forum.html`);
    await page.waitForTimeout(1000);
    expect(await marks(page, 'spam')).toEqual([]);
    const popup = await shared.inkling.openPopup(page);
    await expect(lines(popup).first()).toBeVisible();
    await expect(popup.getByText('Read only when you click')).toBeVisible();
    await expect.poll(async () => (await marks(page, 'spam')).length).toBe(1);
  } finally {
    await settings.bringToFront();
    await settings.getByRole('radio', { name: /^Everywhere/ }).check();
    await expect(status(settings)).toHaveText('Where it reads: Everywhere');
  }
});

test('the shortcuts are listed, at most four are suggested', async () => {
  const { popup } = await openOn('index.html');
  await popup.getByText('Keyboard shortcuts').click();
  await expect(popup.locator('.shortcuts dt')).toHaveCount(4);
  await expect(popup.locator('.shortcuts')).toContainText('Alt+Shift+L');
  await expectAccessible(popup);
});

test('the first page and the dashboard are a button away', async () => {
  const { popup } = await openOn('index.html');
  for (const [button, heading] of [
    ['First steps', 'What it marks, and how'],
    ['Dashboard', 'What Inkling knows'],
  ]) {
    const opened = shared.inkling.context.waitForEvent('page');
    await popup.getByRole('button', { name: button }).click();
    await expect((await opened).getByRole('heading', { name: heading })).toBeVisible();
  }
});

test('the site is switched off and on', async () => {
  const { page, popup } = await openOn('forum.html');
  const toggle = popup.getByRole('switch', { name: /^Read / });
  await toggle.uncheck();
  await expect(popup.getByText('Inkling does not read this site.')).toBeVisible();
  await expect.poll(() => marks(page, 'spam')).toEqual([]);
  await expectAccessible(popup);
  await toggle.check();
  await expect(lines(popup).first()).toBeVisible();
});

test('a page that is reloaded is found again', async () => {
  const { page, popup } = await openOn('forum.html');
  await expect(lines(popup).first()).toBeVisible();
  await page.goto('about:blank');
  await expect(popup.getByText('Inkling can’t read this page')).toBeVisible();
  await expectAccessible(popup);
  await page.goto(new URL('comments.html', shared.demo.url).href);
  await expect(lines(popup).first()).toBeVisible();
});

test('no barrier in the list, in both themes, mirrored, and narrow', async () => {
  const { popup } = await openOn('forum.html');
  await expect(lines(popup).first()).toBeVisible();
  await expectAccessible(popup);
  await popup.evaluate(() => {
    document.documentElement.dir = 'rtl';
  });
  await expectAccessible(popup);
  // 200 % zoom leaves half the width; a narrow phone has 360.
  await popup.setViewportSize({ width: 400, height: 300 });
  const { scrollWidth, clientWidth } = await popup.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
});

test('it is there in a moment', async () => {
  const { page, popup } = await openOn('forum.html');
  await popup.close();
  // 60–116 ms were measured; the best of several openings and some slack, since other work runs here too.
  const painted: number[] = [];
  for (let opening = 0; opening < 9; opening++) {
    const again = await shared.inkling.openPopup(page);
    await expect(lines(again).first()).toBeVisible();
    const firstPaint = await again.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    painted.push((await firstPaint.jsonValue()) as number);
    await again.close();
  }
  painted.sort((a, b) => a - b);
  console.log(`popup painted after ${painted.map((each) => Math.round(each)).join(', ')} ms`);
  expect(painted[0]).toBeLessThan(250);
});
