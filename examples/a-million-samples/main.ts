/**
 * Draws points, hands them to a StreamTrainer chunk by chunk as there is room, and asks the model that learns in
 * the worker for a picture of the square again and again meanwhile. Nothing here waits for training.
 */
import { Matrix, OnlineElm, Random, type Saved, StreamTrainer } from '../../src/elm/index.ts';
import { download, element, kernelBytes, kilobytes, open, percent, say, trouble } from '../page.ts';

const CHUNK = 2048;
const SIDE = 64;

/** The pattern: waves bent by other waves, in [−1, 1]². */
function isWarm(x: number, y: number): boolean {
  return Math.sin(5 * x + 2 * Math.sin(3 * y)) + Math.cos(6 * y - x * x) > 0;
}

function draw(random: Random, count: number): { x: Matrix; y: string[] } {
  const x = new Matrix(count, 2);
  for (let k = 0; k < x.data.length; k++) x.data[k] = 2 * random.uniform() - 1;
  return { x, y: Array.from({ length: count }, (_, i) => labelOf(x.row(i))) };
}

const labelOf = ([x, y]: Float64Array) => (isWarm(x, y) ? 'warm' : 'cold');

/** The middle of each pixel. */
const grid = new Matrix(SIDE * SIDE, 2);
for (let i = 0; i < SIDE * SIDE; i++) {
  grid.row(i).set([(2 * ((i % SIDE) + 0.5)) / SIDE - 1, (2 * (Math.floor(i / SIDE) + 0.5)) / SIDE - 1]);
}
const heldBack = draw(new Random(99), 2000);

/** Paints the probability of "warm", from blue to red. */
function paint(id: string, warmth: (i: number) => number): void {
  const context = element(id, HTMLCanvasElement).getContext('2d') as CanvasRenderingContext2D;
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const w = warmth(i);
    image.data.set([60 + 170 * w, 90 + 40 * (1 - Math.abs(2 * w - 1)), 220 - 170 * w, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

let saved: Saved | null = null;
let canceled = false;
const start = element('start', HTMLButtonElement);
const cancel = element('cancel', HTMLButtonElement);
const save = element('save', HTMLButtonElement);

async function run(): Promise<void> {
  const samples = element('samples', HTMLInputElement).valueAsNumber;
  const units = element('units', HTMLInputElement).valueAsNumber;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  canceled = false;
  let done = false;
  try {
    const model = saved ?? { hidden: { units, scale: 6, offset: 6, seed: 7 }, lambda: 1e-3 };
    const trainer = await StreamTrainer.start(worker, model, { kernels: await kernelBytes() });
    const before = trainer.samples;
    const begun = performance.now();
    const watching = watch(trainer, before, samples, begun, () => done);
    // Points that no one has seen before, also when a model goes on.
    const random = new Random(before + 1);
    for (let given = 0; given < samples && !canceled; given += CHUNK) {
      const { x, y } = draw(random, Math.min(CHUNK, samples - given));
      await trainer.learn(x, y);
    }
    await (canceled ? trainer.cancel() : trainer.finish());
    done = true;
    await watching;
    saved = await trainer.save();
    say('size', kilobytes(sizeOf(saved)));
    say(
      'loaded',
      canceled
        ? 'Canceled. What was learned stays; Start goes on from it.'
        : 'Done. Start goes on from here.',
    );
    trainer.close();
  } finally {
    done = true;
    worker.terminate();
  }
}

/** Asks the model for the picture and the points held back, as often as it answers. */
async function watch(
  trainer: StreamTrainer,
  before: number,
  samples: number,
  begun: number,
  done: () => boolean,
): Promise<void> {
  for (;;) {
    const last = done();
    const learned = trainer.samples - before;
    element('progress', HTMLProgressElement).value = learned / samples;
    say('learned', trainer.samples.toLocaleString('en'));
    if (learned > 0) {
      say('speed', Math.round((1000 * learned) / (performance.now() - begun)).toLocaleString('en'));
      const asked = performance.now();
      const test = await trainer.predictProbabilities(heldBack.x);
      say('wait', `${Math.round(performance.now() - asked)} ms`);
      const warm = trainer.labels.indexOf('warm');
      const right = heldBack.y.filter((label, i) => test.row(i)[warm] > 0.5 === (label === 'warm')).length;
      say('held', percent(right / heldBack.y.length));
      const picture = await trainer.predictProbabilities(grid);
      paint('guess', (i) => picture.row(i)[warm]);
    }
    if (last) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Chrome can measure a page with its workers; it does so when it next collects garbage. */
async function measureMemory(): Promise<void> {
  const { measureUserAgentSpecificMemory: measure } = performance as unknown as {
    measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
  };
  if (!measure || !crossOriginIsolated) {
    say('memory', 'not told by this browser');
    return;
  }
  let most = 0;
  for (;;) {
    const { bytes } = await measure.call(performance);
    most = Math.max(most, bytes);
    say('memory', `${kilobytes(bytes)}, at most ${kilobytes(most)}`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

const sizeOf = ({ arrays }: Saved) => Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0);

paint('truth', (i) => (isWarm(grid.row(i)[0], grid.row(i)[1]) ? 1 : 0));
paint('guess', () => 0.5);
measureMemory().catch(() => say('memory', 'not told by this browser'));

start.addEventListener('click', async () => {
  start.disabled = true;
  cancel.disabled = false;
  save.disabled = true;
  say('trouble', '');
  try {
    await run();
  } catch (error) {
    say('trouble', trouble(error));
  }
  start.disabled = false;
  cancel.disabled = true;
  save.disabled = saved === null;
});
cancel.addEventListener('click', () => {
  canceled = true;
  cancel.disabled = true;
});
save.addEventListener('click', () => {
  if (saved) download(OnlineElm.load(saved), 'pattern.elm');
});
element('load', HTMLInputElement).addEventListener('change', async ({ target }) => {
  const [file] = (target as HTMLInputElement).files ?? [];
  if (file === undefined) return;
  try {
    const opened = await open(file);
    const { samples } = OnlineElm.load(opened);
    saved = opened;
    save.disabled = false;
    say(
      'loaded',
      `${file.name} has learned from ${samples.toLocaleString('en')} samples. Start goes on from there.`,
    );
  } catch (error) {
    say('loaded', trouble(error));
  }
});
document.body.dataset.ready = '';
