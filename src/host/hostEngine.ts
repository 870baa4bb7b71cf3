import workerUrl from '../engine/worker.ts?worker&url';
import { EngineHost } from './engineHost.ts';

/**
 * Starts the engine's worker in this page and joins every port named "engine" to it. Called once, while
 * the page's script first runs, by the page that is the engine's home: the offscreen page in Chrome, the
 * event page in Firefox. Returns the host.
 */
export function hostEngine(): EngineHost {
  const url = allowed(workerUrl);
  const host = new EngineHost(() => new Worker(url, { type: 'module' }));
  chrome.runtime.onConnect.addListener((port) => {
    if (port.name === 'engine') host.accept(port);
  });
  return host;
}

/** The one script address that the policy of the extension's pages lets through. */
function allowed(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicyFactory };
  if (!trustedTypes) return address;
  const policy = trustedTypes.createPolicy('inkling-worker', {
    createScriptURL(candidate) {
      if (candidate !== workerUrl) throw new TypeError(`not the engine's worker: ${candidate}`);
      return candidate;
    },
  });
  return policy.createScriptURL(address);
}

/** What is used here of the Trusted Types, which TypeScript doesn't know; `new Worker` takes such a URL. */
interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(candidate: string): string },
  ): { createScriptURL(candidate: string): string };
}
