/**
 * What the two ends of a streamed training say to each other. A port is anything that carries messages: a
 * Worker and its `self` in a browser, a MessagePort there or in node:worker_threads. The core starts no
 * worker itself. Matrices lose their class on the way, so they travel as their arrays, which are transferred.
 */

import type { Saved } from '../file/saved.ts';
import { type Inputs, Matrix, SparseRows } from '../linalg/matrix.ts';
import type { Targets } from '../models/model.ts';
import type { OnlineElmOptions } from '../models/onlineElm.ts';

export interface Port {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  /** Set by whoever listens; called with `{data: message}`. */
  onmessage: ((event: never) => void) | null;
}

export type WireInputs =
  | { rows: number; columns: number; data: Float64Array }
  | { columns: number; starts: Uint32Array; indices: Uint32Array; values: Float32Array };

/** Numbers, or labels as places in a list of the distinct ones. */
export type WireTargets = WireInputs | { labels: string[]; codes: Uint32Array };

export type Request = { id: number } & (
  | { ask: 'start'; options: OnlineElmOptions | null; saved: Saved | null; kernels: BufferSource | null }
  | { ask: 'learn'; x: WireInputs; y: WireTargets; sampleWeights: Float64Array | null }
  | { ask: 'scores' | 'probabilities'; x: WireInputs }
  | { ask: 'save' }
);

export interface Reply {
  id: number;
  samples: number;
  labels: readonly string[];
  matrix?: WireInputs;
  saved?: Saved;
  error?: { argument: string; expected: string; got: unknown };
}

/** The arrays of `x`, and the buffers to hand over; an array that is part of a larger buffer is copied first. */
export function packInputs(x: Inputs, transfer: ArrayBuffer[]): WireInputs {
  if (x instanceof Matrix) return { rows: x.rows, columns: x.columns, data: pack(x.data, transfer) };
  return {
    columns: x.columns,
    starts: pack(x.starts, transfer),
    indices: pack(x.indices, transfer),
    values: pack(x.values, transfer),
  };
}

export function unpackInputs(wire: WireInputs): Inputs {
  if ('rows' in wire) return new Matrix(wire.rows, wire.columns, wire.data);
  return new SparseRows(wire.columns, wire.starts, wire.indices, wire.values);
}

export function packTargets(y: Targets, transfer: ArrayBuffer[]): WireTargets {
  if (y instanceof Matrix) return packInputs(y, transfer);
  const labels = [...new Set(y)];
  const codeOf = new Map(labels.map((label, code) => [label, code]));
  return {
    labels,
    codes: pack(
      Uint32Array.from(y, (label) => codeOf.get(label) as number),
      transfer,
    ),
  };
}

export function unpackTargets(wire: WireTargets): Targets {
  if ('codes' in wire) return Array.from(wire.codes, (code) => wire.labels[code]);
  return unpackInputs(wire) as Matrix;
}

function pack<T extends Float64Array | Float32Array | Uint32Array>(array: T, transfer: ArrayBuffer[]): T {
  const whole = array.byteLength === array.buffer.byteLength && array.buffer instanceof ArrayBuffer;
  const own = (whole ? array : array.slice()) as T;
  transfer.push(own.buffer as ArrayBuffer);
  return own;
}
