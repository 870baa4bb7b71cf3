/**
 * The feature pass and the heads' scores in WebAssembly: an instance of the kernels with one memory of its own
 * (assembly/text.ts says how it is laid out). The token stream is written straight into that memory, and the
 * vector's arrays are views on it, so nothing is copied between the steps. The word table is copied in at the
 * start, a head when it is first asked. Only then may the memory grow, and all views are taken anew; reading
 * texts never allocates anything.
 */
import type { StructuredLayer } from '../layers/structuredLayer.ts';
import type { FeatureSteps } from '../text/featureSteps.ts';
import { BUCKETS, LOG_COUNTS, MAX_LINKS } from '../text/hashing.ts';
import type { TextVector } from '../text/textVector.ts';
import { MAX_POINTS, MAX_TOKENS, TokenStream } from '../text/tokens.ts';
import type { WordTable } from '../text/wordTable.ts';
import type { Kernels } from './kernels.ts';

interface Exports {
  begin(length: number): void;
  countWords(tokens: number, paired: number): void;
  countCharacters(length: number): void;
  countShape(feature: number, value: number): void;
  take(norm: number): number;
  useTable(...addressesDimensionsAndNotRow: number[]): void;
  embed(tokens: number, ownTokens: number): number;
  scores(
    outputs: number,
    bits: number,
    direct: number,
    hidden: number,
    scales: number,
    unsigned: number,
  ): void;
}

/** Addresses that the module exports as globals. */
const ADDRESSES = [
  'POINTS',
  'STARTS',
  'ENDS',
  'KINDS',
  'LINK_BUCKETS',
  'LINK_VALUES',
  'HIDDEN',
  'SCORES',
  'LOG_COUNTS',
  'SIGNS1',
  'SIGNS2',
  'OFFSETS',
  'END',
] as const;
type Addresses = Record<(typeof ADDRESSES)[number], number>;

/** The weights of a head, as in head/head.ts `HeadParts`. */
export interface OutputLayer {
  readonly buckets: Uint32Array;
  readonly direct: Int8Array;
  /** Empty when the hidden layer has no say. */
  readonly hidden: Int8Array;
  readonly directScale: readonly number[];
  readonly hiddenScale: readonly number[];
  readonly bias: readonly number[];
  /** Whether a link counts with its size alone. */
  readonly unsigned?: boolean;
}

/** A head: it gives its weights once, when they are copied in. */
export interface HasOutputLayer {
  outputLayer(): OutputLayer;
}

interface Place {
  outputs: number;
  bits: number;
  direct: number;
  hidden: number;
  scales: number;
  /** 1 when a link counts with its size alone, 0 otherwise. */
  unsigned: number;
}

const PAGE = 65536;
const MAX_LABELS = 256;
/** Rows are read 16 weights at a time, also the last. */
const SPARE = 16;
/** Buckets that share an entry of a head's `bits`. */
const GROUP = 64;

export class TextKernels implements FeatureSteps {
  readonly stream = new TokenStream();
  readonly vector: TextVector;
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #exports: Exports;
  readonly #at: Addresses;
  readonly #places = new WeakMap<HasOutputLayer, Place>();
  #scores = new Float64Array(0);
  readonly #units: number;
  /** Where free memory begins. */
  #free: number;

