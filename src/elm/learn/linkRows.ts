import type { Kernels } from '../kernels/kernels.ts';
import { GrowingMemory } from './growingMemory.ts';
import type { PackedSymmetric } from './packedSymmetric.ts';

/** Buckets of the hashed direct links. */
const BUCKETS = 1 << 18;

/** The first `links` buckets and their values; see TextVector. */
interface Links {
  links: number;
  buckets: ArrayLike<number>;
  values: ArrayLike<number>;
}

/**
 * The direct links of a person's examples: sparse rows, written by number. Only buckets that occur in some row
 * have a column here, numbered in the order in which they came (so that frequent ones lie together), and lose
 * it with the last row that has them: memory follows the examples, not the 2^18 buckets.
 */
export class LinkRows {
  readonly #memory: GrowingMemory;
  /** Bucket → 1 + column, 0 when no row has it. */
  readonly #columnOf = new Uint32Array(BUCKETS);
  #bucketOf: number[] = [];
  /** Rows that have the column; 0 for a free one. */
  #uses: number[] = [];
  readonly #free: number[] = [];
  #starts = new Uint32Array(16);
  #lengths = new Uint32Array(16);
  /** Pairs in use and left behind by rows that went. */
  #end = 0;
  #garbage = 0;
  #pairCapacity = 0;
  /** (column, value) pairs: the same bytes read as whole numbers and as fractions. */
  #columns = new Uint32Array(0);
  #values = new Float32Array(0);

  constructor(kernels: Kernels | null) {
    this.#memory = new GrowingMemory(kernels);
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength + this.#columnOf.byteLength + 16 * this.#bucketOf.length;
  }

  /** Columns, used or free. */
  get columns(): number {
    return this.#bucketOf.length;
  }

  /** The column of a bucket, or −1. */
  columnOf(bucket: number): number {
    return this.#columnOf[bucket] - 1;
  }

  /** Bucket of a column in use, −1 of a free one. */
  bucketOf(column: number): number {
    return this.#uses[column] > 0 ? this.#bucketOf[column] : -1;
  }

  /** Makes row `i` that of these links; the row must be empty. */
  set(i: number, { links, buckets, values }: Links): void {
    this.#reserveRows(i + 1);
    this.#reservePairs(links);
    this.#starts[i] = this.#end;
    this.#lengths[i] = links;
    for (let k = 0; k < links; k++) {
      const bucket = buckets[k];
      let column = this.#columnOf[bucket] - 1;
      if (column < 0) {
        column = this.#free.pop() ?? this.#bucketOf.length;
        this.#bucketOf[column] = bucket;
        this.#uses[column] = 0;
        this.#columnOf[bucket] = column + 1;
      }
      this.#uses[column]++;
      this.#columns[2 * this.#end] = column;
      this.#values[2 * this.#end + 1] = values[k];
      this.#end++;
    }
  }

