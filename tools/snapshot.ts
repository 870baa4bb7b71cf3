import type { Page } from '@playwright/test';

/** What a reader sees of a page, as far as it can be written down. */
interface Snapshot {
  /** Every text node, in order. */
  texts: string[];
  /** Every element, in order: its name and its box on the page, in CSS pixels; last the page's size. */
  boxes: string[];
}

/**
 * Writes down the texts and boxes of a page. Left out is only what stands directly in `<html>` beside
 * `<head>` and `<body>`: there the extension puts its own layer, out of the page's flow, and a change that
 * the layer made to anything else would show in the rest.
 */
export function snapshot(page: Page): Promise<Snapshot> {
  return page.evaluate(() => {
    const texts: string[] = [];
    const boxes: string[] = [];
    // No function in here gets a name: the compiler would mark it with a helper that pages don't have.
    for (const root of [document.head, document.body]) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      for (let node: Node | null = root; node; node = walker.nextNode()) {
        if (node instanceof Text) {
          texts.push(node.data);
        } else {
          const { x, y, width, height } = Element.prototype.getBoundingClientRect.call(node);
          boxes.push(`${node.nodeName} ${[x + scrollX, y + scrollY, width, height].join(' ')}`);
        }
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    boxes.push(`page ${scrollWidth} ${scrollHeight}`);
    return { texts, boxes };
  });
}

/** The first place where two lists differ, in words; null when they are equal. */
export function difference(before: readonly string[], after: readonly string[]): string | null {
  const at = before.findIndex((entry, index) => entry !== after[index]);
  if (at === -1 && before.length === after.length) return null;
  const where = at === -1 ? before.length : at;
  return `entry ${where} of ${before.length}: ${cut(before[where])} became ${cut(after[where])}`;
}

function cut(entry: string | undefined): string {
  return entry === undefined ? 'nothing' : JSON.stringify(entry.slice(0, 120));
}
