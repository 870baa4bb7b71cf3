/** The trained files of models/, for the command line tools. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Head } from '../src/elm/head/head.ts';
import { LanguageHead } from '../src/elm/head/languageHead.ts';
import { Kernels } from '../src/elm/kernels/kernels.ts';
import { WordTable } from '../src/elm/text/wordTable.ts';

const folder = fileURLToPath(new URL('../models/', import.meta.url));

/** The WebAssembly kernels, or null where this engine can't run them. */
export async function loadKernels(): Promise<Kernels | null> {
  const bytes = readFileSync(new URL('../src/elm/kernels/kernels.wasm', import.meta.url));
  return Kernels.compile(new Uint8Array(bytes)).catch(() => null);
}

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
