import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import type { EngineState } from '../../src/protocol/messages.ts';
import { openHtml, settled, start } from './content/harness.ts';
import { test } from './content/test.ts';

/** What the card does beyond one shipped task (see content.spec.ts for that): own labels, effects, new labels. */
let page: Page;

const SPAM = 'Claim your free cruise today, only this week.';
const BOAT = 'My boat is for sale, who wants it.';

test.beforeEach(({ page: fresh }) => {
  page = fresh;
});

async function open(html: string, change?: (state: EngineState) => void): Promise<void> {
  await openHtml(page, html);
  await start(page);
  await settled(page);
  if (change) {
    await page.evaluate(`window.fakeEngine.push(${change})`);
    await settled(page);
  }
}
const card = () => page.getByRole('dialog', { name: 'Inkling on this text' });
/** Time for the browser to see that nothing lies over the card. */
const seen = () => page.waitForTimeout(250);

/** A task of the person's own with two labels. */
function withBoats(state: EngineState): void {
  const label = (id: string, name: string, colour: string) => ({ id, name, colour, keywords: [] });
  const labels = [label('l1', 'For sale', '#1d6b3f'), label('l2', 'Wanted', '#7a35a8')];
  const task = 'own-0000000a';
  state.tasks.push({
    ...state.tasks[0],
    task,
    labels: ['l1', 'l2', 'other'],
    ordinary: 'other',
    own: { name: 'Boats', labels },
  });
  state.settings.tasks[task] = { on: true, sensitivity: 2, way: 'underline' };
}

test('says what a lesson would change on this page before it is given, and takes it back with one press', async () => {
  await open(`<p>${SPAM}</p><p>${SPAM} Really.</p><p>${SPAM} Hurry.</p><p>${BOAT}</p>`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await card().getByRole('button', { name: 'Spam: Wrong, it is …' }).click();
  await expect(card()).toContainText('Verdicts on this page that would change: 3');
  await expect(card()).not.toContainText('Earlier lessons');
  const preview = await page.evaluate(() =>
    window.fakeEngine.requests.find(({ request }) => request === 'preview'),
  );
  expect(preview!.params).toMatchObject({
    change: { text: SPAM, task: 'spam', label: 'ham' },
    texts: { length: 4 },
  });
  expect(await page.evaluate(() => window.fakeEngine.lessons)).toEqual([]);
  await seen();
  await page.keyboard.press('Enter');
  await expect(card()).toContainText('Learned: not spam');
  await page.keyboard.press('Enter');
  await expect(card()).toContainText('Taken back');
  expect(await page.evaluate(() => window.fakeEngine.lessons)).toEqual([]);
});

test('a label of one’s own is chosen like any other, by the name one gave it', async () => {
  await open(`<p>${BOAT} ${SPAM}</p>`, withBoats);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const section = card().getByRole('region', { name: 'Boats' });
  await section.getByRole('button').click();
  await expect(section.getByRole('button')).toHaveText(['For sale', 'Wanted']);
  await seen();
  await section.getByRole('button', { name: 'Boats: Wanted' }).click();
  await expect(section).toContainText('You said: Wanted');
  expect(await page.evaluate(() => window.fakeEngine.lessons)).toMatchObject([
    { task: 'own-0000000a', label: 'l2', text: `${BOAT} ${SPAM}` },
  ]);
});

test('a new label is named on a page of the extension, which may ask for the text', async () => {
  await open(`<p>${SPAM}</p>`);
  const text = () => page.evaluate(() => window.harness.ask('cardText'));
  expect(await text()).toEqual({ text: null, site: 'content.test' });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await text()).toEqual({ text: SPAM, site: 'content.test' });
  await seen();
  await card().getByRole('button', { name: 'New label …' }).click();
  expect(await page.evaluate(() => window.harness.asked.at(-1))).toBe('newLabel');
  // Nothing can be typed into the card, for the page could overhear it.
  await expect(card().locator('input, textarea, [contenteditable]')).toHaveCount(0);
});

test('in a private window it judges and says why, and has nothing to teach with', async () => {
  await open(`<p>${SPAM}</p>`, (state) => Object.assign(state, { mayTeach: false }));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(card()).toContainText('What spoke for it');
  await expect(card()).toContainText('learns and keeps nothing here');
  await expect(card().getByRole('button')).toHaveCount(1);
});

