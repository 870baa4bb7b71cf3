import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { ask, asker } from './asker.ts';
import { expect, test } from './fixtures.ts';

/**
 * A policy of an organisation as Chromium itself reads it, from its folder of managed policies. Skipped where that
 * can't be written (it is the administrator's). What the test puts there concerns this build's id alone.
 */
const FOLDERS = ['/etc/chromium', '/etc/chromium/policies', '/etc/chromium/policies/managed'];
const FILE = join(FOLDERS[2], 'inkling-test.json');
const POLICY = {
  where: 'listed',
  sitesOff: ['bank.test'],
  tasksOff: ['toxicity'],
  storageMode: 'features',
};

test('a managed policy is read, holds, and shows as decided by the organisation', async () => {
  test.setTimeout(120_000);
  const profile = mkdtempSync(join(tmpdir(), 'inkling-policy-'));
  const made: string[] = [];
  let inkling = await ExtensionBrowser.launch({ profile });
  try {
    const { id } = inkling;
    let page = await asker(inkling);
    expect((await ask(page, 'state', {})).limits).toBeNull();
    await inkling.close();
    try {
      for (const folder of FOLDERS) {
        if (existsSync(folder)) continue;
        mkdirSync(folder);
        made.push(folder);
      }
      writeFileSync(FILE, JSON.stringify({ '3rdparty': { extensions: { [id]: POLICY } } }));
    } catch (error) {
      test.skip(true, `the folder of managed policies can’t be written: ${error}`);
    }

    inkling = await ExtensionBrowser.launch({ profile });
    page = await asker(inkling);
    await expect.poll(async () => (await ask(page, 'state', {})).limits, { timeout: 20_000 }).toEqual(POLICY);
    const state = await ask(page, 'state', {});
    expect(state.settings).toMatchObject({ where: 'listed', storageMode: 'features' });
    expect(state.settings.tasks.toxicity.on).toBe(false);

    const popup = await inkling.openPopup(page);
    await expect(popup.locator('.notice')).toContainText([
      'Your organisation has decided some of these settings.',
    ]);
    await popup.getByText('What to mark').click();
    const task = popup.locator('.task[data-task=toxicity]');
    await expect(task).toContainText('off, by your organisation');
    await expect(task.getByRole('switch')).toBeDisabled();

    const dashboard = await inkling.context.newPage();
    await dashboard.goto(`${inkling.url('src/dashboard/dashboard.html')}#sites`);
    await expect(dashboard.locator('#panel')).toContainText('bank.test');
    await expect(dashboard.getByText('Your organisation has decided this').first()).toBeVisible();
    for (const radio of await dashboard.locator('#panel input[name=where]').all()) {
      await expect(radio).toBeDisabled();
    }
    await dashboard.getByRole('tab', { name: 'Privacy' }).click();
    for (const radio of await dashboard.locator('#panel input[name=mode]').all()) {
      await expect(radio).toBeDisabled();
    }
    const code = await page.evaluate(() =>
      window.client.request('setOptions', { where: 'everywhere' }).then(
        () => 'ok',
        (error: { code: string }) => error.code,
      ),
    );
    expect(code).toBe('locked');
    await inkling.close();

    // Taken away, it holds no longer.
    rmSync(FILE);
    inkling = await ExtensionBrowser.launch({ profile });
    page = await asker(inkling);
    await expect.poll(async () => (await ask(page, 'state', {})).limits, { timeout: 20_000 }).toBeNull();
  } finally {
    rmSync(FILE, { force: true });
    for (const folder of made.reverse()) rmdirSync(folder);
    await inkling.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
