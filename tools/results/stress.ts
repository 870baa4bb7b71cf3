/** The heads on the stress sets, and how far the words they name explain what they say. */
import { join } from 'node:path';
import { evidence } from '../../src/elm/head/evidence.ts';
import type { Head } from '../../src/elm/head/head.ts';
import { Random } from '../../src/elm/random.ts';
import { readTsv } from '../data.ts';
import * as texts from '../stress/stressTexts.ts';
import { DISGUISES } from '../training/disguises.ts';
import { BINARY_TASKS } from '../training/examples.ts';
import type { Heads } from './judged.ts';

export interface StressFile {
  /** Texts that nothing may be flagged in. */
  silent: { name: string; n: number; flagged: Record<string, number>; which: string[] }[];
  /** Plain spam and plain abuse: how many are flagged, and what is passed over. */
  found: { task: string; n: number; flagged: number; missed: string[] }[];
  /** Mean toxicity of neutral sentences by identity word, and how far above the mean of all the rest. */
  identity: { word: string; mean: number; above: number }[];
  /** Share of the clean texts' probability that disguised ones keep. */
  disguises: { name: string; spam: number; toxicity: number }[];
  /** Flagged test texts in which the three named words outweigh three random ones. */
  why: { task: string; n: number; better: number }[];
}

const TASKS = ['spam', 'toxicity'] as const;

export function stressFigures(heads: Heads): Omit<StressFile, 'why'> {
  const byTask = Object.fromEntries(TASKS.map((task) => [task, heads.head(task)]));
  const long = [texts.NAMES_AND_DIALECTS, texts.HARD_WORDS, texts.TOLD_SPAM].map((parts) =>
    Array.from({ length: 12 }, () => parts.join(' '))
      .join(' ')
      .slice(0, 20_000),
  );
  const sets: [string, readonly string[]][] = [
    ['abuse told of, quoted or turned down', texts.TOLD_ABUSE],
    ['spam told of or turned down', texts.TOLD_SPAM],
    ['clinical, legal and old senses; swearing at nobody', texts.HARD_WORDS],
    ['names and dialects', texts.NAMES_AND_DIALECTS],
    ['identity words in neutral sentences', Object.values(texts.IDENTITY).flat()],
    ['boilerplate, URLs, language names, lists, legal text', texts.BOILERPLATE],
    ['other languages', texts.OTHER_LANGUAGES],
    ['very short', texts.VERY_SHORT],
    ['very long', long],
  ];
  const silent = sets.map(([name, list]) => {
    const flagged: Record<string, number> = {};
    const which: string[] = [];
    for (const task of TASKS) {
      const found = list.filter((text) => heads.judge(byTask[task], text).flagged);
      flagged[task] = found.length;
      which.push(...found.map((text) => `${task}: ${text.slice(0, 80)}`));
    }
    return { name, n: list.length, flagged, which };
  });
  const found = [
    { task: 'spam', list: texts.PLAIN_SPAM },
    { task: 'toxicity', list: texts.PLAIN_ABUSE },
  ].map(({ task, list }) => {
    const missed = list.filter((text) => !heads.judge(byTask[task], text).flagged);
    return { task, n: list.length, flagged: list.length - missed.length, missed };
  });
  const toxic = (text: string) => heads.judge(byTask.toxicity, text).probabilities[1];
  const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const means = Object.entries(texts.IDENTITY).map(([word, list]) => ({ word, mean: mean(list.map(toxic)) }));
  const identity = means.map(({ word, mean: own }) => ({
    word,
    mean: own,
    above: own - mean(means.filter((other) => other.word !== word).map((other) => other.mean)),
  }));
  const kept = (head: Head, list: readonly string[], disguise: (text: string) => string) => {
    const p = (text: string) => heads.judge(head, text).probabilities[1];
    const found = list.filter((text) => p(text) >= 0.5);
    return mean(found.map((text) => Math.min(1, p(disguise(text)) / p(text))));
  };
  const disguises = Object.entries(DISGUISES).map(([name, disguise]) => ({
    name,
    spam: kept(byTask.spam, texts.PLAIN_SPAM, disguise),
    toxicity: kept(byTask.toxicity, texts.PLAIN_ABUSE, disguise),
  }));
  return { silent, found, identity: identity.sort((a, b) => b.above - a.above), disguises };
}

/** At most so many flagged texts a set. */
const MOST = 150;
const TOP = 3;
const SEED = 9;

export function whyFigures(heads: Heads, folder: string): StressFile['why'] {
  const random = new Random(SEED);
  return TASKS.map((task) => {
    const head = heads.head(task);
    let n = 0;
    let better = 0;
    for (const set of BINARY_TASKS[task].sets) {
      const flagged = random
        .shuffle(readTsv(join(folder, set, 'test.tsv')))
        .filter(({ text }) => heads.judge(head, text).flagged)
        .slice(0, MOST);
      for (const { text } of flagged) {
        const words = evidence(text, heads.features, head, null, 1, Number.MAX_SAFE_INTEGER);
        if (words.length <= TOP) continue;
        const named = words.filter(({ share }) => share > 0).slice(0, TOP);
        const others = random.shuffle(words.slice()).slice(0, TOP);
        // The same words by chance: nothing to compare.
        if (named.every(({ word }) => others.some((other) => other.word === word))) continue;
        n++;
        const without = (list: typeof words) =>
          scoreWithout(
            heads,
            head,
            text,
            list.map(({ word }) => word),
          );
        if (without(named) < without(others)) better++;
      }
    }
    return { task, n, better };
  });
}

function scoreWithout(heads: Heads, head: Head, text: string, words: string[]): number {
  let rest = text;
  for (const word of words) {
    const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    rest = rest.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu'), '');
  }
  heads.features.extract(rest);
  const scores = new Float64Array(1);
  head.scores(heads.features.vector, scores);
  return scores[0];
}
