/**
 * Writes RESULTS.md from the JSON files in results/, and measures those that are asked for first:
 *
 *   npm run results                                  writes RESULTS.md from what is there
 *   npm run results -- figures stress [--data FOLDER]  measures these two sections, then writes
 *
 * Sections measured here: figures (test splits, own labels, language), stress (stress sets, why), cross (each
 * set left out), words (with and without the word table), fewshot (a person's few examples). Others come from
 * other tools (bench, scan, soak); of a file that isn't there RESULTS.md says so.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { InputError } from './data.ts';
import { resultsDocument } from './results/document.ts';
import { crossDomain, wordTableRows } from './results/experiments.ts';
import { fewshotFigures } from './results/fewshot.ts';
import { intentFigures, languageFigures, ownFigures, testFigures } from './results/figures.ts';
import { Heads } from './results/judged.ts';
import { stressFigures, whyFigures } from './results/stress.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const say = (message: string) => console.error(message);

const SECTIONS: Record<string, (heads: Heads, folder: string) => object> = {
  figures: (heads, folder) => ({
    ...testFigures(heads, folder),
    own: ownFigures(heads, folder),
    intent: intentFigures(heads, folder),
    language: languageFigures(heads, folder),
  }),
  stress: (heads, folder) => ({ ...stressFigures(heads), why: whyFigures(heads, folder) }),
  cross: (heads, folder) => ({ rows: crossDomain(heads, folder, say) }),
  words: (heads, folder) => ({ rows: wordTableRows(heads, folder, say) }),
  fewshot: (heads, folder) => fewshotFigures(heads, folder, say),
};

async function main(): Promise<void> {
  const { names, folder } = readArguments();
  mkdirSync(join(ROOT, 'results'), { recursive: true });
  if (names.length > 0) {
    if (!existsSync(folder)) throw new InputError(`${folder}: no such data folder`);
    const heads = await Heads.load();
    for (const name of names) {
      say(`measuring ${name}`);
      const measured = new Date().toISOString().slice(0, 10);
      const file = join(ROOT, `results/${name}.json`);
      writeFileSync(file, `${JSON.stringify({ measured, ...SECTIONS[name](heads, folder) }, null, 2)}\n`);
    }
  }
  const read = (name: string) => {
    const file = join(ROOT, `results/${name}.json`);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  };
  writeFileSync(join(ROOT, 'RESULTS.md'), resultsDocument(read));
}

function readArguments(): { names: string[]; folder: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { data: { type: 'string', default: '../shared/data' } },
    });
    const stranger = positionals.find((name) => !Object.hasOwn(SECTIONS, name));
    if (stranger)
      throw new Error(`${stranger}: no such section; there are ${Object.keys(SECTIONS).join(', ')}`);
    return { names: positionals, folder: values.data };
  } catch (error) {
    throw new InputError(
      `${(error as Error).message}\nusage: npm run results -- [SECTION...] [--data FOLDER]`,
    );
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
});
