import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { EngineParams, EngineReplies, EngineRequest } from '../src/protocol/messages.ts';
import { startDemo } from './demoServer.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { ExtensionBrowser } from './extension.ts';
import { until } from './until.ts';

/**
 * `npm run screenshots`: a picture of every screen in docs/screenshots, in the light and the dark theme, in
 * Arabic, and 360 px wide. The extension runs as it is built, over the demo site, after some mild lessons.
 * The pictures are for people: what a screen must be like is for the tests to say.
 */
const FOLDER = fileURLToPath(new URL('../docs/screenshots', import.meta.url));

interface Variant {
  name: string;
  language: 'en' | 'ar';
  scheme: 'light' | 'dark';
  /** Of a page in a tab, and of the popup. */
  widths: [tab: number, popup: number];
}
const VARIANTS: Variant[] = [
  { name: 'light', language: 'en', scheme: 'light', widths: [1000, 400] },
  { name: 'dark', language: 'en', scheme: 'dark', widths: [1000, 400] },
  { name: '360', language: 'en', scheme: 'light', widths: [360, 360] },
  { name: 'arabic', language: 'ar', scheme: 'light', widths: [1000, 400] },
];

const DASHBOARD = ['learned', 'progress', 'labels', 'sites', 'privacy', 'try'] as const;

const LESSONS: [text: string, task: string, label: string][] = [
  ['Win a free cruise to the islands, reply now', 'spam', 'spam'],
  ['Check out my channel and please subscribe', 'spam', 'spam'],
  ['The mill opens its doors on Sunday at ten', 'spam', 'ham'],
  ['Our choir is looking for two tenors, free of charge', 'spam', 'ham'],
  ['You are a silly fool', 'toxicity', 'toxic'],
  ['What a silly hat, I love it', 'toxicity', 'ok'],
  ['Do we need a permit for the new shed?', 'intent', 'question'],
  ['Any news about the footbridge', 'intent', 'question'],
  ['Somebody should mend the bench by the river', 'intent', 'request'],
  ['Many thanks to everyone who planted the willows', 'intent', 'thanks'],
  ['The lamps on the bridge are broken again', 'intent', 'complaint'],
  ['The bakery has two new kinds of bread this week', 'intent', 'promotion'],
  ['The ferry runs until October', 'intent', 'statement'],
];
const SPOILERS = 'own-5b011e25';
const SPOILER_TEXTS = [
  'In the last episode the lighthouse keeper turns out to be her brother',
  'The gardener did it, as one learns in the final chapter',
  'At the end of the film they all miss the ferry',
];
const HARMLESS = [
  'The new season starts on Friday',
  'I liked the first chapter',
  'Is the film worth seeing?',
];

