import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { soak } from '../../tools/soak/soakFeed.ts';
import { expect, test } from './fixtures.ts';

test('half a minute of a live feed, twenty posts a second: memory is flat, no visible verdict is older than a second', async () => {
  test.setTimeout(90_000);
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Feed</title><main></main>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const soaked = await soak(url, { seconds: 30, rate: 20, withExtension: true });
    expect(soaked.posts).toBeGreaterThan(400);
    expect(soaked.marked).toBeGreaterThan(soaked.posts / 12);
    expect(soaked.late).toBe(0);
    expect(soaked.heapGrowthKb).toBeLessThan(2048);
    expect(soaked.nodeGrowth).toBeLessThan(500);
    expect(soaked.engineGrowthKb).toBeLessThan(2048);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
