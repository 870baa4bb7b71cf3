import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig } from 'vite';
import source from './manifest.json' with { type: 'json' };

/**
 * Turns the one source tree into the extension of one browser. `manifest.json` is the source of every
 * manifest; what a browser needs otherwise is derived here. `tools/build.ts` calls this.
 */
export default defineConfig(({ command }) => {
  const manifest = structuredClone(source) as typeof source;
  // The dev server's pages load scripts from localhost and talk to it; only there is the policy looser.
  if (command === 'serve') {
    manifest.content_security_policy.extension_pages =
      "script-src 'self' 'wasm-unsafe-eval' http://localhost:*; object-src 'none'";
  }
  return {
    plugins: [crx({ manifest: manifest as ManifestV3Export, browser: 'chrome' })],
    // A worker is an ES module, as the service worker and every page are.
    worker: { format: 'es' as const },
    build: {
      // The dev server's extension may be seen by every page and is never to be shipped: not in one place.
      outDir: command === 'serve' ? 'dist/dev' : 'dist/chrome',
      target: 'chrome116',
      // Packaged files stay files: a data: address would be stopped by the policy.
      assetsInlineLimit: 0,
      // The preload helper calls fetch(); nothing but the engine's worker may.
      modulePreload: false,
      rollupOptions: {
        input: { offscreen: 'src/offscreen/offscreen.html' },
        // In a file of its own, so that the check of the bundle knows whose code it looks at.
        output: { codeSplitting: { groups: [{ name: 'polyfill', test: 'webextension-polyfill' }] } },
      },
    },
  };
});
