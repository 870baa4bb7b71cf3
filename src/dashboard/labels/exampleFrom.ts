import { toPage } from '../../protocol/send.ts';
import { MAX_TEXT } from '../../protocol/verdict.ts';

/** A text on a page that a new label is to be made of, and the site it is on. */
export interface Example {
  text: string;
  site: string;
}

/**
 * Asks a frame of a tab for the text of its open card. What a content script sends comes out of a page's process, so it is
 * checked. Rejects when the page has gone, or its card is closed.
 */
export async function exampleFrom({ tab, frame }: { tab: number; frame: number }): Promise<Example> {
  const { text, site } = (await toPage(tab, 'cardText', {}, frame)) as { text: unknown; site: unknown };
  if (typeof text !== 'string' || typeof site !== 'string' || site.length > 253) throw new Error('no text');
  // One line, as the others are; for a lesson it is the same text.
  const line = text.slice(0, MAX_TEXT).replace(/\s+/g, ' ').trim();
  if (line === '') throw new Error('no text');
  return { text: line, site };
}
