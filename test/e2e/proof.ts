import { test } from './fixtures.ts';

/** The claims of PROOF.md, in its order. */
export const CLAIMS = {
  leaves: 'Nothing leaves',
  in: 'No one gets in',
  breaks: 'Nothing breaks it',
  lost: 'Nothing lost',
  load: 'It stands the load',
} as const;

/** What a test notes for PROOF.md; an annotation of the test. */
export interface Tried {
  claim: keyof typeof CLAIMS;
  what: string;
  times: number;
  /** What was measured on the way. */
  figure: string;
}

/** How often something is tried: a few times in `npm test`, as often as is claimed in `npm run prove`. */
export function times(few: number, claimed: number): number {
  return process.env.INKLING_PROOF === 'full' ? claimed : few;
}

/** Notes what the running test has tried, for PROOF.md. */
export function tried(claim: Tried['claim'], what: string, count: number, figure = ''): void {
  const noted: Tried = { claim, what, times: count, figure };
  test.info().annotations.push({ type: 'tried', description: JSON.stringify(noted) });
}
