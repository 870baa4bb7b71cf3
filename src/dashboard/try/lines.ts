import { MAX_TEXT } from '../../protocol/verdict.ts';

/** Texts that are judged in one go. */
export const MOST_LINES = 2000;

/** The texts in what was pasted or in a file: one a line, blank lines left out, each no longer than is ever read. */
export function linesOf(pasted: string): string[] {
  return pasted
    .split(/\r?\n/)
    .map((line) => line.trim().slice(0, MAX_TEXT))
    .filter((line) => line !== '');
}
