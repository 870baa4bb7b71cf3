import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startDemo } from '../../tools/demoServer.ts';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { expect, marks, test } from './fixtures.ts';

/** What Inkling is for, from the first page to the undo of a lesson, as a person lives through it. */
const CRUISE = 'CONGRATULATIONS! You have been selected to win a FREE luxury cruise!';
const OTHER_CRUISE = 'Congratulations, you have won';
const LOAN =
  'Need cash fast? Get a loan of up to $50,000 with no credit check. Apply online now, approval guaranteed!';
const INSULT = 'You are a silly fool';

test('install, see marks, correct one, lose every process, restart, remember, undo', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'inkling-story-'));
  const demo = await startDemo();
  let inkling = await ExtensionBrowser.launch({ profile });
  try {
    const open = async (path: string, text: string): Promise<Page> => {
      const page = await inkling.context.newPage();
      await page.goto(`${demo.url}/${path}`);
      await page.getByText(text).first().scrollIntoViewIfNeeded();
      return page;
    };
    const isSpam = async (page: Page, text: string) => {
      await page.bringToFront();
      return (await marks(page, 'spam')).some((marked) => marked.startsWith(text.slice(0, 20)));
    };

    let forum = await open('forum.html', CRUISE);
    let comments = await open('comments.html', OTHER_CRUISE);
    await test.step('the demo is marked', async () => {
      await expect.poll(() => isSpam(forum, CRUISE)).toBe(true);
      await expect.poll(() => isSpam(comments, OTHER_CRUISE)).toBe(true);
      expect((await marks(forum, 'toxicity')).some((text) => text.startsWith(INSULT))).toBe(true);
      const { flagged } = await inkling.judged(forum);
      expect(flagged).toMatchObject({ spam: { spam: 1 }, intent: { question: expect.any(Number) } });
    });

    await test.step('one verdict is corrected in the popup', async () => {
      const popup = await inkling.openPopup(forum);
      const finding = piece(popup, CRUISE).locator('[data-task="spam"]');
      await finding.getByRole('button', { name: 'Wrong' }).click();
      await expect(finding).toContainText('You said: not spam');
      await popup.close();
    });

    await test.step('this page and the other one have learned it', async () => {
      await expect.poll(() => isSpam(forum, CRUISE)).toBe(false);
      await expect.poll(() => isSpam(comments, OTHER_CRUISE)).toBe(false);
      expect((await marks(forum, 'toxicity')).some((text) => text.startsWith(INSULT))).toBe(true);
    });

    await test.step('the service worker and the offscreen page die, and it goes on', async () => {
      expect(await inkling.killServiceWorker()).toBe(true);
      expect(await inkling.killOffscreen()).toBe(true);
      // On the page that was open all along: something new comes in, and is judged.
      await forum.evaluate((text) => {
        const post = document.createElement('p');
        post.textContent = text;
        document.querySelector('main')?.prepend(post);
        post.scrollIntoView();
      }, LOAN);
      await expect.poll(() => isSpam(forum, LOAN)).toBe(true);
      // On a page that is opened anew: the lesson is still known.
      await comments.reload();
      await inkling.judged(comments);
      expect(await isSpam(comments, OTHER_CRUISE)).toBe(false);
    });

    expect(inkling.errors).toEqual([]);
    await inkling.close();
    inkling = await ExtensionBrowser.launch({ profile });

    await test.step('after a restart it is remembered', async () => {
      forum = await open('forum.html', CRUISE);
      comments = await open('comments.html', OTHER_CRUISE);
      await inkling.judged(forum);
      await inkling.judged(comments);
      expect(await isSpam(forum, CRUISE)).toBe(false);
      expect(await isSpam(comments, OTHER_CRUISE)).toBe(false);
    });

    await test.step('undone, everything is as it was before', async () => {
      const popup = await inkling.openPopup(forum);
      await popup.getByText('What you taught').click();
      await popup.locator('.lessons').getByRole('button').click();
      await popup.close();
      await expect.poll(() => isSpam(forum, CRUISE)).toBe(true);
      await expect.poll(() => isSpam(comments, OTHER_CRUISE)).toBe(true);
    });
    expect(inkling.errors).toEqual([]);
  } finally {
    await inkling.close();
    await demo.close();
    await rm(profile, { recursive: true, force: true });
  }
});

/** The popup's entry for a piece of the page. */
function piece(popup: Page, text: string) {
  return popup.locator('.pieces > li').filter({ hasText: text.slice(0, 40) });
}
