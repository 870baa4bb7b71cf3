import type { FromWorker, ToWorker } from './wire.ts';

/** What is used here of a worker's global object, for which the DOM's types have no name. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};
const task = { on: true, sensitivity: 2 };
scope.onmessage = ({ data }) => {
  if (data.kind === 'ping') scope.postMessage({ kind: 'pong' });
  if (data.kind !== 'message') return;
  const { id, request } = data.message as { id: number; request: string };
  const state = {
    revision: 0,
    settings: { tasks: { spam: task, toxicity: task, intent: task }, sitesOff: [] },
    tasks: [],
    lessons: 0,
    storage: 'memory' as const,
  };
  scope.postMessage({
    kind: 'message',
    channel: data.channel,
    message:
      request === 'state'
        ? { id, ok: true, reply: state }
        : { id, ok: false, code: 'internal', message: 'not made yet' },
  });
};
