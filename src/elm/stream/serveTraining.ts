import { ElmError } from '../errors.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { Matrix } from '../linalg/matrix.ts';
import { notFitted } from '../models/model.ts';
import { OnlineElm } from '../models/onlineElm.ts';
import { type Port, packInputs, type Reply, type Request, unpackInputs, unpackTargets } from './port.ts';

/**
 * The worker's end of a streamed training: an Online ELM that does what a {@link StreamTrainer} at the other
 * end of the port asks, in the order of asking. It queues nothing; the other end sends only so much ahead.
 */
export function serveTraining(port: Port): void {
  let model: OnlineElm | null = null;
  const answer = async (request: Request, reply: Reply, transfer: ArrayBuffer[]): Promise<void> => {
    if (request.ask === 'start') {
      const kernels = request.kernels && (await Kernels.compile(request.kernels));
      model = request.saved
        ? OnlineElm.load(request.saved, kernels)
        : new OnlineElm(request.options as NonNullable<typeof request.options>, kernels);
      return;
    }
    if (model === null) throw notFitted();
    switch (request.ask) {
      case 'learn': {
        const { x, y, sampleWeights } = request;
        model.partialFit(unpackInputs(x), unpackTargets(y), sampleWeights ? { sampleWeights } : {});
        return;
      }
      case 'save':
        reply.saved = model.save();
        return;
      default: {
        const x = unpackInputs(request.x);
        const matrix: Matrix =
          request.ask === 'scores' ? model.predictScores(x) : model.predictProbabilities(x);
        reply.matrix = packInputs(matrix, transfer);
      }
    }
  };
  port.onmessage = async ({ data: request }: { data: Request }) => {
    const reply: Reply = { id: request.id, samples: 0, labels: [] };
    const transfer: ArrayBuffer[] = [];
    try {
      await answer(request, reply, transfer);
    } catch (error) {
      reply.error = inWords(error);
    }
    reply.samples = model?.samples ?? 0;
    reply.labels = model?.labels ?? [];
    port.postMessage(reply, transfer);
  };
}

function inWords(error: unknown): NonNullable<Reply['error']> {
  if (!(error instanceof ElmError)) return { argument: 'worker', expected: 'to go on', got: String(error) };
  const { argument, expected, got } = error;
  // What came may be anything; only what can be cloned can be told.
  const plain = typeof got === 'string' || typeof got === 'number' || got === undefined;
  return { argument, expected, got: plain ? got : typeof got };
}
