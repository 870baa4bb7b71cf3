/**
 * Compiles the AssemblyScript kernels of the core to src/elm/kernels/kernels.wasm, which is committed: a
 * build needs no compiler. Run it after every change of a file in src/elm/kernels/assembly.
 */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(
  'npx',
  [
    'asc',
    'src/elm/kernels/assembly/kernels.ts',
    'src/elm/kernels/assembly/personal.ts',
    'src/elm/kernels/assembly/text.ts',
    '--outFile',
    'src/elm/kernels/kernels.wasm',
    '-O3',
    '--runtime',
    'stub',
    '--noAssert',
    '--enable',
    'simd',
    '--importMemory',
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
