import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { EngineClient } from '../../src/protocol/engineClient.ts';

declare global {
  interface Window {
    client: EngineClient;
  }
}

/**
 * A script that puts the client which content script and popup use into a page of the extension, as
 * `client`, so that a test can ask the engine of a real browser.
 */
export async function clientScript(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('../../src/protocol/engineClient.ts', import.meta.url)),
        formats: ['iife'],
        name: 'inkling',
      },
    },
  });
  const [chunk] = [output].flat().flatMap((each) => ('output' in each ? each.output : []));
  return `(() => { ${(chunk as { code: string }).code}; globalThis.client = new inkling.EngineClient(); })()`;
}
