import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, ExtensionBrowser } from '../../tools/extension.ts';
import { ask, asker, uuid } from './asker.ts';
import { expect, test } from './fixtures.ts';
import { tried } from './proof.ts';

/**
 * No one gets in: another extension in the same browser, that knows Inkling's id and its messages, sends each
 * of them and opens each port; and a script in the page's own world does what it can. Neither gets an answer,
 * and nothing has changed. The control is our own page, which gets one for the same message.
 */
const MANIFEST = {
  manifest_version: 3,
  name: 'Stranger',
  version: '1',
  background: { service_worker: 'stranger.js' },
};
const STRANGER_HTML = '<!doctype html><title>Stranger</title>';

test('another extension gets no answer to any message or port', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-stranger-'));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(MANIFEST));
  writeFileSync(join(folder, 'stranger.js'), '');
  writeFileSync(join(folder, 'stranger.html'), STRANGER_HTML);
  const both = `${DIST},${folder}`;
  const inkling = await ExtensionBrowser.launch({
    extension: DIST,
    args: [`--disable-extensions-except=${both}`, `--load-extension=${both}`],
  });
  try {
    const own = await asker(inkling);
    await ask(own, 'teach', { lesson: uuid(1), text: 'a text', task: 'spam', label: 'spam', site: '' });
    const before = await ask(own, 'state', {});

    const worker = inkling.context.serviceWorkers().find((each) => each.url().endsWith('stranger.js'))!;
    const stranger = await inkling.context.newPage();
    await stranger.goto(worker.url().replace('stranger.js', 'stranger.html'));
    const attempts = [
      ...['ensureEngine', 'badge'].map((message) => ({ to: 'background', message, params: { flagged: 1 } })),
      ...['report', 'labelSelection', 'step', 'frameCount'].map((message) => ({
        to: 'page',
        message,
        params: {},
      })),
      { to: '__proto__', message: 'constructor', params: {} },
      'ensureEngine',
    ];
    const requests = [
      'state',
      'classify',
      'lessons',
      'teach',
      'undo',
      'setTask',
      'setSite',
      'eraseAll',
      'exportAll',
    ];
    const heard = await stranger.evaluate(
      async ([id, messages, names]) => {
        const answers: unknown[] = [];
        for (const message of messages) {
          const answer = await chrome.runtime.sendMessage(id, message).catch(() => undefined);
          if (answer !== undefined) answers.push(answer);
        }
        for (const port of ['engine', 'page', 'welcome', '']) {
          const opened = chrome.runtime.connect(id, { name: port });
          let isOpen = true;
          opened.onMessage.addListener((answer) => answers.push(answer));
          opened.onDisconnect.addListener(() => {
            void chrome.runtime.lastError;
            isOpen = false;
          });
          names.forEach((request, n) => {
            try {
              opened.postMessage({ id: n, request, params: {} });
            } catch {
              isOpen = false;
            }
          });
          await new Promise((resolve) => setTimeout(resolve, 300));
          if (isOpen) answers.push(`the port "${port}" stays open`);
        }
        return answers;
      },
      [inkling.id, attempts, requests] as const,
    );
    expect(heard).toEqual([]);
    // The same message from our own page is answered, or the silence would prove nothing.
    expect(
      await own.evaluate(() =>
        chrome.runtime.sendMessage({ to: 'background', message: 'ensureEngine', params: {} }),
      ),
    ).toMatchObject({ ok: true });
    expect(await ask(own, 'state', {})).toEqual(before);
    tried(
      'in',
      'messages and ports of another extension that knows id and protocol',
      attempts.length + 4 * requests.length,
    );
  } finally {
    await inkling.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
