import type { Rows } from '../kernels/kernels.ts';

/** The readable reference of the kernels' `rowsI8`: dot products of many rows with a query. */
export function plainRows<T extends Float32Array | Int8Array>(rows: T, dimensions: number): Rows<T> {
  const out = new Float32Array(rows.length / dimensions);
  return {
    rows,
    dots: (query, count) => {
      for (let i = 0; i < count; i++) out[i] = dot(rows, i * dimensions, query);
      return out;
    },
  };
}

/** Dot product of the row that begins at `at` with a query. */
export function dot(rows: Float32Array | Int8Array, at: number, query: Float32Array | Int8Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 3 < query.length; j += 4) {
    s0 += rows[at + j] * query[j];
    s1 += rows[at + j + 1] * query[j + 1];
    s2 += rows[at + j + 2] * query[j + 2];
    s3 += rows[at + j + 3] * query[j + 3];
  }
  for (; j < query.length; j++) s0 += rows[at + j] * query[j];
  return s0 + s1 + (s2 + s3);
}
