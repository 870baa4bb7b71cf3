/** The trained files of models/, for the command line tools. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Head } from '../src/elm/head/head.ts';
import { LanguageHead } from '../src/elm/head/languageHead.ts';
import { WordTable } from '../src/elm/text/wordTable.ts';

const folder = fileURLToPath(new URL('../models/', import.meta.url));

export function loadWordTable(): WordTable {
  return WordTable.fromBytes(readFileSync(`${folder}words.bin`));
}

/** @throws Error when the head was trained with other features or another word table */
export function loadHead(task: string, table: WordTable): Head {
  const head = Head.fromBytes(readFileSync(`${folder}${task}.bin`));
  if (head.wordTable !== table.digest) throw new Error(`models/${task}.bin: trained with another words.bin`);
  return head;
}

export function loadLanguageHead(): LanguageHead {
  return LanguageHead.fromBytes(readFileSync(`${folder}language.bin`));
}
