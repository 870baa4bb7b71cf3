import type { Frame, Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import type { TaskId } from '../../src/protocol/verdict.ts';
import { type Site, startDemo } from '../../tools/demoServer.ts';
import { ExtensionBrowser, type LaunchOptions } from '../../tools/extension.ts';

export { expect, test };

interface Shared {
  /** The browser with Inkling in it, one for all tests of the file. */
  inkling: ExtensionBrowser;
  /** The demo site. */
  demo: Site;
}

/**
 * Gives a test file one browser with the built extension, and the demo site:
 *
 *   const shared = useInkling();
 *   test('…', async () => { const page = await shared.inkling.context.newPage(); … });
 *
 * Pages are closed after each test, and a test in which the extension or a page throws or logs an
 * error fails. What the person has taught stays until the file's end: undo it, or use another text.
 */
export function useInkling(options?: LaunchOptions): Shared {
  const shared = {} as Shared;
  test.beforeAll(async () => {
    shared.demo = await startDemo();
    shared.inkling = await ExtensionBrowser.launch(options);
  });
  test.afterEach(async () => {
    const errors = shared.inkling.errors.splice(0);
    await shared.inkling.closePages();
    expect(errors, 'errors of the extension and its pages').toEqual([]);
  });
  test.afterAll(async () => {
    await shared.inkling?.close();
    await shared.demo?.close();
  });
  return shared;
}

/** The texts that are underlined on `page` for a task, as the page itself can see. */
export function marks(page: Page | Frame, task: TaskId): Promise<string[]> {
  return page.evaluate(
    (name) =>
      [...(CSS.highlights.get(name) ?? [])].map((range) => range.startContainer.textContent?.trim() ?? ''),
    `inkling-${task}`,
  );
}
