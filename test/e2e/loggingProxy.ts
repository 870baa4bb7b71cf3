import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoggingProxy {
  /** Chromium's arguments that lead every connection here, those to loopback too. */
  args: string[];
  /** Firefox's preferences that do the same. */
  prefs: Record<string, unknown>;
  /** Each request or tunnel asked for so far: `METHOD address`, then headers and body. */
  log: string[];
  /** Host names among them, without repetition, sorted. */
  hosts(): string[];
  close(): Promise<void>;
}

/**
 * An HTTP proxy on loopback that stands in for the whole network: it answers for `pages` (by address)
 * itself, lets nothing else through, and writes down everything that anybody asked for. Names are never
 * resolved by a browser behind it, so a look-up shows here as well.
 */
export async function startLoggingProxy(pages: Record<string, string>): Promise<LoggingProxy> {
  const log: string[] = [];
  const asked = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const address = request.url ?? '';
    asked.add(URL.canParse(address) ? new URL(address).hostname : address);
    log.push(
      `${request.method} ${decodeURIComponent(address)}\n${request.rawHeaders.join('\n')}\n${Buffer.concat(chunks)}`,
    );
    const page = pages[address];
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page ?? '');
  });
  server.on('connect', (request, socket) => {
    asked.add(request.url?.split(':')[0] ?? '');
    log.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    args: [`--proxy-server=http://127.0.0.1:${port}`, '--proxy-bypass-list=<-loopback>'],
    prefs: {
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': port,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': port,
      'network.proxy.allow_hijacking_localhost': true,
      'network.proxy.no_proxies_on': '',
      'network.proxy.failover_direct': false,
    },
    log,
    hosts: () => [...asked].sort(),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
