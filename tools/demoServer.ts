import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Serves the demo site on loopback, for `npm start` and the browser tests. Only files below the
 * folder, only GET, and only to this machine.
 */
const DEMO = fileURLToPath(new URL('../demo', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
};

/** The demo loads nothing from elsewhere; its own policy makes sure of that. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

export interface Site {
  /** Without a slash at the end: `http://127.0.0.1:PORT`. */
  url: string;
  close(): Promise<void>;
}

/** Serves `folder` on a port of 127.0.0.1, a free one if none is asked for. */
export async function startDemo(
  folder = DEMO,
  policy: Record<string, string> = { 'content-security-policy': POLICY },
  port = 0,
): Promise<Site> {
  const server = createServer(async (request, response) => {
    const file = fileFor(folder, request.url ?? '/');
    const type = TYPES[extname(file ?? '')];
    try {
      if (request.method !== 'GET' || !file || !type) throw new Error('not ours');
      const body = await readFile(file);
      response.writeHead(200, {
        'content-type': type,
        ...policy,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
    }
  });
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** The file that an address asks for, or null when it lies outside `folder`. */
function fileFor(folder: string, url: string): string | null {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = resolve(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(folder + sep) && !file.includes('\0') ? file : null;
  } catch {
    return null;
  }
}
