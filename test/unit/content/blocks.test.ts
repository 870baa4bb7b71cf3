// @vitest-environment happy-dom
import './layout.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Passage, walk } from '../../../src/content/blocks.ts';
import { foldText, isProse, isWorthReading } from '../../../src/content/textRules.ts';
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
    ['Email: ada@harbour.example', false],
    ['Permalink: https://example.org/a-long-way/to-the-harbour', false],
    ['Donaudampfschifffahrtsgesellschaft', false],
    ['1 000 000 + 2 000 000', false],
    ['🎉 🎉 🎉 🎉 🎉 🎉', false],
    ['港口', false],
    ['', false],
  ])('%j: %j', (text, expected) => {
    expect(isWorthReading(text)).toBe(expected);
  });
});

describe('preformatted text', () => {
  test.each([
    ['The boats leave at six, and the last one comes\nback shortly before midnight.', true],
    [
      '> On Monday somebody wrote that the harbour\n> opens again in spring, with (perhaps) more boats.',
      true,
    ],
    ['hello all, who has seen my boat?', true],
    ['2. The harbour opens', true],
    ['* the harbour\n* the old town and its boats', true],
    ['[BOATS] Lovelace, A., The Boats of the Old Harbour, 1843.', false],
    ['港口春天重新开放，大家都很高兴。', true],
    ['يفتح الميناء من جديد في الربيع', true],
    ['for (const boat of boats) boat.leave();', false],
    ['for boat in boats:\n    boat.leave(at_six)', false],
    ['const harbour = open();', false],
    ['npm install the harbour', false],
    ['# The harbour opens again in spring.', false],
    ['/* The harbour opens again in spring. */', false],
    ['Host: harbour\nOrigin: the old town', false],
    ['12.2. Where the boats leave', true],
    ['This paper will expire on 15 December 2026.', true],
    ['Name        Leaves      Comes back', false],
    ['2. The harbour ............................ 7', false],
    ['Nov 25 09:12:31 host harbour[4711]: A boat has left.', false],
  ])('%j: %j', (text, expected) => {
    expect(isProse(text)).toBe(expected);
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

  test('of preformatted text reads each paragraph that is written for people, and says where it stands', () => {
    document.body.innerHTML = `<pre>\n  ${A}\n\n  let harbour = open();\n\n  Bring your <b>own\ncup</b> to the meeting.\n</pre>`;
    const [step] = [...walk(document.querySelector('pre')!)].filter((one) => one && 'passages' in one);
    const { passages } = step as { passages: Passage[] };
    expect(passages.map(({ text }) => text)).toEqual([A, B]);
    const parts = passages.map(({ nodes, from, to }) => [
      nodes.length,
      nodes[0].data.slice(from, from + 5),
      nodes.at(-1)!.data.slice(0, to).trimEnd().slice(-8),
    ]);
    expect(parts).toEqual([
      [1, A.slice(0, 5), A.slice(-8)],
      [3, B.slice(0, 5), B.slice(-8)],
    ]);
    expect(
      read(`<pre><code>${A}</code></pre><pre><div>${A}</div><div>let harbour = open();</div></pre>`),
    ).toEqual([A]);
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
    // The best of three: other work may share the machine.
    const took = [1, 2, 3].map(() => {
      const before = performance.now();
      const [text] = texts(walk(document.body));
      expect(text).toHaveLength(MAX_TEXT);
      return performance.now() - before;
    });
    expect(Math.min(...took)).toBeLessThan(100);
  });
});
