import type { PageReport } from '../src/protocol/messages.ts';

/** Waits until `condition` holds, asking every 50 ms; throws after `within` milliseconds. */
export async function until(condition: () => Promise<boolean>, within = 10_000): Promise<void> {
  for (const end = Date.now() + within; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${within / 1000} seconds in vain.`);
}

/**
 * Asks for a page's report until every piece that was found has its verdict, and gives that report; throws
 * after `within` milliseconds with what was last heard of the page at `url`. Both browsers' drivers use it.
 */
export async function untilJudged(
  ask: () => Promise<PageReport>,
  url: string,
  within: number,
): Promise<PageReport> {
  let failure: unknown;
  let report: PageReport | null = null;
  await until(async () => {
    report = await ask().catch((error: unknown) => {
      failure = error;
      return null;
    });
    return report?.idle === true && (report.firstVerdictMs !== null || report.blocks === 0);
  }, within).catch((error: Error) => {
    throw new Error(`${error.message} ${url}: ${report ? JSON.stringify(report) : failure}`);
  });
  return report!;
}
