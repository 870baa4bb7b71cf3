/**
 * Measures the learning core against its targets and against other libraries doing the same work in the same
 * run, on one core:
 *
 *   npm run bench
 *   npm run --silent bench -- --json
 *
 * Figures are medians of this machine, now; the rows that begin with "limit" say what it can do at most.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Kernels } from '../src/elm/kernels/kernels.ts';
import { kernelRows } from './bench/kernelRows.ts';
import type { Row } from './bench/measure.ts';
import { textRows } from './bench/textRows.ts';

function print(rows: Row[]): void {
  const cell = (value: number | null, unit = '') => (value === null ? '' : `${value}${unit}`);
  const lines = [
    ['', 'value', 'target', 'peer', 'ratio', 'Gflop/s', 'GB/s', 'against'],
    ...rows.map((r) => [
      r.name,
      cell(r.value, ` ${r.unit}`),
      r.target === null ? '' : `${r.target} ${r.unit}${r.value <= r.target ? '' : ' MISSED'}`,
      cell(r.peerValue, ` ${r.unit}`),
      cell(r.ratio, '×'),
      cell(r.gflops),
      cell(r.gbps),
      r.peer ?? '',
    ]),
  ];
  const widths = lines[0].map((_, c) => Math.max(...lines.map((line) => line[c].length)));
  for (const line of lines)
    console.log(
      line
        .map((text, c) => text.padEnd(widths[c]))
        .join('  ')
        .trimEnd(),
    );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const file = new URL('../src/elm/kernels/kernels.wasm', import.meta.url);
  const kernels = await Kernels.compile(new Uint8Array(readFileSync(file)));
  const rows = [...textRows(), ...kernelRows(kernels)];
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else print(rows);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
