/**
 * The WebAssembly kernels, for callers who have them: the caller reads kernels.wasm (the core does no I/O) and
 * hands its bytes to {@link Kernels.compile}; models and functions that take `kernels` then run their inner
 * loops there, and in plain TypeScript otherwise. Both give the same result, to rounding.
 *
 * What stays (a triangle, an index) gets an instance and a memory of its own, exactly as large as needed: a
 * memory that never grows never detaches the views on it. What passes through (Cholesky, Gram) is copied
 * into a shared memory and back, which costs n² beside n³.
 */
import { ElmError } from '../errors.ts';
import { Matrix } from '../linalg/matrix.ts';

/** What the module exports: see the functions of the same names in assembly/. Pointers are byte offsets. */
export interface Exports {
  rankOneUpdate(rz: number, n: number, width: number, xy: number, decay: number, first: number): number;
  gram(a: number, rows: number, d: number, g: number): void;
  multiplyVectorI8(a: number, rows: number, d: number, x: number, out: number): void;
  mixedDots(h: number, rows: number, d: number, q: number, out: number): void;
  mixedCombine(h: number, rows: number, d: number, x: number, out: number): void;
  mixedGram(h: number, rows: number, d: number, out: number): void;
  linkDots(starts: number, lengths: number, rows: number, pairs: number, t: number, out: number): void;
  linkCombine(starts: number, lengths: number, rows: number, pairs: number, x: number, t: number): void;
  packedForward(l: number, n: number, first: number, x: number): void;
  packedBackward(l: number, n: number, x: number): void;
  packedRemove(l: number, n: number, index: number, work: number): void;
  packedCholesky(a: number, n: number, limits: number): number;
}

interface Instance {
  exports: Exports;
  buffer: ArrayBuffer;
}

const PAGE = 65536;
/** Data starts here; address 0 stays unused. */
const START = 16;
/** Rows that `gram` reads at a time: a multiple of what its kernel does, so that the sums stay the same. */
const GRAM_ROWS = 1024;

/** [R | Z] in a kernel's memory; see linalg/triangularUpdate.ts. */
export interface Triangle {
  readonly rz: Float64Array;
  /** `rankOneUpdate` with this triangle. */
  update(xy: Float64Array, decay?: number, first?: number): number;
}

/** A sum of Gram matrices AᵀA in a kernel's memory; see linalg/products.ts `addGram`. */
export interface GramSum {
  /** d × d, row-major; only the lower triangle counts. */
  readonly sum: Float64Array;
  /** @param rows A, row-major; at most as many rows as there is room for. */
  add(rows: Float64Array): void;
}

/** `capacity` rows of `dimensions` numbers in a kernel's memory, and their dot products with a query. */
export interface Rows<T extends Float32Array | Int8Array> {
  readonly rows: T;
  /** Dot products of the first `count` rows with `query`; a view, good until the next call. */
  dots(query: T, count: number): Float32Array | Int32Array;
}

export class Kernels {
  readonly #module: WebAssembly.Module;
  #shared: { memory: WebAssembly.Memory; exports: Exports } | null = null;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** @param bytes content of kernels.wasm. @throws ElmError if they are no module, or the engine has no SIMD. */
  static async compile(bytes: BufferSource): Promise<Kernels> {
    try {
      return new Kernels(await WebAssembly.compile(bytes));
    } catch (error) {
      throw new ElmError('bytes', 'a WebAssembly module that this engine can run', error);
    }
  }

