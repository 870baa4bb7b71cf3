import { tanh } from './tanh.ts';

/**
 * What a hidden unit makes of its input. `tanh`, `sigmoid` and `gelu` are built on the core's own tanh
 * (to 1e-4), so that they give the same bits on every engine; `sine` is `Math.sin`.
 */
export const ACTIVATIONS = {
  tanh,
  sigmoid: (x: number) => 0.5 + 0.5 * tanh(0.5 * x),
  relu: (x: number) => Math.max(0, x),
  leakyRelu: (x: number) => (x > 0 ? x : 0.01 * x),
  /** In the tanh form of Hendrycks & Gimpel 2016. */
  gelu: (x: number) => 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))),
  sine: (x: number) => Math.sin(x),
  linear: (x: number) => x,
} as const;

export type Activation = keyof typeof ACTIVATIONS;
