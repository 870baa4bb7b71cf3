// @vitest-environment happy-dom
import './layout.ts';
import { beforeEach, expect, test } from 'vitest';
import type { Block } from '../../../src/content/block.ts';
import { Underlines } from '../../../src/content/underlines.ts';

/** The registry of the browser, of which happy-dom has none. */
const highlights = new Map<string, Set<StaticRange>>();

beforeEach(() => {
  highlights.clear();
  class FakeRange {
    constructor(init: object) {
      Object.assign(this, init);
    }
  }
  Object.assign(globalThis, { CSS: { highlights }, Highlight: class extends Set {}, StaticRange: FakeRange });
  document.body.innerHTML = '<p>one <b>two</b> three</p>';
});

function block(): Block {
  const element = document.querySelector('p')!;
  const nodes = [element.childNodes[0], element.childNodes[1].firstChild, element.childNodes[2]] as Text[];
  return { id: 1, element, nodes, from: 0, to: 6, text: 'one two three', place: 'visible', verdicts: null };
}
const sizes = () => [...highlights].map(([name, ranges]) => [name, ranges.size]);

test('underlines each text node of a block, once, for one task at a time', () => {
  const underlines = new Underlines();
  const one = block();
  underlines.set(one, 'spam');
  underlines.set(one, 'spam');
  expect(sizes()).toEqual([['inkling-spam', 3]]);
  underlines.set(one, 'intent');
  expect(sizes()).toEqual([
    ['inkling-spam', 0],
    ['inkling-intent', 3],
  ]);
  underlines.remove(one);
  underlines.remove(one);
  expect(sizes().map(([, size]) => size)).toEqual([0, 0]);
});

test('of text that is part of a node, only that part', () => {
  const underlines = new Underlines();
  const [first, second] = block().nodes;
  underlines.set({ ...block(), nodes: [first, second], from: 2, to: 99 }, 'spam');
  const parts = [...highlights.get('inkling-spam')!].map((range) => [range.startOffset, range.endOffset]);
  // What the page has cut off since is no more.
  expect(parts).toEqual([
    [2, 4],
    [0, 3],
  ]);
});

test('leaves nothing in the registry, and never touches the page', () => {
  const before = document.body.innerHTML;
  const underlines = new Underlines();
  underlines.set(block(), 'toxicity');
  expect(document.body.innerHTML).toBe(before);
  underlines.clear();
  expect(highlights.size).toBe(0);
  expect(document.body.innerHTML).toBe(before);
});
