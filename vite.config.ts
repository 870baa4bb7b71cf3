import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import { defineConfig, type Plugin } from 'vite';
import { type Browser, manifestFor } from './tools/manifest.ts';

/**
 * Turns the one source tree into the extension of one browser: Chrome's, or with `--mode firefox`
 * Firefox's. Their manifests are derived from `manifest.json` (tools/manifest.ts), their code differs in
 * one file. `tools/build.ts` calls this for both.
 */
export default defineConfig(({ command, mode }) => {
  const browser: Browser = mode === 'firefox' ? 'firefox' : 'chrome';
  const manifest = manifestFor(browser);
  // The dev server's pages load scripts from localhost and talk to it; only there is the policy looser.
  if (command === 'serve') {
    manifest.content_security_policy.extension_pages =
      "script-src 'self' 'wasm-unsafe-eval' http://localhost:*; object-src 'none'";
  }
  return {
    plugins: [
      preactWithoutMarkup,
      ...(browser === 'chrome' ? [managedSchema] : []),
      crx({ manifest: manifest as ManifestV3Export, browser }),
    ],
    resolve: { alias: browser === 'firefox' ? [FIREFOX_HOME] : [] },
    // A worker is an ES module, as the service worker and every page are.
    worker: { format: 'es' as const },
    build: {
      // The dev server's extension may be seen by every page and is never to be shipped: not in one place.
      outDir: command === 'serve' ? 'dist/dev' : `dist/${browser}`,
      target: browser === 'firefox' ? 'firefox140' : 'chrome116',
      // Packaged files stay files: a data: address would be stopped by the policy.
      assetsInlineLimit: 0,
      // The preload helper calls fetch(); nothing but the engine's worker may.
      modulePreload: false,
      rollupOptions: {
        // Only Chrome has offscreen pages.
        input: {
          welcome: 'src/welcome/welcome.html',
          ...(browser === 'chrome' && { offscreen: 'src/offscreen/offscreen.html' }),
        },
        // In files of their own, so that the check of the bundle knows whose code it looks at.
        output: {
          codeSplitting: {
            groups: [
              { name: 'polyfill', test: 'webextension-polyfill' },
              { name: 'preact', test: /node_modules\/preact\// },
              { name: 'ui', test: /src\/ui\// },
              { name: 'privacyText', test: /PRIVACY\.md/ },
              { name: 'modelCards', test: /models\/\w+\.md/ },
            ],
          },
        },
      },
    },
  };
});

/** Where the engine lives is the one thing that is different code in Firefox. */
const FIREFOX_HOME = {
  find: /^\.\/engineHome\.ts$/,
  replacement: fileURLToPath(new URL('src/background/engineHome.firefox.ts', import.meta.url)),
};

/** What a policy may say, which Chrome reads beside the manifest that names it. */
const managedSchema: Plugin = {
  name: 'managed-schema',
  apply: 'build',
  generateBundle() {
    const fileName = 'managed_schema.json';
    const source = readFileSync(new URL(fileName, import.meta.url));
    this.emitFile({ type: 'asset', fileName, source });
  },
};

/**
 * preact has one place that turns text into markup (`dangerouslySetInnerHTML`, which is used nowhere here).
 * In what we ship it sets text, so that neither our own check nor a store's finds a way to write markup.
 */
const preactWithoutMarkup: Plugin = {
  name: 'preact-without-markup',
  apply: 'build',
  transform(code, id) {
    if (!id.endsWith('/preact/dist/preact.mjs')) return null;
    if (!code.includes('.innerHTML')) throw new Error('preact has changed: is this plugin still needed?');
    return { code: code.replaceAll('.innerHTML', '.textContent'), map: null };
  },
};
