import { CholeskyDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import type { Kernels } from '../../src/elm/kernels/kernels.ts';
import { ON_BASE } from '../../src/elm/learn/kernelChoice.ts';
import { PersonalWeights } from '../../src/elm/learn/personalWeights.ts';
import { cholesky, choleskySolve } from '../../src/elm/linalg/cholesky.ts';
import { Matrix } from '../../src/elm/linalg/matrix.ts';
import { gram } from '../../src/elm/linalg/products.ts';
import { rankOneUpdate } from '../../src/elm/linalg/triangularUpdate.ts';
import { Random } from '../../src/elm/random.ts';
import { VectorIndex } from '../../src/elm/retrieve/vectorIndex.ts';
import { BUCKETS } from '../../src/elm/text/hashing.ts';
import type { TextVector } from '../../src/elm/text/textVector.ts';
import type { Limits } from './limits.ts';
import { type Row, row, time } from './measure.ts';

const PEER = 'ml-matrix';

function gaussian(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed);
  return new Matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => random.normal()),
  );
}

const toPeer = (a: Matrix) =>
  new MlMatrix(Array.from({ length: a.rows }, (_, i) => a.row(i)) as unknown as number[][]);

function onlineRows(kernels: Kernels, limits: Limits, n: number, target: number): Row[] {
  const width = n + 2;
  const triangle = kernels.triangle(n, width);
  for (let k = 0; k < n; k++) triangle.rz[k * width + k] = 1;
  const plain = triangle.rz.slice();
  const sample = gaussian(1, width, 1).data;
  const value = time(() => triangle.update(sample.slice()));
  const reference = time(() => rankOneUpdate(plain, n, width, sample.slice()));
  // The textbook update of OS-ELM, with the matrix operations that the peer offers: P −= Pxxᵀ P / (1 + xᵀPx).
  const p = MlMatrix.eye(n, n);
  const x = toPeer(new Matrix(n, 1, sample.slice(0, n)));
  const peerValue = time(
    () => {
      const px = p.mmul(x);
      const scale = 1 + x.transpose().mmul(px).get(0, 0);
      p.sub(px.mmul(px.transpose()).div(scale));
    },
    600,
    3,
  );
  // A rotation of each entry on or above the diagonal with one of x: four products, two sums, read and written.
  const entries = n * (width - n / 2);
  const work = { limits, operations: 6 * entries, bytes: 16 * entries };
  return [
    row(`online update, ${n} units, f64, WebAssembly`, value, 'ms', {
      peer: PEER,
      peerValue,
      target,
      ...work,
    }),
    row(`online update, ${n} units, f64, TypeScript`, reference, 'ms', { peer: PEER, peerValue, ...work }),
  ];
}

function ridgeRows(kernels: Kernels, limits: Limits): Row[] {
  const n = 1024;
  const samples = gaussian(128, n, 2);
  const peerSamples = toPeer(samples);
  const gramPeer = time(() => peerSamples.transpose().mmul(peerSamples), 600, 3);
  const a = gram(gaussian(n, n, 3));
  for (let i = 0; i < n; i++) a.data[i * n + i] += 1;
  const b = gaussian(n, 2, 4);
  const peerA = toPeer(a);
  const peerB = toPeer(b);
  const solvePeer = time(() => new CholeskyDecomposition(peerA).solve(peerB), 600, 3);
  const solve = { peer: PEER, peerValue: solvePeer, limits, operations: n ** 3 / 3 };
  const product = { peer: PEER, peerValue: gramPeer, limits, operations: samples.rows * n * n };
  return [
    row(
      'ridge solve, 1024 units, f64 Cholesky, WebAssembly',
      time(() => choleskySolve(kernels.cholesky(a), b)),
      'ms',
      { ...solve, target: 50 },
    ),
    row(
      'ridge solve, 1024 units, f64 Cholesky, TypeScript',
      time(() => choleskySolve(cholesky(a), b)),
      'ms',
      solve,
    ),
    row(
      'Gram matrix of 128 samples, 1024 units, f64, WebAssembly',
      time(() => kernels.gram(samples)),
      'ms',
      product,
    ),
    row(
      'Gram matrix of 128 samples, 1024 units, f64, TypeScript',
      time(() => gram(samples)),
      'ms',
      product,
    ),
  ];
}