  /** Empties row `i`; calls `freed` for each column that no row has any more. */
  clear(i: number, freed: (column: number) => void): void {
    const start = this.#starts[i];
    for (let k = start; k < start + this.#lengths[i]; k++) {
      const column = this.#columns[2 * k];
      if (--this.#uses[column] > 0) continue;
      this.#columnOf[this.#bucketOf[column]] = 0;
      this.#free.push(column);
      freed(column);
    }
    this.#garbage += this.#lengths[i];
    this.#lengths[i] = 0;
  }

  /** Products of rows 0 to count − 1 with a text's links: a view, good until the next call. */
  dots({ links, buckets, values }: Links, count: number): Float64Array {
    const { table } = this.#layOut(count);
    table.fill(0);
    for (let k = 0; k < links; k++) {
      const column = this.#columnOf[buckets[k]];
      if (column > 0) table[column - 1] = values[k];
    }
    return this.#dotsWithTable(count);
  }

  /** As `dots`, with the links of row `i`. */
  dotsOf(i: number, count: number): Float64Array {
    const { table } = this.#layOut(count);
    table.fill(0);
    this.forEach(i, (column, value) => {
      table[column] = value;
    });
    return this.#dotsWithTable(count);
  }

  /** Visits the links of row `i`. */
  forEach(i: number, visit: (column: number, value: number) => void): void {
    const start = this.#starts[i];
    for (let k = start; k < start + this.#lengths[i]; k++)
      visit(this.#columns[2 * k], this.#values[2 * k + 1]);
  }

  /** Whether two rows are the same, link by link in order. */
  equal(i: number, j: number): boolean {
    const length = this.#lengths[i];
    if (length !== this.#lengths[j]) return false;
    for (let k = 0; k < length; k++) {
      const one = 2 * (this.#starts[i] + k);
      const other = 2 * (this.#starts[j] + k);
      if (this.#columns[one] !== this.#columns[other] || this.#values[one + 1] !== this.#values[other + 1]) {
        return false;
      }
    }
    return true;
  }

  /** Σ x[i] · row i over i < count, one number a column: a view, good until the next call. */
  combine(x: Float64Array, count: number): Float64Array {
    const { exports } = this.#memory;
    const { starts, lengths, down, table } = this.#layOut(count);
    table.fill(0);
    if (exports) {
      down.set(x.subarray(0, count));
      exports.linkCombine(starts, lengths, count, 0, down.byteOffset, table.byteOffset);
    } else {
      for (let i = 0; i < count; i++) {
        const value = x[i];
        if (value === 0) continue;
        const start = this.#starts[i];
        for (let k = start; k < start + this.#lengths[i]; k++) {
          table[this.#columns[2 * k]] += value * this.#values[2 * k + 1];
        }
      }
    }
    return table;
  }

  /** Products of rows 0 to count − 1 with one number a column: a view, good until the next call. */
  dotsOfColumns(numbers: Float64Array, count: number): Float64Array {
    this.#layOut(count).table.set(numbers);
    return this.#dotsWithTable(count);
  }

  /** S Sᵀ x, with S rows 0 to count − 1: a view, good until the next call. */
  gramTimes(x: Float64Array, count: number): Float64Array {
    this.combine(x, count);
    return this.#dotsWithTable(count);
  }

  /** Writes the products of all pairs of rows 0 to count − 1. */
  gram(count: number, into: PackedSymmetric): void {
    // By column: the rows that have it so far. A pair of texts shares about a tenth of its links.
    const counts = new Uint32Array(this.columns + 1);
    for (let i = 0; i < count; i++) {
      for (let k = this.#starts[i]; k < this.#starts[i] + this.#lengths[i]; k++)
        counts[this.#columns[2 * k] + 1]++;
    }
    for (let c = 0; c < this.columns; c++) counts[c + 1] += counts[c];
    const ends = counts.slice();
    const who = new Uint32Array(counts[this.columns]);
    const what = new Float32Array(who.length);
    into.reserve(count);
    for (let i = 0; i < count; i++) {
      const row = into.row(i).fill(0);
      for (let k = this.#starts[i]; k < this.#starts[i] + this.#lengths[i]; k++) {
        const column = this.#columns[2 * k];
        const value = this.#values[2 * k + 1];
        who[ends[column]] = i;
        what[ends[column]++] = value;
        for (let e = counts[column]; e < ends[column]; e++) row[who[e]] += value * what[e];
      }
    }
  }

  #dotsWithTable(count: number): Float64Array {
    const { exports } = this.#memory;
    const { starts, lengths, down, table } = this.#layOut(count);
    if (exports) {
      exports.linkDots(starts, lengths, count, 0, table.byteOffset, down.byteOffset);
    } else {
      for (let i = 0; i < count; i++) {
        const start = this.#starts[i];
        let sum = 0;
        for (let k = start; k < start + this.#lengths[i]; k++) {
          sum += table[this.#columns[2 * k]] * this.#values[2 * k + 1];
        }
        down[i] = sum;
      }
    }
    return down;
  }

  /** What stands behind the pairs during a call: where rows are, one number a row, one a column. */
  #layOut(count: number) {
    this.#reserveRows(count);
    const pairs = 8 * this.#pairCapacity;
    const starts = pairs;
    const lengths = starts + 4 * count;
    const down = lengths + 4 * count;
    const table = down + 8 * count;
    if (this.#memory.reserve(table + 8 * this.columns)) this.#takeViews();
    const { buffer } = this.#memory;
    new Uint32Array(buffer, starts, count).set(this.#starts.subarray(0, count));
    new Uint32Array(buffer, lengths, count).set(this.#lengths.subarray(0, count));
    return {
      starts,
      lengths,
      down: new Float64Array(buffer, down, count),
      table: new Float64Array(buffer, table, this.columns),
    };
  }

  /** Room for so many rows; new ones are empty. */
  #reserveRows(count: number): void {
    if (count <= this.#starts.length) return;
    const length = Math.ceil(count * 1.5);
    this.#starts = grown(this.#starts, length);
    this.#lengths = grown(this.#lengths, length);
  }

  /** Room for so many more pairs: what rows that went have left is used first, once it is the larger part. */
  #reservePairs(more: number): void {
    if (this.#end + more <= this.#pairCapacity) return;
    if (this.#garbage * 2 > this.#end) this.#compact();
    if (this.#end + more <= this.#pairCapacity) return;
    this.#pairCapacity = Math.max(this.#end + more, 4096, Math.ceil(this.#pairCapacity * 1.25));
    this.#memory.reserve(8 * this.#pairCapacity);
    this.#takeViews();
  }

  #compact(): void {
    const order = Array.from(this.#lengths.keys()).filter((i) => this.#lengths[i] > 0);
    order.sort((a, b) => this.#starts[a] - this.#starts[b]);
    let end = 0;
    for (const i of order) {
      const start = this.#starts[i];
      this.#columns.copyWithin(2 * end, 2 * start, 2 * (start + this.#lengths[i]));
      this.#starts[i] = end;
      end += this.#lengths[i];
    }
    this.#end = end;
    this.#garbage = 0;
  }

  #takeViews(): void {
    const { buffer } = this.#memory;
    this.#columns = new Uint32Array(buffer, 0, 2 * this.#pairCapacity);
    this.#values = new Float32Array(buffer, 0, 2 * this.#pairCapacity);
  }
}

function grown(array: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const out = new Uint32Array(length);
  out.set(array);
  return out;
}
