/**
 * A symmetric matrix between numbered things that come and go: its lower triangle, packed by rows in f64 (row i
 * starts at i (i + 1) / 2). A number that is free again is simply written anew.
 */
export class PackedSymmetric {
  #data = new Float64Array(0);

  get bytes(): number {
    return this.#data.byteLength;
  }

  /** Room for `size` things; what was there stays. */
  reserve(size: number): void {
    const needed = (size * (size + 1)) / 2;
    if (needed <= this.#data.length) return;
    const data = new Float64Array(Math.max(128, Math.ceil(needed * 1.5)));
    data.set(this.#data);
    this.#data = data;
  }

  /** Writes thing `i`'s entries with all of 0 to values.length − 1; `values[i]` is its own. */
  set(i: number, values: Float64Array): void {
    this.reserve(Math.max(values.length, i + 1));
    const data = this.#data;
    data.set(values.subarray(0, i + 1), (i * (i + 1)) / 2);
    for (let j = i + 1; j < values.length; j++) data[(j * (j + 1)) / 2 + i] = values[j];
  }

  /** Writes all pairs of things 0 to count − 1 at once, from a triangle packed in the same way. */
  setAll(triangle: Float64Array): void {
    this.#data = new Float64Array(Math.ceil(triangle.length * 1.25));
    this.#data.set(triangle);
  }

  /** Entries 0 to i of row i: a view, good until the next `reserve` or `set`. */
  row(i: number): Float64Array {
    const start = (i * (i + 1)) / 2;
    return this.#data.subarray(start, start + i + 1);
  }

  at(i: number, j: number): number {
    return i >= j ? this.#data[(i * (i + 1)) / 2 + j] : this.#data[(j * (j + 1)) / 2 + i];
  }
}
