import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { startDemo } from '../../tools/demoServer.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { clientScript } from '../e2e/clientScript.ts';
import { tried } from '../e2e/proof.ts';

/**
 * Firefox has no `trackVisibility`, so there the card looks by itself for what a page must do to fade it or
 * to lie over it (src/content/exposure.ts). Each trick is tried with a real key press on "Right", which then
 * teaches nothing; with the trick undone the same key press teaches, or the test would prove nothing.
 */
const TRICKS: [name: string, play: () => void, undo: () => void][] = [
  [
    'faded',
    () => document.documentElement.style.setProperty('opacity', '0.02'),
    () => document.documentElement.style.removeProperty('opacity'),
  ],
  [
    'moved out of sight',
    () => document.documentElement.style.setProperty('transform', 'translateX(5000px)'),
    () => document.documentElement.style.removeProperty('transform'),
  ],
  [
    'under a picture that takes no clicks',
    () => {
      const cover = document.createElement('div');
      cover.id = 'cover';
      cover.style.cssText = 'position:fixed;inset:0;z-index:2147483647;pointer-events:none;background:white';
      document.documentElement.append(cover);
    },
    () => document.querySelector('#cover')?.remove(),
  ],
  [
    'under something in the top layer',
    () => {
      const cover = document.createElement('div');
      cover.id = 'cover';
      cover.popover = 'manual';
      cover.style.cssText = 'pointer-events:none;width:100vw;height:100vh';
      document.body.append(cover);
      cover.showPopover();
    },
    () => document.querySelector('#cover')?.remove(),
  ],
];

/** Runs in the page: a point of the window at which our own element is, found from the right edge. */
const ownPoint = (): [number, number] | null => {
  const host = document.documentElement.lastElementChild;
  for (let y = 5; y < innerHeight; y += 5) {
    for (let x = innerWidth - 5; x > 0; x -= 5) if (document.elementFromPoint(x, y) === host) return [x, y];
  }
  return null;
};

async function openCard(page: Page): Promise<void> {
  await page.bringToFront();
  await page.waitForFunction(ownPoint);
  const [x, y] = (await page.evaluate(ownPoint))!;
  await page.mouse.click(x, y);
}

test('a card that is faded or covered takes no key press', async () => {
  const demo = await startDemo();
  const inkling = await FirefoxBrowser.launch();
  try {
    const ground = await inkling.extensionPage();
    await ground.evaluate(await clientScript());
    const lessons = () =>
      ground.evaluate(async () => (await window.client.request('state', {})).lessons) as Promise<number>;
    const page = await inkling.open(`${demo.url}/forum.html`);
    await inkling.judged(page);
    for (const [name, play, undo] of TRICKS) {
      await test.step(name, async () => {
        await openCard(page);
        // From the card to its first button but the one that closes it: "Right".
        await page.waitForFunction(
          () => document.activeElement === document.documentElement.lastElementChild,
        );
        await new Promise((resolve) => setTimeout(resolve, 500));
        await page.evaluate(play);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await new Promise((resolve) => setTimeout(resolve, 500));
        expect(await lessons(), name).toBe(0);
        await page.evaluate(undo);
        await page.keyboard.press('Enter');
        await expect.poll(lessons, { message: name }).toBe(1);
        tried('in', `a real key press on a card that is ${name}`, 1);
        await ground.evaluate(async () => {
          const { lessons: taught } = await window.client.request('lessons', { limit: 10 });
          for (const { id } of taught) await window.client.request('undo', { lesson: id });
        });
        await page.keyboard.press('Escape');
      });
    }
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
    await demo.close();
  }
});