  constructor(kernels: Kernels, table: WordTable, layer: StructuredLayer) {
    const exports = kernels.instantiate(this.#memory);
    this.#exports = exports as unknown as Exports;
    const at = Object.fromEntries(
      ADDRESSES.map((name) => [name, (exports[name] as WebAssembly.Global).value as number]),
    );
    this.#at = at as Addresses;
    this.#free = this.#at.END;
    const none = new Float32Array(0);
    this.vector = {
      links: 0,
      buckets: new Uint32Array(0),
      values: none,
      hidden: none,
      words: 0,
      knownWords: 0,
      kernels: this,
    };
    this.#units = layer.units;
    this.#placeTable(table);
    const { buffer } = this.#memory;
    new Float64Array(buffer, this.#at.LOG_COUNTS, LOG_COUNTS.length).set(LOG_COUNTS);
    for (const [address, numbers] of [
      [this.#at.SIGNS1, layer.signs1],
      [this.#at.SIGNS2, layer.signs2],
      [this.#at.OFFSETS, layer.offsets],
    ] as const) {
      new Float32Array(buffer, address, layer.units).set(numbers);
    }
  }

  begin(): void {
    this.#exports.begin(this.stream.length);
  }

  countWords(): void {
    this.#exports.countWords(this.stream.tokens, this.stream.ownTokens);
  }

  countCharacters(): void {
    this.#exports.countCharacters(this.stream.length);
  }

  countShape(feature: number, value: number): void {
    this.#exports.countShape(feature, value);
  }

  take(norm: number): void {
    this.vector.links = this.#exports.take(norm);
  }

  embed(): void {
    const counted = this.#exports.embed(this.stream.tokens, this.stream.ownTokens);
    this.vector.words = counted >>> 16;
    this.vector.knownWords = counted & 0xffff;
  }

  /** Writes the scores of the text that was read last into `out`, one an output. As `Head.scores`. */
  scores(head: HasOutputLayer, out: Float64Array): void {
    const { outputs, bits, direct, hidden, scales, unsigned } = this.#places.get(head) ?? this.#place(head);
    this.#exports.scores(outputs, bits, direct, hidden, scales, unsigned);
    const scores = this.#scores;
    for (let o = 0; o < outputs; o++) out[o] = scores[o];
  }

  #placeTable(table: WordTable): void {
    const { hashes, vectors, scales, weights, centre, spread } = table.parts;
    const d = table.dimensions;
    // The kernel reads eight dimensions at a time.
    const stride = (d + 7) & ~7;
    const sizes = [
      table.first.byteLength,
      hashes.byteLength,
      table.size * stride,
      scales.byteLength,
      weights.byteLength,
      centre.byteLength,
      spread.byteLength,
    ];
    const at = this.#allocate(sizes);
    const { buffer } = this.#memory;
    new Uint16Array(buffer, at[0], table.first.length).set(table.first);
    new Uint32Array(buffer, at[1], table.size).set(hashes);
    const rows = new Int8Array(buffer, at[2], sizes[2]);
    for (let row = 0; row < table.size; row++)
      rows.set(vectors.subarray(row * d, (row + 1) * d), row * stride);
    new Float32Array(buffer, at[3], table.size).set(scales);
    new Uint8Array(buffer, at[4], table.size).set(weights);
    new Float32Array(buffer, at[5], 3 * d).set(centre);
    new Float32Array(buffer, at[6], 3 * d).set(spread);
    this.#exports.useTable(...at, d, table.notRow);
  }

  /** A bit a bucket says whether it has weights, and counting bits says in which row: 64 kB instead of 1 MB. */
  #place(head: HasOutputLayer): Place {
    const { buckets, direct, hidden, directScale, hiddenScale, bias, unsigned } = head.outputLayer();
    const [bitsAt, directAt, hiddenAt, scalesAt] = this.#allocate([
      (16 * BUCKETS) / GROUP,
      direct.length + SPARE,
      hidden.length,
      24 * bias.length,
    ]);
    const { buffer } = this.#memory;
    const entries = new Uint32Array(buffer, bitsAt, (4 * BUCKETS) / GROUP);
    let row = 0;
    for (let group = 0; group < BUCKETS / GROUP; group++) {
      entries[4 * group + 2] = row;
      for (; row < buckets.length && buckets[row] < (group + 1) * GROUP; row++) {
        const bit = buckets[row] % GROUP;
        entries[4 * group + (bit >> 5)] |= 1 << (bit & 31);
      }
    }
    new Int8Array(buffer, directAt, direct.length).set(direct);
    new Int8Array(buffer, hiddenAt, hidden.length).set(hidden);
    new Float64Array(buffer, scalesAt, 3 * bias.length).set([...directScale, ...hiddenScale, ...bias]);
    const place = {
      outputs: bias.length,
      bits: bitsAt,
      direct: directAt,
      hidden: hidden.length > 0 ? hiddenAt : 0,
      scales: scalesAt,
      unsigned: unsigned ? 1 : 0,
    };
    this.#places.set(head, place);
    return place;
  }

  /** Room for each of `sizes` bytes, for good, aligned to 16. */
  #allocate(sizes: readonly number[]): number[] {
    const addresses = sizes.map((size) => {
      const address = this.#free;
      this.#free = (address + size + 15) & ~15;
      return address;
    });
    const missing = Math.ceil(this.#free / PAGE) - this.#memory.buffer.byteLength / PAGE;
    if (missing > 0) {
      this.#memory.grow(missing);
      this.#view();
    }
    return addresses;
  }

  #view(): void {
    const { buffer } = this.#memory;
    const at = this.#at;
    this.stream.points = new Uint32Array(buffer, at.POINTS, MAX_POINTS);
    this.stream.starts = new Uint16Array(buffer, at.STARTS, MAX_TOKENS);
    this.stream.ends = new Uint16Array(buffer, at.ENDS, MAX_TOKENS);
    this.stream.kinds = new Uint8Array(buffer, at.KINDS, MAX_TOKENS);
    this.vector.buckets = new Uint32Array(buffer, at.LINK_BUCKETS, MAX_LINKS);
    this.vector.values = new Float32Array(buffer, at.LINK_VALUES, MAX_LINKS);
    this.vector.hidden = new Float32Array(buffer, at.HIDDEN, this.#units);
    this.#scores = new Float64Array(buffer, at.SCORES, MAX_LABELS);
  }
}
