import { type Transferable, Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { Matrix, SparseRows, selectRows } from '../../../../src/elm/linalg/matrix.ts';
import { OnlineElm } from '../../../../src/elm/models/onlineElm.ts';
import { serveTraining } from '../../../../src/elm/stream/serveTraining.ts';
import { StreamTrainer } from '../../../../src/elm/stream/streamTrainer.ts';
import { randomMatrix } from '../linalg/helpers.ts';
import { clouds } from '../models/data.ts';

const options = { hidden: { units: 20, seed: 7 }, lambda: 0.1 };
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Two ends of a channel in this thread; both take turns as messages come. */
function channel(): { port1: MessagePort; port2: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  open.push(() => port1.close());
  return { port1, port2 };
}

function served(): MessagePort {
  const { port1, port2 } = channel();
  serveTraining(port2);
  return port1;
}

const chunk = (x: Matrix, y: string[], from: number, to: number) => {
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  return { x: selectRows(x, rows), y: rows.map((i) => y[i]) };
};

describe('StreamTrainer', () => {
  it('learns what an Online ELM learns from the same chunks, to the last bit, and says how far it is', async () => {
    const { x, y } = clouds(300, 3, 1);
    const progress: number[] = [];
    const trainer = await StreamTrainer.start(served(), options, {
      onProgress: (samples) => progress.push(samples),
    });
    const online = new OnlineElm(options);
    for (let from = 0; from < 300; from += 50) {
      const { x: samples, y: labels } = chunk(x, y, from, from + 50);
      online.partialFit(samples, labels);
      await trainer.learn(samples, labels);
    }
    expect(await trainer.finish()).toBe(300);
    expect(progress).toEqual([50, 100, 150, 200, 250, 300]);
    expect(trainer.labels).toEqual(online.labels);
    expect(await trainer.predictScores(x)).toEqual(online.predictScores(x));
    expect(await trainer.predictProbabilities(x)).toEqual(online.predictProbabilities(x));
    const loaded = OnlineElm.load(await trainer.save());
    expect(loaded.save()).toEqual(online.save());
    // And goes on from what was saved.
    const later = await StreamTrainer.start(served(), loaded.save());
    const more = clouds(30, 4, 2);
    online.partialFit(more.x, more.y, { sampleWeights: new Float64Array(30).fill(2) });
    await later.learn(more.x, more.y, new Float64Array(30).fill(2));
    expect(await later.predictScores(x)).toEqual(online.predictScores(x));
  });

  it('takes sparse samples and numbers', async () => {
    const sparse = SparseRows.fromRows([[[0, 1]], [[2, -1]], []], 3);
    const y = randomMatrix(3, 2, 1);
    const online = new OnlineElm(options);
    online.fit(sparse, y);
    const wanted = online.predictScores(sparse);
    const trainer = await StreamTrainer.start(served(), options);
    await trainer.learn(selectRows(sparse, [0, 1, 2]), y);
    expect(await trainer.predictScores(sparse)).toEqual(wanted);
  });

  it('hands buffers over, but not those of which the chunk is only a part', async () => {
    const { port1, port2 } = channel();
    serveTraining(port2);
    const trainer = await StreamTrainer.start(port1, options);
    const whole = clouds(10, 2, 1);
    await trainer.learn(whole.x, whole.y);
    expect(whole.x.data.byteLength).toBe(0);
    const large = clouds(10, 2, 1);
    await trainer.learn(new Matrix(5, 2, large.x.data.subarray(0, 10)), large.y.slice(0, 5));
    expect(large.x.data.length).toBe(20);
    await trainer.predictScores(large.x);
    expect(large.x.data.length).toBe(20);
  });

  it('holds the stream back when the worker is behind, and answers in between', async () => {
    const { port1, port2 } = channel();
    // A worker that answers only when told to.
    const asked: { id: number; ask: string }[] = [];
    const answer = () => {
      const { id } = asked.shift() as { id: number };
      port2.postMessage({ id, samples: 1, labels: [] });
    };
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    port2.onmessage = ({ data }) => {
      asked.push(data);
      if (data.ask === 'start') answer();
    };
    const trainer = await StreamTrainer.start(port1, options, { queue: 2 });
    const give = () => trainer.learn(new Matrix(1, 2), ['a']);
    let taken = 0;
    const count = () => {
      taken++;
    };
    await give().then(count); // with the worker
    await give().then(count); // waits
    const third = give().then(count); // waits; no room for another
    await turn();
    expect([taken, asked.length]).toEqual([2, 1]);
    await expect(give()).rejects.toThrow(/learn: expected to be called when the last call has resolved/);
    const question = trainer.predictScores(new Matrix(1, 2));
    question.catch(() => {});
    await turn();
    // Behind one chunk, not behind all.
    expect(asked.map(({ ask }) => ask)).toEqual(['learn', 'scores']);
    answer();
    await third;
    expect(taken).toBe(3);
    trainer.close();
    await expect(question).rejects.toThrow(/port: expected an open one, got "closed"/);
    await expect(trainer.finish()).rejects.toThrow(/port/);
  });

  it('canceled, gives up what waits and can go on', async () => {
    const { x, y } = clouds(40, 2, 1);
    const trainer = await StreamTrainer.start(served(), options, { queue: 10 });
    for (let from = 0; from < 40; from += 10) {
      const { x: samples, y: labels } = chunk(x, y, from, from + 10);
      await trainer.learn(samples, labels);
    }
    expect(await trainer.cancel()).toBe(10);
    await trainer.learn(x, y);
    expect(await trainer.finish()).toBe(50);
  });

  it('passes on what the worker finds wrong, and learns nothing after it', async () => {
    const { x, y } = clouds(10, 2, 1);
    await expect(StreamTrainer.start(served(), { ...options, lambda: -1 })).rejects.toThrow(
      'lambda: expected a finite number greater than 0, got -1',
    );
    const port = served();
    const trainer = await StreamTrainer.start(port, options);
    await expect(trainer.predictScores(x)).rejects.toThrow(/fitted/);
    await expect(trainer.learn(x, y.slice(1))).rejects.toThrow(/y: expected 10 targets/);
    await trainer.learn(x.clone(), y);
    await trainer.learn(Matrix.fromRows([[1]]), ['a']);
    await expect(trainer.finish()).rejects.toThrow('x: expected 2 columns, got 1');
    await expect(trainer.learn(x, y)).rejects.toThrow(/2 columns/);
    expect(trainer.samples).toBe(10);
    // What was learned before it is still there.
    expect(OnlineElm.load(await trainer.save()).samples).toBe(10);
    expect((await trainer.predictScores(x)).rows).toBe(10);
  });

  it('refuses what no model could learn from before handing it over, and goes on', async () => {
    const { x, y } = clouds(10, 2, 1);
    const trainer = await StreamTrainer.start(served(), options);
    await expect(trainer.learn(Matrix.fromRows([[Number.NaN, 1]]), ['a'])).rejects.toThrow(
      'x: expected finite numbers, got NaN',
    );
    await expect(trainer.learn(x, y, [1])).rejects.toThrow('sampleWeights: expected 10 numbers, got 1');
    await trainer.learn(x, y);
    await expect(trainer.learn(x, y)).rejects.toThrow(/x: .* still there, got "none \(handed over/);
    await expect(trainer.predictScores(x)).rejects.toThrow(/handed over/);
    expect(await trainer.finish()).toBe(10);
  });

  it('once closed it answers nothing, and says so', async () => {
    const { x, y } = clouds(10, 2, 1);
    const trainer = await StreamTrainer.start(served(), options);
    trainer.close();
    const closed = 'port: expected an open one, got "closed"';
    await expect(trainer.predictProbabilities(x)).rejects.toThrow(closed);
    await expect(trainer.save()).rejects.toThrow(closed);
    await expect(trainer.learn(x, y)).rejects.toThrow(closed);
    await expect(trainer.finish()).rejects.toThrow(closed);
  });

  it('in a thread of its own: the same model, while this thread is free', async () => {
    const { port1, port2 } = new MessageChannel();
    const url = new URL('../../../../tools/streaming/worker.ts', import.meta.url).href;
    const worker = new Worker(
      `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${JSON.stringify(url)}); });`,
      { eval: true, workerData: { port: port2 }, transferList: [port2 as unknown as Transferable] },
    );
    open.push(() => port1.close());
    try {
      const { x, y } = clouds(3000, 3, 1);
      const online = new OnlineElm(options);
      online.fit(x, y);
      const trainer = await StreamTrainer.start(port1, options);
      await trainer.learn(
        selectRows(
          x,
          Array.from({ length: 3000 }, (_, i) => i),
        ),
        y,
      );
      let turns = 0;
      const done = trainer.finish().then(() => {
        turns = -turns;
      });
      while (turns >= 0) {
        turns++;
        await new Promise((resolve) => setImmediate(resolve));
      }
      await done;
      expect(turns).toBeLessThan(-1);
      expect(await trainer.predictScores(x)).toEqual(online.predictScores(x));
    } finally {
      await worker.terminate();
    }
  }, 30_000);
});
