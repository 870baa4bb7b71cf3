import type { Page } from '@playwright/test';
import { ask, asker } from './asker.ts';
import { expect, marks, test, useInkling } from './fixtures.ts';
import { tried } from './proof.ts';

/** What the page of all extensions asks the browser with; the types of the API leave it out. */
interface DeveloperPrivate {
  getExtensionInfo(id: string): Promise<{ state: string; incognitoAccess: { isActive: boolean } }>;
  updateExtensionConfiguration(changes: { extensionId: string; incognitoAccess: boolean }): Promise<void>;
}

/** Incognito windows, once the person has allowed Inkling there: judged, and nothing kept or counted. */
const shared = useInkling();

test('an incognito window is judged, and nothing of it is kept', async () => {
  const { inkling, demo } = shared;
  const settings = await inkling.context.newPage();
  await settings.goto('chrome://extensions');
  // What the person's click on "Allow in Incognito" does. The extension starts again for it: for some two
  // seconds it is switched off, and its pages are blocked.
  const isOn = () =>
    settings.evaluate(async (id) => {
      const { developerPrivate } = chrome as unknown as { developerPrivate: DeveloperPrivate };
      const { state, incognitoAccess } = await developerPrivate.getExtensionInfo(id);
      return state === 'ENABLED' && incognitoAccess.isActive;
    }, inkling.id);
  await settings.evaluate(async (id) => {
    const { developerPrivate } = chrome as unknown as { developerPrivate: DeveloperPrivate };
    await developerPrivate.updateExtensionConfiguration({ extensionId: id, incognitoAccess: true });
  }, inkling.id);
  await expect.poll(isOn).toBe(true);

  const ground = await asker(inkling);
  const url = `${demo.url}/forum.html`;
  const tab = await ground.evaluate(
    async (address) => (await chrome.windows.create({ incognito: true, url: address }))?.tabs?.[0].id,
    url,
  );
  // Playwright shows no incognito pages of a persistent context: asked through the extension.
  const pieces = () =>
    ground.evaluate(
      (id) =>
        chrome.tabs
          .sendMessage(id as number, { to: 'page', message: 'report', params: {} }, { frameId: 0 })
          .then(
            (answer) => answer.reply?.flagged?.toxicity,
            () => undefined,
          ),
      tab,
    );
  await expect.poll(pieces).toEqual({ toxic: 2 });
  expect((await ask(ground, 'state', {})).lessons).toBe(0);
  expect((await ask(ground, 'found', {})).rows).toEqual([]);

  // The same page in an ordinary window is counted, or the silence would prove nothing.
  const page: Page = await inkling.context.newPage();
  await page.goto(url);
  await expect.poll(() => marks(page, 'toxicity').then(({ length }) => length)).toBe(2);
  await expect.poll(async () => (await ask(ground, 'found', {})).rows.length).toBeGreaterThan(0);
  tried('in', 'an incognito window is read, and nothing of it kept or counted', 1);
});
