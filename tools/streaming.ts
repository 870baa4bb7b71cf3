/**
 * Streams samples through an Online ELM in a worker, and says how long it takes, how much memory both threads
 * use on the way, and how long predictions take meanwhile:
 *
 *   npm run streaming                                       a million samples through 1,000 hidden units
 *   npm run streaming -- --samples 100000 --units 500
 *
 * The samples are drawn with a seed: 8 measurements, of which the label asks whether two products agree in
 * sign. No line can tell; a hidden layer can. Ends with an error if memory grew or too little was learned.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Transferable, Worker } from 'node:worker_threads';
import { Matrix } from '../src/elm/linalg/matrix.ts';
import { Random } from '../src/elm/random.ts';
import { StreamTrainer } from '../src/elm/stream/streamTrainer.ts';

const INPUTS = 8;
/** What the peak of the last third may lie above that of the first. */
const MOST_GROWTH = 64e6;

function draw(random: Random, count: number): { x: Matrix; y: string[] } {
  const x = new Matrix(count, INPUTS);
  const y: string[] = [];
  for (let i = 0; i < count; i++) {
    const row = x.row(i);
    for (let j = 0; j < INPUTS; j++) row[j] = random.normal();
    y.push(row[0] * row[1] + row[2] * row[3] > 0 ? 'yes' : 'no');
  }
  return { x, y };
}

/** tsx does not reach into workers by itself. */
function startWorker(port: MessagePort): Worker {
  const url = JSON.stringify(new URL('./streaming/worker.ts', import.meta.url).href);
  const start = `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${url}); });`;
  return new Worker(start, {
    eval: true,
    workerData: { port },
    transferList: [port as unknown as Transferable],
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      samples: { type: 'string', default: '1000000' },
      units: { type: 'string', default: '1000' },
      chunk: { type: 'string', default: '2048' },
    },
  });
  const [samples, units, chunk] = [Number(values.samples), Number(values.units), Number(values.chunk)];
  const { port1, port2 } = new MessageChannel();
  const worker = startWorker(port2);
  const random = new Random(1);
  const test = draw(new Random(2), 2000);
  const accuracy = (p: Matrix, labels: readonly string[]) => {
    const yes = labels.indexOf('yes');
    return test.y.filter((label, i) => p.row(i)[yes] > 0.5 === (label === 'yes')).length / test.y.length;
  };
  const trainer = await StreamTrainer.start(
    port1,
    { hidden: { units, seed: 7, scale: 1.5 }, lambda: 1e-2 },
    { kernels: readFileSync(new URL('../src/elm/kernels/kernels.wasm', import.meta.url)) },
  );
  const begun = performance.now();
  let next = 0;
  const peaks = [0, 0, 0];
  const waits: number[] = [];
  console.log('samples      seconds  memory MB  accuracy  predicted in ms');
  for (let given = 0; given < samples; given += chunk) {
    const { x, y } = draw(random, Math.min(chunk, samples - given));
    await trainer.learn(x, y);
    const rss = process.memoryUsage.rss();
    const third = Math.floor((3 * given) / samples);
    peaks[third] = Math.max(peaks[third], rss);
    if (trainer.samples < next || trainer.samples === 0) continue;
    next = trainer.samples + samples / 10;
    const asked = performance.now();
    const p = await trainer.predictProbabilities(test.x);
    waits.push(performance.now() - asked);
    const line = [
      trainer.samples.toLocaleString('en').padStart(9),
      ((performance.now() - begun) / 1000).toFixed(1).padStart(9),
      (rss / 1e6).toFixed(0).padStart(9),
      accuracy(p, trainer.labels).toFixed(3).padStart(9),
      waits[waits.length - 1].toFixed(0).padStart(12),
    ];
    console.log(line.join('  '));
  }
  const learned = await trainer.finish();
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage();
  const final = accuracy(await trainer.predictProbabilities(test.x), trainer.labels);
  const grown = peaks[2] - peaks[0];
  console.log(
    `${learned.toLocaleString('en')} samples through ${units} units in ${seconds.toFixed(1)} s ` +
      `(${((seconds / learned) * 1e6).toFixed(0)} µs each; ${((user + system) / 1e6).toFixed(1)} s of processor in all), accuracy ${final.toFixed(3)}; ` +
      `memory peaked at ${peaks.map((peak) => (peak / 1e6).toFixed(0)).join(', ')} MB in the three thirds`,
  );
  trainer.close();
  port1.close();
  await worker.terminate();
  if (learned !== samples) throw new Error(`${samples} samples were given, ${learned} learned`);
  if (grown > MOST_GROWTH) throw new Error(`memory grew by more than ${MOST_GROWTH / 1e6} MB`);
  if (final < 0.8) throw new Error(`an accuracy of ${final} is not what was learned`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
