import type { Page } from '@playwright/test';
import type { EngineParams, EngineReplies, EngineRequest } from '../../src/protocol/messages.ts';
import type { ExtensionBrowser } from '../../tools/extension.ts';
import { clientScript } from './clientScript.ts';

/**
 * What tests ask the engine of a real browser with: the same client that content script and popup use, in a
 * page of the extension that does nothing of its own.
 */
let script: Promise<string> | undefined;

/** Opens such a page. */
export async function asker(inkling: ExtensionBrowser): Promise<Page> {
  const page = await inkling.context.newPage();
  await page.goto(inkling.url('manifest.json'));
  script ??= clientScript();
  await page.evaluate(await script);
  return page;
}

/** Asks the engine from that page. */
export function ask<K extends EngineRequest>(
  page: Page,
  request: K,
  params: EngineParams<K>,
): Promise<EngineReplies[K]> {
  return page.evaluate(([name, args]) => window.client.request(name as never, args as never), [
    request,
    params,
  ] as const) as Promise<EngineReplies[K]>;
}

/**
 * Ends every part of the extension that a page is not, and doesn't wait: a service worker that a message
 * wakes at once keeps the name under which it was closed. Returns how many were ended.
 */
export async function killAtOnce(inkling: ExtensionBrowser, types: string[]): Promise<number> {
  const cdp = await inkling.context.browser()!.newBrowserCDPSession();
  const victims = (await inkling.targets()).filter(({ type }) => types.includes(type));
  const ends = await Promise.all(
    victims.map(({ targetId }) =>
      cdp.send('Target.closeTarget', { targetId }).then(
        ({ success }) => success,
        () => false,
      ),
    ),
  );
  await cdp.detach();
  return ends.filter(Boolean).length;
}

/** The id of lesson number `n` of a test. */
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
