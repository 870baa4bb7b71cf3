import type { Share } from '../protocol/verdict.ts';

/** Two-sided 95 %. */
const Z = 1.959964;

/** A share with its Wilson score interval (Wilson 1927), which holds for few and for none. @param of at least 1. */
export function shareOf(right: number, of: number): Share {
  const share = right / of;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of))) / (1 + z2 / of);
  return { right, of, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
