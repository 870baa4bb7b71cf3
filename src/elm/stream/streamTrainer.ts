/**
 * Training an Online ELM on a stream, in a worker: chunks of samples go out, and the caller's thread stays
 * free. At most `queue` chunks wait here and one is with the worker, so memory does not grow with the stream:
 * `learn` resolves when there is room for another chunk. Between chunks the worker answers predictions, with
 * what it has learned so far.
 *
 *   const trainer = await StreamTrainer.start(worker, { hidden: { units: 1000 }, lambda: 0.01 });
 *   for await (const { x, y } of source) await trainer.learn(x, y);
 *   await trainer.finish();
 *   const model = OnlineElm.load(await trainer.save());
 */
import { ElmError, requireInteger } from '../errors.ts';
import type { Saved } from '../file/saved.ts';
import { type Inputs, type Matrix, requireInputs } from '../linalg/matrix.ts';
import { requireSamples, type Targets } from '../models/model.ts';
import type { OnlineElmOptions } from '../models/onlineElm.ts';
import { type Port, packInputs, packTargets, type Reply, type Request, unpackInputs } from './port.ts';

export interface StreamOptions {
  /** Chunks that may wait here. */
  queue?: number;
  /** Content of kernels.wasm, for the worker to learn with; in plain TypeScript if left out. */
  kernels?: BufferSource;
  /** Told after each chunk: samples learned in all, and chunks not learned yet. */
  onProgress?: (samples: number, waiting: number) => void;
}

type Question = Request extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

interface Chunk {
  question: Question;
  transfer: ArrayBuffer[];
}

interface Call {
  resolve: (reply: Reply) => void;
  reject: (error: ElmError) => void;
}

export class StreamTrainer {
  readonly #port: Port;
  readonly #queue: number;
  readonly #onProgress: StreamOptions['onProgress'];
  readonly #calls = new Map<number, Call>();
  #nextId = 0;
  #waiting: Chunk[] = [];
  /** Whether a chunk is with the worker. */
  #learning = false;
  /** Woken whenever a chunk has gone. */
  #watchers: (() => void)[] = [];
  #blocked = false;
  #closed = false;
  #error: ElmError | null = null;
  #samples = 0;
  #labels: readonly string[] = [];

  private constructor(port: Port, { queue = 4, onProgress }: StreamOptions) {
    this.#port = port;
    this.#queue = requireInteger('queue', queue, 1, 1000);
    this.#onProgress = onProgress;
    port.onmessage = ({ data }: { data: Reply }) => this.#take(data);
  }

  /**
   * @param port to a worker that has called `serveTraining`.
   * @param model options of a new Online ELM, or one that was saved, to go on with.
   */
  static async start(
    port: Port,
    model: OnlineElmOptions | Saved,
    options: StreamOptions = {},
  ): Promise<StreamTrainer> {
    const trainer = new StreamTrainer(port, options);
    const saved = 'arrays' in model ? model : null;
    const start = { options: saved ? null : (model as OnlineElmOptions), saved };
    await trainer.#ask({ ask: 'start', ...start, kernels: options.kernels ?? null }, []);
    return trainer;
  }

  /** Samples learned so far. */
  get samples(): number {
    return this.#samples;
  }

  /** Labels met so far. */
  get labels(): readonly string[] {
    return this.#labels;
  }

  /**
   * Hands over a chunk; wait for the promise before the next. The arrays of `x`, and of `y` if it is a matrix,
   * are transferred: they can't be used any more.
   * @throws ElmError for samples that no model could learn from; nothing has changed then. Also when a chunk
   *   before could not be learned (of other columns, say): the model then stays as that chunk met it, and can be
   *   asked and saved, but nothing is learned any more; start a trainer on what `save` gives.
   */
  async learn(x: Inputs, y: Targets, sampleWeights?: ArrayLike<number>): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#blocked) throw new ElmError('learn', 'to be called when the last call has resolved', 'sooner');
    requireSamples(x, y, sampleWeights ? { sampleWeights } : {});
    const transfer: ArrayBuffer[] = [];
    const weights = sampleWeights ? Float64Array.from(sampleWeights) : null;
    const chunk = { x: packInputs(x, transfer), y: packTargets(y, transfer), sampleWeights: weights };
    this.#waiting.push({ question: { ask: 'learn', ...chunk }, transfer });
    this.#send();
    this.#blocked = true;
    await this.#until(() => this.#waiting.length < this.#queue).finally(() => {
      this.#blocked = false;
    });
  }

  /** n × outputs, by what has been learned until the worker comes to it. */
  async predictScores(x: Inputs): Promise<Matrix> {
    requireInputs('x', x);
    return unpackInputs((await this.#ask({ ask: 'scores', x: packInputs(x, []) }, [])).matrix!) as Matrix;
  }

  /** n × labels, calibrated. */
  async predictProbabilities(x: Inputs): Promise<Matrix> {
    requireInputs('x', x);
    const { matrix } = await this.#ask({ ask: 'probabilities', x: packInputs(x, []) }, []);
    return unpackInputs(matrix!) as Matrix;
  }

  /** The model as it is when the worker comes to it; `OnlineElm.load` makes it. */
  async save(): Promise<Saved> {
    return (await this.#ask({ ask: 'save' }, [])).saved!;
  }

  /** Resolves with the number of samples when all chunks handed over are learned. */
  async finish(): Promise<number> {
    await this.#until(() => !this.#learning && this.#waiting.length === 0);
    return this.#samples;
  }

  /**
   * Gives up the chunks that wait. Resolves when the worker is done with the one it has, with the number
   * of samples learned; the model stays, can be asked and saved, and can go on.
   */
  async cancel(): Promise<number> {
    this.#waiting = [];
    return this.finish();
  }

  /** Lets go of the port, for when its worker has ended: whatever still waits for an answer is rejected. */
  close(): void {
    this.#port.onmessage = null;
    this.#closed = true;
    this.#fail(new ElmError('port', 'an open one', 'closed'));
    for (const { reject } of this.#calls.values()) reject(this.#error as ElmError);
    this.#calls.clear();
  }

  #ask(question: Question, transfer: ArrayBuffer[]): Promise<Reply> {
    if (this.#closed) return Promise.reject(this.#error);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#port.postMessage({ id, ...question }, transfer);
      this.#calls.set(id, { resolve, reject });
    });
  }

  #take(reply: Reply): void {
    const call = this.#calls.get(reply.id);
    if (call === undefined) return;
    this.#calls.delete(reply.id);
    this.#samples = reply.samples;
    this.#labels = reply.labels;
    if (reply.error) {
      const { argument, expected, got } = reply.error;
      call.reject(new ElmError(argument, expected, got));
    } else call.resolve(reply);
  }

  #send(): void {
    const chunk = this.#learning ? undefined : this.#waiting.shift();
    if (chunk === undefined) return;
    this.#learning = true;
    this.#ask(chunk.question, chunk.transfer)
      .then(
        () => {
          this.#learning = false;
          this.#onProgress?.(this.#samples, this.#waiting.length);
        },
        (error: ElmError) => this.#fail(error),
      )
      .finally(() => {
        this.#send();
        this.#wake();
      });
  }

  #fail(error: ElmError): void {
    this.#learning = false;
    this.#error ??= error;
    this.#waiting = [];
    this.#wake();
  }

  #wake(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }

  async #until(done: () => boolean): Promise<void> {
    while (!this.#error && !done()) await new Promise<void>((wake) => this.#watchers.push(wake));
    if (this.#error) throw this.#error;
  }
}
