import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { build } from 'vite';
import {
  badges,
  openHtml,
  pageState,
  settled,
  start,
  textsAskedAbout,
  underlined,
} from './content/harness.ts';
import { test } from './content/test.ts';

/** Virtual lists made with React and lit, and texts that are built or laid out in odd ways. */
let page: Page;

test.beforeEach(({ page: fresh }) => {
  page = fresh;
});

async function bundled(feed: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL(`../fixtures/feeds/${feed}.js`, import.meta.url)),
        formats: ['iife'],
        name: 'feed',
      },
    },
  });
  const [result] = [output].flat();
  if (!('output' in result)) throw new Error('The feed was not built.');
  return result.output[0].code;
}

for (const feed of ['reactFeed', 'litFeed']) {
  test(`${feed}: nodes that are used again carry the mark of the text they show now`, async () => {
    await openHtml(page, '<main></main>');
    await page.evaluate(await bundled(feed));
    await start(page);
    await settled(page);
    /** What is marked, and what should be, in the list as it stands. */
    const seen = async () => {
      const marked = (await underlined(page))['inkling-spam'] ?? [];
      const shown = await page.evaluate(() => {
        const root = document.querySelector('lit-feed')?.shadowRoot ?? document;
        return [...root.querySelectorAll('article, lit-post')].map((post) =>
          (post.shadowRoot ?? post).querySelector('p')!.textContent!.trim(),
        );
      });
      const numbers = (texts: string[]) =>
        texts
          .flatMap((text) => text.match(/offer (\d+)/)?.[1] ?? [])
          .map(Number)
          .sort((a, b) => a - b);
      return { marked: numbers(marked), due: numbers(shown.filter((text) => text.includes('cruise'))) };
    };
    for (const top of [0, 120, 1900, 250_000, 90, 499_000, 0]) {
      await page.evaluate((y) => {
        const root = document.querySelector('lit-feed')?.shadowRoot ?? document;
        root.querySelector('#scroller')!.scrollTop = y;
      }, top);
      await page.waitForTimeout(60);
      await settled(page);
      const { marked, due } = await seen();
      expect(due.length).toBeGreaterThan(0);
      expect(marked).toEqual(due);
    }
    const { blocks } = await settled(page);
    expect(blocks).toBe(14);
    const texts = await page.evaluate(() => window.fakeEngine.texts);
    expect(new Set(texts).size).toBe(texts.length);
    expect(await badges(page)).not.toEqual([]);
  });
}

test('vertical text: read as one piece, nothing moves, and the badge stands at its head', async () => {
  for (const mode of ['vertical-rl', 'vertical-lr']) {
    await openHtml(
      page,
      `<style>main{writing-mode:${mode};height:300px;margin:60px}</style>
       <main><p>港口春天重新开放，大家都来看船。</p><p id="spam">Claim your <i>free cruise</i> today,<br>only this week.</p></main>`,
    );
    const before = await pageState(page);
    await start(page);
    await settled(page);
    expect(await pageState(page)).toEqual(before);
    expect(await textsAskedAbout(page)).toEqual([
      'Claim your free cruise today, only this week.',
      '港口春天重新开放，大家都来看船。',
    ]);
    const gap = await page.evaluate(() => {
      const badge = window.harness.root()!.querySelector('.badge.spam')!.getBoundingClientRect();
      const text = document.querySelector('#spam')!.getBoundingClientRect();
      return { above: text.top - badge.bottom, inline: badge.left - text.left, width: text.width };
    });
    expect(Math.abs(gap.above)).toBeLessThan(6);
    expect(gap.inline).toBeGreaterThan(-2);
    expect(gap.inline).toBeLessThan(gap.width);
  }
});
