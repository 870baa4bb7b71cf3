import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** No script of the page runs and nothing is loaded, so that each look at it sees the same. */
const FROZEN =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** Serves saved pages on loopback, the n-th file at `/n`, frozen. */
export async function serveFrozen(files: readonly string[]): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const file = files[Number(request.url?.slice(1) || Number.NaN)];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': FROZEN,
    });
    response.end(await readFile(file));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
