import { readContainer, requireSection } from '../elm/file/container.ts';
import { decodeAscending } from '../elm/file/deltas.ts';
import { Head } from '../elm/head/head.ts';
import { heaviestOf, quantised, type WeightDelta } from '../elm/learn/weightDelta.ts';
import { BUCKETS } from '../elm/text/hashing.ts';
import { SENSITIVITY_STEPS } from '../protocol/verdict.ts';
import { OwnHead } from './ownHead.ts';
import type { Scorer } from './scorer.ts';

/** What was learned of a task, made a head of its own to be given away, in 8 bits and without its lightest links. */

/** The heaviest links that are given away: some 60 kB for a task of one label. */
const MOST_ROWS = 16_000;

/**
 * @param learned weights that add to the scorer's.
 * @param of 'task': the head is scorer and weights together; 'corrections': the weights alone.
 */
export function sharedHead(
  task: string,
  scorer: Scorer,
  learned: WeightDelta,
  of: 'task' | 'corrections',
  wordTable: string,
): Head {
  const isWhole = of === 'task';
  const ones = new Array<number>(scorer.outputs).fill(1);
  const scaling =
    isWhole && scorer instanceof OwnHead
      ? { ...scorer.scaling, slope: scorer.scaling.slope.map((slope) => Math.max(slope, 1e-3)) }
      : isWhole && scorer instanceof Head
        ? scalingOf(scorer)
        : { slope: ones, offset: ones.map(() => 0) };
  return Head.fromParts({
    task,
    labels: [...scorer.labels],
    ordinary: scorer.ordinary,
    wordTable,
    ...quantised(heaviestOf(learned, MOST_ROWS)),
    scaling,
    flagAt: scorer.labels.map((label, k) =>
      label === scorer.ordinary
        ? null
        : Array.from({ length: SENSITIVITY_STEPS }, (_, step) => scorer.flagAt(k, step)),
    ),
    unsure: { knownWords: 0, knownShare: 0, probability: scorer.outputs === 1 ? 0.53 : 0.4 },
  });
}

/** The weights of a head from a file, in full numbers. */
export function weightsOfHead(head: Head): WeightDelta {
  const file = readContainer(head.toBytes(), 'head');
  const { directScale, hiddenScale, bias } = file.fields as Record<string, number[]>;
  const { outputs } = head;
  const hidden = requireSection(file, 'hidden', 'i8');
  const units = hidden.length / outputs;
  return {
    outputs,
    buckets: decodeAscending(requireSection(file, 'buckets', 'u8'), head.rows, BUCKETS),
    direct: Float64Array.from(requireSection(file, 'direct', 'i8'), (x, i) => x * directScale[i % outputs]),
    hidden: Float64Array.from(hidden, (x, i) => x * hiddenScale[Math.floor(i / units)]),
    bias: Float64Array.from(bias),
  };
}

function scalingOf(head: Head): { slope: number[]; offset: number[] } {
  const { slope, offset } = readContainer(head.toBytes(), 'head').fields as Record<string, number[]>;
  return { slope, offset };
}
