import { fileURLToPath } from 'node:url';
import source from '../manifest.json' with { type: 'json' };

/**
 * The manifest of each browser. `manifest.json` is the source of both and is Chrome's as it stands; what
 * Firefox needs otherwise is said here and nowhere else. Used by the build, and by what checks it.
 */
export const BROWSERS = ['chrome', 'firefox'] as const;
export type Browser = (typeof BROWSERS)[number];

/** Names the extension in Firefox for ever: its data and its updates hang on it. */
export const GECKO_ID = 'inkling@inkling.invalid';

/** Where `npm run build` puts the extension of a browser. */
export function distOf(browser: Browser): string {
  return fileURLToPath(new URL(`../dist/${browser}`, import.meta.url));
}

/** A manifest that the caller may change. */
export function manifestFor(browser: Browser) {
  const manifest = structuredClone(source);
  if (browser === 'chrome') return manifest;
  // Where Chrome describes what a policy may say, Firefox asks for nothing.
  const { minimum_chrome_version: _, storage: __, background, permissions, ...shared } = manifest;
  return {
    ...shared,
    // No offscreen pages there, and an event page in the place of the service worker.
    permissions: permissions.filter((permission) => permission !== 'offscreen'),
    background: { scripts: [background.service_worker], type: background.type },
    browser_specific_settings: {
      gecko: {
        id: GECKO_ID,
        // The first version that tells the person, when installing, what is collected: nothing.
        strict_min_version: '140.0',
        data_collection_permissions: { required: ['none'] },
      },
      gecko_android: { strict_min_version: '142.0' },
    },
  };
}
