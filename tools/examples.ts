/**
 * The gallery of examples/: small pages on the learning core alone, no part of the extension.
 *
 *   npm run examples                  builds them, serves them on this machine, and says where
 *   npm run examples -- --port 8080
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { type Site, startDemo } from './demoServer.ts';

const root = fileURLToPath(new URL('../examples', import.meta.url));
const outDir = fileURLToPath(new URL('../dist/examples', import.meta.url));

export const PAGES = [
  'twenty-sentences',
  'search-and-rerank',
  'autocomplete',
  'drum-machine',
  'left-or-right',
  'edge-analytics',
  'chains',
  'a-million-samples',
] as const;

/** Nothing from elsewhere; the two last headers let a page measure its memory, its worker's included. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; " +
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export async function buildExamples(): Promise<void> {
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: false,
      rollupOptions: {
        input: ['index.html', ...PAGES.map((page) => `${page}/index.html`)].map((file) => `${root}/${file}`),
      },
    },
  });
}

export function serveExamples(port = 0): Promise<Site> {
  return startDemo(outDir, HEADERS, port);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  await buildExamples();
  const site = await serveExamples(Number(values.port));
  console.log(`The examples are at ${site.url}/ (Ctrl+C ends it).`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
