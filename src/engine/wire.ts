import type { FromEngine, Role } from '../protocol/messages.ts';

/**
 * What travels between the host page and the engine's worker. A channel is one port: the host numbers
 * it and says who is at its other end, as the browser told it.
 */
export type ToWorker =
  | { kind: 'open'; channel: number; role: Role; site: string; path: string }
  | { kind: 'message'; channel: number; message: unknown }
  | { kind: 'close'; channel: number }
  /** Asks whether the worker still answers. */
  | { kind: 'ping' };

export type FromWorker =
  | { kind: 'message'; channel: number; message: FromEngine }
  | { kind: 'pong' }
  /** The engine can't work at all (its models can't be read, say). */
  | { kind: 'failed'; message: string };
