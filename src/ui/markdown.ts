/**
 * The texts that ship with Inkling (model cards, PRIVACY.md) are written in Markdown. This reads as much of it as they use,
 * into plain data that is drawn with elements of our own: no markup is ever made from text. What it
 * doesn't know stays the text it is.
 */
export type Block =
  | { kind: 'heading'; level: number; text: Run[] }
  | { kind: 'paragraph'; text: Run[] }
  | { kind: 'list'; items: Run[][] }
  | { kind: 'table'; head: Run[][]; rows: Run[][][] };

/** A stretch of text in one style. Of a link only its words are kept. */
export interface Run {
  text: string;
  style: 'plain' | 'strong' | 'emphasis' | 'code';
}

/** The blocks of a text, in order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.replaceAll('\r', '').split('\n');
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim() === '') {
      at++;
    } else if (heading) {
      blocks.push({ kind: 'heading', level: heading[1].length, text: runsOf(heading[2]) });
      at++;
    } else if (isTableRow(line) && isRuler(lines[at + 1])) {
      const end = endOf(lines, at, isTableRow);
      const rows = lines.slice(at + 2, end).map(cellsOf);
      blocks.push({ kind: 'table', head: cellsOf(line), rows });
      at = end;
    } else if (isItem(line)) {
      const end = endOf(lines, at, (next) => isItem(next) || /^\s+\S/.test(next));
      const items: string[] = [];
      for (const next of lines.slice(at, end)) {
        if (isItem(next)) items.push(next.replace(ITEM, ''));
        else items[items.length - 1] += ` ${next.trim()}`;
      }
      blocks.push({ kind: 'list', items: items.map(runsOf) });
      at = end;
    } else {
      const end = endOf(lines, at, (next) => next.trim() !== '' && !isItem(next) && !/^#{1,6}\s/.test(next));
      blocks.push({ kind: 'paragraph', text: runsOf(lines.slice(at, end).join(' ')) });
      at = end;
    }
  }
  return blocks;
}

/** The first line after `at` that doesn't belong to the block that begins there. */
function endOf(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  let end = at + 1;
  while (end < lines.length && belongs(lines[end])) end++;
  return end;
}

const ITEM = /^[-*] /;
const isItem = (line: string) => ITEM.test(line);
const isTableRow = (line: string | undefined) => line?.trimStart().startsWith('|') ?? false;
const isRuler = (line: string | undefined) => line !== undefined && /^\s*\|[\s|:-]+\|\s*$/.test(line);

function cellsOf(line: string): Run[][] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => runsOf(cell.trim().replaceAll('\\|', '|')));
}

/** Splits at `code`, **strong**, _emphasis_ and [links](…). */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  const add = (run: Run) => {
    const last = runs.at(-1);
    if (run.text === '') return;
    if (last?.style === run.style) last.text += run.text;
    else runs.push(run);
  };
  let end = 0;
  for (const found of text.matchAll(MARKS)) {
    add({ text: text.slice(end, found.index), style: 'plain' });
    const { code, strong, emphasis, link } = found.groups!;
    if (code !== undefined) add({ text: code, style: 'code' });
    else if (strong !== undefined) add({ text: strong, style: 'strong' });
    else if (emphasis !== undefined) add({ text: emphasis, style: 'emphasis' });
    else for (const run of runsOf(link)) add(run);
    end = found.index + found[0].length;
  }
  add({ text: text.slice(end), style: 'plain' });
  return runs;
}

const MARKS =
  /`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|(?<!\w)_(?<emphasis>[^_]+)_(?!\w)|\[(?<link>[^\]]+)\]\([^)]*\)/g;
