import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { DIST } from '../../tools/extension.ts';
import type { Messages } from '../../tools/locales.ts';
import { ask, asker, uuid } from './asker.ts';
import { expect, test, useInkling } from './fixtures.ts';

/**
 * The extension in a language that nobody speaks: every message stands in ⟦brackets⟧ and wears accents. What
 * is seen or spoken without them was never given to be translated.
 */
/** These two messages are not words. */
const TAGS = ['textLanguage', 'textDirection'];

const folder = mkdtempSync(join(tmpdir(), 'inkling-pseudo-'));
cpSync(DIST, folder, { recursive: true });
for (const language of ['ar', 'de', 'zh_CN']) rmSync(join(folder, '_locales', language), { recursive: true });
const file = join(folder, '_locales/en/messages.json');
writeFileSync(file, JSON.stringify(pseudo(JSON.parse(readFileSync(file, 'utf8')) as Messages)));
test.afterAll(() => rmSync(folder, { recursive: true }));

const shared = useInkling({ extension: folder });

function pseudo(messages: Messages): Messages {
  return Object.fromEntries(
    Object.entries(messages).map(([key, entry]) => {
      if (TAGS.includes(key)) return [key, entry];
      const accented = entry.message.replace(/\$\w+\$|[aeiou]/g, (found) =>
        found.length > 1 ? found : `${found}\u0301`,
      );
      return [key, { ...entry, message: `⟦${accented}⟧` }];
    }),
  );
}

/** What is left of a text without what stands in brackets, if that has letters in it. */
function escaped(texts: string[]): string[] {
  return texts.filter((text) => {
    let rest = text;
    for (let before = ''; before !== rest; ) {
      before = rest;
      rest = rest.replace(/⟦[^⟦⟧]*⟧/g, '');
    }
    return /\p{L}/u.test(rest);
  });
}

/** All that a page of the extension shows or speaks, but what comes from elsewhere: texts, hosts, keys, rules. */
function spoken(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const FOREIGN = '[dir=auto], bdi, code, kbd, [lang=en][dir=ltr]:not(html), script, style';
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement!;
      if (element.closest(FOREIGN)) continue;
      if (!(node instanceof Element)) texts.push(node.textContent!.trim());
      else {
        for (const name of [
          'aria-label',
          'title',
          'placeholder',
          'alt',
          'aria-valuetext',
          'aria-description',
        ])
          texts.push(node.getAttribute(name) ?? '');
      }
    }
    return texts.filter(Boolean);
  });
}

/** What the browser writes by itself (dates, sizes, times), what sites are called, and what an address looks like. */
const NO_WORDS =
  /^([A-Z][a-z]{2} \d{1,2}, \d{4}|[\d.,]+\s?(byte|kB|MB|µs|μs|ms|s)|forum\.test|(https:\/\/)?example\.org\/[a-z/]+)$/;

async function expectAllTranslated(page: Page, least: number): Promise<void> {
  const texts = (await spoken(page)).filter((text) => !NO_WORDS.test(text));
  expect(texts.filter((text) => text.includes('⟦')).length, 'words are seen at all').toBeGreaterThan(least);
  expect(escaped(texts)).toEqual([]);
}

test('what escapes is seen', () => {
  expect(escaped(['⟦Márk ⟦Spám⟧⟧', '⟦a⟧ 3 ⟦b⟧', '12:30', 'Mark ⟦Spám⟧', 'plain'])).toEqual([
    'Mark ⟦Spám⟧',
    'plain',
  ]);
});

test('the first page', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(shared.inkling.url('src/welcome/welcome.html'));
  await expect(page.locator('.said span').first()).toBeVisible();
  await page.locator('textarea').fill('You silly fool');
  for (const summary of await page.locator('summary').all()) await summary.click();
  await expectAllTranslated(page, 30);
});

