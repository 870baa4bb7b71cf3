import type { CDPSession } from '@playwright/test';
import { ExtensionBrowser } from '../extension.ts';

/** What a live feed did to a page, and the extension to the feed. */
export interface Soaked {
  posts: number;
  /** Visible posts that are to be marked: how many were, and those not within a second of their appearing. */
  marked: number;
  late: number;
  /** Milliseconds from a post's appearing to its mark. */
  markMs: { median: number; p95: number; max: number };
  /** From a tenth of the time to its end, garbage collected at both: page and content script together. */
  heapGrowthKb: number;
  nodeGrowth: number;
  /** The engine's worker at a tenth of the time (heap and buffers), and what it grew by; null without the extension. */
  engineKb: number | null;
  engineGrowthKb: number | null;
  /** Seconds a minute of the main thread, and of them in scripts, styles and layout, as the browser counts them. */
  mainThreadSeconds: { all: number; script: number; style: number; layout: number };
  /** Tasks over 50 ms on the page's main thread, whoever caused them. */
  longTasks: number;
}

/** Posts that stay; each new one comes in above, so that it is on the screen at once. */
const KEPT = 60;
/** One post in so many is to be marked. */
const SPAM_EVERY = 10;

/** Runs the feed on the page at `url`, which needs a `<main>`. */
export async function soak(
  url: string,
  { seconds, rate, withExtension }: { seconds: number; rate: number; withExtension: boolean },
): Promise<Soaked> {
  const browser = await ExtensionBrowser.launch(withExtension ? {} : { extension: null });
  try {
    const page = await browser.context.newPage();
    await page.goto(url);
    const tools = await browser.context.newCDPSession(page);
    await tools.send('Performance.enable');
    if (withExtension) await browser.judged(page);
    await page.bringToFront();
    await page.evaluate(feed, { rate, kept: KEPT, spamEvery: SPAM_EVERY });
    await page.waitForTimeout(seconds * 100);
    const engine = () => (withExtension ? browser.engineHeap() : null);
    const [before, engineBefore] = [await measure(tools), await engine()];
    await page.waitForTimeout(seconds * 900);
    const [after, engineAfter] = [await measure(tools), await engine()];
    const { posts, delays, late, longTasks } = await page.evaluate(() => window.feed.stop());
    const took = (name: string) => round((after[name] - before[name]) / ((seconds * 0.9) / 60));
    delays.sort((a, b) => a - b);
    const at = (share: number) => Math.round(delays[Math.floor(share * (delays.length - 1))] ?? 0);
    return {
      posts,
      marked: delays.length,
      late: withExtension ? late : 0,
      markMs: { median: at(0.5), p95: at(0.95), max: at(1) },
      heapGrowthKb: Math.round((after.JSHeapUsedSize - before.JSHeapUsedSize) / 1024),
      nodeGrowth: after.Nodes - before.Nodes,
      engineKb: engineBefore === null ? null : Math.round(engineBefore / 1024),
      engineGrowthKb:
        engineBefore === null || engineAfter === null
          ? null
          : Math.round((engineAfter - engineBefore) / 1024),
      mainThreadSeconds: {
        all: took('TaskDuration'),
        script: took('ScriptDuration'),
        style: took('RecalcStyleDuration'),
        layout: took('LayoutDuration'),
      },
      longTasks,
    };
  } finally {
    await browser.close();
  }
}

async function measure(tools: CDPSession): Promise<Record<string, number>> {
  // Twice: the first may leave what finalisers hold.
  for (let i = 0; i < 2; i++) await tools.send('HeapProfiler.collectGarbage');
  const { metrics } = await tools.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

declare global {
  interface Window {
    feed: { stop(): { posts: number; delays: number[]; late: number; longTasks: number } };
  }
}

/** Runs in the page: adds posts, and looks every 50 ms which of those that are to be marked are. */
function feed({ rate, kept, spamEvery }: { rate: number; kept: number; spamEvery: number }): void {
  const main = document.querySelector('main')!;
  const due = new Map<Element, number>();
  const delays: number[] = [];
  let posts = 0;
  let late = 0;
  let longTasks = 0;
  const observer = new PerformanceObserver((list) => {
    longTasks += list.getEntries().length;
  });
  observer.observe({ type: 'longtask' });
  const adding = setInterval(() => {
    const post = document.createElement('p');
    const isSpam = ++posts % spamEvery === 0;
    post.textContent = isSpam
      ? `CONGRATULATIONS! You won a FREE cruise, click here to claim your FREE prize number ${posts} now!!!`
      : `The boat number ${posts} leaves at six, and comes back shortly before midnight.`;
    main.prepend(post);
    if (isSpam) due.set(post, performance.now());
    while (main.children.length > kept) main.lastElementChild!.remove();
  }, 1000 / rate);
  const looking = setInterval(() => {
    const marked = new Set(
      [...(CSS.highlights.get('inkling-spam') ?? [])].map(
        ({ startContainer }) => startContainer.parentElement,
      ),
    );
    const now = performance.now();
    for (const [post, since] of due) {
      if (marked.has(post as HTMLElement)) {
        delays.push(now - since);
        if (now - since > 1000) late++;
      } else if (post.isConnected) continue;
      else late++;
      due.delete(post);
    }
  }, 50);
  window.feed = {
    stop() {
      clearInterval(adding);
      clearInterval(looking);
      observer.disconnect();
      for (const since of due.values()) if (performance.now() - since > 1000) late++;
      return { posts, delays, late, longTasks };
    },
  };
}