try {
  ensureBuilt();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const language of ['en', 'ar'] as const) await picture(language);
  const files = readdirSync(FOLDER);
  const bytes = files.reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0);
  console.log(
    `${files.length} pictures in ${relative(process.cwd(), FOLDER)}, ${Math.round(bytes / 1000)} kB`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function picture(language: Variant['language']): Promise<void> {
  // How Chromium on Linux is told the language of its own words.
  process.env.LANGUAGE = language;
  const demo = await startDemo();
  // Under a name, as sites have one.
  const site = demo.url.replace('127.0.0.1', 'forum.example');
  const inkling = await ExtensionBrowser.launch({
    welcome: true,
    args: [`--lang=${language}`, '--host-resolver-rules=MAP forum.example 127.0.0.1'],
  });
  try {
    const variants = VARIANTS.filter((variant) => variant.language === language);
    const welcome = await inkling.welcome();
    await welcome.waitForSelector('.said span');
    for (const variant of variants) await shoot(welcome, 'welcome', variant);

    // The card shows a verdict, so the page is read before anything is taught.
    const comments = await inkling.open(`${site}/comments.html`);
    for (const variant of variants) {
      await prepare(comments, 'card', variant);
      await comments.reload();
      await inkling.judged(comments);
      await openCard(inkling, comments);
      await shoot(comments, 'card', variant);
    }

    const forum = await inkling.open(`${site}/forum.html`);
    await inkling.judged(forum);
    const popup = await inkling.openPopup(forum);
    await popup.waitForSelector('.pieces .verdict');
    for (const variant of variants) await shoot(popup, 'popup', variant);

    await teach(popup);
    await popup.locator('textarea').fill('Could you please bring your mugs back to the kitchen?');
    await popup.waitForSelector('.guesses .verdict');
    await popup.locator('details').first().locator('summary').click();
    await popup.locator('textarea').scrollIntoViewIfNeeded();
    for (const variant of variants) await shoot(popup, 'popup-try', variant);
    // A lesson that would turn an earlier one wrong.
    await popup.locator('textarea').fill('The mill opens its doors on Sunday at eleven');
    await popup.locator('.guesses [data-task=spam] .label').last().click();
    await popup.waitForSelector('dialog[open]');
    for (const variant of variants) await shoot(popup, 'popup-spoils', variant);
    await popup.keyboard.press('Escape');
    await popup.locator('textarea').fill('');
    await popup.locator('.plain').scrollIntoViewIfNeeded();
    for (const variant of variants) await shoot(popup, 'popup-tasks', variant);
    await popup.locator('details').first().locator('summary').click();
    await popup.locator('h2').first().scrollIntoViewIfNeeded();

    await forum.goto('about:blank');
    await popup.waitForSelector('section > button');
    for (const variant of variants) await shoot(popup, 'popup-unreadable', variant);
    await forum.goto(`${site}/forum.html`);
    await popup.waitForSelector('.pieces .verdict');
    await popup.locator('.pause button').click();
    await popup.waitForSelector('.pieces', { state: 'detached' });
    for (const variant of variants) await shoot(popup, 'popup-paused', variant);
    await ask(popup, 'setOptions', { pausedUntil: null });

    for (const section of DASHBOARD) {
      const page = await inkling.open(inkling.url(`src/dashboard/dashboard.html#${section}`));
      await page.locator('[role=tabpanel] h2').waitFor();
      await page.waitForTimeout(800);
      for (const variant of variants) await shoot(page, `dashboard-${section}`, variant);
      await page.close();
    }

    await loseDatabase(popup);
    await inkling.killOffscreen();
    await popup.reload();
    await popup.waitForSelector('.notice button');
    for (const variant of variants) await shoot(popup, 'popup-lost', variant);
  } finally {
    await inkling.close();
    await demo.close();
  }
}

/** What a person may have taught in a week. */
async function teach(page: Page): Promise<void> {
  const site = 'forum.example';
  for (const [text, task, label] of LESSONS) {
    await ask(page, 'teach', { lesson: crypto.randomUUID(), text, task, label, site });
  }
  const spoiler = { id: 'spoiler', name: 'spoiler', colour: '#1d6b3f', keywords: ['ending', 'finale'] };
  await ask(page, 'putTask', { task: SPOILERS, name: 'Spoilers', labels: [spoiler] });
  const lessons = [
    ...SPOILER_TEXTS.map((text) => ({ text, label: 'spoiler' })),
    ...HARMLESS.map((text) => ({ text, label: 'other' })),
  ].map((lesson) => ({ lesson: crypto.randomUUID(), task: SPOILERS, ...lesson }));
  await ask(page, 'teachAll', { lessons, site: 'films.example' });
  await ask(page, 'setOptions', {
    rules: [
      { site: '*.bank.example', path: '', reads: false, plain: false },
      { site: 'news.example', path: '/comments', reads: true, plain: true },
    ],
  });
}

/** Deletes the database once there is a backup of it. */
async function loseDatabase(page: Page): Promise<void> {
  await until(async () => (await ask(page, 'usage', {})).backups.length > 0, 30_000);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('inkling');
        deleting.onsuccess = () => resolve();
        deleting.onerror = () => reject(deleting.error);
      }),
  );
}

/** Asks the engine from a page of the extension, which is connected to it. */
function ask<K extends EngineRequest>(
  page: Page,
  request: K,
  params: EngineParams<K>,
): Promise<EngineReplies[K]> {
  return page.evaluate(
    ([name, args]) =>
      new Promise<never>((resolve, reject) => {
        const port = chrome.runtime.connect({ name: 'engine' });
        port.onMessage.addListener(
          (message: { id?: number; ok?: boolean; reply?: unknown; message?: string }) => {
            if (message.id !== 1 || message.ok === undefined) return;
            if (message.ok) resolve(message.reply as never);
            else reject(new Error(message.message));
            port.disconnect();
          },
        );
        port.postMessage({ id: 1, request: name, params: args });
      }),
    [request, params] as const,
  );
}

/** Goes to the third marked piece, as the shortcut does, and opens its card. */
async function openCard(inkling: ExtensionBrowser, page: Page): Promise<void> {
  const tab = await inkling.tabId(page);
  for (let step = 0; step < 3; step++) {
    await inkling.context
      .serviceWorkers()[0]
      .evaluate(
        (id) =>
          chrome.tabs.sendMessage(id, { to: 'page', message: 'step', params: { by: 1 } }, { frameId: 0 }),
        tab,
      );
  }
  // The badge gets the focus once the page has come to rest.
  await page.waitForTimeout(700);
  await page.keyboard.press('Enter');
  // The frames that show where the steps have gone to take their time to fade.
  await page.waitForTimeout(2000);
}

async function shoot(page: Page, screen: string, variant: Variant): Promise<void> {
  await prepare(page, screen, variant);
  await page.screenshot({ path: join(FOLDER, `${screen}-${variant.name}.png`), animations: 'disabled' });
}

async function prepare(page: Page, screen: string, { scheme, widths }: Variant): Promise<void> {
  const isPopup = screen.startsWith('popup');
  const size = { width: widths[isPopup ? 1 : 0], height: isPopup ? 600 : 720 };
  await page.bringToFront();
  if (page.viewportSize()?.width !== size.width) await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  await page.waitForTimeout(200);
}
