import { expect, test } from '@playwright/test';
import { startDemo } from '../../tools/demoServer.ts';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { KERNELS_RUN, NO_KERNELS, Planted, SAY_KERNELS_RUN } from '../e2e/planted.ts';
import { marks } from './fixtures.ts';

/** As test/e2e/kernels.spec.ts, in Firefox. */
test('the engine runs its kernels', async () => {
  const planted = await Planted.make('firefox');
  await planted.plant('worker', SAY_KERNELS_RUN);
  const demo = await startDemo();
  const inkling = await FirefoxBrowser.launch({ extension: planted.folder });
  try {
    await inkling.open(`${demo.url}/forum.html`);
    await expect.poll(async () => (await inkling.ownErrors()).join('\n')).toContain(KERNELS_RUN);
  } finally {
    await inkling.close();
    await demo.close();
    await planted.remove();
  }
});

test('where there is no WebAssembly the same pieces are marked', async () => {
  const planted = await Planted.make('firefox');
  await planted.plant('worker', NO_KERNELS);
  const demo = await startDemo();
  const marked: string[][] = [];
  try {
    for (const launch of [{}, { extension: planted.folder }]) {
      const inkling = await FirefoxBrowser.launch(launch);
      try {
        const page = await inkling.open(`${demo.url}/forum.html`);
        await inkling.judged(page);
        marked.push(await marks(page, 'toxicity'));
        expect(await inkling.errors()).toEqual([]);
      } finally {
        await inkling.close();
      }
    }
    expect(marked[0]).not.toEqual([]);
    expect(marked[1]).toEqual(marked[0]);
  } finally {
    await demo.close();
    await planted.remove();
  }
});
