/**
 * Measures the learning core against its targets and against other libraries doing the same work in the same
 * run, on one core:
 *
 *   npm run bench
 *   npm run --silent bench -- --json
 *
 * Figures are medians of this machine, now. The share says how near a row comes to what the machine can do at
 * most, which is measured first: arithmetic in registers with SIMD, or reading as many bytes.
 */
import { parseArgs } from 'node:util';
import { kernelRows } from './bench/kernelRows.ts';
import { Limits, NUMBERS } from './bench/limits.ts';
import { type Row, tidy } from './bench/measure.ts';
import { textRows } from './bench/textRows.ts';
import { loadKernels } from './models.ts';

function print(rows: Row[]): void {
  const cell = (value: number | null, unit = '') => (value === null ? '' : `${value}${unit}`);
  const lines = [
    ['', 'value', 'target', 'peer', 'ratio', 'Gop/s', 'GB/s', 'of the limit', 'against'],
    ...rows.map((r) => [
      r.name,
      cell(r.value, ` ${r.unit}`),
      r.target === null ? '' : `${r.target} ${r.unit}${r.value <= r.target ? '' : ' MISSED'}`,
      cell(r.peerValue, ` ${r.unit}`),
      cell(r.ratio, '×'),
      cell(r.gops),
      cell(r.gbps),
      r.share === null ? '' : `${Math.round(100 * r.share)} % (${r.limit})`,
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
  const kernels = await loadKernels();
  if (!kernels) throw new Error('this engine has no WebAssembly with SIMD');
  const limits = await Limits.measure();
  const rows = [...textRows(kernels, limits), ...kernelRows(kernels, limits)];
  if (values.json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const operations = NUMBERS.map((kind) => `${kind} ${tidy(limits.operations[kind] / 1e9)} Gop/s`);
  const reading = [16 << 10, 1 << 20, 8 << 20, 64 << 20].map(
    (bytes) => `${bytes >> 10} kB ${tidy(limits.readRate(bytes) / 1e9)} GB/s`,
  );
  console.log(`This machine's limits: ${operations.join(', ')}; reading ${reading.join(', ')}.\n`);
  print(rows);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
