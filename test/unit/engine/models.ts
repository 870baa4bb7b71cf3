import { readFileSync } from 'node:fs';
import { Head } from '../../../src/elm/head/head.ts';
import { LanguageHead } from '../../../src/elm/head/languageHead.ts';
import { WordTable } from '../../../src/elm/text/wordTable.ts';
import { Judge } from '../../../src/engine/judge.ts';
import { TASKS } from '../../../src/protocol/verdict.ts';

/** A file of `models/`. */
export function models(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../models/${name}.bin`, import.meta.url)));
}

/** The shipped heads that are on from the start. */
export function loadHeads(): Head[] {
  return TASKS.map((task) => Head.fromBytes(models(task)));
}

/** A judge with the shipped heads that has learned nothing yet. */
export function loadJudge(): Judge {
  const language = LanguageHead.fromBytes(models('language'));
  return new Judge(WordTable.fromBytes(models('words')), loadHeads(), null, language);
}
