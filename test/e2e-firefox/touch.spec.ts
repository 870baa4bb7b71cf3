import { expect, test } from '@playwright/test';
import { startDemo } from '../../tools/demoServer.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';

/** Under a finger, as on Firefox for Android, everything in the popup is at least 44 px to press. */
test('whatever can be pressed in the popup has room for a finger', async () => {
  const demo = await startDemo();
  const inkling = await FirefoxBrowser.launch({
    // A pointer that is coarse and can't hover.
    prefs: { 'ui.primaryPointerCapabilities': 1, 'ui.allPointerCapabilities': 1 },
  });
  try {
    const page = await inkling.open(`${demo.url}/forum.html`);
    await inkling.judged(page);
    const popup = await inkling.openPopup(page);
    await popup.setViewport({ width: 360, height: 640 });
    await popup.waitForSelector('.pieces > li');
    for (const summary of await popup.$$('summary')) await summary.click();
    await (await popup.$('button::-p-text(Wrong)'))!.click();
    // The first piece is a question; to "wrong" the popup asks what it is then, with a button for each label.
    await popup.waitForSelector('.choice button');
    const [count, small] = await popup.evaluate(() => {
      const all = [...document.querySelectorAll('button, summary, input, textarea')];
      const sizes = all.map((each) => {
        // A switch is pressed anywhere on its label.
        const { width, height } = (each.closest('label') ?? each).getBoundingClientRect();
        return { what: `${each.localName} ${each.className} ${each.textContent}`, width, height };
      });
      return [all.length, sizes.filter(({ width, height }) => width < 44 || height < 44)] as const;
    });
    expect(count).toBeGreaterThan(20);
    expect(small).toEqual([]);
    expect(await popup.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await inkling.errors()).toEqual([]);
  } finally {
    await inkling.close();
    await demo.close();
  }
});