function someText(random: Random): TextVector {
  const links = 250;
  const buckets = new Set<number>();
  // Half of the links are of a common stock, as the n-grams of a language are.
  while (buckets.size < links) buckets.add(random.below(buckets.size % 2 ? 4000 : BUCKETS));
  return {
    links,
    buckets: Uint32Array.from(buckets),
    values: Float32Array.from({ length: links }, () => random.sign() / Math.sqrt(links)),
    hidden: Float32Array.from({ length: 1024 }, () => Math.tanh(random.normal()) / 32),
    words: 40,
    knownWords: 40,
  };
}

const ORIGIN = { label: '', site: '' };

function personalRows(kernels: Kernels, examples: number, target: number): Row[] {
  const random = new Random(5);
  const personal = new PersonalWeights(1, 1024, ON_BASE, { kernels });
  for (let i = 0; i < examples; i++)
    personal.add(`e${i}`, someText(random), Float64Array.of(random.normal()), ORIGIN);
  personal.settle();
  const vector = someText(random);
  const scores = new Float64Array(1);
  const residual = Float64Array.of(1);
  // One correction and the first score that knows of it; taking it back is not counted.
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = performance.now();
    personal.add('new', vector, residual, ORIGIN);
    personal.addScores(vector, scores);
    times.push(performance.now() - before);
    personal.remove('new');
    personal.addScores(vector, scores);
  }
  times.sort((a, b) => a - b);
  const name = `one correction among ${examples.toLocaleString('en')}`;
  const rows = [
    row(`${name}, until the next score, WebAssembly`, times[10], 'ms', { target, ...solvedAnew(examples) }),
    row(`${name}: memory held`, personal.bytes / 1e6, 'MB', { target: 150 }),
  ];
  return rows;
}

/** What the peer takes to solve the same kernel system, without kernel and fold; beyond 1,000 it takes minutes. */
function solvedAnew(examples: number): { peer?: string; peerValue?: number } {
  if (examples > 1000) return {};
  const kernel = gram(gaussian(examples, examples, 6));
  for (let i = 0; i < examples; i++) kernel.data[i * examples + i] += examples;
  const peerKernel = toPeer(kernel);
  const peerTargets = toPeer(gaussian(examples, 1, 7));
  const peerValue = time(() => new CholeskyDecomposition(peerKernel).solve(peerTargets), 600, 3);
  return { peer: `${PEER} (solving anew, without kernel and fold)`, peerValue };
}

function indexRows(kernels: Kernels, limits: Limits): Row[] {
  const count = 100_000;
  const d = 128;
  const random = new Random(8);
  const vectors = Array.from({ length: count }, () =>
    Float32Array.from({ length: d }, () => random.normal()),
  );
  const query = Float32Array.from({ length: d }, () => random.normal());
  const peerIndex = new MlMatrix(vectors as unknown as number[][]);
  const peerQuery = new MlMatrix(Array.from(query, (value) => [value]));
  const peerValue = time(() => {
    const products = peerIndex.mmul(peerQuery).to1DArray();
    products.map((similarity, i) => ({ similarity, i })).sort((a, b) => b.similarity - a.similarity);
  });
  const rows: Row[] = [];
  for (const format of ['f32', 'i8'] as const) {
    for (const where of [kernels, null]) {
      const index = new VectorIndex(d, format, where);
      vectors.forEach((vector, i) => {
        index.add(`v${i}`, vector);
      });
      rows.push(
        row(
          `exact top 10 among 100,000 × 128 ${format}, ${where ? 'WebAssembly' : 'TypeScript'}`,
          time(() => index.search(query, 10)),
          'ms',
          {
            peer: `${PEER} (product and sort)`,
            peerValue,
            ...(where ? { target: 5 } : {}),
            limits,
            operations: 2 * count * d,
            numbers: format === 'f32' ? 'f32' : 'i16',
            bytes: count * d * (format === 'f32' ? 4 : 1),
          },
        ),
      );
    }
  }
  return rows;
}

export function kernelRows(kernels: Kernels, limits: Limits): Row[] {
  return [
    ...onlineRows(kernels, limits, 1024, 1),
    ...onlineRows(kernels, limits, 2048, 5),
    ...ridgeRows(kernels, limits),
    ...personalRows(kernels, 1000, 5),
    ...personalRows(kernels, 10_000, 200),
    ...indexRows(kernels, limits),
  ];
}
