import { Matrix } from '../../../../src/elm/linalg/matrix.ts';
import { Random } from '../../../../src/elm/random.ts';

/** Two half-moons that no line parts, with noise; labels "up" and "down" in turn. */
export function moons(n: number, seed: number, noise = 0.15): { x: Matrix; y: string[] } {
  const random = new Random(seed);
  const x = new Matrix(n, 2);
  const y: string[] = [];
  for (let i = 0; i < n; i++) {
    const angle = Math.PI * random.uniform();
    const up = i % 2 === 0;
    x.data[2 * i] = (up ? Math.cos(angle) : 1 - Math.cos(angle)) + noise * random.normal();
    x.data[2 * i + 1] = (up ? Math.sin(angle) : 0.5 - Math.sin(angle)) + noise * random.normal();
    y.push(up ? 'up' : 'down');
  }
  return { x, y };
}

/** `labels` clouds around the corners of a regular polygon. */
export function clouds(n: number, labels: number, seed: number, spread = 0.5): { x: Matrix; y: string[] } {
  const random = new Random(seed);
  const x = new Matrix(n, 2);
  const y: string[] = [];
  for (let i = 0; i < n; i++) {
    const k = i % labels;
    x.data[2 * i] = 2 * Math.cos((2 * Math.PI * k) / labels) + spread * random.normal();
    x.data[2 * i + 1] = 2 * Math.sin((2 * Math.PI * k) / labels) + spread * random.normal();
    y.push(`label${k}`);
  }
  return { x, y };
}

export function share(guess: readonly string[], truth: readonly string[]): number {
  return guess.filter((label, i) => label === truth[i]).length / truth.length;
}
