import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { EXTRAS, TASKS } from '../../src/protocol/verdict.ts';
import { ExtensionBrowser } from '../../tools/extension.ts';
import { ask, asker, uuid } from './asker.ts';
import { clientScript } from './clientScript.ts';
import { expect, test, useInkling } from './fixtures.ts';
import { tried } from './proof.ts';

/**
 * The engine in a real browser: offscreen page, worker, IndexedDB and ports as they are, asked by the same
 * client that the content script and the popup use, and everything that can die is killed.
 */
const SPAM = 'Congratulations! You won a free cruise, call now to claim your prize';
const PLAIN = 'Our garden club meets on Sunday, bring a friend';
const lesson = (n: number, text = `${PLAIN} number ${n}`) => ({
  lesson: uuid(n),
  text,
  task: 'spam' as const,
  label: 'spam',
  site: '',
});

/** The value of an expression in a target that Playwright doesn't show. */
async function evaluateIn(inkling: ExtensionBrowser, targetId: string, expression: string): Promise<unknown> {
  const cdp = await inkling.context.browser()!.newBrowserCDPSession();
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false });
  const answer = new Promise<unknown>((resolve) => {
    cdp.on('Target.receivedMessageFromTarget', (event) => {
      const { id, result } = JSON.parse(event.message);
      if (event.sessionId === sessionId && id === 1) resolve(result.result.value);
    });
  });
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
  await cdp.send('Target.sendMessageToTarget', { sessionId, message });
  const value = await answer;
  await cdp.detach();
  return value;
}

