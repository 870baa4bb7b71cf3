/** Trains the chain, asks it, and finds out what each stage adds, away from the page. */
import {
  type Chain,
  ElmError,
  fromBytes,
  Kernels,
  loadModel,
  type Matrix,
  TextFeatures,
  toBytes,
  WordTable,
} from '../../src/elm/index.ts';
import {
  type Ablation,
  type Answer,
  ablate,
  answers,
  deepFeatures,
  featuresOf,
  nearestAlike,
  requirePipeline,
  STAGES,
  train,
  twoDimensions,
} from './pipeline.ts';
import { sentences } from './texts.ts';

export type Ask =
  | { ask: 'start'; words: Uint8Array; kernels: Uint8Array<ArrayBuffer> }
  | { ask: 'text'; text: string }
  | { ask: 'save' }
  | { ask: 'load'; bytes: Uint8Array };

export type Tell =
  | { tell: 'trained'; ms: number[]; bytes: number }
  | { tell: 'progress'; share: number }
  | { tell: 'ablation'; ablation: Ablation; ms: number }
  | { tell: 'picture'; places: Float64Array; alike: { deep: number[]; plain: number[] }; ms: number }
  | { tell: 'answers'; text: string; answers: Answer[]; ms: number[] }
  | { tell: 'saved'; bytes: Uint8Array }
  | { tell: 'loaded'; bytes: number; labels: string[] }
  | { tell: 'trouble'; message: string };

const tell = (message: Tell) => self.postMessage(message);
const all = sentences();
let features: TextFeatures;
let chain: Chain;

/** A function to call at the end of each span, and the spans so far, in ms. */
function stopwatch(): { lap: () => void; ms: number[] } {
  const ms: number[] = [];
  let begun = performance.now();
  const lap = () => {
    ms.push(performance.now() - begun);
    begun = performance.now();
  };
  return { lap, ms };
}

async function start(words: Uint8Array, kernels: Uint8Array<ArrayBuffer>): Promise<void> {
  features = new TextFeatures(WordTable.fromBytes(words), await Kernels.compile(kernels));
  const x = featuresOf(
    all.map(({ text }) => text),
    features,
  );
  const training = stopwatch();
  chain = train(x, all, training.lap);
  tell({ tell: 'trained', ms: training.ms, bytes: toBytes(chain).length });
  explore(x).catch(complain);
}

/** What takes longer, with pauses in which questions are answered. */
async function explore(x: Matrix): Promise<void> {
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
  await pause();
  const rest = stopwatch();
  const places = twoDimensions(deepFeatures(x, all));
  const plain = twoDimensions(x);
  const alike = (of: Matrix) =>
    STAGES.map((stage) =>
      nearestAlike(
        of,
        all.map((sentence) => sentence[stage]),
      ),
    );
  rest.lap();
  tell({
    tell: 'picture',
    places: places.data,
    alike: { deep: alike(places), plain: alike(plain) },
    ms: rest.ms[0],
  });
  const ablation = await ablate(x, all, (share) => {
    tell({ tell: 'progress', share });
    return pause();
  });
  rest.lap();
  tell({ tell: 'ablation', ablation, ms: rest.ms[1] });
}

async function answer(ask: Ask): Promise<void> {
  switch (ask.ask) {
    case 'start':
      return start(ask.words, ask.kernels);
    case 'text': {
      const { lap, ms } = stopwatch();
      const x = featuresOf([ask.text], features);
      lap();
      return tell({ tell: 'answers', text: ask.text, answers: answers(chain, x, lap), ms });
    }
    case 'save':
      return tell({ tell: 'saved', bytes: toBytes(chain) });
    case 'load':
      chain = requirePipeline(loadModel(fromBytes(ask.bytes)));
      return tell({
        tell: 'loaded',
        bytes: ask.bytes.length,
        labels: chain.models.map(({ labels }) => labels.join(', ')),
      });
  }
}

function complain(error: unknown): void {
  const message = error instanceof ElmError ? `That did not work: ${error.message}.` : String(error);
  tell({ tell: 'trouble', message });
}

/** One after the other: what comes while the first is still being read has to wait for it. */
let queue = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<Ask>) => {
  queue = queue.then(() => answer(data)).catch(complain);
};
