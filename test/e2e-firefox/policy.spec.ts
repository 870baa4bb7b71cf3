import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { EngineState } from '../../src/protocol/messages.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { GECKO_ID } from '../../tools/manifest.ts';
import { clientScript } from '../e2e/clientScript.ts';

/** A policy of an organisation as Firefox itself reads it: a manifest of managed storage in a home folder. */
const POLICY = { where: 'click', tasksOff: ['toxicity'], storageMode: 'weights' };

test('a managed policy is read, holds, and shows as decided by the organisation', async () => {
  test.setTimeout(90_000);
  const home = mkdtempSync(join(tmpdir(), 'inkling-home-'));
  const folder = join(home, '.mozilla/managed-storage');
  mkdirSync(folder, { recursive: true });
  const manifest = { name: GECKO_ID, description: 'a test', type: 'storage', data: POLICY };
  writeFileSync(join(folder, `${GECKO_ID}.json`), JSON.stringify(manifest));
  const inkling = await FirefoxBrowser.launch({ home });
  try {
    const page = await inkling.extensionPage();
    await page.evaluate(await clientScript());
    const state = () => page.evaluate(() => window.client.request('state', {})) as Promise<EngineState>;
    await expect.poll(async () => (await state()).limits, { timeout: 20_000 }).toEqual(POLICY);
    expect((await state()).settings.tasks.toxicity.on).toBe(false);
    const popup = await inkling.openPopup(page);
    await popup.waitForSelector('.notice::-p-text(Your organisation has decided some of these settings)');
    expect(
      await popup.$eval(
        '.task[data-task=toxicity] [role=switch]',
        (each) => (each as HTMLInputElement).disabled,
      ),
    ).toBe(true);
  } finally {
    await inkling.close();
    rmSync(home, { recursive: true, force: true });
  }
});
