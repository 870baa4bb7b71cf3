/**
 * The hidden layer of the ELM: a random projection, a random offset, tanh. The projection is H·S₂·H·S₁ with
 * H the Walsh–Hadamard transform and S random signs (Ailon & Chazelle 2006; Le, Sarlós & Smola 2013): as
 * good as a dense random matrix, in n·log n instead of n² steps, and with 2 × `units` bits to draw. All of it
 * follows from the seed, so nothing is stored. All arithmetic is single precision, step by step, so that the
 * kernel `layer` (kernels/assembly/text.ts) gives the same bits.
 */
import { ElmError, requireInteger, requirePositive } from '../errors.ts';
import { Random } from '../random.ts';
import { hadamard } from './hadamard.ts';
import { tanhF32 } from './tanh.ts';

export class StructuredLayer {
  readonly units: number;
  readonly #inputs: number;
  /** What was drawn; `units` each. The second signs carry the scale of a unit's input. */
  readonly signs1: Float32Array;
  readonly signs2: Float32Array;
  readonly offsets: Float32Array;
  readonly #work: Float32Array;

  /**
   * @param inputs length of an input, at most `units`
   * @param units hidden units, a power of two
   * @param inputScale standard deviation of a unit's input before the offset, for an input of mean square 1
   * @param offsetScale offsets are uniform in ±offsetScale
   */
  constructor(inputs: number, units: number, inputScale: number, offsetScale: number, seed: number) {
    requireInteger('units', units, 2, 65536);
    if ((units & (units - 1)) !== 0) throw new ElmError('units', 'a power of two', units);
    requireInteger('inputs', inputs, 1, units);
    requirePositive('inputScale', inputScale);
    this.units = units;
    this.#inputs = inputs;
    const random = new Random(seed);
    this.signs1 = Float32Array.from({ length: units }, () => random.sign());
    // Each transform grows the norm by √units; an input of mean square 1 spreads over all units.
    const scale = inputScale / (Math.sqrt(units) * Math.sqrt(inputs));
    this.signs2 = Float32Array.from({ length: units }, () => scale * random.sign());
    this.offsets = Float32Array.from({ length: units }, () => (2 * random.uniform() - 1) * offsetScale);
    this.#work = new Float32Array(units);
  }

  /** Writes the activations, scaled so that the whole layer's norm is at most 1, into `out` (length `units`). */
  apply(input: Float32Array, out: Float32Array): void {
    const work = this.#work;
    for (let i = 0; i < this.#inputs; i++) work[i] = input[i] * this.signs1[i];
    work.fill(0, this.#inputs);
    hadamard(work);
    for (let i = 0; i < work.length; i++) work[i] *= this.signs2[i];
    hadamard(work);
    const toUnit = 1 / Math.sqrt(this.units);
    for (let i = 0; i < work.length; i++) out[i] = tanhF32(Math.fround(work[i] + this.offsets[i])) * toUnit;
  }
}
