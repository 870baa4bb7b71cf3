import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ensureBrowser } from './browser.ts';

/**
 * Draws `icons/inkling.svg` into the PNG files that the manifest names, with the Chromium that is
 * installed. Run it after a change of the drawing: `npx tsx tools/icons.ts`. The PNGs are committed.
 */
const SIZES = [16, 32, 48, 128];
const folder = new URL('../icons/', import.meta.url);

const drawing = await readFile(new URL('inkling.svg', folder), 'utf8');
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  args: ['--no-sandbox'],
});
try {
  for (const size of SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`,
    );
    const file = new URL(`inkling-${size}.png`, folder);
    await writeFile(file, await page.screenshot({ omitBackground: true }));
    console.log(fileURLToPath(file));
    await page.close();
  }
} finally {
  await browser.close();
}
