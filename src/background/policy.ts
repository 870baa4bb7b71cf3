import browser from 'webextension-polyfill';
import { limitsOf } from '../protocol/settings.ts';
import { askEngine } from './askEngine.ts';

/**
 * What an organisation has decided for its browsers (managed storage; what may stand there is described in
 * managed_schema.json and the README). It is read when the browser starts, when Inkling is installed or
 * updated, and when it changes, and handed to the engine, which keeps it and lets nobody change what it says.
 * Nothing is ever written to the storage.
 */
export function followPolicy(): void {
  browser.runtime.onInstalled.addListener(() => void handOver());
  browser.runtime.onStartup.addListener(() => void handOver());
  browser.storage.onChanged.addListener((_, area) => {
    if (area === 'managed') void handOver();
  });
}

async function handOver(): Promise<void> {
  try {
    await askEngine('setLimits', limitsOf(await managed()));
  } catch (error) {
    // Those that held before hold on.
    console.warn('Inkling: the policy could not be applied:', error);
  }
}

/** Firefox rejects where there is no policy at all. */
async function managed(): Promise<Record<string, unknown>> {
  try {
    return await browser.storage.managed.get();
  } catch {
    return {};
  }
}
