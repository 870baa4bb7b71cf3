import { expect, test } from '@playwright/test';
import { startDemo } from '../../tools/demoServer.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { clientScript } from '../e2e/clientScript.ts';
import { tried } from '../e2e/proof.ts';
import { marks } from './fixtures.ts';

/**
 * Private windows beside ordinary ones: nothing is read there unless the person allows it; and then texts
 * are judged, and nothing of it is kept, taught or counted.
 */
for (const allowed of [true, false]) {
  test(`a private window, ${allowed ? 'allowed by the person: judged, and nothing kept' : 'as the browser has it: not read'}`, async () => {
    const demo = await startDemo();
    const inkling = await FirefoxBrowser.launch({ inPrivateWindows: allowed });
    try {
      const ground = await inkling.extensionPage();
      await ground.evaluate(await clientScript());
      // Tabs that are opened later may go into the private window.
      const ordinary = await inkling.open('about:blank');
      const page = await inkling.openPrivately(`${demo.url}/forum.html`);
      if (!allowed) {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        expect(await marks(page, 'toxicity')).toEqual([]);
        return;
      }
      await expect.poll(() => marks(page, 'toxicity').then(({ length }) => length)).toBe(2);

      const popup = await inkling.openPopup(page);
      await popup.waitForSelector('.notice::-p-text(private window)');
      expect(await popup.$$('button::-p-text(Wrong)')).toEqual([]);

      const kept = () =>
        ground.evaluate(async () => ({
          lessons: (await window.client.request('state', {})).lessons,
          found: (await window.client.request('found', {})).rows,
        }));
      expect(await kept()).toEqual({ lessons: 0, found: [] });
      // The same page in an ordinary window is counted, or the silence would prove nothing.
      await ordinary.goto(`${demo.url}/forum.html`);
      await ordinary.bringToFront();
      await expect.poll(async () => (await kept()).found.length).toBeGreaterThan(0);
      tried('in', 'a private window is read, and nothing of it kept or counted', 1);
      expect(await inkling.errors()).toEqual([]);
    } finally {
      await inkling.close();
      await demo.close();
    }
  });
}