test('the popup over a page, in its states', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(`${shared.demo.url}/forum.html`);
  await shared.inkling.judged(page);
  const popup = await shared.inkling.openPopup(page);
  await expect(popup.locator('.pieces .verdict').first()).toBeVisible();
  for (const summary of await popup.locator('summary').all()) await summary.click();
  await popup.locator('textarea').fill('Could you please send me the minutes?');
  await expect(popup.locator('.guesses .verdict').first()).toBeVisible();
  await expectAllTranslated(popup, 50);

  // A choice of labels, then what is said of an answer.
  const intent = popup.locator('.pieces .finding[data-task=intent] .verdict').first();
  await intent.focus();
  await popup.keyboard.press('w');
  await expect(popup.locator('.choice')).toBeVisible();
  await expectAllTranslated(popup, 50);
  await popup.keyboard.press('Escape');
  await popup.keyboard.press('r');
  await expect(popup.getByRole('status')).not.toBeEmpty();
  await expectAllTranslated(popup, 50);
  await popup.keyboard.press('u');

  await popup.locator('header [role=switch]').uncheck();
  await expect(popup.locator('.pieces')).toHaveCount(0);
  await expectAllTranslated(popup, 10);
  await popup.locator('header [role=switch]').check();

  await page.goto('about:blank');
  await expect(popup.locator('section > button')).toBeVisible();
  await expectAllTranslated(popup, 10);
});

test('the dashboard, each of its parts', async () => {
  const asking = await asker(shared.inkling);
  const texts = ['Win a free cruise', 'The mill opens on Sunday', 'You silly fool'];
  for (const [index, text] of texts.entries()) {
    const [task, label] = [
      ['spam', 'spam'],
      ['spam', 'ham'],
      ['toxicity', 'toxic'],
    ][index];
    await ask(asking, 'teach', { lesson: uuid(index + 1), text, task, label, site: 'forum.test' });
  }
  for (const section of ['learned', 'progress', 'labels', 'sites', 'privacy', 'try']) {
    const page = await shared.inkling.context.newPage();
    await page.goto(shared.inkling.url(`src/dashboard/dashboard.html#${section}`));
    await expect(page.getByRole('tabpanel').locator('h2')).toBeVisible();
    await page.waitForTimeout(500);
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    await expectAllTranslated(page, 10);
  }
  await ask(asking, 'eraseAll', {});
});

test('the card on a page, and the toolbar', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(`${shared.demo.url}/comments.html`);
  await shared.inkling.judged(page);
  const own = ((await page.locator('body').textContent()) ?? '').replace(/\s+/g, ' ');
  const cdp = await shared.inkling.context.newCDPSession(page);
  /** What a screen reader finds in our overlay, which is closed to everyone else. */
  const names = async () => {
    const { nodes } = await cdp.send('Accessibility.getFullAXTree');
    // Without the lines into which a text is broken: the text is there as a whole.
    const whole = nodes.filter(({ role }) => role?.value !== 'InlineTextBox');
    const all = whole.flatMap(({ name, description }) => [name?.value, description?.value]);
    return all.filter((text): text is string => typeof text === 'string' && text.trim() !== '');
  };
  const badges = (await names()).filter((text) => text.includes('⟦'));
  expect(badges.length).toBeGreaterThan(0);

  const before = new Set(await names());
  await page.keyboard.press('Tab');
  await page.evaluate(() => getSelection()!.selectAllChildren(document.querySelector('.comment .c-text')!));
  await shared.inkling.context
    .serviceWorkers()[0]
    .evaluate(
      (tab) =>
        chrome.tabs.sendMessage(tab, { to: 'page', message: 'labelSelection', params: {} }, { frameId: 0 }),
      await shared.inkling.tabId(page),
    );
  await expect
    .poll(async () => (await names()).filter((text) => text.includes('⟦')).length)
    .toBeGreaterThan(badges.length + 2);
  // Words of the page stand in the card as evidence.
  const fresh = (await names()).filter(
    (text) => !before.has(text) && !own.includes(text.replace(/\s+/g, ' ').trim()),
  );
  expect(escaped(fresh)).toEqual([]);

  const title = await shared.inkling.context
    .serviceWorkers()[0]
    .evaluate(async (tabId) => chrome.action.getTitle({ tabId }), await shared.inkling.tabId(page));
  expect(escaped([title])).toEqual([]);
});
