import type { Page } from 'puppeteer-core';
import type { TaskId } from '../../src/protocol/verdict.ts';

/** The texts that are underlined on `page` for a task, as the page itself can see. */
export function marks(page: Page, task: TaskId): Promise<string[]> {
  return page.evaluate(
    (name) =>
      [...(CSS.highlights.get(name) ?? [])].map((range) => range.startContainer.textContent?.trim() ?? ''),
    `inkling-${task}`,
  );
}