test.describe('the engine', () => {
  const shared = useInkling();

  test('starts, reads the models and judges', async () => {
    const page = await asker(shared.inkling);
    const state = await ask(page, 'state', {});
    expect(state.tasks.map(({ task }) => task)).toEqual([...TASKS, ...EXTRAS]);
    expect(state.storage).toBe('kept');
    const { verdicts } = await ask(page, 'classify', { texts: [SPAM, 'How do I reset my password?'] });
    expect(verdicts[0][0]).toMatchObject({ task: 'spam', label: 'spam', flagged: true });
    expect(verdicts[1][2]).toMatchObject({ task: 'intent', label: 'question' });
  });

  test('answers a batch of texts within the time of a frame or two, and starts within a second', async () => {
    const page = await asker(shared.inkling);
    await ask(page, 'state', {});
    await shared.inkling.killOffscreen();
    const cold = await page.evaluate(async (text) => {
      const start = performance.now();
      await window.client.request('classify', { texts: [text] });
      return performance.now() - start;
    }, SPAM);
    const warm = await page.evaluate(async () => {
      const times: number[] = [];
      for (let i = 0; i < 20; i++) {
        const texts = Array.from(
          { length: 64 },
          (_, n) => `piece ${i} ${n}: the town hall opens at nine on weekdays`,
        );
        const start = performance.now();
        await window.client.request('classify', { texts });
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[10];
    });
    console.log(
      `first verdict after a kill ${cold.toFixed(0)} ms; 64 texts ${warm.toFixed(1)} ms (median of 20)`,
    );
    expect(cold).toBeLessThan(3000);
    expect(warm).toBeLessThan(500);
  });

  test('what is asked when its page dies is answered by the next one', async () => {
    const page = await asker(shared.inkling);
    await ask(page, 'state', {});
    const answers = page.evaluate(async () => {
      const asked = Array.from({ length: 30 }, (_, n) =>
        window.client.request('classify', {
          texts: Array.from({ length: 64 }, (_, i) => `in flight ${n} ${i}`),
        }),
      );
      return (await Promise.all(asked)).map(({ verdicts }) => verdicts.length);
    });
    await shared.inkling.killOffscreen();
    expect(await answers).toEqual(Array(30).fill(64));
  });

  test('a lesson is told to every other asker', async () => {
    const [page, other] = [await asker(shared.inkling), await asker(shared.inkling)];
    const script = await clientScript();
    await other.evaluate(
      `${script.replace('new inkling.EngineClient()', 'new inkling.EngineClient({ onChanged: (state) => { globalThis.heard = state.lessons; } })')}`,
    );
    await expect.poll(() => other.evaluate('globalThis.heard')).toBe(0);
    await ask(page, 'teach', lesson(1));
    await expect.poll(() => other.evaluate('globalThis.heard')).toBe(1);
    await ask(page, 'undo', { lesson: uuid(1) });
    await expect.poll(() => other.evaluate('globalThis.heard')).toBe(0);
  });

  test('there is one offscreen page, however many ask for it at once', async () => {
    const page = await asker(shared.inkling);
    await shared.inkling.killOffscreen();
    await page.evaluate(() =>
      Promise.all(
        Array.from({ length: 8 }, () =>
          chrome.runtime.sendMessage({ to: 'background', message: 'ensureEngine', params: {} }),
        ),
      ),
    );
    expect(await shared.inkling.offscreenTargets()).toHaveLength(1);
  });

  test('no page of the extension has WebRTC, which no policy could stop', async () => {
    const page = await asker(shared.inkling);
    await ask(page, 'state', {});
    const popup = await shared.inkling.context.newPage();
    await popup.goto(shared.inkling.url('src/popup/popup.html'));
    expect(await page.evaluate(() => typeof RTCPeerConnection), 'a page without our code').toBe('function');
    expect(await popup.evaluate(() => typeof RTCPeerConnection)).toBe('undefined');
    const [{ targetId }] = await shared.inkling.offscreenTargets();
    expect(await evaluateIn(shared.inkling, targetId, 'typeof RTCPeerConnection + typeof chrome')).toBe(
      'undefinedobject',
    );
    tried('leaves', 'WebRTC looked for in popup and offscreen page', 1);
  });

  test('a web page can neither find nor reach the extension', async () => {
    const page = await shared.inkling.context.newPage();
    await page.goto(shared.demo.url);
    const seen = await page.evaluate(async (id) => {
      const found: string[] = [];
      for (const file of [
        'manifest.json',
        'icons/inkling-16.png',
        'src/popup/popup.html',
        'src/content/content.iife.js',
      ]) {
        const image = new Image();
        image.src = `chrome-extension://${id}/${file}`;
        if (
          await image.decode().then(
            () => true,
            () => false,
          )
        )
          found.push(`image ${file}`);
        await fetch(`chrome-extension://${id}/${file}`).then(
          () => found.push(`fetch ${file}`),
          () => {},
        );
      }
      const runtime = (globalThis as { chrome?: { runtime?: { connect?: unknown } } }).chrome?.runtime;
      if (runtime?.connect) found.push('runtime.connect');
      return found;
    }, shared.inkling.id);
    expect(seen).toEqual([]);
    // The refused addresses are the browser's complaint, not ours.
    shared.inkling.errors.length = 0;
    tried('in', 'a page probes for files of the extension and for runtime.connect', 1);
  });
});

test('a lesson is there after the browser was closed, and can then be taken back', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'inkling-profile-'));
  const verdictOf = async (page: Page) => (await ask(page, 'classify', { texts: [PLAIN] })).verdicts[0][0];
  try {
    let inkling = await ExtensionBrowser.launch({ profile });
    let page = await asker(inkling);
    const before = await verdictOf(page);
    expect(before).toMatchObject({ label: 'ham', yours: false });
    await ask(page, 'teach', lesson(1, PLAIN));
    await ask(page, 'setTask', { task: 'toxicity', on: false, sensitivity: 0 });
    await inkling.close();

    inkling = await ExtensionBrowser.launch({ profile });
    page = await asker(inkling);
    expect(await verdictOf(page)).toMatchObject({ label: 'spam', flagged: true, yours: true });
    expect((await ask(page, 'state', {})).settings.tasks.toxicity).toEqual({
      on: false,
      sensitivity: 0,
      way: 'underline',
    });
    await ask(page, 'undo', { lesson: uuid(1) });
    expect(await verdictOf(page)).toEqual(before);
    expect(inkling.errors).toEqual([]);
    await inkling.close();
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});
