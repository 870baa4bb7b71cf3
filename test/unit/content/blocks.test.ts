// @vitest-environment happy-dom
import './layout.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText, isWorthReading, type Passage, walk } from '../../../src/content/blocks.ts';
import { MAX_TEXT } from '../../../src/protocol/verdict.ts';

/** What needs no layout. The rules that do are held in a real browser: test/e2e/content-blocks.spec.ts. */
describe('folding', () => {
  test('gives at most MAX_TEXT units, without white space to spare or half a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', ' ', '\n', '\u00a0', '😀', 'é')),
        fc.nat(3),
        (parts, more) => {
          const raw = parts.join('') + '😀'.repeat(more * 1500);
          const text = foldText(raw);
          expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
          expect(text).not.toMatch(/^\s|\s$|\s\s|[^\S ]/);
          expect(() => encodeURIComponent(text)).not.toThrow();
          expect(raw.replace(/\s+/g, ' ').trim().startsWith(text)).toBe(true);
        },
      ),
    );
    expect(foldText(`x${'😀'.repeat(3000)}`).length).toBe(MAX_TEXT - 1);
  });
});

describe('what is worth reading', () => {
  test.each([
    ['You are stupid', true],
    ['Kommst du heute Abend?', true],
    ['Привет, как дела сегодня', true],
    ['港口春天重新', true],
    ['สวัสดีครับ', true],
    ['Read more', false],
    ['Donaudampfschifffahrtsgesellschaft', false],
    ['1 000 000 + 2 000 000', false],
    ['🎉 🎉 🎉 🎉 🎉 🎉', false],
    ['港口', false],
    ['', false],
  ])('%j: %j', (text, expected) => {
    expect(isWorthReading(text)).toBe(expected);
  });
});

describe('the walk', () => {
  const A = 'The harbour opens again in spring.';
  const B = 'Bring your own cup to the meeting.';

  function read(html: string, fresh?: string): string[] {
    document.body.innerHTML = html;
    return texts(walk(document.body, fresh ? document.querySelector(fresh)! : undefined));
  }
  function texts(steps: ReturnType<typeof walk>): string[] {
    const passages: Passage[] = [];
    for (const step of steps) if (step && 'passages' in step) passages.push(...step.passages);
    return passages.map(({ text }) => text);
  }

  test('joins what is inline and cuts at blocks', () => {
    expect(read(`<div>The <b>har<i>bour</i></b> opens<br>again in spring.<p>${B}</p>${A}</div>`)).toEqual([
      B,
      A,
      A,
    ]);
  });

  test('names the text nodes that carry a passage, and no blank ones', () => {
    document.body.innerHTML = `<p> <b>The harbour</b> <i> opens again </i>in spring.\n </p>`;
    const [step] = [...walk(document.querySelector('p')!)].filter((one) => one && 'passages' in one);
    const [{ nodes, text }] = (step as { passages: Passage[] }).passages;
    expect(nodes.map((node) => node.data)).toEqual(['The harbour', ' opens again ', 'in spring.\n ']);
    expect(text).toBe(A);
  });

  test('looking again at a container reads its own text and what is fresh, not its other blocks', () => {
    const html = `<div>${A} <a id="fresh"><p>${B}</p></a><p>Nobody had expected so much snow.</p></div>`;
    document.body.innerHTML = html;
    expect(texts(walk(document.querySelector('div')!, document.querySelector('#fresh')!))).toEqual([B, A]);
    expect(read(html)).toHaveLength(3);
  });

  test('says when the page took away the node under the cursor', () => {
    document.body.innerHTML = `<p>${A}</p>`.repeat(50);
    const steps = walk(document.body);
    while (!steps.next().value);
    document.body.innerHTML = '';
    let last = steps.next();
    while (!last.done) last = steps.next();
    expect(last.value).toBe(false);
    expect([...walk(document.body)]).toHaveLength(1);
  });

  test('a text node of 10 MB is cut before it is looked at', () => {
    document.body.innerHTML = '<p></p>';
    document.querySelector('p')!.append(`${A} ${'x'.repeat(10_000_000)}`);
    const before = performance.now();
    const [text] = texts(walk(document.body));
    expect(performance.now() - before).toBeLessThan(100);
    expect(text).toHaveLength(MAX_TEXT);
  });
});
