import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocksOf, runsOf } from '../../../src/ui/markdown.ts';

const plain = (text: string) => [{ text, style: 'plain' }];

test('headings, paragraphs over several lines, lists with long items, tables', () => {
  expect(
    blocksOf(
      '# spam\n\nOne\ntwo.\n- a\n- b\n  goes on\n\n## Figures\n| set | n |\n| --- | ---: |\n| a \\| b | 5 |\n\nEnd',
    ),
  ).toEqual([
    { kind: 'heading', level: 1, text: plain('spam') },
    { kind: 'paragraph', text: plain('One two.') },
    { kind: 'list', items: [plain('a'), plain('b goes on')] },
    { kind: 'heading', level: 2, text: plain('Figures') },
    { kind: 'table', head: [plain('set'), plain('n')], rows: [[plain('a | b'), plain('5')]] },
    { kind: 'paragraph', text: plain('End') },
  ]);
});

test('styles within a line; of a link only its words', () => {
  expect(runsOf('A **strong** word, `code_like_this`, _quiet_, see [the cards](models/) now')).toEqual([
    { text: 'A ', style: 'plain' },
    { text: 'strong', style: 'strong' },
    { text: ' word, ', style: 'plain' },
    { text: 'code_like_this', style: 'code' },
    { text: ', ', style: 'plain' },
    { text: 'quiet', style: 'emphasis' },
    { text: ', see the cards now', style: 'plain' },
  ]);
  expect(runsOf('<b onclick="x()">no markup</b>')).toEqual(plain('<b onclick="x()">no markup</b>'));
});

test('no word of a shipped text is lost, and no mark of Markdown is left', () => {
  const files = readdirSync('models')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `models/${name}`);
  for (const file of ['PRIVACY.md', ...files]) {
    const source = readFileSync(file, 'utf8');
    const flat = JSON.stringify(blocksOf(source));
    expect(flat, file).not.toMatch(/\*\*[^*"]+\*\*|"text":"\s*\||"text":"#/);
    const words = source.replace(/\]\([^)]*\)/g, ' ').match(/[A-Za-z]{3,}/g)!;
    expect(
      words.filter((word) => !flat.includes(word)),
      file,
    ).toEqual([]);
  }
});