  /** An instance over this memory, for other parts of the core (kernels/textKernels.ts). */
  instantiate(memory: WebAssembly.Memory): WebAssembly.Exports {
    return new WebAssembly.Instance(this.#module, { env: { memory } }).exports;
  }

  /** A triangle of n rows of `width` numbers, zeros. */
  triangle(n: number, width: number): Triangle {
    const { exports, buffer } = this.#own(8 * width * (n + 1));
    const rz = new Float64Array(buffer, START, n * width);
    const at = START + 8 * n * width;
    const work = new Float64Array(buffer, at, width);
    return {
      rz,
      update: (xy, decay = 1, first = 0) => {
        work.set(xy);
        const gamma = exports.rankOneUpdate(START, n, width, at, decay, first);
        xy.set(work);
        return gamma;
      },
    };
  }

  /** As linalg/cholesky.ts, with the same errors. */
  cholesky(a: Matrix): Matrix {
    const n = a.rows;
    if (a.columns !== n) throw new ElmError('a', 'a square matrix', `${n} × ${a.columns}`);
    const entries = (n * (n + 1)) / 2;
    const { exports, buffer } = this.#sharedMemory(8 * (entries + n));
    const packed = new Float64Array(buffer, START, entries);
    const limits = new Float64Array(buffer, START + 8 * entries, n);
    for (let i = 0, at = 0; i < n; at += ++i) {
      packed.set(a.data.subarray(i * n, i * n + i + 1), at);
      limits[i] = 4 * Number.EPSILON * packed[at + i];
    }
    const failed = exports.packedCholesky(START, n, limits.byteOffset);
    if (failed >= 0) {
      throw new ElmError(`a (pivot ${failed} of its Cholesky factor)`, 'a positive definite matrix', a);
    }
    const l = new Matrix(n, n);
    for (let i = 0, at = 0; i < n; at += ++i) l.data.set(packed.subarray(at, at + i + 1), i * n);
    return l;
  }

  /** As linalg/products.ts. */
  gram(a: Matrix): Matrix {
    const { rows, columns: d } = a;
    const most = Math.min(rows, GRAM_ROWS);
    const { exports, buffer } = this.#sharedMemory(8 * d * (most + d));
    const resultAt = START + 8 * most * d;
    const part = new Float64Array(buffer, START, most * d);
    const result = new Float64Array(buffer, resultAt, d * d).fill(0);
    for (let from = 0; from < rows; from += most) {
      const to = Math.min(from + most, rows);
      part.set(a.data.subarray(from * d, to * d));
      exports.gram(START, to - from, d, resultAt);
    }
    const out = new Matrix(d, d, result.slice());
    for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) out.data[j * d + i] = out.data[i * d + j];
    return out;
  }

  /** A sum of zero, with room for `rows` rows of `d` numbers at a time. */
  gramSum(d: number, rows: number): GramSum {
    const { exports, buffer } = this.#own(8 * d * (d + rows));
    const rowsAt = START + 8 * d * d;
    const work = new Float64Array(buffer, rowsAt, rows * d);
    return {
      sum: new Float64Array(buffer, START, d * d),
      add: (a) => {
        work.set(a);
        exports.gram(rowsAt, a.length / d, d, START);
      },
    };
  }

  /** `capacity` rows of `dimensions` int8 numbers, zeros; see retrieve/rows.ts. */
  rowsI8(capacity: number, dimensions: number): Rows<Int8Array> {
    const queryAt = START + capacity * dimensions;
    const outAt = (queryAt + dimensions + 3) & ~3;
    const { exports, buffer } = this.#own(outAt + 4 * capacity);
    const out = new Int32Array(buffer, outAt, capacity);
    const work = new Int8Array(buffer, queryAt, dimensions);
    return {
      rows: new Int8Array(buffer, START, capacity * dimensions),
      dots: (query, count) => {
        work.set(query);
        exports.multiplyVectorI8(START, count, dimensions, queryAt, outAt);
        return out;
      },
    };
  }

  /** An empty memory of its own with the kernels on it, for what stays and grows: see learn/growingMemory.ts. */
  growing(): { exports: Exports; memory: WebAssembly.Memory } {
    const memory = new WebAssembly.Memory({ initial: 1 });
    return { exports: this.#instantiate(memory), memory };
  }

  /** An instance whose memory has room for `bytes` from START on, and never grows. */
  #own(bytes: number): Instance {
    const memory = memoryOf(Math.ceil((START + bytes) / PAGE));
    return { exports: this.#instantiate(memory), buffer: memory.buffer };
  }

  /** The memory for what passes through; it grows to the largest yet. Take views anew for each call. */
  #sharedMemory(bytes: number): Instance {
    const pages = Math.ceil((START + bytes) / PAGE);
    if (this.#shared === null) {
      const memory = memoryOf(pages);
      this.#shared = { memory, exports: this.#instantiate(memory) };
    }
    const { memory, exports } = this.#shared;
    const missing = pages - memory.buffer.byteLength / PAGE;
    try {
      if (missing > 0) memory.grow(missing);
    } catch {
      throw tooMuch(pages);
    }
    return { exports, buffer: memory.buffer };
  }

  #instantiate(memory: WebAssembly.Memory): Exports {
    return this.instantiate(memory) as unknown as Exports;
  }
}

function memoryOf(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages });
  } catch {
    throw tooMuch(pages);
  }
}

function tooMuch(pages: number): ElmError {
  return new ElmError('kernels', 'numbers that fit into the memory of WebAssembly', `${pages * PAGE} bytes`);
}
