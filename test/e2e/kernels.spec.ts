import { startDemo } from '../../tools/demoServer.ts';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { expect, test } from './fixtures.ts';
import { KERNELS_RUN, NO_KERNELS, Planted, SAY_KERNELS_RUN } from './planted.ts';

/** The engine computes in WebAssembly, and says the same where there is none. */
test('the engine runs its kernels', async () => {
  const planted = await Planted.make();
  await planted.plant('worker', SAY_KERNELS_RUN);
  const demo = await startDemo();
  const inkling = await ExtensionBrowser.launch({ extension: planted.folder });
  try {
    const page = await inkling.context.newPage();
    await page.goto(`${demo.url}/forum.html`);
    await expect.poll(async () => (await inkling.ownErrors()).join('\n')).toContain(KERNELS_RUN);
  } finally {
    await inkling.close();
    await demo.close();
    await planted.remove();
  }
});

test('where there is no WebAssembly the same pieces are marked', async () => {
  const planted = await Planted.make();
  await planted.plant('worker', NO_KERNELS);
  const demo = await startDemo();
  const marked: number[] = [];
  try {
    for (const launch of [{}, { extension: planted.folder }]) {
      const inkling = await ExtensionBrowser.launch(launch);
      try {
        const page = await inkling.context.newPage();
        await page.goto(`${demo.url}/forum.html`);
        await inkling.judged(page);
        marked.push(await page.evaluate(() => CSS.highlights.get('inkling-toxicity')?.size ?? 0));
        expect(inkling.errors).toEqual([]);
      } finally {
        await inkling.close();
      }
    }
    expect(marked[0]).toBeGreaterThan(0);
    expect(marked[1]).toBe(marked[0]);
  } finally {
    await demo.close();
    await planted.remove();
  }
});
