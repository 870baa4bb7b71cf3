/**
 * What the core weighs for who imports it: minified, gzip, without WebAssembly and models.
 *
 *   npx tsx tools/coreSize.ts                     the rows of the table in src/elm/README.md, measured
 *   npx tsx tools/coreSize.ts Elm Matrix          any set of exports
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface SizeRow {
  what: string;
  /** Empty for everything. */
  names: string[];
  kilobytes: number;
}

/** The rows `| what | `names` | kB |` of the README; `folder/` stands for all that the core exports of a folder. */
export function sizeTable(): SizeRow[] {
  const readme = readFileSync(`${root}src/elm/README.md`, 'utf8');
  return [...readme.matchAll(/^\| (.+?) +\| (?:everything|`([\w/, ]+)`) +\| +(\d+\.\d) kB +\|$/gm)].map(
    ([, what, names, kilobytes]) => ({
      what,
      names: names ? names.split(', ').flatMap((name) => (name.endsWith('/') ? exportsOf(name) : name)) : [],
      kilobytes: Number(kilobytes),
    }),
  );
}

function exportsOf(folder: string): string[] {
  const index = readFileSync(`${root}src/elm/index.ts`, 'utf8');
  return [...index.matchAll(/^export \{([^}]+)\} from '\.\/(.+)';$/gm)]
    .filter(([, , file]) => file.startsWith(folder))
    .flatMap(([, names]) => names.split(',').map((name) => name.trim()))
    .filter((name) => !name.startsWith('type '));
}

/** Kilobytes (of 1,000) of a bundle that has these exports of the core, or all of them. */
export async function sizeOf(names: readonly string[]): Promise<number> {
  const what = names.length === 0 ? '*' : `{ ${names.join(', ')} }`;
  const entry = `${root}size-entry.ts`; // stands in no folder
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    root,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? `export ${what} from './src/elm/index.ts';` : null),
      },
    ],
    build: {
      write: false,
      target: 'esnext',
      rollupOptions: { input: entry, preserveEntrySignatures: 'strict' },
    },
  })) as Rollup.RollupOutput;
  const code = output.output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
  return gzipSync(code, { level: 9 }).length / 1000;
}

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const rows = names.length > 0 ? [{ what: names.join(', '), names, kilobytes: 0 }] : sizeTable();
  for (const row of rows) {
    const size = (await sizeOf(row.names)).toFixed(1);
    console.log(`${size.padStart(5)} kB  ${row.what}${row.kilobytes ? ` (README: ${row.kilobytes})` : ''}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
