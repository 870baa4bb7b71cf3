import type { Worker } from '@playwright/test';
import { expect, test, useInkling } from './fixtures.ts';

/** The toolbar's badge and the context menu, in the service worker as the browser runs it. */
const shared = useInkling();
const serviceWorker = (): Worker => shared.inkling.context.serviceWorkers()[0];

/** What the browser does when a person chooses an entry of the menu, which no test can click. */
type Dispatching = { dispatch(info: object, tab: object): void };

test('the badge shows how many pieces of a tab are marked, and the title says it', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(`${shared.demo.url}/forum.html`);
  await shared.inkling.judged(page);
  const { flagged } = await shared.inkling.report(page);
  expect(Object.keys(flagged).length, 'the forum has something to mark').toBeGreaterThan(0);
  const tabId = await shared.inkling.tabId(page);
  const badge = () =>
    serviceWorker().evaluate(
      async (id) => [
        await chrome.action.getBadgeText({ tabId: id }),
        await chrome.action.getTitle({ tabId: id }),
      ],
      tabId,
    );
  await expect
    .poll(badge)
    .toEqual([expect.stringMatching(/^[1-9]\d*$/), expect.stringMatching(/marked on this page: [1-9]/)]);
  await page.goto('about:blank');
  await expect.poll(async () => (await badge())[0]).toBe('');
});

test('selected text can be labelled from the context menu', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(shared.demo.url);
  const tabId = await shared.inkling.tabId(page);
  const exists = await serviceWorker().evaluate(
    () =>
      new Promise((resolve) =>
        chrome.contextMenus.update('label-selection', {}, () =>
          resolve(chrome.runtime.lastError?.message ?? 'there'),
        ),
      ),
  );
  expect(exists).toBe('there');
  // The card's shadow root is closed; the browser's tree for screen readers shows what a person is told.
  const cdp = await shared.inkling.context.newCDPSession(page);
  const cards = async () => {
    const { nodes } = await cdp.send('Accessibility.getFullAXTree');
    return nodes.filter(({ role }) => role?.value === 'dialog').length;
  };
  const choose = (id: number) =>
    serviceWorker().evaluate(
      (tab) =>
        (chrome.contextMenus.onClicked as unknown as Dispatching).dispatch(
          { menuItemId: 'label-selection' },
          { id: tab },
        ),
      id,
    );
  expect(await cards()).toBe(0);
  await page.evaluate(() => getSelection()!.selectAllChildren(document.querySelector('p')!));
  await choose(tabId);
  await expect.poll(cards).toBe(1);

  // On a page of the browser's own there is nobody to ask; nothing happens, and nothing is thrown.
  const blank = await shared.inkling.context.newPage();
  await blank.goto('chrome://version');
  await choose(await shared.inkling.tabId(blank));
});

test('an organisation’s policy holds, and what it decides can’t be changed', async () => {
  /** As the browser does when it starts; no test can write to the managed storage. */
  const startWith = (policy: Record<string, unknown>) =>
    serviceWorker().evaluate((managed) => {
      Object.defineProperty(chrome.storage, 'managed', {
        configurable: true,
        value: { get: async () => managed },
      });
      (chrome.runtime.onStartup as unknown as { dispatch(): void }).dispatch();
    }, policy);
  const page = await shared.inkling.context.newPage();
  await page.goto(`${shared.demo.url}/forum.html`);
  await shared.inkling.judged(page);
  const popup = await shared.inkling.openPopup(page);
  await expect(popup.locator('.pieces .finding[data-task=intent]').first()).toBeVisible();
  // Some seconds pass before the browser answers for the first time; what Inkling asked when it was installed comes before this.
  await serviceWorker().evaluate(async () => void (await chrome.storage.managed.get()));
  await startWith({ tasksOff: ['intent'], where: 'nonsense' });
  await expect(popup.getByText('Your organisation has decided some of these settings.')).toBeVisible();
  await expect(popup.locator('.pieces .finding[data-task=intent]')).toHaveCount(0);
  await popup.getByText('What to mark').click();
  await expect(popup.getByRole('switch', { name: 'Mark Intent' })).toBeDisabled();

  await startWith({ sitesOff: [new URL(shared.demo.url).hostname] });
  await expect(popup.getByRole('switch', { name: /^Read / })).toBeDisabled();
  await expect.poll(async () => (await shared.inkling.pieces(page)).on).toBe(false);

  await startWith({});
  await expect(popup.getByText('Your organisation has decided some of these settings.')).toHaveCount(0);
  await expect(popup.locator('.pieces .finding[data-task=intent]').first()).toBeVisible();
});

test('the toolbar’s menu pauses and resumes', async () => {
  const page = await shared.inkling.context.newPage();
  await page.goto(`${shared.demo.url}/forum.html`);
  await shared.inkling.judged(page);
  const tabId = await shared.inkling.tabId(page);
  const choose = () =>
    serviceWorker().evaluate(
      (tab) =>
        (chrome.contextMenus.onClicked as unknown as Dispatching).dispatch(
          { menuItemId: 'pause' },
          { id: tab },
        ),
      tabId,
    );
  const badge = () =>
    serviceWorker().evaluate(
      async (id) => [
        await chrome.action.getBadgeText({ tabId: id }),
        await chrome.action.getTitle({ tabId: id }),
      ],
      tabId,
    );
  await choose();
  await expect.poll(badge).toEqual(['||', 'Inkling is paused']);
  await choose();
  await expect
    .poll(badge)
    .toEqual([expect.stringMatching(/^\d+$/), expect.stringContaining('marked on this page')]);
});
