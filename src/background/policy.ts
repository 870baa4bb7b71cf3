import * as v from 'valibot';
import browser from 'webextension-polyfill';
import type { Limits } from '../protocol/settings.ts';
import { limitsSchema } from '../protocol/settings.ts';
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

/** Each entry by itself: one that can't be understood takes none of the others with it. */
export function limitsOf(policy: Record<string, unknown>): Limits {
  const limits: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(limitsSchema.entries)) {
    if (policy[name] === undefined) continue;
    const parsed = v.safeParse(schema, policy[name]);
    if (parsed.success) limits[name] = parsed.output;
    else console.warn(`Inkling: the policy’s ${name} is not understood.`);
  }
  return limits as Limits;
}
