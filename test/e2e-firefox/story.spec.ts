import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ElementHandle, Page } from 'puppeteer-core';
import { startDemo } from '../../tools/demoServer.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { marks } from './fixtures.ts';

/**
 * What Inkling is for, in Firefox: the same story as test/e2e/story.spec.ts tells of Chrome. Here the event
 * page is what dies, and the engine with it.
 */
const CRUISE = 'CONGRATULATIONS! You have been selected to win a FREE luxury cruise!';
const OTHER_CRUISE = 'Congratulations, you have won';
const LOAN =
  'Need cash fast? Get a loan of up to $50,000 with no credit check. Apply online now, approval guaranteed!';
const INSULT = 'You are a silly fool';
/** Else an extension that was loaded for testing takes its data with it when the browser closes. */
const KEEP = {
  'extensions.webextensions.keepStorageOnUninstall': true,
  'extensions.webextensions.keepUuidOnUninstall': true,
};

test('install, see marks, correct one, lose the event page, restart, remember, undo', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'inkling-story-'));
  const demo = await startDemo();
  let inkling = await FirefoxBrowser.launch({ profile, prefs: KEEP });
  try {
    const open = async (path: string, text: string): Promise<Page> => {
      const page = await inkling.open(`${demo.url}/${path}`);
      await (await page.waitForSelector(`::-p-text(${text.slice(0, 20)})`))!.scrollIntoView();
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
      const finding = await findingOf(popup, CRUISE);
      await (await finding.waitForSelector('button::-p-text(Wrong)'))!.click();
      await expect.poll(() => textOf(finding)).toContain('You said: not spam');
      expect(await textOf((await popup.$('body'))!)).not.toContain('this window only');
      await popup.close();
    });

    await test.step('this page and the other one have learned it', async () => {
      await expect.poll(() => isSpam(forum, CRUISE)).toBe(false);
      await expect.poll(() => isSpam(comments, OTHER_CRUISE)).toBe(false);
      expect((await marks(forum, 'toxicity')).some((text) => text.startsWith(INSULT))).toBe(true);
    });

    await test.step('the event page dies, and it goes on', async () => {
      await inkling.killEventPage();
      // On the page that was open all along: something new comes in, and is judged.
      await forum.bringToFront();
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

    expect(await inkling.errors()).toEqual([]);
    await inkling.close();
    inkling = await FirefoxBrowser.launch({ profile, prefs: KEEP });

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
      await (await popup.waitForSelector('summary::-p-text(What you taught)'))!.click();
      await (await popup.waitForSelector('.lessons button'))!.click();
      await expect.poll(async () => (await popup.$$('.lessons button')).length).toBe(0);
      await popup.close();
      await expect.poll(() => isSpam(forum, CRUISE)).toBe(true);
      await expect.poll(() => isSpam(comments, OTHER_CRUISE)).toBe(true);
    });
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
    await demo.close();
    await rm(profile, { recursive: true, force: true });
  }
});

/** What the popup says of the spam in a piece of the page. */
async function findingOf(popup: Page, text: string): Promise<ElementHandle<Element>> {
  const found = await popup.waitForSelector(
    `xpath/.//*[contains(concat(" ", @class, " "), " pieces ")]/li[contains(., ${JSON.stringify(text.slice(0, 40))})]//*[@data-task="spam"]`,
  );
  return found as ElementHandle<Element>;
}

function textOf(element: ElementHandle<Element>): Promise<string> {
  return element.evaluate((each) => each.textContent ?? '');
}
