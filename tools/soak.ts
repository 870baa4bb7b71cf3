import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './ensureBuilt.ts';
import { soak } from './soak/soakFeed.ts';

/**
 * `npm run --silent soak -- [--seconds 600] [--rate 20] [--out FILE]` leaves a live feed running in the real
 * browser, a minute without the extension and then the whole time with it, and says whether memory stays
 * flat, how late marks come, and what the extension costs the page's main thread. Exits with 1 when a mark
 * came later than a second or memory grew.
 */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: '20' },
    out: { type: 'string' },
  },
});
ensureBuilt();
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end('<!doctype html><title>Feed</title><main></main>');
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const seconds = Number(options.seconds);
const rate = Number(options.rate);
try {
  if (!(seconds >= 5 && rate >= 1)) throw new Error('--seconds from 5, --rate from 1');
  const plain = await soak(url, { seconds: Math.min(seconds, 60), rate, withExtension: false });
  const inkling = await soak(url, { seconds, rate, withExtension: true });
  const measured = new Date().toISOString().slice(0, 10);
  const result = JSON.stringify({ measured, seconds, rate, plain, inkling }, null, 1);
  console.log(result);
  if (options.out) writeFileSync(options.out, `${result}\n`);
  const isFlat =
    inkling.heapGrowthKb < 2048 && inkling.nodeGrowth < 500 && (inkling.engineGrowthKb ?? 0) < 2048;
  process.exitCode = isFlat && inkling.late === 0 ? 0 : 1;
} finally {
  server.close();
  server.closeAllConnections();
}