/** The card's buttons and the badge, as the browser lays them out: what each says, its size, and whether it is inside. */
const pressables = () =>
  page.evaluate(() => {
    const root = window.harness.root()!;
    const frame = root.querySelector('.card')!.getBoundingClientRect();
    return [...root.querySelectorAll('.card button')].map((button) => {
      const { width, height, left, right } = button.getBoundingClientRect();
      return {
        name: button.getAttribute('aria-label') ?? button.textContent,
        width,
        height,
        isInside: left >= frame.left && right <= frame.right,
      };
    });
  });

test.describe('by touch', () => {
  test.use({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });

  test('the badge is hit beside it too, all buttons have room for a finger, and a lesson is given', async () => {
    await open(`<meta name="viewport" content="width=device-width"><p>${SPAM}</p>`);
    const badge = await page.evaluate(() => {
      const { left, top, width, height } = window.harness
        .root()!
        .querySelector('.badge')!
        .getBoundingClientRect();
      return { left, top, width, height };
    });
    expect(badge.height).toBeLessThan(20);
    // 44 px are pressed, of which it fills less than half.
    await page.touchscreen.tap(badge.left + badge.width / 2, badge.top + badge.height / 2 + 20);
    await expect(card()).toContainText('What spoke for it');
    await card().getByRole('button', { name: 'Spam: Wrong, it is …' }).tap();
    await expect(card().getByRole('button', { name: 'Spam: not spam' })).toBeVisible();
    const all = await pressables();
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter(({ width, height }) => width < 44 || height < 44)).toEqual([]);
    expect(all.filter(({ isInside }) => !isInside)).toEqual([]);
    await seen();
    await card().getByRole('button', { name: 'Spam: not spam' }).tap();
    await expect(card()).toContainText('Learned: not spam');
    await picture('touch');
  });
});

test('in the reader’s language and direction, whatever the page’s are', async () => {
  const looks = () =>
    page.evaluate(() => {
      const card = window.harness.root()!.querySelector<HTMLElement>('.card')!;
      const middle = (selector: string) => {
        const { left, width } = card.querySelector(selector)!.getBoundingClientRect();
        return left + width / 2;
      };
      const { lang, dir } = card;
      const quote = card.querySelector('.quote')!;
      return {
        lang,
        dir,
        closesAt: middle('.close') > middle('.brand') ? 'right' : 'left',
        quoted: getComputedStyle(quote).direction,
      };
    });
  // An Arabic page, an English reader: the card runs left to right, the words of the page their own way.
  await open('<main dir="rtl" lang="ar"><p>اربح رحلة بحرية: سفر مجاني لك اليوم فقط</p></main>');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(card()).toContainText('What spoke for it');
  expect(await looks()).toEqual({ lang: 'en', dir: 'ltr', closesAt: 'right', quoted: 'rtl' });

  // An English page, a reader from right to left: the mirror image.
  await open(`<p>${SPAM}</p>`);
  await page.evaluate(() => {
    document.documentElement.dataset.uiDirection = 'rtl';
  });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(card()).toContainText('What spoke for it');
  expect(await looks()).toEqual({ lang: 'en', dir: 'rtl', closesAt: 'left', quoted: 'ltr' });
  await picture('mirrored');
});

test('on pages that show nothing, the style of badges and card is not even asked for', async () => {
  const askedForStyle = () =>
    page.evaluate(() => window.harness.asked.filter((message) => message === 'overlayStyle').length);
  await open(`<p>${BOAT}</p>`);
  expect(await askedForStyle()).toBe(0);
  expect(await page.evaluate(() => window.harness.host()!.isConnected)).toBe(false);
  // The card for a selection is the first thing that is shown.
  await page.locator('p').selectText();
  await page.evaluate(() => window.harness.ask('labelSelection'));
  await expect(card()).toContainText('not spam');
  expect(await askedForStyle()).toBe(1);
  await page.keyboard.press('Escape');
  await page.evaluate(() => window.harness.ask('labelSelection'));
  await expect(card()).toBeVisible();
  expect(await askedForStyle()).toBe(1);
});

/** For a person to look at, when asked for. */
async function picture(name: string): Promise<void> {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/card-${name}.png` });
}
