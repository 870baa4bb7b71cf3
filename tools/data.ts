/**
 * Reads the labelled sets: TSV files with the header "label<TAB>text", one example a line.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Row {
  label: string;
  text: string;
}

/** A file or argument that a person gave and that can't be used; its message is for them. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** @throws InputError with the file and line when it isn't such a file */
export function readTsv(path: string): Row[] {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch {
    throw new InputError(`${path}: can't be read`);
  }
  const lines = content.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines[0].replace(/^\uFEFF/, '') !== 'label\ttext') {
    throw new InputError(`${path}: the first line must be "label<TAB>text"`);
  }
  const rows: Row[] = [];
  for (let i = 1; i < lines.length; i++) {
    if (lines[i] === '') continue;
    const tab = lines[i].indexOf('\t');
    if (tab < 1) throw new InputError(`${path}: line ${i + 1} has no label`);
    rows.push({ label: lines[i].slice(0, tab), text: lines[i].slice(tab + 1) });
  }
  return rows;
}

export type Split = 'train' | 'valid';

/** The rows of a set's split; a `test.tsv` has no way in here. */
export function readSet(folder: string, set: string, split: Split): Row[] {
  if (!existsSync(folder)) throw new InputError(`${folder}: no such data folder`);
  return readTsv(join(folder, set, `${split}.tsv`));
}
