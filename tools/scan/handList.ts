import { createHash } from 'node:crypto';

/**
 * Lists, made by hand, of what a reader would call the pieces of a saved page. The pages' texts belong to
 * their publishers, so a list keeps a digest of each piece, and the numbers of the lines it stands in (of
 * the text as the browser itself gives it, `innerText`), by which the list can be made and checked again.
 */
export interface HandList {
  page: string;
  /** SHA-256 of the page's file: the lines are those of exactly this one. */
  file: string;
  pieces: { lines: string; digest: string }[];
}

/** Digest of a piece. White space, case and punctuation don't count; what comes after 2,000 letters neither. */
export function digestOf(text: string): string {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return createHash('sha256').update(letters.slice(0, 2000)).digest('hex').slice(0, 16);
}

/**
 * The pieces that a person named by line numbers: one piece a number or range, `12 15-17 40`.
 * @throws when a number is no line.
 */
export function piecesIn(lines: readonly string[], named: string): HandList['pieces'] {
  return named
    .split(/\s+/)
    .filter((range) => range !== '')
    .map((range) => {
      const [first, last = first] = range.split('-').map(Number);
      if (!(first >= 0 && last >= first && last < lines.length)) throw new Error(`${range} are no lines`);
      return { lines: range, digest: digestOf(lines.slice(first, last + 1).join(' ')) };
    });
}

export interface Compared {
  /** Different pieces on the list, and of them those that were found. */
  listed: number;
  found: number;
  /** Different pieces that were found, and of them those that are not on the list. */
  read: number;
  spurious: number;
  /** What was missed, by its lines, and the texts that are spurious. */
  missedLines: string[];
  spuriousTexts: string[];
}

export function compare(list: HandList, texts: readonly string[]): Compared {
  const listed = new Map(list.pieces.map(({ digest, lines }) => [digest, lines]));
  const read = new Map(texts.map((text) => [digestOf(text), text]));
  const missed = [...listed].filter(([digest]) => !read.has(digest));
  const spurious = [...read].filter(([digest]) => !listed.has(digest));
  return {
    listed: listed.size,
    found: listed.size - missed.length,
    read: read.size,
    spurious: spurious.length,
    missedLines: missed.map(([, lines]) => lines),
    spuriousTexts: spurious.map(([, text]) => text),
  };
}
