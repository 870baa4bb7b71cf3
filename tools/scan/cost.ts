import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';

/**
 * What a page costs the browser's main thread, as the browser itself counts it, so that a run with the
 * extension can be compared with one without.
 */
export interface Cost {
  /** Milliseconds of all tasks since the page was opened. */
  taskMs: number;
  /** Tasks over 50 ms, and the longest of them. */
  longTasks: number;
  longestMs: number;
}

declare global {
  interface Window {
    longTasks: number[];
  }
}

/** Counts long tasks on every page that the context opens from now on. */
export async function countLongTasks(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  });
}

/** @param tools asked for `Performance.enable` before the page was opened. */
export async function costOf(page: Page, tools: CDPSession): Promise<Cost> {
  const { metrics } = await tools.send('Performance.getMetrics');
  const long = await page.evaluate(() => window.longTasks);
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  return {
    taskMs: Math.round(seconds * 1000),
    longTasks: long.length,
    longestMs: Math.round(Math.max(0, ...long)),
  };
}

/** A page of 100,000 nodes, as long as no reader reads; the file's path. */
export function hugePage(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'inkling-huge-')), '100,000 nodes.html');
  const lines = Array.from(
    { length: 16_667 },
    (_, i) =>
      `<div><p>Line <b>${i}</b> of a <i>very long</i> page about ${i % 1000 ? 'the weather' : 'a cruise'}</p></div>`,
  );
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8"><title>Huge</title><main>${lines.join('')}</main>`,
  );
  return file;
}
