import type { TextVector } from './textVector.ts';
import type { TokenStream } from './tokens.ts';

/**
 * The numeric steps between a token stream and a text's features, which `textFeatures.ts` calls in order. There
 * are two of them, which give the same bits: `plainSteps.ts`, to be read, and `kernels/textKernels.ts`, where
 * they run in WebAssembly. Both own the stream they read and the vector they fill.
 */
export interface FeatureSteps {
  readonly stream: TokenStream;
  readonly vector: TextVector;
  /** Forgets the last text; the stream holds a new one. */
  begin(): void;
  countWords(): void;
  countCharacters(): void;
  /** One shape feature: its number and its value, both small integers. */
  countShape(feature: number, value: number): void;
  /** Ends a block: what was counted since the last becomes links of the vector, with this norm. */
  take(norm: number): void;
  /** The words' part of the vector: `words`, `knownWords` and `hidden` (all 0 when no word is known). After countWords. */
  embed(): void;
}
