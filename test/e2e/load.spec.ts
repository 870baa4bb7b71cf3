import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asker } from './asker.ts';
import { expect, marks, test, useInkling } from './fixtures.ts';
import { times, tried } from './proof.ts';

/** It stands the load: many live pages at once, and more texts than anybody will read, in flat memory. */
const shared = useInkling();
const MB = 2 ** 20;

const FEED = `<!doctype html><title>Feed</title><main></main><script>
const main = document.querySelector('main');
let posts = 0;
setInterval(() => {
  const post = document.createElement('p');
  post.textContent = ++posts % 10 ? 'The boat number ' + posts + ' leaves at six, and comes back shortly before midnight.'
    : 'CONGRATULATIONS! You won a FREE cruise, click here to claim your FREE prize number ' + posts + ' now!!!';
  main.prepend(post);
  while (main.children.length > 60) main.lastElementChild.remove();
}, 50);
</script>`;

let server: Server;
let feed = '';
test.beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(FEED);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  feed = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test('a stream of texts: memory stays flat, every text is answered', async () => {
  const all = times(40_000, 1_000_000);
  test.setTimeout(60_000 + all);
  const page = await asker(shared.inkling);
  /** Asks for so many texts that nobody has asked for before, eight requests at a time. */
  const stream = (from: number, count: number) =>
    page.evaluate(
      async ([first, texts]) => {
        let answered = 0;
        let next = first;
        const asking = async () => {
          while (next < first + texts) {
            const start = next;
            next += 64;
            const batch = Array.from(
              { length: Math.min(64, first + texts - start) },
              (_, i) =>
                `Piece ${start + i}: the town hall opens at ${(start + i) % 24} on weekdays, ask for ${start ^ i}.`,
            );
            const { verdicts } = await window.client.request('classify', { texts: batch });
            answered += verdicts.length;
          }
        };
        await Promise.all(Array.from({ length: 8 }, asking));
        return answered;
      },
      [from, count] as const,
    );
  // What is remembered of texts is full by then.
  const warm = all / 10;
  expect(await stream(0, warm)).toBe(warm);
  const before = await shared.inkling.engineHeap();
  const start = performance.now();
  expect(await stream(warm, all - warm)).toBe(all - warm);
  const rate = (all - warm) / (performance.now() - start);
  const grown = ((await shared.inkling.engineHeap()) - before) / MB;
  expect(grown).toBeLessThan(4);
  tried(
    'load',
    'distinct texts through one engine',
    all,
    `${grown.toFixed(2)} MB grown, ${rate.toFixed(1)} texts a millisecond`,
  );
});

test('live feeds in many tabs: the one in front is marked at once, memory stays flat', async () => {
  const tabs = times(5, 20);
  const seconds = times(3, 60);
  test.setTimeout(120_000 + seconds * 2000);
  const pages = [];
  for (let n = 0; n < tabs; n++) {
    const page = await shared.inkling.context.newPage();
    await page.goto(feed);
    pages.push(page);
  }
  const front = pages[tabs - 1];
  await front.bringToFront();
  await expect.poll(() => marks(front, 'spam').then(({ length }) => length)).toBeGreaterThan(0);
  const before = await shared.inkling.engineHeap();
  const waits: number[] = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    waits.push(
      await front.evaluate(async () => {
        const post = document.createElement('p');
        post.textContent = `CONGRATULATIONS! You won a FREE cruise, claim your FREE prize now!!! ${Math.random()}`;
        document.querySelector('main')!.prepend(post);
        const start = performance.now();
        const isMarked = () =>
          [...(CSS.highlights.get('inkling-spam') ?? [])].some(
            ({ startContainer }) => startContainer.parentElement === post,
          );
        while (!isMarked() && performance.now() - start < 10_000) {
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return performance.now() - start;
      }),
    );
    await front.waitForTimeout(100);
  }
  waits.sort((a, b) => a - b);
  const grown = ((await shared.inkling.engineHeap()) - before) / MB;
  const [median, slowest] = [waits[waits.length >> 1], waits[waits.length - 1]].map(Math.round);
  expect(slowest).toBeLessThan(5000);
  expect(median).toBeLessThan(1000);
  expect(grown).toBeLessThan(4);
  tried(
    'load',
    `tabs with a live feed of 20 posts a second each, for ${seconds} s`,
    tabs,
    `mark in the front tab after ${median} ms (median of ${waits.length}), ${slowest} ms at most; ${grown.toFixed(2)} MB grown`,
  );
});
