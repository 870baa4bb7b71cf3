import { startDemo } from '../../tools/demoServer.ts';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { expect, test } from './fixtures.ts';
import { Planted, type Script } from './planted.ts';

/** Every other test fails on an error anywhere in the extension. This one makes sure that it is heard. */
test('an error in any part of the extension is heard', async () => {
  const planted = await Planted.make();
  const demo = await startDemo();
  const scripts: Script[] = ['content', 'offscreen', 'worker', 'background'];
  for (const script of scripts) {
    await planted.plant(script, `setTimeout(() => { throw new Error('boom in ${script}'); });`);
    await planted.plant(script, `console.error('sigh in ${script}');`);
  }
  const inkling = await ExtensionBrowser.launch({ extension: planted.folder });
  try {
    const page = await inkling.context.newPage();
    await page.goto(`${demo.url}/forum.html`);
    const heard = async () => (await inkling.ownErrors()).join('\n');
    for (const script of scripts) {
      await expect.poll(heard).toContain(`boom in ${script}`);
      await expect.poll(heard).toContain(`sigh in ${script}`);
    }
    await page.evaluate(() => console.error('sigh of the page'));
    await expect.poll(() => inkling.errors.join('\n')).toContain('sigh of the page');
    expect(await heard()).not.toContain('sigh of the page');
  } finally {
    await inkling.close();
    await demo.close();
    await planted.remove();
  }
});
