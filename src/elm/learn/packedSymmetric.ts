/**
 * A symmetric n × n matrix that grows and shrinks by an example at a time: its lower triangle, packed by
 * rows in f64 (row i starts at i (i + 1) / 2).
 */
export class PackedSymmetric {
  #size = 0;
  #data = new Float64Array(0);

  /** Adds a row (and column), and gives it to be filled: n + 1 entries, the diagonal last. */
  appendRow(): Float64Array {
    const n = this.#size + 1;
    const needed = (n * (n + 1)) / 2;
    if (needed > this.#data.length) {
      const data = new Float64Array(Math.max(128, Math.ceil(needed * 1.5)));
      data.set(this.#data);
      this.#data = data;
    }
    this.#size = n;
    return this.row(n - 1);
  }

  /** Takes row and column `index` out. O(n²). */
  remove(index: number): void {
    const data = this.#data;
    for (let i = index + 1; i < this.#size; i++) {
      const from = (i * (i + 1)) / 2;
      const to = ((i - 1) * i) / 2;
      data.copyWithin(to, from, from + index);
      data.copyWithin(to + index, from + index + 1, from + i + 1);
    }
    this.#size--;
  }

  /** Entries 0 to i of row i: a view, good until the next row is added or removed. */
  row(i: number): Float64Array {
    const start = (i * (i + 1)) / 2;
    return this.#data.subarray(start, start + i + 1);
  }

  at(i: number, j: number): number {
    return i >= j ? this.#data[(i * (i + 1)) / 2 + j] : this.#data[(j * (j + 1)) / 2 + i];
  }
}
